"""Messages from the side of the worker: those that are due are claimed, looked at once more, sent, settled.

A claim is a lease: the row is due again when it ends, so that a worker that dies loses nothing. It counts an
attempt, whose number every later word on the message names: who was thought dead writes nothing any more.
Whether there is still something to tell is asked with the person as they are now, as their own pages ask it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, LiteralString, TypedDict

from shared.access import Viewer
from shared.audience import FOR_PERSON, VISIBLE
from shared.db import Query
from shared.push.words import PushState

BATCH: Final = 20
LEASE_SECONDS: Final = 120
LAST_ATTEMPT: Final = 9
KEPT_DAYS: Final = 7
TOO_OLD_HOURS: Final = 24
CLOSING_HOURS: Final = 6  # before a business date ends, a 日報 is missed: at 23:00 where it ends at 5:00
MISSED_FOR_HOURS: Final = 2  # a worker that was away for longer tells nobody
FILED_WITHIN_DAYS: Final = 14  # a store that files nothing at all is not reminded


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours until its lease ends; `is_late`: it is too old to be told."""

    id: int
    user_id: str
    attempt: int
    is_late: bool


class Target(TypedDict):
    """A device that does not have the message yet."""

    id: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What there is to tell: `about` is a code of `PushTitle`; quiet hours as in `subscriptions.Wishes`."""

    id: int
    kind: str
    about: str
    address: str
    tag: str
    is_muted: bool
    quiet_from: str | None
    quiet_to: str | None
    targets: list[Target]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. `due_at` is when to try again; `is_counted` False: it was none."""

    state: PushState
    delivered: Sequence[int] = ()
    error: str = ""
    due_at: datetime | None = None
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The number of a row that a statement wrote or removed."""

    id: int


def claim(limit: int = BATCH) -> Query[Claimed]:
    """Take at most `limit` messages that are due, the longest waiting first; none that another worker has."""
    return Query(
        """
        UPDATE push_messages
        SET attempts = attempts + 1, due_at = now() + make_interval(secs => %(lease)s::int)
        WHERE id = ANY(ARRAY(
            SELECT m.id FROM push_messages m
            WHERE m.state = 'waiting' AND m.due_at <= now() AND m.attempts < %(last)s::int
            ORDER BY m.due_at, m.id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED))
        RETURNING id, user_id, attempts::int AS attempt,
                  created_at < now() - make_interval(hours => %(hours)s::int) AS is_late""",
        Claimed,
        {"limit": limit, "lease": LEASE_SECONDS, "last": LAST_ATTEMPT, "hours": TOO_OLD_HOURS},
    )


def letter(viewer: Viewer, message_id: int, today: date) -> Query[Letter]:
    """The message as it is to be told to the viewer at the business date `today`.

    No row when there is nothing to tell any more: it was seen or confirmed, changed, deleted, or filed; it is
    out of the viewer's reach, or somebody else's message.
    """
    return Query(
        """
        SELECT m.id, m.kind, t.about, m.address, t.tag,
               coalesce(m.kind = ANY(f.muted), FALSE) AS is_muted,
               left(f.quiet_from::text, 5) AS quiet_from, left(f.quiet_to::text, 5) AS quiet_to,
               (SELECT coalesce(json_agg(json_build_object(
                    'id', d.id, 'endpoint', d.endpoint, 'p256dh', d.p256dh, 'auth', d.auth) ORDER BY d.id),
                    '[]'::json)
                FROM push_subscriptions d
                WHERE d.user_id = m.user_id AND d.id <> ALL(m.delivered)) AS targets
        FROM push_messages m
        LEFT JOIN push_preferences f ON f.user_id = m.user_id
        CROSS JOIN LATERAL ("""
        + _WORTH_TELLING
        + """) t
        WHERE m.id = %(id)s AND m.user_id = %(user)s::varchar""",
        Letter,
        {"id": message_id, "user": viewer.user_id, "stores": viewer.stores, "today": today},
    )


def settle(claimed: Claimed, became: Outcome) -> Query[Row]:
    """Write down what became of a claimed message; no row when it is not ours any more.

    What one device has taken in any attempt was sent, whatever became of the others.
    """
    return Query(
        """
        UPDATE push_messages
        SET state = CASE WHEN %(state)s::varchar <> %(waiting)s::varchar
                              AND cardinality(delivered || %(delivered)s::bigint[]) > 0
                         THEN %(sent)s::varchar ELSE %(state)s::varchar END,
            delivered = delivered || %(delivered)s::bigint[],
            error = left(%(error)s::text, 100), due_at = coalesce(%(due)s::timestamptz, due_at),
            attempts = attempts - %(uncounted)s::int,
            settled_at = CASE WHEN %(state)s::varchar <> %(waiting)s::varchar THEN statement_timestamp() END
        WHERE id = %(id)s AND attempts = %(attempt)s AND state = %(waiting)s::varchar
        RETURNING id""",
        Row,
        {
            "id": claimed.id,
            "attempt": claimed.attempt,
            "state": became.state.value,
            "waiting": PushState.WAITING.value,
            "sent": PushState.SENT.value,
            "delivered": list(became.delivered),
            "error": became.error,
            "due": became.due_at,
            "uncounted": 0 if became.is_counted else 1,
        },
    )


def reached(devices: Sequence[int]) -> Query[Row]:
    """Note that a push service took a message for these devices."""
    return Query(
        """
        UPDATE push_subscriptions SET last_ok = statement_timestamp()
        WHERE id = ANY(%(devices)s::bigint[]) RETURNING id""",
        Row,
        {"devices": list(devices)},
    )


def forget(devices: Sequence[int]) -> Query[Row]:
    """Forget devices that their push service does not know any more."""
    return Query(
        "DELETE FROM push_subscriptions WHERE id = ANY(%(devices)s::bigint[]) RETURNING id",
        Row,
        {"devices": list(devices)},
    )


def miss_reports(now: datetime) -> Query[Row]:
    """Let the 店長 be told of a store whose business date closes without a 日報; once a store and date.

    Asked more often, and by more than one worker, it stays once.
    """
    return Query(
        """
        INSERT INTO push_messages (kind, user_id, key, address, source_id, date)
        SELECT 'missing', u.user_id, 'missing-' || s.store_id || '-' || c.date || '-' || u.user_id,
               '/report/register/?date=' || c.date, s.store_id, c.date
        FROM stores s
        CROSS JOIN LATERAL (
            SELECT (%(now)s::timestamptz AT TIME ZONE 'Asia/Tokyo')
                   - make_interval(hours => s.changeover_hour) AS clock
        ) b
        CROSS JOIN LATERAL (SELECT b.clock::date AS date, extract(hour FROM b.clock) AS hour) c
        JOIN users u ON u.store_id = s.store_id AND u.user_type = 'manager' AND u.is_active
        WHERE s.kind = 'store' AND c.hour >= 24 - %(closing)s::int
          AND c.hour < 24 - %(closing)s::int + %(window)s::int
          AND coalesce(s.opened_on <= c.date, TRUE) AND coalesce(s.closed_on >= c.date, TRUE)
          AND EXISTS (SELECT FROM push_subscriptions d WHERE d.user_id = u.user_id)
          AND NOT EXISTS (SELECT FROM daily_reports r WHERE r.store_id = s.store_id AND r.date = c.date)
          AND EXISTS (SELECT FROM daily_reports r
                      WHERE r.store_id = s.store_id AND r.date >= c.date - %(days)s::int)
        ORDER BY s.store_id, u.user_id
        ON CONFLICT (key) DO NOTHING
        RETURNING id""",
        Row,
        {
            "now": now,
            "closing": CLOSING_HOURS,
            "window": MISSED_FOR_HOURS,
            "days": FILED_WITHIN_DAYS,
        },
    )


def sweep(now: datetime) -> Query[Row]:
    """Forget messages of long ago, whatever became of them."""
    return Query(
        """
        DELETE FROM push_messages
        WHERE created_at < %(now)s::timestamptz - make_interval(days => %(days)s::int) RETURNING id""",
        Row,
        {"now": now, "days": KEPT_DAYS},
    )


# What the message `m` is about, if the viewer is still to be told: a notice that is open on a post that they
# read, a 必読 that they have not confirmed, an incident or a missing 日報 of the store whose 店長 they are.
# `tag`: a device shows one message of it, the newest.
_WORTH_TELLING: LiteralString = (
    """
            SELECT n.kind AS about, 'post-' || p.id AS tag
            FROM bbs_notices n
            JOIN bbs_posts p ON p.id = n.post_id
            LEFT JOIN bbs_comments c ON c.id = n.comment_id
            WHERE m.kind IN ('answer', 'mention') AND n.id = m.source_id AND n.user_id = m.user_id
              AND n.done_at IS NULL AND p.deleted_at IS NULL AND c.deleted_at IS NULL AND """
    + VISIBLE
    + """
            UNION ALL
            SELECT m.kind, 'must-read-' || p.id
            FROM bbs_posts p JOIN users u ON u.user_id = m.user_id
            WHERE m.kind = 'must_read' AND p.id = m.source_id AND p.due_on IS NOT NULL AND """
    + FOR_PERSON
    + """
              AND NOT EXISTS (
                  SELECT FROM bbs_confirmations k WHERE k.post_id = p.id AND k.user_id = m.user_id)
            UNION ALL
            SELECT r.genre, 'report-' || r.id
            FROM daily_reports r JOIN users u ON u.store_id = r.store_id
            WHERE m.kind = 'incident' AND r.id = m.source_id AND r.genre IN ('claim', 'accident')
              AND u.user_id = m.user_id AND u.user_type = 'manager' AND r.store_id = ANY(%(stores)s)
            UNION ALL
            SELECT m.kind, 'missing-' || s.store_id
            FROM stores s JOIN users u ON u.store_id = s.store_id
            WHERE m.kind = 'missing' AND s.store_id = m.source_id AND u.user_id = m.user_id
              AND u.user_type = 'manager' AND s.store_id = ANY(%(stores)s)
              AND NOT EXISTS (
                  SELECT FROM daily_reports r WHERE r.store_id = s.store_id AND r.date = m.date)"""
)
