"""The conversation below a post, to read.

A thread is a comment with its replies. A page of the conversation has the newest threads, and with them the
thread of the best answer and that of one comment that was asked for; a thread shows its newest replies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from shared.access import Viewer
from shared.audience import MAY_CHANGE_COMMENT, VISIBLE
from shared.db import Query
from shared.tally import TALLY_OF_COMMENT, Tally

MOST_NEWS = 200  # comments that a page is told of at once


@dataclass(frozen=True, slots=True)
class Comment:
    """An answer to a post, or to the comment `parent_id`. A deleted one with replies says nothing any more.

    `is_paged` is False for those that are shown out of their order: the best answer, one that was asked for.
    """

    id: int
    parent_id: int | None
    user_id: str
    author: str
    store_name: str
    content: str
    is_best_answer: bool
    created_at: datetime
    version: int
    is_deleted: bool
    may_change: bool
    reactions: Tally
    is_paged: bool


def newest(viewer: Viewer, post_id: int, limit: int, replies: int, wanted_id: int | None) -> Query[Comment]:
    """The last `limit` threads with the last `replies` of each, in the order in which they were written.

    With them comes the best answer, and the comment `wanted_id`, each with its thread.
    """
    asked: dict[str, object] = {"limit": limit, "replies": replies, "wanted": wanted_id}
    asked |= {"before": None, "besides": []}
    sql = _THREADS.replace("{wanted}", _BEST_AND_WANTED)
    return Query(sql + _COMMENTS, Comment, _of(viewer, post_id, asked))


def earlier(
    viewer: Viewer, post_id: int, limit: int, replies: int, before_id: int, besides: Sequence[int]
) -> Query[Comment]:
    """The threads before that of the comment `before_id`, without the threads `besides`."""
    asked = {"limit": limit, "replies": replies, "before": before_id, "besides": list(besides)}
    sql = _THREADS.replace("{wanted}", "FALSE")
    return Query(sql + _COMMENTS, Comment, _of(viewer, post_id, asked))


def earlier_replies(
    viewer: Viewer, post_id: int, parent_id: int, before_id: int, limit: int
) -> Query[Comment]:
    """The last `limit` replies to `parent_id` before the reply `before_id`."""
    return Query(
        """
        WITH shown AS (
            SELECT c.id, TRUE AS is_paged FROM bbs_comments c
            WHERE c.post_id = %(id)s AND c.parent_id = %(parent)s AND """
        + _BEFORE
        + " ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s)"
        + _COMMENTS,
        Comment,
        _of(viewer, post_id, {"parent": parent_id, "before": before_id, "limit": limit}),
    )


def news(viewer: Viewer, post_id: int, after_id: int) -> Query[Comment]:
    """What was written after the comment `after_id`, at most `MOST_NEWS`: ids grow with the commits.

    One that was deleted meanwhile is among it while it has replies, which stand below it.
    """
    return Query(
        """
        WITH shown AS (
            SELECT c.id, TRUE AS is_paged FROM bbs_comments c
            WHERE c.post_id = %(id)s AND c.id > %(after)s
            ORDER BY c.id LIMIT %(limit)s)"""
        + _COMMENTS,
        Comment,
        _of(viewer, post_id, {"after": after_id, "limit": MOST_NEWS}),
    )


def _of(viewer: Viewer, post_id: int, asked: Mapping[str, object]) -> dict[str, object]:
    reading = {"user": viewer.user_id, "stores": viewer.stores, "kept": viewer.kept_stores}
    return {**reading, "id": post_id, **asked}


# Before the comment `before`, in the order in which they were written; every one when that is NULL. If it was
# deleted meanwhile, the one written next marks its place.
_BEFORE: LiteralString = """
    (%(before)s::bigint IS NULL OR (c.created_at, c.id) < (
         SELECT b.created_at, b.id FROM bbs_comments b
         WHERE b.post_id = %(id)s AND b.id >= %(before)s::bigint ORDER BY b.id LIMIT 1))
"""

_THREADS: LiteralString = (
    """
    WITH paged AS (
        SELECT c.id FROM bbs_comments c
        WHERE c.post_id = %(id)s AND c.parent_id IS NULL AND c.id <> ALL(%(besides)s::bigint[]) AND """
    + _BEFORE
    + """
        ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
    ), wanted AS (
        SELECT c.id, coalesce(c.parent_id, c.id) AS thread FROM bbs_comments c
        WHERE c.post_id = %(id)s AND {wanted}
    ), shown AS (
        SELECT id, bool_or(is_paged) AS is_paged FROM (
            SELECT id, TRUE AS is_paged FROM paged
            UNION ALL SELECT thread, FALSE FROM wanted
            UNION ALL SELECT id, FALSE FROM wanted
            UNION ALL SELECT r.id, TRUE FROM (SELECT id FROM paged UNION SELECT thread FROM wanted) t
            CROSS JOIN LATERAL (
                SELECT c.id FROM bbs_comments c WHERE c.parent_id = t.id
                ORDER BY c.created_at DESC, c.id DESC LIMIT %(replies)s) r
        ) found GROUP BY id
    )"""
)
# Each by its own index: that of the best answers, and that of the ids.
_BEST_AND_WANTED: LiteralString = """c.is_best_answer
        UNION SELECT c.id, coalesce(c.parent_id, c.id) FROM bbs_comments c
        WHERE c.post_id = %(id)s AND c.id = %(wanted)s::bigint"""

_COMMENTS: LiteralString = (
    """
    SELECT c.id, c.parent_id, c.user_id, btrim(cu.last_name || ' ' || cu.first_name) AS author,
           cs.name AS store_name, c.content, c.is_best_answer, c.created_at, c.version,
           c.deleted_at IS NOT NULL AS is_deleted, """
    + MAY_CHANGE_COMMENT
    + " AND c.deleted_at IS NULL AS may_change, "
    + TALLY_OF_COMMENT
    + """ AS reactions, shown.is_paged
    FROM shown
    JOIN bbs_comments c ON c.id = shown.id
    JOIN bbs_posts p ON p.id = c.post_id
    JOIN users cu ON cu.user_id = c.user_id
    JOIN stores cs ON cs.store_id = cu.store_id
    WHERE """
    + VISIBLE
    + " ORDER BY c.created_at, c.id"
)
