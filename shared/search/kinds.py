"""The kinds of texts that are searched: where their rows are, who may read them, what narrows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, LiteralString, Protocol

from shared.audience import VISIBLE
from shared.search.keywords import Words


class Narrowing(Protocol):
    """A search and what narrows it (`hybrid.Wanted`)."""

    @property
    def words(self) -> Words: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def genre(self) -> str | None: ...
    @property
    def location(self) -> str | None: ...
    @property
    def in_store(self) -> int | None: ...
    @property
    def vector(self) -> str | Sequence[float] | None: ...
    @property
    def model(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text: the rows `r` (`id`, `search`, `title`, `content`, `day`) and who may read them."""

    code: LiteralString
    table: LiteralString
    texts: LiteralString
    rows: LiteralString
    day: LiteralString
    reach: LiteralString
    order: LiteralString
    keys: LiteralString
    since: LiteralString = ""
    until: LiteralString = ""
    in_store: LiteralString = ""
    has_genre: bool = True
    has_location: bool = False
    is_of_stores: bool = False
    most_walked: int = 0  # 0: as many as the plan says


_DAY: LiteralString = "(r.created_at AT TIME ZONE 'Asia/Tokyo')::date"
_SINCE: LiteralString = " AND r.created_at >= %(since)s::date::timestamp AT TIME ZONE 'Asia/Tokyo'"
_UNTIL: LiteralString = " AND r.created_at < (%(until)s::date + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'"
_IN_STORE: LiteralString = " AND r.store_id = %(in_store)s::int"
_READABLE: LiteralString = "r.deleted_at IS NULL AND " + VISIBLE.replace("p.", "r.")

_COMMENTS: LiteralString = """
    (SELECT c.id, c.search, ''::text AS title, c.content, c.created_at, p.id AS post_id,
            p.store_id, p.user_id, p.genre, p.audience, p.area_id,
            coalesce(c.deleted_at, p.deleted_at) AS deleted_at
     FROM bbs_comments c
     CROSS JOIN LATERAL (SELECT * FROM bbs_posts p WHERE p.id = c.post_id OFFSET 0) p) r"""
_COMMENT_READABLE: LiteralString = _READABLE.replace("a.post_id = r.id", "a.post_id = r.post_id")
_NEWEST: LiteralString = (
    "(SELECT r.* FROM {rows} WHERE {reach}{period} ORDER BY {order} LIMIT {newest}) r WHERE TRUE"
)
_NEWEST_OF_STORES: LiteralString = """
    stores s CROSS JOIN LATERAL (
        SELECT r.* FROM {rows} WHERE r.store_id = s.store_id{period} ORDER BY {order} LIMIT {newest}
    ) r WHERE s.store_id = ANY(%(report_stores)s::int[])"""

KINDS: Final = {
    kind.code: kind
    for kind in (
        Kind(
            code="report",
            table="daily_reports",
            texts="daily_reports",
            rows="daily_reports r",
            day="r.date",
            reach="r.store_id = ANY(%(report_stores)s::int[])",
            order="r.date DESC, r.id DESC",
            keys="r.id, r.date",
            since=" AND r.date >= %(since)s::date",
            until=" AND r.date <= %(until)s::date",
            has_location=True,
            is_of_stores=True,
        ),
        Kind(
            code="post",
            table="bbs_posts",
            texts="bbs_posts",
            rows="bbs_posts r",
            day=_DAY,
            reach=_READABLE,
            order="r.created_at DESC, r.id DESC",
            keys="r.id, r.created_at",
            since=_SINCE,
            until=_UNTIL,
            in_store=_IN_STORE,
        ),
        Kind(
            code="comment",
            table="bbs_comments",
            texts="(SELECT id, ''::text AS title, content FROM bbs_comments)",
            rows=_COMMENTS,
            day=_DAY,
            reach=_COMMENT_READABLE,
            order="r.id DESC",
            keys="r.id",
            most_walked=3000,  # each asks its post
            since=_SINCE,
            until=_UNTIL,
            in_store=_IN_STORE,
        ),
        Kind(
            code="knowledge",
            table="knowledge_vectors",
            texts="knowledge_vectors",
            rows="knowledge_vectors r",
            day="NULL::date",
            reach="EXISTS (SELECT FROM stores o WHERE o.store_id = ANY(%(stores)s))",
            order="r.id DESC",
            keys="r.id",
            has_genre=False,
        ),
    )
}


def asked(wanted: Narrowing) -> list[Kind]:
    """The kinds of which a text can be what is wanted."""
    return [
        kind
        for kind in KINDS.values()
        if (not wanted.kinds or kind.code in wanted.kinds)
        and (not wanted.genre or kind.has_genre)
        and (not wanted.location or kind.has_location)
    ]


def within(kind: Kind, wanted: Narrowing) -> LiteralString:
    """The condition on `r` that it is in reach and wanted. Binds what `found` of `hybrid` does."""
    return (
        kind.reach
        + _period(kind, wanted)
        + (kind.in_store if wanted.in_store is not None else "")
        + (" AND r.genre = %(genre)s::text" if wanted.genre and kind.has_genre else "")
        + (" AND r.location = %(location)s::text" if wanted.location and kind.has_location else "")
    )


def newest(kind: Kind, wanted: Narrowing, limit: LiteralString) -> LiteralString:
    """The newest rows `r` in reach and in the period wanted, `limit` of all or (reports) of each store; more
    conditions may be added."""
    text = _NEWEST_OF_STORES if kind.is_of_stores else _NEWEST
    text = text.replace("{rows}", kind.rows).replace("{reach}", kind.reach)
    return (
        text.replace("{period}", _period(kind, wanted))
        .replace("{order}", kind.order)
        .replace("{newest}", limit)
    )


def _period(kind: Kind, wanted: Narrowing) -> LiteralString:
    return (kind.since if wanted.since else "") + (kind.until if wanted.until else "")
