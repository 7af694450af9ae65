"""Files of pictures that their storage did not take in time: kept and shown from here until it does.

A delivery is a lease: the row is due again later, each time later, until the storage has the file. Delivered
twice it is the same file once. The rows are nobody's: a name stands in the address that one person was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db import Query

MOST_WAITING = 5000  # at 300 KB each 1.5 GB of the database
BATCH = 8
FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for its storage."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a file that a statement wrote or removed."""

    name: str


def put(name: str, data: bytes) -> Query[Named]:
    """Let the file wait; no row when `MOST_WAITING` do already."""
    return Query(
        """
        INSERT INTO picture_outbox (name, data)
        SELECT %(name)s::varchar, %(data)s::bytea
        WHERE (SELECT count(*) FROM picture_outbox) < %(most)s::int
        ON CONFLICT (name) DO UPDATE SET data = EXCLUDED.data
        RETURNING name""",
        Named,
        {"name": name, "data": data, "most": MOST_WAITING},
    )


def find(name: str) -> Query[Waiting]:
    """The file while it waits; no row for one that was delivered, or never waited."""
    return Query("SELECT name, data FROM picture_outbox WHERE name = %(name)s", Waiting, {"name": name})


def due() -> Query[Waiting]:
    """Take at most `BATCH` files that are due; none that another worker has taken."""
    return Query(
        """
        UPDATE picture_outbox
        SET tries = tries + 1,
            due_at = now() + make_interval(
                secs => least(%(first)s::int * 2 ^ least(tries, 16), %(longest)s::int))
        WHERE name = ANY(ARRAY(
            SELECT o.name FROM picture_outbox o
            WHERE o.due_at <= now() ORDER BY o.due_at LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED))
        RETURNING name, data""",
        Waiting,
        {"limit": BATCH, "first": FIRST_PAUSE_SECONDS, "longest": LONGEST_PAUSE_SECONDS},
    )


def remove(names: Sequence[str]) -> Query[Named]:
    """Forget files: the storage has them, or nobody wants them any more."""
    return Query(
        "DELETE FROM picture_outbox WHERE name = ANY(%(names)s::varchar[]) RETURNING name",
        Named,
        {"names": list(names)},
    )


def failed(name: str, error: str) -> Query[Named]:
    """Note what kind of failure kept a file from its storage."""
    return Query(
        "UPDATE picture_outbox SET error = left(%(error)s::text, 100) WHERE name = %(name)s RETURNING name",
        Named,
        {"name": name, "error": error},
    )
