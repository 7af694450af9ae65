"""必読: who has pressed 確認しました, who has not, and reminding those who have not.

A confirmation is of the version that was read; it stays good when the post is changed afterwards, and tells
so. The post's writer sees everybody whom it is for, those managing the people of their stores.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from shared.access import Viewer
from shared.audience import FOR_PERSON, VISIBLE
from shared.db import Query

HOURS_BETWEEN = 1  # two reminders of one person


@dataclass(frozen=True, slots=True)
class State:
    """A post as a 必読 for the viewer; `due_on` None: it is none, or none any more.

    `is_asked`: they are asked for 確認しました. `confirmed_version` is the one that they confirmed. Of the
    `people` whom the viewer may see (0 for most), so many have `confirmed`.
    """

    post_id: int
    version: int
    due_on: date | None
    is_overdue: bool
    is_asked: bool
    confirmed_version: int | None
    confirmed_at: datetime | None
    reminded_at: datetime | None
    people: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of 確認しました: nothing is kept unless the person is asked and read the version of now."""

    post_id: int
    is_asked: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class MustRead:
    """A 必読 whose confirmations the viewer may see."""

    id: int
    title: str
    version: int
    due_on: date


@dataclass(frozen=True, slots=True)
class StoreState:
    """How far a store is: of its `people`, so many have `confirmed`."""

    store_id: int
    name: str
    people: int
    confirmed: int

    @property
    def waiting(self) -> int:
        """How many have not confirmed."""
        return self.people - self.confirmed


@dataclass(frozen=True, slots=True)
class PersonState:
    """A person who is asked; `confirmed_at` None: has not. `times` reminded, last at `reminded_at`."""

    user_id: str
    name: str
    role: str
    store_id: int
    confirmed_at: datetime | None
    version: int | None
    times: int
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reminded:
    """Of the `waiting` who have not confirmed, `reminded` were reminded now; the others were just before."""

    waiting: int
    reminded: int


def state(viewer: Viewer, announcement_id: int, today: date) -> Query[State]:
    """The post as a 必読 on the business date `today`; no row out of sight or when it was deleted."""
    return Query(
        """
        SELECT p.id AS post_id, p.version, p.due_on,
               coalesce(p.due_on < %(today)s::date, FALSE) AS is_overdue,
               p.due_on IS NOT NULL AND me.is_asked AS is_asked,
               k.version AS confirmed_version, k.confirmed_at, r.reminded_at, seen.people, seen.confirmed
        FROM bbs_posts p
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT FROM users u WHERE u.user_id = %(user)s AND """
        + FOR_PERSON
        + """) AS is_asked
        ) me
        LEFT JOIN bbs_confirmations k ON k.post_id = p.id AND k.user_id = %(user)s
        LEFT JOIN bbs_reminders r ON r.post_id = p.id AND r.user_id = %(user)s
        CROSS JOIN LATERAL (
            SELECT count(*) AS people, count(ks.confirmed_at) AS confirmed FROM ("""
        + _PEOPLE
        + """) u
            LEFT JOIN bbs_confirmations ks ON ks.post_id = p.id AND ks.user_id = u.user_id
            WHERE p.due_on IS NOT NULL
        ) seen
        WHERE p.id = %(id)s AND p.deleted_at IS NULL AND """
        + VISIBLE,
        State,
        _asked(viewer, announcement_id, today),
    )


def confirm(viewer: Viewer, announcement_id: int, version: int, today: date) -> Query[Confirmed]:
    """確認しました, of the version that was read. Pressed again it is the same; no row out of sight."""
    return Query(
        """
        WITH post AS (
            SELECT p.id, p.version = %(version)s AS is_current,
                   p.due_on IS NOT NULL AND EXISTS (
                       SELECT FROM users u WHERE u.user_id = %(user)s AND """
        + FOR_PERSON
        + """) AS is_asked
            FROM bbs_posts p WHERE p.id = %(id)s AND """
        + VISIBLE
        + """
        ), confirmed AS (
            INSERT INTO bbs_confirmations (post_id, user_id, version)
            SELECT id, %(user)s, %(version)s FROM post WHERE is_asked AND is_current
            ON CONFLICT (post_id, user_id) DO UPDATE SET
                version = EXCLUDED.version, confirmed_at = EXCLUDED.confirmed_at
                WHERE bbs_confirmations.version < EXCLUDED.version
        )
        SELECT id AS post_id, is_asked, is_current FROM post""",
        Confirmed,
        {**_asked(viewer, announcement_id, today), "version": version},
    )


def find(viewer: Viewer, announcement_id: int) -> Query[MustRead]:
    """The 必読, for its writer and those managing who read it; no row for others, and for what is none."""
    return Query(
        "SELECT p.id, p.title, p.version, p.due_on + 0 AS due_on FROM bbs_posts p WHERE " + _OVERSEEN,
        MustRead,
        _overseer(viewer, announcement_id),
    )


