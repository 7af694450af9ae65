"""Entering c3-app-stream on a host that shares no cookie with c3-app's.

c3-app gives a ticket to whoever is signed in there; the other application takes it for a session of its own,
a row of the same table that hangs on c3-app's: a logout ends both. A ticket is good once, for a minute, and
in the browser that asked for it: `state` is the digest of a secret that lies in a cookie there. The database
keeps digests alone.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.db import Query

SECONDS: Final = 60
STATE: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Offered:
    """Until when a ticket is good."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """A session of c3-app-stream, which ends when c3-app's does."""

    session_key: str
    expire_date: datetime


def secret() -> str:
    """A text that nobody guesses: a ticket, a state, a session's key."""
    return secrets.token_hex(20)


def digest(text: str) -> str:
    """What is kept, or told, of a secret in its place: SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def offer(session_key: str, ticket: str, state: str, now: datetime) -> Query[Offered]:
    """Keep a ticket for the person of this session of c3-app; no row when it is none (any more)."""
    return Query(
        """
        WITH swept AS (DELETE FROM entry_tickets WHERE expires_at < %(now)s::timestamptz)
        INSERT INTO entry_tickets (digest, session_id, state, expires_at)
        SELECT %(digest)s::varchar, s.session_key, %(state)s::varchar, %(until)s::timestamptz
        FROM sessions s JOIN users u ON u.user_id = s.user_id
        WHERE s.session_key = %(session_key)s AND s.expire_date > %(now)s::timestamptz AND u.is_active
          AND s.opened_by_id IS NULL
        RETURNING expires_at""",
        Offered,
        {
            "session_key": session_key,
            "digest": digest(ticket),
            "state": state,
            "now": now,
            "until": now + timedelta(seconds=SECONDS),
        },
    )


def redeem(given: str, state: str, new_key: str, now: datetime) -> Query[Entered]:
    """Take the `given` ticket away, and open the session `new_key` for it.

    No row when the ticket is unknown, has been used, is older than a minute at `now`, is another browser's
    (`state` is the secret of this one), or when the session that it was given to has ended. However it
    comes out, the ticket is gone.
    """
    return Query(
        """
        WITH redeemed AS (
            DELETE FROM entry_tickets WHERE digest = %(digest)s RETURNING session_id, state, expires_at)
        INSERT INTO sessions (session_key, session_data, expire_date, user_id, opened_by_id)
        SELECT %(new_key)s::varchar, '', s.expire_date, s.user_id, s.session_key
        FROM redeemed r JOIN sessions s ON s.session_key = r.session_id JOIN users u ON u.user_id = s.user_id
        WHERE r.state = %(state)s AND r.expires_at >= %(now)s::timestamptz
          AND s.expire_date > %(now)s::timestamptz AND u.is_active
        RETURNING session_key, expire_date""",
        Entered,
        {"digest": digest(given), "state": digest(state), "new_key": new_key, "now": now},
    )
