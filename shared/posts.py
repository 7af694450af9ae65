"""A new post on the board. Changing and deleting one is `shared.post_changes`, the list `shared.board`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from shared.access import Viewer
from shared.addressing import ADDRESSABLE, Announcement, bound
from shared.db import Query
from shared.draft_pages import SETTLED_WITH_PHOTOS, as_texts
from shared.hearing import TELL, UNHEARD


@dataclass(frozen=True, slots=True)
class NewPost:
    """What a person posts: a code of `shared.words.Genre`; `announcement` is None for an ordinary post."""

    genre: str
    title: str
    content: str
    announcement: Announcement | None


@dataclass(frozen=True, slots=True)
class Posted:
    """The post that a form made; `is_new` is False when the form had been sent before.

    `is_same` and `missing` are those of `shared.reports.Filed`. `unheard` are the names of people whom it
    mentions and who are not told.
    """

    id: int
    is_new: bool
    is_same: bool
    missing: list[UUID]
    unheard: list[str]


def register(
    viewer: Viewer,
    post: NewPost,
    form_id: UUID,
    today: date,
    order: Sequence[UUID] = (),
    mentions: Sequence[str] = (),
    pages: Sequence[UUID] = (),
) -> Query[Posted]:
    """Post in the name of the viewer's home store; the form's draft goes.

    `mentions` are the ids that the text names, `order` its pictures and `pages` its draft's, as in
    `shared.reports.register`. Sent twice with one `form_id` it makes one post. No row when `form_id` is
    another person's, or when the viewer may not address an announcement to whom it is for on the business
    date `today`.
    """
    return Query(
        _REGISTER,
        Posted,
        {
            "store": viewer.home_store,
            "stores": viewer.stores,
            "user": viewer.user_id,
            "genre": post.genre,
            "title": post.title,
            "content": post.content,
            "mentions": list(mentions),
            **bound(viewer, post.announcement, today),
            "form_id": form_id,
            "order": list(order),
            "pages": as_texts(pages),
        },
    )


_REGISTER: LiteralString = (
    """
    WITH written AS (
        INSERT INTO bbs_posts
            (store_id, user_id, genre, title, content, form_id, announced_at, audience, area_id, due_on)
        SELECT %(store)s, %(user)s::varchar, %(genre)s, %(title)s, %(content)s, %(form_id)s,
               CASE WHEN %(is_announced)s THEN statement_timestamp() END, %(audience)s::varchar,
               %(area_id)s::bigint, %(due_on)s::date
        WHERE %(store)s = ANY(%(stores)s) AND """
    + ADDRESSABLE
    + """
        ON CONFLICT (form_id) DO UPDATE SET form_id = EXCLUDED.form_id
            WHERE bbs_posts.user_id = EXCLUDED.user_id
        RETURNING id, user_id, form_id, audience, area_id, xmax = 0 AS is_new,
                  xmax = 0 OR version > 1 OR (genre, title, content)
                      = (%(genre)s::varchar, %(title)s::varchar, %(content)s::text) AS is_same,
                  %(store_ids)s::int[] AS store_ids
    ), new AS (
        SELECT * FROM written WHERE is_new
    ), addressed AS (
        INSERT INTO bbs_post_stores (post_id, store_id) SELECT id, unnest(store_ids) FROM new
    ), pictures AS (
        UPDATE report_images i SET post_id = new.id, position = array_position(%(order)s::uuid[], i.id)
        FROM new
        WHERE i.id = ANY(%(order)s::uuid[]) AND i.uploaded_by = %(user)s
          AND i.report_id IS NULL AND i.post_id IS NULL
        RETURNING i.id
    ), """
    + SETTLED_WITH_PHOTOS.replace("{drafts}", "bbs_drafts").replace("{filed}", "written ON written.is_same")
    + ", "
    + TELL.replace("{post}", "new")
    + """ SELECT id, is_new, is_same, ARRAY(
              SELECT named FROM unnest(%(order)s::uuid[]) AS named
              WHERE is_new AND named NOT IN (SELECT pictures.id FROM pictures)
          ) AS missing, """
    + UNHEARD
    + " FROM written"
)
