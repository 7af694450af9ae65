"""Drafts: forms as they were last typed, for nobody but their writer.

A draft is not checked: it holds whatever was typed. Its id is its form's, which makes it and the pictures
staged for the form belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from shared.access import Viewer
from shared.db import Query
from shared.draft_pages import LAST_PAGE, STANDS_ON, written_by


class DraftFields(TypedDict):
    """The fields of a form as they were typed, pictures by their ids. Free of NUL: jsonb cannot hold it."""

    date: str
    genre: str
    location: str
    title: str
    content: str
    post_to_bbs: str
    version: str
    order: list[str]
    removed: list[str]


@dataclass(frozen=True, slots=True)
class WholeDraft:
    """A draft to go on with; `is_orphan` when the report that it would change is gone or out of reach.

    `page` is the page that has written it last: who does not stand on that does not write over it.
    """

    id: UUID
    report_id: int | None
    page: str
    fields: DraftFields
    updated_at: datetime
    is_orphan: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was saved, or the one that is no more."""

    id: UUID
    updated_at: datetime


def save(
    viewer: Viewer, draft_id: UUID, report_id: int | None, fields: DraftFields, pages: Sequence[UUID]
) -> Query[Kept]:
    """Keep what was typed so far, on the first of `pages`, which goes on with what the others have written.

    The page that began the form has the form's id. No row when the form has been filed meanwhile, when the
    id is another person's, and when a page that is not among `pages` has written the draft last.
    """
    return Query(
        """
        INSERT INTO report_drafts AS d (id, user_id, report_id, fields)
        SELECT %(id)s, %(user)s::varchar, %(report)s::bigint, %(fields)s::jsonb
        WHERE NOT EXISTS (
            SELECT 1 FROM daily_reports r
            WHERE r.store_id = ANY(%(stores)s) AND r.user_id = %(user)s AND r.form_id = %(id)s)
          AND NOT EXISTS (
            SELECT 1 FROM daily_reports r
            WHERE r.store_id = ANY(%(stores)s) AND r.id = %(report)s::bigint AND r.edit_id = %(id)s)
        ON CONFLICT (id) DO UPDATE SET fields = EXCLUDED.fields, updated_at = statement_timestamp()
            WHERE d.user_id = EXCLUDED.user_id AND """
        + STANDS_ON
        + " RETURNING id, updated_at",
        Kept,
        {
            "id": draft_id,
            "user": viewer.user_id,
            "stores": viewer.stores,
            "report": report_id,
        }
        | written_by(pages, fields),
    )


def find(viewer: Viewer, draft_id: UUID) -> Query[WholeDraft]:
    """The viewer's own draft; no row for another person's."""
    return Query(
        """
        SELECT d.id, d.report_id, """
        + LAST_PAGE
        + """ AS page,
               d.fields::json AS fields, d.updated_at,
               d.report_id IS NOT NULL AND r.id IS NULL AS is_orphan
        FROM report_drafts d
        LEFT JOIN daily_reports r ON r.id = d.report_id AND r.store_id = ANY(%(stores)s)
        WHERE d.id = %(id)s AND d.user_id = %(user)s""",
        WholeDraft,
        {"id": draft_id, "user": viewer.user_id, "stores": viewer.report_stores},
    )


def discard(viewer: Viewer, draft_id: UUID) -> Query[Kept]:
    """Throw the viewer's own draft away; no row for another person's."""
    return Query(
        "DELETE FROM report_drafts WHERE id = %(id)s AND user_id = %(user)s RETURNING id, updated_at",
        Kept,
        {"id": draft_id, "user": viewer.user_id},
    )
