"""One report and what may be done with it: reading it, changing it, deleting it, and what it said before.

A report is changed by 本部 (all), by the 店長 of its store (all of the store), and by its writer until the
business day on which it was filed ends. Each statement that changes one carries this rule.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import LiteralString
from uuid import UUID

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.dates import JAPAN
from shared.db import Query
from shared.draft_pages import SETTLED_WITH_PHOTOS, as_texts
from shared.rows import PICTURES_OF_REPORT, SAID, SAID_VALUES, PictureRow, Written


@dataclass(frozen=True, slots=True)
class OpenReport(Written):
    """A report on its own page, with what the viewer may do.

    `post_id` is its board post (None also when that is addressed to others), `editor` who changed it last
    (None: nobody has). `may_change` holds now; `is_kept` is True for those who may change every report of its
    store and read its history.
    """

    id: int
    store_id: int
    store_name: str
    user_id: str
    author: str
    created_at: datetime
    version: int
    updated_at: datetime
    editor: str | None
    post_id: int | None
    may_change: bool
    is_kept: bool
    pictures: list[PictureRow]


@dataclass(frozen=True, slots=True)
class Change(Written):
    """What a report shall say. `version` is the one that the person had before them.

    `order` are its pictures in their order: those of the report that it does not name come after, of those
    staged for the form `form_id` it names all that are added. `removed` are taken off the report. The
    draft that goes is that of its `pages`, as in `shared.reports.register`.
    """

    version: int
    form_id: UUID
    order: list[UUID]
    removed: list[UUID]
    pages: list[UUID]


@dataclass(frozen=True, slots=True)
class Saved:
    """`is_saved` is False when another change came first, `is_own` when the viewer made the one that stands.

    A form that is sent twice is saved once; one that says something else the second time is not.
    """

    id: int
    is_saved: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Deleted:
    """The report that is no more; its versions stay."""

    id: int


@dataclass(frozen=True, slots=True)
class Version(Written):
    """What a report said, who wrote that and when; the newest is what it says now, or said when deleted."""

    version: int
    writer: str
    written_at: datetime
    deleter: str | None
    deleted_at: datetime | None


def find(viewer: Viewer, report_id: int, now: datetime) -> Query[OpenReport]:
    """The report; no row when there is none, or when its store is out of the viewer's reach."""
    return Query(
        "SELECT "
        + SAID
        + """,
               r.id, r.store_id, s.name AS store_name, r.user_id,
               btrim(u.last_name || ' ' || u.first_name) AS author, r.created_at, r.version, r.updated_at,
               (SELECT btrim(e.last_name || ' ' || e.first_name) FROM users e
                WHERE e.user_id = r.updated_by) AS editor,
               (SELECT min(p.id) FROM bbs_posts p WHERE p.report_id = r.id AND """
        + VISIBLE
        + """) AS post_id,
               """
        + _MAY_CHANGE
        + """ AS may_change, r.store_id = ANY(%(kept)s::int[]) AS is_kept,
               """
        + PICTURES_OF_REPORT
        + """ AS pictures
        FROM daily_reports r
        JOIN stores s ON s.store_id = r.store_id
        JOIN users u ON u.user_id = r.user_id
        WHERE r.id = %(id)s AND r.store_id = ANY(%(readable)s::int[])""",
        OpenReport,
        {
            "id": report_id,
            "readable": viewer.report_stores,
            "stores": viewer.stores,
            **_who(viewer, now),
        },
    )


def save(viewer: Viewer, report_id: int, change: Change, now: datetime) -> Query[Saved]:
    """Change a report with its pictures; no row when the viewer may not.

    Its board post says what the report says for as long as nobody has changed the post itself. A report that
    is shared now gets its post, once. The form's draft goes.
    """
    return Query(
        _SAVE,
        Saved,
        {
            "id": report_id,
            "stores": viewer.stores,
            **_who(viewer, now),
            **asdict(change),
            "pages": as_texts(change.pages),
        },
    )


def delete(viewer: Viewer, report_id: int, now: datetime) -> Query[Deleted]:
    """Delete a report; no row when the viewer may not.

    A trigger keeps what it said. Its board post stays and stands alone; its pictures are without a report
    until they are swept up.
    """
    return Query(
        """
        WITH target AS (
            SELECT r.id FROM daily_reports r
            WHERE r.id = %(id)s AND r.store_id = ANY(%(stores)s) AND """
        + _MAY_CHANGE
        + """ FOR UPDATE
        ), pictures AS (
            UPDATE report_images i SET report_id = NULL FROM target WHERE i.report_id = target.id
        ), posts AS (
            UPDATE bbs_posts p SET report_id = NULL FROM target WHERE p.report_id = target.id
        ), who AS (
            SELECT id, set_config('c3.user_id', %(user)s::text, true) AS told_to_the_trigger FROM target
        )
        DELETE FROM daily_reports r USING who
        WHERE r.id = who.id AND who.told_to_the_trigger IS NOT NULL
        RETURNING r.id""",
        Deleted,
        {"id": report_id, "stores": viewer.stores, **_who(viewer, now)},
    )


