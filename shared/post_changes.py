"""A post that is there: changing and deleting it.

Its writer does it, the 店長 of its store and 本部, at any time. Each statement carries this rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from shared.access import Viewer
from shared.addressing import ADDRESSABLE, Announcement, bound
from shared.audience import MAY_CHANGE_POST, VISIBLE
from shared.db import Query
from shared.draft_pages import SETTLED_WITH_PHOTOS, as_texts
from shared.hearing import TELL, UNHEARD
from shared.rows import OWN_PICTURES_OF_POST, PictureRow


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post to be changed. `pictures` are its own, without those of its 日報.

    `editor` changed it last (None: nobody has), `comments` counts those that are there.
    """

    id: int
    store_id: int
    store_name: str
    user_id: str
    author: str
    genre: str
    title: str
    content: str
    created_at: datetime
    version: int
    updated_at: datetime
    editor: str | None
    may_change: bool
    report_id: int | None
    is_announced: bool
    audience: str
    area_id: int | None
    store_ids: list[int]
    due_on: date | None
    comments: int
    pictures: list[PictureRow]


@dataclass(frozen=True, slots=True)
class Change:
    """What a post shall say. `version` is the one that the person had before them.

    The announcement stays as it is unless `is_addressed`. `form_id`, `order`, `removed` and `pages` are
    those of `shared.edits.Change`.
    """

    genre: str
    title: str
    content: str
    is_addressed: bool
    announcement: Announcement | None
    version: int
    form_id: UUID
    order: list[UUID]
    removed: list[UUID]
    pages: list[UUID]


@dataclass(frozen=True, slots=True)
class Saved:
    """`is_saved` and `is_own` are those of `shared.edits.Saved`; `unheard` are the names of people
    whom it mentions and who are not told."""

    id: int
    is_saved: bool
    is_own: bool
    unheard: list[str]


@dataclass(frozen=True, slots=True)
class Deleted:
    """The post that says nothing any more; `is_tombstone` when it stays for its comments."""

    id: int
    is_tombstone: bool


def find(viewer: Viewer, post_id: int) -> Query[OpenPost]:
    """The post; no row when there is none, when it was deleted, or when it is addressed to others."""
    return Query(_FIND, OpenPost, {"id": post_id, **_who(viewer)})


def save(
    viewer: Viewer, post_id: int, change: Change, today: date, mentions: Sequence[str] = ()
) -> Query[Saved]:
    """Change a post with its pictures; no row when the viewer may not, or may not announce it so.

    Who was mentioned before is not told again, who is no longer mentioned need not look. The draft goes.
    """
    return Query(
        _SAVE,
        Saved,
        {
            "id": post_id,
            **_who(viewer),
            "genre": change.genre,
            "title": change.title,
            "content": change.content,
            "mentions": list(mentions),
            **bound(viewer, change.announcement, today),
            "is_addressed": change.is_addressed,
            "version": change.version,
            "form_id": change.form_id,
            "order": change.order,
            "removed": change.removed,
            "pages": as_texts(change.pages),
        },
    )


def delete(viewer: Viewer, post_id: int) -> Query[Deleted]:
    """Delete a post, or leave a tombstone where people have commented; no row when the viewer may not.

    A trigger keeps what it said. Its own pictures are without a post until they are swept up; its 日報 stays.
    """
    return Query(_DELETE, Deleted, {"id": post_id, **_who(viewer)})


def _who(viewer: Viewer) -> dict[str, object]:
    """What `VISIBLE` and `MAY_CHANGE_POST` ask of the viewer."""
    return {"user": viewer.user_id, "stores": viewer.stores, "kept": viewer.kept_stores}


_FIND: LiteralString = (
    """
    SELECT p.id, p.store_id, s.name AS store_name, p.user_id,
           btrim(u.last_name || ' ' || u.first_name) AS author, p.genre, p.title, p.content, p.created_at,
           p.version, p.updated_at,
           (SELECT btrim(e.last_name || ' ' || e.first_name) FROM users e
            WHERE e.user_id = p.updated_by) AS editor,
           """
    + MAY_CHANGE_POST
    + """ AS may_change, p.report_id,
           p.announced_at IS NOT NULL AS is_announced, p.audience, p.area_id,
           ARRAY(SELECT a.store_id FROM bbs_post_stores a WHERE a.post_id = p.id
                 ORDER BY a.store_id) AS store_ids,
           p.due_on,
           (SELECT c.comments FROM bbs_post_counts c WHERE c.post_id = p.id) AS comments,
           """
    + OWN_PICTURES_OF_POST
    + """ AS pictures
    FROM bbs_posts p
    JOIN stores s ON s.store_id = p.store_id
    JOIN users u ON u.user_id = p.user_id
    WHERE p.id = %(id)s AND p.deleted_at IS NULL AND """
    + VISIBLE
)

