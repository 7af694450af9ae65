"""未読: what a person is told of and has not finished; the list can always reach zero.

An announcement for them (`shared.audience`) is open until it is opened or finished, for `DAYS` days; a
必読 until 確認しました and by nothing else. A notice (of a mention, an answer, a reply, a best answer) is
open until its comment was shown or it is finished. What is deleted or out of sight is not told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from shared.access import Viewer
from shared.audience import FOR_PERSON, VISIBLE
from shared.db import Query

DAYS = 90  # how long an announcement that is not 必読 is told; the board keeps it


@dataclass(frozen=True, slots=True)
class Count:
    """How many items are open."""

    items: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: an announcement (`notice_id` None), 必読 with `due_on`; else a notice.

    `kind` is a code of `NoticeKind`, empty for an announcement. `author`, `store_name` and `excerpt` (the
    beginning, with the signs of Markdown) are of the comment that is told of, or of the post where
    `comment_id` is None. `reminded_at` is when they were last reminded of a 必読. `total` is the number of
    all open items.
    """

    post_id: int
    notice_id: int | None
    comment_id: int | None
    kind: str
    genre: str
    title: str
    excerpt: str
    author: str
    store_name: str
    told_at: datetime
    due_on: date | None
    reminded_at: datetime | None
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """What was asked to be finished; `is_must_read`: it is a 必読, and stays until it is confirmed."""

    id: int
    is_must_read: bool


def count(viewer: Viewer, today: date) -> Query[Count]:
    """How many items are open on the business date `today`: the number on every page."""
    return Query("WITH " + _OPEN + " SELECT count(*) AS items FROM open", Count, _asked(viewer, today))


def items(viewer: Viewer, today: date, limit: int) -> Query[Item]:
    """At most `limit` open items: 必読 by `due_on`, the earliest first, then the newest. No row at zero."""
    return Query(
        "WITH "
        + _OPEN
        + """
        SELECT o.post_id, o.notice_id, o.comment_id, coalesce(o.kind, '') AS kind, p.genre, p.title,
               left(coalesce(c.content, p.content), 300) AS excerpt,
               btrim(w.last_name || ' ' || w.first_name) AS author, s.name AS store_name,
               o.told_at, o.due_on, r.reminded_at, o.total
        FROM (SELECT open.*, count(*) OVER () AS total FROM open
              ORDER BY due_on, told_at DESC, post_id DESC, notice_id DESC LIMIT %(limit)s) o
        JOIN bbs_posts p ON p.id = o.post_id
        LEFT JOIN bbs_comments c ON c.id = o.comment_id
        JOIN users w ON w.user_id = coalesce(c.user_id, p.user_id)
        JOIN stores s ON s.store_id = CASE WHEN c.id IS NULL THEN p.store_id ELSE w.store_id END
        LEFT JOIN bbs_reminders r ON r.post_id = p.id AND r.user_id = %(user)s AND o.due_on IS NOT NULL
        ORDER BY o.due_on, o.told_at DESC, o.post_id DESC, o.notice_id DESC""",
        Item,
        {**_asked(viewer, today), "limit": limit},
    )


def finish_notice(viewer: Viewer, notice_id: int) -> Query[Finished]:
    """Finish one notice; done before, it stays so. No row when it is not the viewer's."""
    return Query(
        """
        UPDATE bbs_notices SET done_at = coalesce(done_at, statement_timestamp())
        WHERE id = %(id)s AND user_id = %(user)s
        RETURNING id, FALSE AS is_must_read""",
        Finished,
        {"id": notice_id, "user": viewer.user_id},
    )


def finish_announcement(viewer: Viewer, announcement_id: int, today: date) -> Query[Finished]:
    """Finish an announcement as if it had been opened, unless it is 必読. No row when it is not theirs."""
    return Query(
        """
        WITH asked AS (
            SELECT p.id, p.due_on IS NOT NULL AS is_must_read FROM bbs_posts p
            JOIN users u ON u.user_id = %(user)s::varchar
            WHERE p.id = %(id)s AND """
        + VISIBLE
        + " AND "
        + FOR_PERSON
        + "), "
        + _OPENED
        + "SELECT id, is_must_read FROM asked",
        Finished,
        {**_asked(viewer, today), "id": announcement_id},
    )


