"""How often figures have changed: the number by which a kept answer is known to be as right as a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, LiteralString

from shared.db import Query


@dataclass(frozen=True, slots=True)
class Changes:
    """How many changes there were: it only grows, with each commit that changes one of the figures.

    `server` is when the asked server was started. Two servers see commits in orders of their own, and one that
    was put back to an earlier day counts anew: numbers of different servers say nothing about each other.
    """

    server: datetime
    count: int


_COUNTED: Final[LiteralString] = """
    SELECT pg_postmaster_start_time() AS server, coalesce(sum(changes), 0)::bigint AS count
    FROM figure_changes
    WHERE month IS NULL
       OR month BETWEEN date_trunc('month', %(first)s::date)::date AND date_trunc('month', %(last)s::date)::date"""


def counted(first: date, last: date) -> Query[Changes]:
    """Changes of the figures of all stores from the month of `first` to that of `last`, and of the stores."""
    return Query(_COUNTED, Changes, {"first": first, "last": last})


def of(params: Mapping[str, object]) -> Query[Changes]:
    """Changes of all that a statement with these parameters may read: from its first date to its last."""
    dates = [value for value in params.values() if isinstance(value, date)]
    return counted(min(dates), max(dates))
