"""One post on its own page: to read, to ask whether something happened on it, to have read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString, TypedDict

from shared.access import Viewer
from shared.audience import MAY_CHANGE_POST, VISIBLE
from shared.db import Query
from shared.draft_pages import LAST_PAGE
from shared.rows import PICTURES_OF_POST, PictureRow
from shared.tally import TALLY_OF_POST, Tally


class CommentDraft(TypedDict):
    """A comment as it was left: `id` is its form's, `parent` the comment it answers ("" for none).

    `page` is the page that has written it last, as in `shared.drafts`.
    """

    id: str
    page: str
    content: str
    parent: str


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post on its own page, with what the viewer may do.

    `report_id` is set when its 日報 is within the viewer's own reach; `is_report_deleted` when there was one.
    `editor` changed it last (None: nobody has). An announcement has `announced_at`; `area_name` and
    `store_names` say to whom, `due_on` until when it is 必読. `draft` is the viewer's own unfinished comment.
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
    is_deleted: bool
    report_id: int | None
    is_report_deleted: bool
    announced_at: datetime | None
    audience: str
    area_name: str | None
    store_names: list[str]
    due_on: date | None
    may_change: bool
    may_choose: bool
    comments: int
    last_comment_id: int
    reactions: Tally
    pictures: list[PictureRow]
    draft: CommentDraft | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether something happened on a post: comments, the newest one ever written (0: none), reactions."""

    id: int
    is_deleted: bool
    may_choose: bool
    comments: int
    last_comment_id: int
    reactions: Tally


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom a text mentions."""

    user_id: str
    name: str


def find(viewer: Viewer, post_id: int) -> Query[OpenPost]:
    """The post, deleted ones that have comments too; no row when there is none within sight."""
    return Query(_FIND, OpenPost, {**_reader(viewer), "readable": viewer.report_stores, "id": post_id})


def pulse(viewer: Viewer, post_id: int) -> Query[Pulse]:
    """What an open page asks again and again; no row when there is no such post within sight."""
    return Query(
        "SELECT p.id, p.deleted_at IS NOT NULL AS is_deleted, "
        + _MAY_CHOOSE
        + " AS may_choose, n.comments, n.last_comment_id, "
        + TALLY_OF_POST
        + """ AS reactions
        FROM bbs_posts p JOIN bbs_post_counts n ON n.post_id = p.id WHERE p.id = %(id)s AND """
        + VISIBLE,
        Pulse,
        {**_reader(viewer), "id": post_id},
    )


def opened(
    viewer: Viewer, post_id: int, newest_id: int, comment_ids: Sequence[int], mentions: Sequence[str]
) -> Query[Named]:
    """The viewer has the post and these comments before them: it is read, and what told of them is finished.

    A draft that was kept at the very moment in which its comment was sent goes too.

    `newest_id` is the newest comment that there is. Answers with the names of `mentions`, in one statement
    with it, since a page that shows a text needs both.
    """
    asked = {"newest": newest_id, "comments": list(comment_ids), "mentions": list(mentions)}
    return Query(_OPENED, Named, {"user": viewer.user_id, "stores": viewer.stores, "id": post_id, **asked})


def _reader(viewer: Viewer) -> dict[str, object]:
    """Who reads, what they may change, and the stores for whose posts they may choose the best answer."""
    choosing = viewer.stores if viewer.is_managing else []
    reading = {"user": viewer.user_id, "stores": viewer.stores}
    return {**reading, "kept": viewer.kept_stores, "choosing": choosing}


_MAY_CHOOSE: LiteralString = "(p.user_id = %(user)s::varchar OR p.store_id = ANY(%(choosing)s::int[]))"

_FIND: LiteralString = (
    """
    SELECT p.id, p.store_id, s.name AS store_name, p.user_id,
           btrim(u.last_name || ' ' || u.first_name) AS author, p.genre, p.title, p.content, p.created_at,
           p.version, p.updated_at,
           (SELECT btrim(e.last_name || ' ' || e.first_name) FROM users e
            WHERE e.user_id = p.updated_by) AS editor,
           p.deleted_at IS NOT NULL AS is_deleted,
           CASE WHEN r.store_id = ANY(%(readable)s::int[]) THEN r.id END AS report_id,
           p.is_from_report AND p.report_id IS NULL AND p.deleted_at IS NULL AS is_report_deleted,
           p.announced_at, p.audience, a.name AS area_name,
           ARRAY(SELECT t.name FROM bbs_post_stores o JOIN stores t ON t.store_id = o.store_id
                 WHERE o.post_id = p.id ORDER BY t.store_id) AS store_names,
           p.due_on, """
    + MAY_CHANGE_POST
    + " AND p.deleted_at IS NULL AS may_change, "
    + _MAY_CHOOSE
    + " AND p.deleted_at IS NULL AS may_choose, n.comments, n.last_comment_id, "
    + TALLY_OF_POST
    + " AS reactions, "
    + PICTURES_OF_POST
    + """ AS pictures,
           (SELECT json_build_object('id', d.id, 'page', """
    + LAST_PAGE
    + """, 'content', d.fields ->> 'content',
                                     'parent', coalesce(d.fields ->> 'parent', ''))
            FROM bbs_drafts d
            WHERE d.user_id = %(user)s::varchar AND d.post_id = p.id AND d.is_comment
              AND NOT EXISTS (SELECT FROM bbs_comments w WHERE w.form_id = d.id)) AS draft
    FROM bbs_posts p
    JOIN stores s ON s.store_id = p.store_id
    JOIN users u ON u.user_id = p.user_id
    JOIN bbs_post_counts n ON n.post_id = p.id
    LEFT JOIN areas a ON a.id = p.area_id
    LEFT JOIN daily_reports r ON r.id = p.report_id
    WHERE p.id = %(id)s AND """
    + VISIBLE
)

_OPENED: LiteralString = (
    """
    WITH post AS (
        SELECT p.id, p.announced_at FROM bbs_posts p WHERE p.id = %(id)s AND """
    + VISIBLE
    + """
    ), seen AS (
        INSERT INTO bbs_reads (user_id, post_id, comment_id)
        SELECT %(user)s::varchar, post.id, %(newest)s::bigint FROM post
        ON CONFLICT (user_id, post_id) DO UPDATE
        SET comment_id = greatest(bbs_reads.comment_id, EXCLUDED.comment_id), seen_at = statement_timestamp()
        WHERE bbs_reads.comment_id < EXCLUDED.comment_id
           OR bbs_reads.seen_at < (SELECT post.announced_at FROM post)
    ), finished AS (
        UPDATE bbs_notices b SET done_at = statement_timestamp() FROM post
        WHERE b.user_id = %(user)s::varchar AND b.post_id = post.id AND b.done_at IS NULL
          AND (b.comment_id IS NULL OR b.comment_id = ANY(%(comments)s::bigint[]))
    ), late AS (
        DELETE FROM bbs_drafts d USING bbs_comments w
        WHERE d.user_id = %(user)s::varchar AND d.post_id = %(id)s AND d.is_comment AND w.form_id = d.id
    )
    SELECT u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name
    FROM users u WHERE u.user_id = ANY(%(mentions)s::varchar[]) ORDER BY u.user_id"""
)
