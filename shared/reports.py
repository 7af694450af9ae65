"""日報: filing one, reading a store's newest. One report and its changes are `shared.edits`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from shared import pages
from shared.access import Viewer
from shared.db import Query
from shared.draft_pages import SETTLED_WITH_PHOTOS, as_texts
from shared.pages import Only
from shared.rows import PICTURES_OF_REPORT, SAID, SAID_VALUES, PictureRow, Written

MAX_PICTURES = 12


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is read. `is_posted`: it has a board post."""

    id: int
    store_id: int
    store_name: str
    user_id: str
    author: str
    date: date
    genre: str
    location: str
    title: str
    content: str
    created_at: datetime
    is_posted: bool
    pictures: list[PictureRow]


@dataclass(frozen=True, slots=True)
class Filed:
    """The report that a form made; `is_new` is False when the form had been sent before.

    `is_same` is False when it said something else then, as far as nobody has changed the report since.
    `missing` are pictures of its `order` that a new report did not get: they do not wait for it (any more).
    """

    id: int
    is_new: bool
    is_same: bool
    missing: list[UUID]


@dataclass(frozen=True, slots=True)
class StagedPicture:
    """A picture that waits for its form."""

    id: UUID
    name: str
    thumbnail: str
    width: int
    height: int


def register(
    viewer: Viewer,
    report: Written,
    form_id: UUID,
    order: Sequence[UUID] = (),
    written_at: datetime | None = None,
    pages: Sequence[UUID] = (),
) -> Query[Filed]:
    """File a report in the viewer's home store, with its board post; the form's draft goes.

    `pages` are those of `shared.drafts`, none for any: what another page has written of it last stays, as a
    draft of its own.

    `order` are its pictures in their order, of those that wait and were sent by the viewer: for this form, or
    for another that it goes on with. No other goes along.
    `written_at` is when it was written, where that is not now. Sent twice with one `form_id` it makes one
    report, and answers with the first. No row when `form_id` is another person's.
    """
    return Query(
        _REGISTER,
        Filed,
        {
            "store": viewer.home_store,
            "stores": viewer.stores,
            "user": viewer.user_id,
            **asdict(report),
            "form_id": form_id,
            "order": list(order),
            "written_at": written_at,
            "pages": as_texts(pages),
        },
    )


def newest(
    viewer: Viewer,
    limit: int,
    *,
    before: tuple[date, int] | None = None,
    stores: Sequence[int] | None = None,
    only: Only | None = None,
) -> Query[Report]:
    """At most `limit` reports, newest business date first unless `only` says oldest first.

    `before` is the (business date, id) of the last report already read: the page after it. `stores` narrows
    to some of the viewer's stores, `only` to a genre, a location, to texts that hold all of some words.
    """
    page = pages.page(_narrowed(viewer.report_stores, stores), only or Only(), before, limit)
    return Query(
        "WITH " + page.sql + _COLUMNS + "JOIN page ON page.id = r.id ORDER BY " + page.order,
        Report,
        page.params,
    )


def stage(
    viewer: Viewer,
    form_id: UUID,
    picture: StagedPicture,
    digest: str,
    most: int = MAX_PICTURES,
    removed: Sequence[UUID] = (),
) -> Query[StagedPicture]:
    """Keep an uploaded picture for a form that is not filed yet; no row once `most` pictures wait for it.

    Those `removed`, which the form is to be without, do not count. `digest` is the SHA-256 of the uploaded
    file: sent twice with one form, it answers with the first picture.
    """
    return Query(
        """
        INSERT INTO report_images (id, uploaded_by, form_id, name, thumbnail, width, height, digest)
        SELECT %(id)s, %(user)s::varchar, %(form_id)s, %(name)s, %(thumbnail)s, %(width)s, %(height)s,
               %(digest)s::varchar
        WHERE %(max_pictures)s > (
            SELECT count(*) FROM report_images
            WHERE form_id = %(form_id)s AND uploaded_by = %(user)s AND digest <> %(digest)s
              AND report_id IS NULL AND post_id IS NULL AND id <> ALL(%(removed)s::uuid[]))
        ON CONFLICT (form_id, uploaded_by, digest) DO UPDATE SET digest = EXCLUDED.digest
        RETURNING id, name, thumbnail, width, height""",
        StagedPicture,
        {
            "id": picture.id,
            "user": viewer.user_id,
            "form_id": form_id,
            "name": picture.name,
            "thumbnail": picture.thumbnail,
            "width": picture.width,
            "height": picture.height,
            "digest": digest,
            "max_pictures": most,
            "removed": list(removed),
        },
    )


