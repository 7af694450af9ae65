"""Drafts of posts: forms as they were last typed, for their writer alone. As `shared.drafts` for 日報."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.db import Query
from shared.draft_pages import LAST_PAGE, STANDS_ON, written_by


class PostFields(TypedDict):
    """The fields of a form as they were typed, pictures by their ids. Free of NUL: jsonb cannot hold it."""

    genre: str
    title: str
    content: str
    announce: str
    audience: str
    area: str
    due_on: str
    version: str
    stores: list[str]
    order: list[str]
    removed: list[str]


@dataclass(frozen=True, slots=True)
class WholeDraft:
    """A draft to go on with; `is_orphan` when the post that it would change is gone or out of sight.

    `page` is the page that has written it last, as in `shared.drafts`.
    """

    id: UUID
    post_id: int | None
    page: str
    fields: PostFields
    updated_at: datetime
    is_orphan: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was saved, or the one that is no more."""

    id: UUID
    updated_at: datetime


def save(
    viewer: Viewer, draft_id: UUID, changed_id: int | None, typed: PostFields, pages: Sequence[UUID]
) -> Query[Kept]:
    """Keep what was typed so far of a new post, or of a change of the post `changed_id`.

    `pages` as in `shared.drafts`. No row when the form has been sent meanwhile, when the id is another
    person's or of a comment's draft, and when a page that is not among `pages` has written the draft last.
    """
    return Query(
        """
        INSERT INTO bbs_drafts AS d (id, user_id, is_comment, post_id, fields)
        SELECT %(id)s, %(user)s::varchar, FALSE, %(post)s::bigint, %(fields)s::jsonb
        WHERE NOT EXISTS (
            SELECT FROM bbs_posts p WHERE p.user_id = %(user)s AND p.form_id = %(id)s)
          AND NOT EXISTS (
            SELECT FROM bbs_posts p WHERE p.id = %(post)s::bigint AND p.edit_id = %(id)s AND """
        + VISIBLE
        + """)
        ON CONFLICT (id) DO UPDATE SET fields = EXCLUDED.fields, updated_at = statement_timestamp()
            WHERE d.user_id = EXCLUDED.user_id AND NOT d.is_comment AND """
        + STANDS_ON
        + " RETURNING id, updated_at",
        Kept,
        {
            "id": draft_id,
            "user": viewer.user_id,
            "stores": viewer.stores,
            "post": changed_id,
        }
        | written_by(pages, typed),
    )


def find(viewer: Viewer, draft_id: UUID) -> Query[WholeDraft]:
    """The viewer's own draft; no row for another person's."""
    return Query(
        """
        SELECT d.id, d.post_id, """
        + LAST_PAGE
        + """ AS page,
               d.fields::json AS fields, d.updated_at,
               d.post_id IS NOT NULL AND p.id IS NULL AS is_orphan
        FROM bbs_drafts d
        LEFT JOIN bbs_posts p ON p.id = d.post_id AND p.deleted_at IS NULL AND """
        + VISIBLE
        + " WHERE d.id = %(id)s AND d.user_id = %(user)s AND NOT d.is_comment",
        WholeDraft,
        {"id": draft_id, "user": viewer.user_id, "stores": viewer.stores},
    )


def discard(viewer: Viewer, draft_id: UUID) -> Query[Kept]:
    """Throw the viewer's own draft away; no row for another person's."""
    return Query(
        """
        DELETE FROM bbs_drafts WHERE id = %(id)s AND user_id = %(user)s AND NOT is_comment
        RETURNING id, updated_at""",
        Kept,
        {"id": draft_id, "user": viewer.user_id},
    )
