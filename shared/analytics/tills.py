"""On which days the registers were off the most."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.analytics.chosen import CHOSEN, chosen
from shared.analytics.question import Question
from shared.db import Query


@dataclass(frozen=True, slots=True)
class OffDay:
    """A store-day whose register was off by `difference` 円, which is never 0."""

    store_id: int
    store_name: str
    date: date
    difference: int


def largest(viewer: Viewer, question: Question, limit: int) -> Query[OffDay]:
    """The store-days that were off the most, either way, the newest of equals first; at most `limit`.

    No row when there are none, or when the stores are out of the viewer's reach.
    """
    return Query(
        LARGEST,
        OffDay,
        {
            **chosen(viewer, question.scope),
            "first": question.period.first,
            "last": question.period.last,
            "limit": limit,
        },
    )


LARGEST: LiteralString = (
    "WITH "
    + CHOSEN
    + """
    SELECT p.store_id, c.name AS store_name, p.date, coalesce(p.cash_difference, 0) AS difference
    FROM chosen c JOIN store_daily_performances p ON p.store_id = c.store_id
    WHERE p.date BETWEEN %(first)s::date AND %(last)s::date AND p.cash_difference <> 0
    ORDER BY abs(p.cash_difference) DESC, p.date DESC, p.store_id LIMIT %(limit)s::int"""
)