def versions(viewer: Viewer, report_id: int) -> Query[Version]:
    """What a report of the viewer's kept stores says and has said, newest first, also after its deletion.

    No row for those who may not read it: everybody but the 店長 of its store and 本部.
    """
    return Query(
        "SELECT "
        + SAID
        + """,
               v.version, btrim(w.last_name || ' ' || w.first_name) AS writer, v.written_at,
               btrim(d.last_name || ' ' || d.first_name) AS deleter, v.deleted_at
        FROM (
            SELECT """
        + SAID
        + """,
                   r.store_id, r.version, coalesce(r.updated_by, r.user_id) AS written_by,
                   CASE WHEN r.version = 1 THEN r.created_at ELSE r.updated_at END AS written_at,
                   NULL AS deleted_by, NULL::timestamptz AS deleted_at
            FROM daily_reports r WHERE r.id = %(id)s
            UNION ALL
            SELECT """
        + SAID
        + """,
                   o.store_id, o.version, o.written_by, o.written_at, o.deleted_by, o.deleted_at
            FROM report_versions o WHERE o.report_id = %(id)s
        ) v
        JOIN users w ON w.user_id = v.written_by
        LEFT JOIN users d ON d.user_id = v.deleted_by
        WHERE v.store_id = ANY(%(stores)s)
        ORDER BY v.written_at DESC, v.version DESC""",
        Version,
        {"id": report_id, "stores": viewer.kept_stores},
    )


def _who(viewer: Viewer, now: datetime) -> dict[str, object]:
    """What `_MAY_CHANGE` asks of the viewer; `began` is when their business day did."""
    began = datetime.combine(viewer.today(now), time(viewer.changeover_hour), JAPAN)
    return {"user": viewer.user_id, "kept": viewer.kept_stores, "began": began}


_MAY_CHANGE: LiteralString = """
    (r.store_id = ANY(%(kept)s::int[])
     OR (r.user_id = %(user)s::varchar AND r.created_at >= %(began)s::timestamptz))
"""

_SAVE: LiteralString = (
    """
    WITH target AS (
        SELECT r.* FROM daily_reports r
        WHERE r.id = %(id)s AND r.store_id = ANY(%(stores)s) AND """
    + _MAY_CHANGE
    + """ FOR UPDATE
    ), saved AS (
        UPDATE daily_reports r
        SET date = %(date)s, genre = %(genre)s, location = %(location)s, title = %(title)s,
            content = %(content)s, post_to_bbs = r.post_to_bbs OR %(post_to_bbs)s,
            version = r.version + 1, updated_at = statement_timestamp(),
            updated_by = %(user)s, edit_id = %(form_id)s
        FROM target
        WHERE r.id = target.id AND r.version = %(version)s
        RETURNING r.*
    ), pictures AS (
        UPDATE report_images i
        SET report_id = CASE WHEN i.id = ANY(%(removed)s::uuid[]) THEN NULL ELSE saved.id END,
            position = placed.position
        FROM saved, (
            SELECT id, row_number() OVER (
                ORDER BY array_position(%(order)s::uuid[], id), report_id IS NULL, position,
                         created_at, id
            ) AS position
            FROM report_images
            WHERE report_id = %(id)s
               OR (form_id = %(form_id)s AND uploaded_by = %(user)s AND report_id IS NULL
                   AND post_id IS NULL)
        ) AS placed
        WHERE i.id = placed.id AND (i.report_id = saved.id OR i.id = ANY(%(order)s::uuid[]))
    ), post AS (
        UPDATE bbs_posts p
        SET genre = saved.genre, title = saved.title, content = saved.content,
            updated_at = statement_timestamp(), updated_by = saved.updated_by
        FROM saved JOIN target ON target.id = saved.id
        WHERE p.report_id = saved.id
          AND (p.genre, p.title, p.content) = (target.genre, target.title, target.content)
          AND (p.genre, p.title, p.content) <> (saved.genre, saved.title, saved.content)
    ), new_post AS (
        INSERT INTO bbs_posts (store_id, user_id, report_id, genre, title, content)
        SELECT saved.store_id, saved.user_id, saved.id, saved.genre, saved.title, saved.content
        FROM saved JOIN target ON target.id = saved.id
        WHERE saved.post_to_bbs AND NOT target.post_to_bbs
    ), said_before AS (
        SELECT version, """
    + SAID
    + """ FROM target WHERE edit_id = %(form_id)s
        UNION ALL
        SELECT version, """
    + SAID
    + """ FROM report_versions WHERE report_id = %(id)s AND edit_id = %(form_id)s
        ORDER BY version DESC LIMIT 1
    ), outcome AS (
        SELECT target.id, coalesce(target.updated_by, target.user_id) = %(user)s AS is_own,
               saved.id IS NOT NULL OR (EXISTS (
                   SELECT FROM said_before
                   WHERE ("""
    + SAID
    + ") IS NOT DISTINCT FROM ("
    + SAID_VALUES.replace("%(post_to_bbs)s", "(post_to_bbs OR %(post_to_bbs)s)")
    + """)
               ) AND NOT EXISTS (
                   SELECT FROM report_images i
                   WHERE (i.report_id = %(id)s AND i.id = ANY(%(removed)s::uuid[]))
                      OR (i.form_id = %(form_id)s AND i.uploaded_by = %(user)s AND i.report_id IS NULL
                          AND i.post_id IS NULL AND i.id = ANY(%(order)s::uuid[])))) AS is_saved
        FROM target LEFT JOIN saved ON saved.id = target.id
    ), """
    + SETTLED_WITH_PHOTOS.replace("{drafts}", "report_drafts").replace(
        "{filed}", "outcome ON outcome.is_saved"
    )
    + """
    SELECT id, is_saved, is_own FROM outcome"""
)