def staged(viewer: Viewer, form_id: UUID) -> Query[StagedPicture]:
    """The viewer's pictures that wait for this form, in the order of their upload."""
    return Query(
        """
        SELECT id, name, thumbnail, width, height FROM report_images
        WHERE form_id = %(form_id)s AND uploaded_by = %(user)s AND report_id IS NULL AND post_id IS NULL
        ORDER BY created_at, id""",
        StagedPicture,
        {"form_id": form_id, "user": viewer.user_id},
    )


def unstage(viewer: Viewer, form_id: UUID, pictures: Sequence[UUID]) -> Query[StagedPicture]:
    """Take pictures off a form that is not filed yet; the rows say which files nobody needs any more."""
    return Query(
        """
        DELETE FROM report_images
        WHERE id = ANY(%(pictures)s::uuid[]) AND form_id = %(form_id)s
          AND uploaded_by = %(user)s AND report_id IS NULL AND post_id IS NULL
        RETURNING id, name, thumbnail, width, height""",
        StagedPicture,
        {"pictures": list(pictures), "form_id": form_id, "user": viewer.user_id},
    )


def restage(
    viewer: Viewer, form_id: UUID, pictures: Sequence[UUID], other_form_id: UUID
) -> Query[StagedPicture]:
    """Let pictures that wait for one form wait for another of the viewer's."""
    return Query(
        """
        UPDATE report_images SET form_id = %(other_form_id)s
        WHERE id = ANY(%(pictures)s::uuid[]) AND form_id = %(form_id)s
          AND uploaded_by = %(user)s AND report_id IS NULL AND post_id IS NULL
        RETURNING id, name, thumbnail, width, height""",
        StagedPicture,
        {
            "pictures": list(pictures),
            "form_id": form_id,
            "other_form_id": other_form_id,
            "user": viewer.user_id,
        },
    )


def _narrowed(reach: list[int], wanted: Sequence[int] | None) -> list[int]:
    return reach if wanted is None else [store for store in reach if store in wanted]


_COLUMNS: LiteralString = (
    """
    SELECT r.id, r.store_id, s.name AS store_name, r.user_id,
           btrim(u.last_name || ' ' || u.first_name) AS author, r.date, r.genre, r.location, r.title,
           r.content, r.created_at,
           EXISTS (SELECT FROM bbs_posts p WHERE p.report_id = r.id) AS is_posted,
           """
    + PICTURES_OF_REPORT
    + """ AS pictures
    FROM daily_reports r
    JOIN stores s ON s.store_id = r.store_id
    JOIN users u ON u.user_id = r.user_id
    """
)

_REGISTER: LiteralString = (
    """
WITH filed AS (
    INSERT INTO daily_reports (store_id, user_id, form_id, written_at, """
    + SAID
    + """)
    SELECT %(store)s, %(user)s, %(form_id)s, %(written_at)s::timestamptz, """
    + SAID_VALUES
    + """
    WHERE %(store)s = ANY(%(stores)s)
    ON CONFLICT (form_id) DO UPDATE SET form_id = EXCLUDED.form_id
        WHERE daily_reports.user_id = EXCLUDED.user_id
    RETURNING *, xmax = 0 AS is_new,
              xmax = 0 OR version > 1 OR ("""
    + SAID
    + ") IS NOT DISTINCT FROM ("
    + SAID_VALUES
    + """) AS is_same
), pictures AS (
    UPDATE report_images i SET report_id = filed.id, position = array_position(%(order)s::uuid[], i.id)
    FROM filed
    WHERE filed.is_new AND i.id = ANY(%(order)s::uuid[])
      AND i.uploaded_by = %(user)s AND i.report_id IS NULL AND i.post_id IS NULL
    RETURNING i.id
), post AS (
    INSERT INTO bbs_posts (store_id, user_id, report_id, genre, title, content)
    SELECT store_id, user_id, id, genre, title, content FROM filed WHERE is_new AND post_to_bbs
), """
    + SETTLED_WITH_PHOTOS.replace("{drafts}", "report_drafts").replace("{filed}", "filed ON filed.is_same")
    + """
SELECT id, is_new, is_same, ARRAY(
           SELECT named FROM unnest(%(order)s::uuid[]) AS named
           WHERE is_new AND named NOT IN (SELECT pictures.id FROM pictures)
       ) AS missing
FROM filed"""
)