def stores(viewer: Viewer, announcement_id: int, today: date) -> Query[StoreState]:
    """The stores that are asked, as far as the viewer may see; who has furthest to go comes first."""
    return Query(
        "SELECT s.store_id, s.name, count(*) AS people, count(k.confirmed_at) AS confirmed FROM bbs_posts p"
        + _JOIN_PEOPLE
        + """
        JOIN stores s ON s.store_id = u.store_id
        LEFT JOIN bbs_confirmations k ON k.post_id = p.id AND k.user_id = u.user_id
        WHERE """
        + _OVERSEEN
        + """
        GROUP BY s.store_id
        ORDER BY count(*) = count(k.confirmed_at), s.store_id""",
        StoreState,
        _asked(viewer, announcement_id, today),
    )


def people(
    viewer: Viewer, announcement_id: int, today: date, store_id: int | None = None
) -> Query[PersonState]:
    """Everybody who is asked, as far as the viewer may see, by store: who has not confirmed comes first."""
    return Query(
        """
        SELECT u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name, u.user_type AS role, u.store_id,
               k.confirmed_at, k.version, coalesce(r.times, 0) AS times, r.reminded_at
        FROM bbs_posts p"""
        + _JOIN_PEOPLE
        + """
        LEFT JOIN bbs_confirmations k ON k.post_id = p.id AND k.user_id = u.user_id
        LEFT JOIN bbs_reminders r ON r.post_id = p.id AND r.user_id = u.user_id
        WHERE """
        + _OVERSEEN
        + """ AND (%(store)s::int IS NULL OR u.store_id = %(store)s::int)
        ORDER BY u.store_id, k.confirmed_at NULLS FIRST, u.user_id""",
        PersonState,
        {
            **_asked(viewer, announcement_id, today),
            "store": store_id,
        },
    )


def remind(viewer: Viewer, announcement_id: int, today: date, store_id: int | None = None) -> Query[Reminded]:
    """Remind who has not confirmed, as far as the viewer may see, but nobody twice within `HOURS_BETWEEN`.

    No row for who may not see the confirmations.
    """
    return Query(
        "WITH post AS (SELECT p.* FROM bbs_posts p WHERE "
        + _OVERSEEN
        + "), waiting AS (SELECT p.id AS post_id, u.user_id FROM post p"
        + _JOIN_PEOPLE
        + """
            WHERE (%(store)s::int IS NULL OR u.store_id = %(store)s::int)
              AND NOT EXISTS (
                  SELECT FROM bbs_confirmations k WHERE k.post_id = p.id AND k.user_id = u.user_id)
        ), reminded AS (
            INSERT INTO bbs_reminders (post_id, user_id, reminded_by)
            SELECT post_id, user_id, %(user)s FROM waiting ORDER BY user_id
            ON CONFLICT (post_id, user_id) DO UPDATE SET
                times = least(bbs_reminders.times + 1, 9999),
                reminded_at = EXCLUDED.reminded_at, reminded_by = EXCLUDED.reminded_by
                WHERE bbs_reminders.reminded_at
                      <= statement_timestamp() - make_interval(hours => %(hours)s::int)
            RETURNING user_id
        )
        SELECT (SELECT count(*) FROM waiting) AS waiting, (SELECT count(*) FROM reminded) AS reminded
        FROM post""",
        Reminded,
        {
            **_asked(viewer, announcement_id, today),
            "store": store_id,
            "hours": HOURS_BETWEEN,
        },
    )


def _asked(viewer: Viewer, post_id: int, today: date) -> dict[str, object]:
    return {**_overseer(viewer, post_id), "today": today}


def _overseer(viewer: Viewer, post_id: int) -> dict[str, object]:
    return {
        "id": post_id,
        "user": viewer.user_id,
        "stores": viewer.stores,
        "managing": viewer.is_managing,
    }


# The people `u` whom the post `p` is for, as far as the viewer may see them.
_PEOPLE: LiteralString = (
    """
    SELECT u.* FROM users u WHERE """
    + FOR_PERSON
    + """
      AND (p.user_id = %(user)s::varchar OR (%(managing)s::boolean AND u.store_id = ANY(%(stores)s)))"""
)
_JOIN_PEOPLE: LiteralString = " CROSS JOIN LATERAL (" + _PEOPLE + ") u "

# Whether the post `p` is a 必読 whose confirmations the viewer may see.
_OVERSEEN: LiteralString = (
    """
    p.id = %(id)s AND p.due_on IS NOT NULL AND p.deleted_at IS NULL
    AND (p.user_id = %(user)s::varchar OR %(managing)s::boolean) AND """
    + VISIBLE
)
