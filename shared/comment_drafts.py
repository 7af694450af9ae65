"""A comment as it was last typed: a person has one for each post, and only they see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.db import Query
from shared.draft_pages import STANDS_ON, written_by


class CommentFields(TypedDict):
    """The fields of the form as they were typed; `parent` is the comment that it answers, "" for none."""

    content: str
    parent: str


@dataclass(frozen=True, slots=True)
class WholeDraft:
    """A draft to be copied; it is gone on with on its post's page."""

    id: UUID
    fields: CommentFields


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was saved, or the one that is no more."""

    id: UUID


def save(
    viewer: Viewer, post_id: int, comment_form: UUID, answer: CommentFields, pages: Sequence[UUID]
) -> Query[Kept]:
    """Keep what was typed so far, in the place of what `pages` (as in `shared.drafts`) had typed before.

    No row when the form has been sent meanwhile, the post is not there, the id is another form's, or the
    viewer's draft below this post is another page's.
    """
    return Query(
        """
        INSERT INTO bbs_drafts AS d (id, user_id, is_comment, post_id, fields)
        SELECT %(id)s, %(user)s::varchar, TRUE, p.id, %(fields)s::jsonb FROM bbs_posts p
        WHERE p.id = %(post)s AND p.deleted_at IS NULL AND """
        + VISIBLE
        + """
          AND NOT EXISTS (SELECT FROM bbs_comments c WHERE c.form_id = %(id)s)
          AND NOT EXISTS (SELECT FROM bbs_drafts o
                          WHERE o.id = %(id)s AND (o.user_id, o.is_comment, o.post_id)
                                                  IS DISTINCT FROM (%(user)s::varchar, TRUE, p.id))
        ON CONFLICT (user_id, post_id) WHERE is_comment DO UPDATE
        SET id = EXCLUDED.id, fields = EXCLUDED.fields, updated_at = statement_timestamp()
            WHERE """
        + STANDS_ON
        + " RETURNING id",
        Kept,
        {
            "id": comment_form,
            "user": viewer.user_id,
            "stores": viewer.stores,
            "post": post_id,
        }
        | written_by(pages, answer),
    )


def below(viewer: Viewer, post_id: int) -> Query[Kept]:
    """The viewer's draft below this post, whichever page has written it; no row for none."""
    return Query(
        """
        SELECT d.id FROM bbs_drafts d
        WHERE d.user_id = %(user)s::varchar AND d.post_id = %(post)s AND d.is_comment""",
        Kept,
        {"user": viewer.user_id, "post": post_id},
    )


def find(viewer: Viewer, comment_form: UUID) -> Query[WholeDraft]:
    """The viewer's own draft, whether its post is still there or not; no row for another person's."""
    return Query(
        """
        SELECT d.id, d.fields::json AS fields FROM bbs_drafts d
        WHERE d.id = %(id)s AND d.user_id = %(user)s::varchar AND d.is_comment""",
        WholeDraft,
        {"id": comment_form, "user": viewer.user_id},
    )


def discard(viewer: Viewer, comment_form: UUID) -> Query[Kept]:
    """Throw the viewer's own draft away; no row for another person's."""
    return Query(
        """
        DELETE FROM bbs_drafts d WHERE d.id = %(id)s AND d.user_id = %(user)s::varchar AND d.is_comment
        RETURNING d.id""",
        Kept,
        {"id": comment_form, "user": viewer.user_id},
    )


def forget(viewer: Viewer, post_id: int, pages: Sequence[UUID]) -> Query[Kept]:
    """Throw away what `pages` had typed below this post; no row when that is nothing."""
    return Query(
        """
        DELETE FROM bbs_drafts d
        WHERE d.user_id = %(user)s::varchar AND d.post_id = %(post)s AND d.is_comment
          AND """
        + STANDS_ON
        + " RETURNING d.id",
        Kept,
        {"user": viewer.user_id, "post": post_id, "pages": [str(page) for page in pages]},
    )
