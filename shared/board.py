"""掲示板: every signed-in person reads the whole board, but for announcements to other stores.

A list is newest first, or most liked first: by reactions, then comments, then newest. A tombstone is in none.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString, TypeAlias

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.db import Query
from shared.rows import PICTURES_OF_POST, PictureRow
from shared.search import walk
from shared.search.keywords import CANDIDATE, Plan, Words
from shared.search.walk import NO_PLAN, Listing

# Where a list goes on: behind (time, id) of the newest first, or (reactions, comments, id) of the most liked.
Place: TypeAlias = tuple[datetime, int] | tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list of posts, and its order: newest first, unless `popular_first`.

    `genre` is a code of `shared.words`, `in_store` a store's number; the whole board is there to be narrowed.
    `plan` is how `words` are looked for, from `shared.search.keywords.Frequencies`; any plan gives the same
    answer.
    """

    words: Words | None = None
    genre: str | None = None
    in_store: int | None = None
    popular_first: bool = False
    plan: Plan = NO_PLAN


@dataclass(frozen=True, slots=True)
class Listed:
    """A post in a list.

    It is an announcement where `audience` says for whom (`area` names it), 必読 until `due_on`, a date in
    Japan; `is_confirmed` once the viewer pressed 確認しました. `is_new`: somebody else wrote it since the
    viewer's account was made, and the viewer never opened it. `has_new_comments`: others have answered since
    the viewer opened it, or wrote it.
    """

    id: int
    store_name: str
    author: str
    genre: str
    title: str
    content: str
    created_at: datetime
    comments: int
    reactions: int
    has_best_answer: bool
    audience: str | None
    area: str | None
    due_on: date | None
    is_confirmed: bool
    is_new: bool
    has_new_comments: bool
    pictures: list[PictureRow]

    @property
    def by_liking(self) -> tuple[int, int, int]:
        """Its place in a list of the most liked first, as long as nobody likes it more."""
        return self.reactions, self.comments, self.id


@dataclass(frozen=True, slots=True)
class Writing:
    """A store whose people may have written posts."""

    store_id: int
    name: str


def newest(
    viewer: Viewer, limit: int, *, before: Place | None = None, only: Only | None = None
) -> Query[Listed]:
    """At most `limit` posts, newest first unless `only` says the most liked first.

    `before` is the place of the last one already read, in that same order; one of the other order is none.
    """
    only = only or Only()
    order = _POPULAR if only.popular_first else _NEWEST
    before = before if before and len(before) == len(order.place) else None
    narrowed = (
        _READABLE
        + (_OF_GENRE if only.genre else "")
        + (_IN_STORE if only.in_store else "")
        + (order.beyond if before else "")
    )
    return Query(
        "WITH " + _page(only, order, narrowed) + _LISTED + order.by.replace("r.", "page."),
        Listed,
        {
            "user": viewer.user_id,
            "stores": viewer.stores,
            "genre": only.genre,
            "store": only.in_store,
            **dict(zip(order.place, before or (None,) * len(order.place), strict=True)),
            "limit": limit,
            **walk.bound(only.words, only.plan),
        },
    )


def writing(viewer: Viewer) -> Query[Writing]:
    """All stores, head office first, then by number: the board is everybody's. None for who reaches none."""
    return Query(
        """
        SELECT s.store_id, s.name FROM stores s
        WHERE EXISTS (SELECT FROM stores o WHERE o.store_id = ANY(%(stores)s))
        ORDER BY s.kind <> 'hq', s.store_id""",
        Writing,
        {"stores": viewer.stores},
    )


@dataclass(frozen=True, slots=True)
class _Order:
    """An order of the rows `r`: what names a row's place in it, and what is behind that place.

    `rows` may be read in any way; `walked` come one by one in this order.
    """

    keys: LiteralString
    by: LiteralString
    place: tuple[str, ...]
    beyond: LiteralString
    rows: LiteralString
    walked: LiteralString


