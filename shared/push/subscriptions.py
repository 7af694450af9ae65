"""A person's devices that may be told something, and what they want to be told: all of it their own alone.

A device belongs to a login: when that ends (a logout, a new password, a retired person, 本部 ending it), a
trigger forgets the device. Of the login only the digest of its key is kept beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from shared.access import Viewer
from shared.db import Query
from shared.push.devices import Device
from shared.push.words import PushKind

MOST_DEVICES = 10  # of one person; the ones made first are forgotten


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The device; `is_new`: nobody had it before."""

    id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A device as its person is shown it; `last_ok`: when its push service took a message last."""

    id: int
    agent: str
    made_at: datetime
    last_ok: datetime | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A device that is told nothing any more."""

    id: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """The codes of `PushKind` that a person has turned off; their quiet hours ("22:00"), both or none."""

    muted: list[str]
    quiet_from: str | None
    quiet_to: str | None


def subscribe(viewer: Viewer, device: Device, session_key: str) -> Query[Subscribed]:
    """Tell this device from now on, and nobody who had it before. No row when the login has ended.

    Sent again it stays the same device. Of more than `MOST_DEVICES` the oldest are forgotten.
    """
    return Query(
        """
        WITH login AS (
            SELECT encode(sha256(convert_to(s.session_key, 'UTF8')), 'hex') AS digest FROM sessions s
            WHERE s.session_key = %(session)s::varchar AND s.user_id = %(user)s::varchar FOR KEY SHARE
        ), kept AS (
            INSERT INTO push_subscriptions (user_id, session_digest, endpoint, p256dh, auth, agent)
            SELECT %(user)s::varchar, digest, %(endpoint)s::varchar, %(p256dh)s::varchar, %(auth)s::varchar,
                   %(agent)s::varchar
            FROM login
            ON CONFLICT (endpoint) DO UPDATE SET
                user_id = EXCLUDED.user_id, session_digest = EXCLUDED.session_digest,
                p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth, agent = EXCLUDED.agent
            RETURNING id, xmax = 0 AS is_new
        ), crowd AS (
            DELETE FROM push_subscriptions o USING kept
            WHERE o.id IN (
                SELECT d.id FROM push_subscriptions d
                WHERE d.user_id = %(user)s::varchar AND d.endpoint <> %(endpoint)s::varchar
                ORDER BY d.id DESC OFFSET %(others)s::int)
        )
        SELECT id, is_new FROM kept""",
        Subscribed,
        {
            "user": viewer.user_id,
            "session": session_key,
            "endpoint": device.endpoint,
            "p256dh": device.p256dh,
            "auth": device.auth,
            "agent": device.agent,
            "others": MOST_DEVICES - 1,
        },
    )


def devices(viewer: Viewer, session_key: str) -> Query[Kept]:
    """The viewer's devices, the one of this login first, then the newest."""
    return Query(
        """
        SELECT id, agent, made_at, last_ok,
               session_digest = encode(sha256(convert_to(%(session)s::varchar, 'UTF8')), 'hex') AS is_here
        FROM push_subscriptions WHERE user_id = %(user)s ORDER BY is_here DESC, id DESC""",
        Kept,
        {"user": viewer.user_id, "session": session_key},
    )


def forget(viewer: Viewer, device_id: int) -> Query[Forgotten]:
    """Tell this device nothing any more; no row when it is not the viewer's."""
    return Query(
        "DELETE FROM push_subscriptions WHERE id = %(device_id)s AND user_id = %(user)s RETURNING id",
        Forgotten,
        {"device_id": device_id, "user": viewer.user_id},
    )


def wishes(viewer: Viewer) -> Query[Wishes]:
    """What the viewer has chosen; one row, of all that is told where nothing was chosen."""
    return Query(
        """
        SELECT coalesce(p.muted, '{}')::text[] AS muted, left(p.quiet_from::text, 5) AS quiet_from,
               left(p.quiet_to::text, 5) AS quiet_to
        FROM users u LEFT JOIN push_preferences p ON p.user_id = u.user_id
        WHERE u.user_id = %(user)s""",
        Wishes,
        {"user": viewer.user_id},
    )


def choose(
    viewer: Viewer, muted: Sequence[PushKind], quiet_from: time | None, quiet_to: time | None
) -> Query[Wishes]:
    """Keep the viewer's choice."""
    return Query(
        """
        INSERT INTO push_preferences (user_id, muted, quiet_from, quiet_to)
        VALUES (%(user)s, %(muted)s::varchar[], %(quiet_from)s::time, %(quiet_to)s::time)
        ON CONFLICT (user_id) DO UPDATE SET
            muted = EXCLUDED.muted, quiet_from = EXCLUDED.quiet_from, quiet_to = EXCLUDED.quiet_to,
            updated_at = statement_timestamp()
        RETURNING muted::text[] AS muted, left(quiet_from::text, 5) AS quiet_from,
                  left(quiet_to::text, 5) AS quiet_to""",
        Wishes,
        {
            "user": viewer.user_id,
            "muted": [kind.value for kind in muted],
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
        },
    )
