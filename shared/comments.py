"""A new comment on the board. What may be done with one that is there is `shared.comment_changes`.

Who a comment concerns is told of it in the same statement: whom it mentions, whom it answers, the writer of
the post; each once, nobody of their own doings, and only who is still here and reads the post.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from shared.access import Viewer
from shared.audience import READ_BY_PERSON, VISIBLE
from shared.db import Query
from shared.draft_pages import SETTLED, as_texts
from shared.hearing import NAMED, UNHEARD


@dataclass(frozen=True, slots=True)
class NewComment:
    """What a person writes below a post, or to the comment `parent_id`; `mentions` are ids in the text.

    The draft that goes is that of its `pages`, as in `shared.reports.register`.
    """

    content: str
    parent_id: int | None
    form_id: UUID
    mentions: Sequence[str]
    pages: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a comment. `id` is None when it was not written: the post is deleted, or the parent.

    `is_new` is False when the form had been sent before, with the same text when `is_same`, as far as nobody
    has changed it since. Both are False, and nothing was written, when another text came with the id of a
    form that was sent already.
    `unheard` are the names of people whom it mentions and who are not told.
    """

    post_id: int
    is_deleted: bool
    is_parent_gone: bool
    id: int | None
    is_new: bool
    is_same: bool
    unheard: list[str]


def add(viewer: Viewer, post_id: int, comment: NewComment) -> Query[Written]:
    """Write a comment; the form's draft goes. No row when there is no such post within sight.

    A reply to a reply stands in the thread of the first. Comments on one post get their ids in the order in
    which they are committed: whoever asks for what came after an id misses none.
    """
    asked = {"content": comment.content, "parent": comment.parent_id, "form_id": comment.form_id}
    return Query(
        _ADD,
        Written,
        {
            "user": viewer.user_id,
            "stores": viewer.stores,
            "id": post_id,
            "mentions": list(comment.mentions),
            "pages": as_texts(comment.pages),
            **asked,
        },
    )


_ADD: LiteralString = (
    """
    WITH target AS (
        SELECT p.id, p.user_id, p.deleted_at FROM bbs_posts p WHERE p.id = %(id)s AND """
    + VISIBLE
    + """
    ), parent AS (
        SELECT c.id, c.user_id, first.user_id AS first_user_id
        FROM bbs_comments c JOIN target ON target.id = c.post_id
        LEFT JOIN bbs_comments first ON first.id = c.parent_id
        WHERE c.id = %(parent)s::bigint AND c.deleted_at IS NULL
    ), place AS MATERIALIZED (
        SELECT n.post_id FROM bbs_post_counts n JOIN target ON target.id = n.post_id
        WHERE target.deleted_at IS NULL AND (%(parent)s::bigint IS NULL OR EXISTS (SELECT FROM parent))
        FOR NO KEY UPDATE OF n
    ), written AS (
        INSERT INTO bbs_comments (post_id, parent_id, user_id, content, form_id)
        SELECT post_id, (SELECT id FROM parent), %(user)s::varchar, %(content)s, %(form_id)s FROM place
        ON CONFLICT (form_id) DO UPDATE SET form_id = EXCLUDED.form_id
            WHERE bbs_comments.user_id = EXCLUDED.user_id AND bbs_comments.post_id = EXCLUDED.post_id
        RETURNING id, xmax = 0 AS is_new, xmax = 0 OR version > 1 OR content = %(content)s AS is_same
    ), named AS ("""
    + NAMED
    + """(SELECT id FROM target) AND EXISTS (SELECT FROM written WHERE is_new)
    ), concerned AS (
        SELECT user_id, 'mention' AS kind, 1 AS rank FROM named WHERE hears
        UNION ALL SELECT user_id, 'reply', 2 FROM parent
        UNION ALL SELECT first_user_id, 'reply', 2 FROM parent
        UNION ALL SELECT user_id, 'answer', 3 FROM target
    ), told AS (
        INSERT INTO bbs_notices (user_id, kind, post_id, comment_id)
        SELECT DISTINCT ON (u.user_id) u.user_id, concerned.kind, p.id, written.id
        FROM written JOIN bbs_posts p ON p.id = %(id)s
        CROSS JOIN concerned JOIN users u ON u.user_id = concerned.user_id
        WHERE written.is_new AND u.user_id <> %(user)s::varchar AND """
    + READ_BY_PERSON
    + """
        ORDER BY u.user_id, concerned.rank
    ), """
    + SETTLED.replace("{drafts}", "bbs_drafts").replace(
        "{filed}", "written ON written.is_same AND d.is_comment"
    )
    + """
    SELECT target.id AS post_id, target.deleted_at IS NOT NULL AS is_deleted,
           %(parent)s::bigint IS NOT NULL AND NOT EXISTS (SELECT FROM parent) AS is_parent_gone,
           written.id, coalesce(written.is_new, FALSE) AS is_new, coalesce(written.is_same, FALSE) AS is_same,
           """
    + UNHEARD
    + " FROM target LEFT JOIN written ON TRUE"
)
