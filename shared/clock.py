"""The moment by which rows and files are old enough to be deleted: the database's, which dated them.

The clock of the machine that asks is compared with it. Where the two differ, one of them is wrong; then
nothing is deleted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.dates import now
from shared.db import Connection, Query, one

MOST_APART: Final = timedelta(hours=1)


class WrongClockError(Exception):
    """The text is for the person at the console, or for the log."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it was asked."""

    at: datetime


def moment() -> Query[Moment]:
    """What time the database has (aware)."""
    return Query("SELECT clock_timestamp() AS at", Moment, {})


def agreed(connection: Connection) -> datetime:
    """The database's moment (aware).

    Raises:
        WrongClockError: this machine has another, by more than an hour.
    """
    at = one(connection, moment()).at
    apart = now() - at
    if abs(apart) > MOST_APART:
        raise WrongClockError(
            "nothing is deleted for its age: this machine's clock and the database's are"
            f" {abs(apart) // MOST_APART} hours apart"
        )
    return at