# `is_touched`: beside its words, which a trigger looks at, its stores or its pictures change.
# A form that comes again is saved already if nothing of it is left to be done.
_SAVE: LiteralString = (
    """
    WITH target AS (
        SELECT p.*, kept.store_ids,
               %(is_addressed)s AND kept.store_ids <> %(store_ids)s::int[] OR EXISTS (
                   SELECT FROM report_images i
                   WHERE (i.post_id = p.id AND i.id = ANY(%(removed)s::uuid[]))
                      OR (i.form_id = %(form_id)s AND i.uploaded_by = %(user)s AND i.report_id IS NULL
                          AND i.post_id IS NULL AND i.id = ANY(%(order)s::uuid[]))) AS is_touched
        FROM bbs_posts p CROSS JOIN LATERAL (
            SELECT ARRAY(SELECT a.store_id FROM bbs_post_stores a WHERE a.post_id = p.id
                         ORDER BY a.store_id) AS store_ids
        ) kept
        WHERE p.id = %(id)s AND p.deleted_at IS NULL AND """
    + VISIBLE
    + " AND "
    + MAY_CHANGE_POST
    + " AND (NOT %(is_addressed)s OR "
    + ADDRESSABLE
    + """) FOR UPDATE OF p
    ), saved AS (
        UPDATE bbs_posts p
        SET genre = %(genre)s, title = %(title)s, content = %(content)s,
            announced_at = CASE WHEN NOT %(is_addressed)s THEN p.announced_at
                                WHEN %(is_announced)s
                                THEN coalesce(p.announced_at, statement_timestamp()) END,
            audience = CASE WHEN %(is_addressed)s THEN %(audience)s::varchar ELSE p.audience END,
            area_id = CASE WHEN %(is_addressed)s THEN %(area_id)s::bigint ELSE p.area_id END,
            due_on = CASE WHEN %(is_addressed)s THEN %(due_on)s::date ELSE p.due_on END,
            version = p.version + target.is_touched::int, updated_at = statement_timestamp(),
            updated_by = %(user)s, edit_id = %(form_id)s
        FROM target
        WHERE p.id = target.id AND p.version = %(version)s
        RETURNING p.id, p.user_id, p.audience, p.area_id,
                  CASE WHEN %(is_addressed)s THEN %(store_ids)s::int[] ELSE target.store_ids END AS store_ids
    ), no_longer_addressed AS (
        DELETE FROM bbs_post_stores a USING saved
        WHERE a.post_id = saved.id AND a.store_id <> ALL(saved.store_ids)
    ), addressed AS (
        INSERT INTO bbs_post_stores (post_id, store_id) SELECT id, unnest(store_ids) FROM saved
        ON CONFLICT DO NOTHING
    ), pictures AS (
        UPDATE report_images i
        SET post_id = CASE WHEN i.id = ANY(%(removed)s::uuid[]) THEN NULL ELSE saved.id END,
            position = placed.position
        FROM saved, (
            SELECT id, row_number() OVER (
                ORDER BY array_position(%(order)s::uuid[], id), post_id IS NULL, position, created_at, id
            ) AS position
            FROM report_images
            WHERE post_id = %(id)s
               OR (form_id = %(form_id)s AND uploaded_by = %(user)s AND report_id IS NULL AND post_id IS NULL
                   AND id = ANY(%(order)s::uuid[]))
        ) AS placed
        WHERE i.id = placed.id
    ), no_longer_named AS (
        DELETE FROM bbs_notices n USING saved
        WHERE n.post_id = saved.id AND n.comment_id IS NULL AND n.kind = 'mention' AND n.done_at IS NULL
          AND n.user_id <> ALL(%(mentions)s::varchar[])
    ), outcome AS (
        SELECT target.id, coalesce(target.updated_by, target.user_id) = %(user)s AS is_own,
               saved.id IS NOT NULL OR (
                   target.edit_id IS NOT DISTINCT FROM %(form_id)s AND NOT target.is_touched
                   AND (target.genre, target.title, target.content)
                       = (%(genre)s::varchar, %(title)s::varchar, %(content)s::text)
                   AND (NOT %(is_addressed)s
                        OR (target.announced_at IS NOT NULL, target.audience, target.area_id, target.due_on)
                           IS NOT DISTINCT FROM (%(is_announced)s, %(audience)s::varchar,
                                                 %(area_id)s::bigint, %(due_on)s::date))) AS is_saved
        FROM target LEFT JOIN saved ON saved.id = target.id
    ), """
    + SETTLED_WITH_PHOTOS.replace("{drafts}", "bbs_drafts").replace("{filed}", "outcome ON outcome.is_saved")
    + ", "
    + TELL.replace("{post}", "saved")
    + " SELECT id, is_saved, is_own, "
    + UNHEARD
    + " FROM outcome"
)

# The counts are locked before the post, as a new comment does it: so the number is the one of now, and
# neither waits for the other for ever.
_DELETE: LiteralString = (
    """
    WITH counted AS (
        SELECT c.post_id, c.comments FROM bbs_post_counts c WHERE c.post_id = %(id)s FOR UPDATE
    ), target AS (
        SELECT p.id, counted.comments > 0 AS is_tombstone,
               set_config('c3.user_id', %(user)s::text, true) AS told_to_the_triggers
        FROM counted JOIN bbs_posts p ON p.id = counted.post_id
        WHERE p.deleted_at IS NULL AND """
    + VISIBLE
    + " AND "
    + MAY_CHANGE_POST
    + """ FOR UPDATE OF p
    ), pictures AS (
        UPDATE report_images i SET post_id = NULL FROM target WHERE i.post_id = target.id
    ), buried AS (
        UPDATE bbs_posts p
        SET title = '', content = '', report_id = NULL, deleted_at = statement_timestamp(),
            deleted_by = %(user)s
        FROM target WHERE p.id = target.id AND target.is_tombstone
    ), comments AS (
        DELETE FROM bbs_comments c USING target WHERE c.post_id = target.id AND NOT target.is_tombstone
    ), gone AS (
        DELETE FROM bbs_posts p USING target
        WHERE p.id = target.id AND NOT target.is_tombstone AND target.told_to_the_triggers IS NOT NULL
    )
    SELECT id, is_tombstone FROM target"""
)
