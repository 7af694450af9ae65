"""How often figures have changed: the number by which a kept answer is known to be as right as a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, LiteralString

from shared.db import Query


@dataclass(frozen=True, slots=True)
class Changes:
    """How many changes there were: it only grows, with each commit that changes one of the figures.

    `server` is when the asked server was started. Two servers see commits in orders of their own, and one
    that was put back to an earlier day counts anew: their numbers say nothing about each other.
    """

    server: datetime
    count: int


_COUNTED: Final[LiteralString] = """
    SELECT pg_postmaster_start_time() AS server, coalesce(sum(changes), 0)::bigint AS count
    FROM figure_changes
    WHERE month IS NULL OR month BETWEEN date_trunc('month', %(first)s::date)::date AND %(last)s::date"""


def counted(first: date, last: date) -> Query[Changes]:
    """Changes of the figures of all stores from the month of `first` to that of `last`, and of the stores."""
    return Query(_COUNTED, Changes, {"first": first, "last": last})


def span(params: Mapping[str, object]) -> tuple[date, date]:
    """The first and the last date among a statement's parameters: it reads figures of no other months."""
    dates = [value for value in params.values() if isinstance(value, date)]
    return min(dates), max(dates)
