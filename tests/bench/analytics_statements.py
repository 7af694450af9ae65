"""Every statement of the managers' application, with the questions that are hardest for it at 200 stores."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.access import Viewer
from shared.analytics import calendar, day, goals, ranking, rows, series
from shared.analytics.chosen import Scope
from shared.analytics.periods import Period, around, between
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.db import Query
from shared.words import Against, Behind, PeriodKind, RankedBy, ScopeKind
from tests.bench.big_chain import UNTIL

ONE = Scope(ScopeKind.STORE, 2)
PERIODS: dict[str, Period] = {
    "week": around(PeriodKind.WEEK, UNTIL),
    "month": around(PeriodKind.MONTH, UNTIL),
    "92 days": between(UNTIL.fromordinal(UNTIL.toordinal() - 91), UNTIL),
    "year": around(PeriodKind.YEAR, UNTIL),
}
USUAL = {
    "week": Against.LAST_WEEK,
    "month": Against.LAST_YEAR,
    "92 days": Against.BEFORE,
    "year": Against.BEFORE,
}


@dataclass(frozen=True)
class Asked:
    """A statement by a name that tells what it was asked."""

    name: str
    query: Query[Any]


def statements(viewer: Viewer) -> Iterator[Asked]:
    """All of them, of all stores and of one, of every kind of period."""
    for scope, stores in ((Scope(), "all stores"), (ONE, "one store")):
        for name, period in PERIODS.items():
            question = Question(scope, period, USUAL[name])
            for statement, query in _of(viewer, question):
                yield Asked(f"{statement}, {stores}, {name}", query)


def _of(viewer: Viewer, question: Question) -> Iterator[tuple[str, Query[Any]]]:
    asked = (viewer, question, UNTIL)
    yield "overview", series.overview(*asked)
    yield "sales", series.sales(*asked)
    yield "incidents", series.incidents(*asked)
    if not question.scope.is_one_store:
        yield "ranking", ranking.ranking(*asked, Listing())
        yield "ranking by area", ranking.ranking(*asked, Listing(ScopeKind.AREA, RankedBy.REPORTS))
    yield "figures", rows.figures(viewer, question, Behind.SALES, UNTIL, 0, 50)
    yield "figures, last page", rows.figures(viewer, question, Behind.SALES, UNTIL, 70_000, 50)
    yield "missing", rows.figures(viewer, question, Behind.MISSING, UNTIL, 0, 50)
    yield "reports", rows.reports(viewer, question, 0, 50)
    if question.period.kind in {PeriodKind.WEEK, PeriodKind.MONTH}:
        yield "calendar", calendar.days(*asked)
    if question.period.kind is PeriodKind.MONTH:
        yield "goals", goals.of_month(*asked, 0, 50)
        yield "day", day.stores(viewer, question, UNTIL, UNTIL, 0, 50)
