"""Whether a backup is being made: until it ends, no file of a picture is deleted.

A backup reads the rows as they were at its beginning, and the files after that. Whoever deletes files asks
here first, *after* the rows are gone and committed: no backup then means that none which begins later has the
rows; a running one may have them, and the files stay. They have no row then, and the sweeper finds them.
"""

from dataclasses import dataclass
from typing import Final

from shared.db import Query

# The advisory lock that a backup holds shared, in a transaction: it passes a pooler, and dies with its maker.
LOCK: Final = 0x633362  # "c3b"


@dataclass(frozen=True, slots=True)
class Running:
    """Whether a backup is being made."""

    is_running: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """That this transaction holds the lock."""

    is_held: bool


def begin() -> Query[Begun]:
    """Hold files back until this transaction ends."""
    return Query(
        "SELECT pg_advisory_xact_lock_shared(%(lock)s::bigint) IS NOT NULL AS is_held", Begun, {"lock": LOCK}
    )


def running() -> Query[Running]:
    """Whether somebody holds files back, in this database."""
    return Query(
        """
        SELECT EXISTS (
            SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
            WHERE l.locktype = %(type)s::text AND l.classid = 0 AND l.objid = %(lock)s::bigint::oid
              AND l.objsubid = 1 AND l.granted) AS is_running""",
        Running,
        {"lock": LOCK, "type": "advisory"},
    )