def finish_all(viewer: Viewer, today: date, since: datetime, until: datetime) -> Query[Finished]:
    """Finish what was told from `since` to `until`, the ends of the list that the viewer saw; 必読 stay.

    A row for each announcement and notice that was open and is finished now.
    """
    return Query(
        "WITH "
        + _OPEN
        + """, asked AS (
            SELECT post_id AS id, FALSE AS is_must_read FROM open
            WHERE notice_id IS NULL AND due_on IS NULL AND told_at BETWEEN %(since)s AND %(until)s
        ), noticed AS (
            UPDATE bbs_notices n SET done_at = statement_timestamp() FROM open
            WHERE n.id = open.notice_id AND open.told_at BETWEEN %(since)s AND %(until)s
              AND n.done_at IS NULL
            RETURNING n.id
        ), """
        + _OPENED
        + "SELECT id, is_must_read FROM asked UNION ALL SELECT id, FALSE FROM noticed",
        Finished,
        {**_asked(viewer, today), "since": since, "until": until},
    )


def _asked(viewer: Viewer, today: date) -> dict[str, object]:
    return {"user": viewer.user_id, "stores": viewer.stores, "today": today, "days": DAYS}


# The person as `FOR_PERSON` wants them: one row, whatever the planner thinks of the rest.
_ME: LiteralString = "me AS MATERIALIZED (SELECT * FROM users WHERE user_id = %(user)s::varchar), "

# The open announcements and notices of the viewer. Three short walks: the 必読 that are not confirmed, the
# announcements of the last days that were not opened, the open notices.
_OPEN: LiteralString = (
    _ME
    + """open AS (
    SELECT p.id AS post_id, NULL::bigint AS notice_id, NULL::bigint AS comment_id, NULL::varchar AS kind,
           p.announced_at AS told_at, p.due_on
    FROM me u
    JOIN bbs_posts p ON p.due_on IS NOT NULL AND """
    + FOR_PERSON
    + """
    WHERE NOT EXISTS (SELECT FROM bbs_confirmations k WHERE k.post_id = p.id AND k.user_id = %(user)s)
    UNION ALL
    SELECT p.id, NULL::bigint, NULL::bigint, NULL::varchar, p.announced_at, NULL::date
    FROM me u
    JOIN bbs_posts p ON p.due_on IS NULL AND p.announced_at >= %(today)s::date - %(days)s::int AND """
    + FOR_PERSON
    + """
    WHERE NOT EXISTS (
        SELECT FROM bbs_reads d
        WHERE d.user_id = %(user)s AND d.post_id = p.id AND d.seen_at >= p.announced_at)
    UNION ALL
    SELECT n.post_id, n.id, n.comment_id, n.kind, n.created_at, NULL::date
    FROM bbs_notices n
    JOIN bbs_posts p ON p.id = n.post_id
    LEFT JOIN bbs_comments c ON c.id = n.comment_id
    WHERE n.user_id = %(user)s AND n.done_at IS NULL AND p.deleted_at IS NULL AND c.deleted_at IS NULL AND """
    + VISIBLE
    + ")"
)

# Mark the posts of `asked` as opened by the viewer, with all their comments of now.
_OPENED: LiteralString = """
    opened AS (
        INSERT INTO bbs_reads (user_id, post_id, comment_id)
        SELECT %(user)s, asked.id, c.last_comment_id
        FROM asked JOIN bbs_post_counts c ON c.post_id = asked.id
        WHERE NOT asked.is_must_read
        ON CONFLICT (user_id, post_id) DO UPDATE SET
            comment_id = greatest(bbs_reads.comment_id, EXCLUDED.comment_id), seen_at = EXCLUDED.seen_at
    )
"""