_NEWEST = _Order(
    keys="r.id, r.created_at",
    by="r.created_at DESC, r.id DESC",
    place=("at", "id"),
    beyond=" AND (r.created_at, r.id) < (%(at)s::timestamptz, %(id)s::bigint)",
    rows="bbs_posts r",
    walked="bbs_posts r",
)
# `id` is the counts', so that the index of this order knows every place in it.
_LIKED: LiteralString = """
    (SELECT c.post_id AS id, c.reactions, c.comments, p.store_id, p.user_id, p.genre, p.title, p.content,
            p.search, p.audience, p.area_id, p.deleted_at
     FROM bbs_post_counts c {posts}) r"""
_POPULAR = _Order(
    keys="r.id, r.reactions, r.comments",
    by="r.reactions DESC, r.comments DESC, r.id DESC",
    place=("liked", "said", "id"),
    beyond=" AND (r.reactions, r.comments, r.id) < (%(liked)s::int, %(said)s::int, %(id)s::bigint)",
    rows=_LIKED.replace("{posts}", "JOIN bbs_posts p ON p.id = c.post_id"),
    walked=_LIKED.replace(
        "{posts}", "CROSS JOIN LATERAL (SELECT * FROM bbs_posts p WHERE p.id = c.post_id OFFSET 0) p"
    ),
)

_READABLE: LiteralString = "r.deleted_at IS NULL AND " + VISIBLE.replace("p.", "r.")
_OF_GENRE: LiteralString = " AND r.genre = %(genre)s"
_IN_STORE: LiteralString = " AND r.store_id = %(store)s"


def _page(only: Only, order: _Order, narrowed: LiteralString) -> LiteralString:
    """Common table expressions that end with `page`, the keys of its posts."""
    if only.words and only.words.words:
        return walk.holding(_listing(order, narrowed), only.plan)
    keys, by = order.keys, order.by
    rows = "SELECT " + keys + " FROM " + order.rows + " WHERE " + narrowed
    return "page AS MATERIALIZED (" + rows + " ORDER BY " + by + " LIMIT %(limit)s)"


def _listing(order: _Order, narrowed: LiteralString) -> Listing:
    texts = "SELECT " + order.keys + ", r.search, r.title, r.content FROM " + order.walked
    return Listing(
        keys=order.keys,
        order=order.by,
        walked=texts + " WHERE r.id + 0 > beside.zero AND " + narrowed,
        found="SELECT " + order.keys + " FROM " + order.rows + " WHERE " + CANDIDATE + " AND " + narrowed,
        table="bbs_posts",
    )


# Names are looked up, not joined: to plan a join of seven took twice the time of all the rest.
_LISTED: LiteralString = (
    """
    SELECT p.id, (SELECT s.name FROM stores s WHERE s.store_id = p.store_id) AS store_name,
           (SELECT btrim(u.last_name || ' ' || u.first_name)
            FROM users u WHERE u.user_id = p.user_id) AS author,
           p.genre, p.title, p.content, p.created_at, c.comments, c.reactions,
           EXISTS (SELECT FROM bbs_comments b WHERE b.post_id = p.id AND b.is_best_answer) AS has_best_answer,
           CASE WHEN p.announced_at IS NOT NULL THEN p.audience END AS audience,
           (SELECT a.name FROM areas a WHERE a.id = p.area_id) AS area, p.due_on,
           EXISTS (SELECT FROM bbs_confirmations k
                   WHERE k.post_id = p.id AND k.user_id = %(user)s::varchar) AS is_confirmed,
           coalesce(d.post_id IS NULL AND p.user_id <> %(user)s::varchar AND p.created_at > (
                SELECT me.created_at FROM users me WHERE me.user_id = %(user)s::varchar), FALSE) AS is_new,
           (d.post_id IS NOT NULL OR p.user_id = %(user)s::varchar)
           AND c.last_comment_id > coalesce(d.comment_id, 0)
           AND EXISTS (SELECT FROM bbs_comments n
                       WHERE n.post_id = p.id AND n.id > coalesce(d.comment_id, 0)
                         AND n.deleted_at IS NULL AND n.user_id <> %(user)s::varchar) AS has_new_comments,
           """
    + PICTURES_OF_POST
    + """ AS pictures
    FROM page
    JOIN bbs_posts p ON p.id = page.id
    JOIN bbs_post_counts c ON c.post_id = p.id
    LEFT JOIN bbs_reads d ON d.post_id = p.id AND d.user_id = %(user)s::varchar
    ORDER BY """
)
