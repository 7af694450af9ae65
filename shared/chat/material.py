"""Texts in full, for an answer that quotes them: those that a search has found, and the newest reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, LiteralString

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.db import Query

LONGEST: Final = 1_500  # characters of a text


@dataclass(frozen=True, slots=True)
class Material:
    """A text in the viewer's reach. `id` is that of the report, post, comment or section (`kind`), `parent` a
    comment's post and a section's document, `position` a section's. `is_best` marks a best answer. `date` is
    a business date, of the board the day in Japan; None for a section. `store_name` and `author` are None
    for a section."""

    kind: str
    id: int
    parent: int | None
    position: int | None
    title: str
    content: str
    date: date | None
    store_name: str | None
    author: str | None
    is_best: bool


def reports(
    viewer: Viewer,
    first: date | None,
    last: date | None,
    genre: str | None,
    location: str | None,
    limit: int,
) -> Query[Material]:
    """The newest readable reports of the business dates `first` to `last`; None does not narrow."""
    return Query(
        "SELECT "
        + _REPORT
        + """
        FROM daily_reports r JOIN stores s ON s.store_id = r.store_id JOIN users u ON u.user_id = r.user_id
        WHERE """
        + _FITTING
        + " ORDER BY r.date DESC, r.id DESC LIMIT %(limit)s::int",
        Material,
        {**_narrowed(viewer, first, last, genre, location), "limit": limit, "longest": LONGEST},
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are."""

    count: int


def count(
    viewer: Viewer, first: date | None, last: date | None, genre: str | None, location: str | None
) -> Query[Count]:
    """How many reports `reports` would list without a limit."""
    return Query(
        "SELECT count(*)::int AS count FROM daily_reports r WHERE " + _FITTING,
        Count,
        _narrowed(viewer, first, last, genre, location),
    )


def found(
    viewer: Viewer,
    report_ids: Sequence[int],
    post_ids: Sequence[int],
    comment_ids: Sequence[int],
    section_ids: Sequence[int],
) -> Query[Material]:
    """These texts as far as they are in the viewer's reach, and the best answers of the posts. A comment is
    given with its post alone."""
    return Query(
        "SELECT "
        + _REPORT
        + """
        FROM daily_reports r JOIN stores s ON s.store_id = r.store_id JOIN users u ON u.user_id = r.user_id
        WHERE r.store_id = ANY(%(report_stores)s::int[]) AND r.id = ANY(%(report_ids)s::bigint[])
        UNION ALL
        SELECT 'post', p.id, NULL, NULL, p.title, left(p.content, %(longest)s::int),
               (p.created_at AT TIME ZONE 'Asia/Tokyo')::date, s.name,
               btrim(u.last_name || ' ' || u.first_name), false
        FROM bbs_posts p JOIN stores s ON s.store_id = p.store_id JOIN users u ON u.user_id = p.user_id
        WHERE p.id = ANY(%(post_ids)s::bigint[]) AND p.deleted_at IS NULL AND """
        + VISIBLE
        + """
        UNION ALL
        SELECT 'comment', c.id, p.id, NULL, p.title, left(c.content, %(longest)s::int),
               (c.created_at AT TIME ZONE 'Asia/Tokyo')::date, s.name,
               btrim(u.last_name || ' ' || u.first_name), c.is_best_answer
        FROM bbs_posts p JOIN bbs_comments c ON c.post_id = p.id
        JOIN users u ON u.user_id = c.user_id JOIN stores s ON s.store_id = u.store_id
        WHERE p.id = ANY(%(post_ids)s::bigint[])
          AND (c.is_best_answer OR c.id = ANY(%(comment_ids)s::bigint[]))
          AND p.deleted_at IS NULL AND c.deleted_at IS NULL AND """
        + VISIBLE
        + """
        UNION ALL
        SELECT 'knowledge', k.id, k.document_id, k.position, d.title || ' › ' || k.title,
               left(k.content, %(longest)s::int), NULL, NULL, NULL, false
        FROM knowledge_vectors k JOIN knowledge_documents d ON d.id = k.document_id
        WHERE k.id = ANY(%(section_ids)s::bigint[])
          AND EXISTS (SELECT FROM stores o WHERE o.store_id = ANY(%(stores)s))""",
        Material,
        {
            "user": viewer.user_id,
            "stores": viewer.stores,
            "report_stores": viewer.report_stores,
            "report_ids": list(report_ids),
            "post_ids": list(post_ids),
            "comment_ids": list(comment_ids),
            "section_ids": list(section_ids),
            "longest": LONGEST,
        },
    )


_REPORT: LiteralString = """
    'report' AS kind, r.id, NULL::bigint AS parent, NULL::int AS position, r.title::text AS title,
    left(r.content, %(longest)s::int) AS content, r.date, s.name::text AS store_name,
    btrim(u.last_name || ' ' || u.first_name) AS author, false AS is_best"""
_FITTING: LiteralString = """
    r.store_id = ANY(%(stores)s)
    AND r.date >= coalesce(%(first)s::date, '-infinity')
    AND r.date <= coalesce(%(last)s::date, 'infinity')
    AND r.genre = coalesce(%(genre)s::text, r.genre)
    AND r.location = coalesce(%(location)s::text, r.location)"""


def _narrowed(
    viewer: Viewer, first: date | None, last: date | None, genre: str | None, location: str | None
) -> dict[str, object]:
    return {
        "stores": viewer.report_stores,
        "first": first,
        "last": last,
        "genre": genre,
        "location": location,
    }
