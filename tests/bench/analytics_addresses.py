"""The addresses that are measured, each with the statement that its answer is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from shared.access import Viewer
from shared.analytics import calendar, day, goals, ranking, rows, series
from shared.analytics.chosen import Scope
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.dates import now
from shared.db import Query
from shared.words import Against, Behind
from tests.bench.analytics_statements import ONE, PERIODS, USUAL
from tests.bench.big_chain import UNTIL
from tests.house.world import viewer_of

GRAPHS = ("sales", "customer_count", "cash_difference", "incident_by_location", "incident_trend")


@dataclass(frozen=True)
class Address:
    """An address of 本部, and its statement."""

    name: str
    path: str
    query: Query[Any]


def addresses(url: str) -> list[Address]:
    """Every page, and every answer of the API, of all stores and of one."""
    with psycopg.connect(url) as connection:
        viewer = viewer_of(connection, "bench-admin")
    return [*_pages(viewer), *_api(viewer)]


def _pages(viewer: Viewer) -> Iterator[Address]:
    today = viewer.today(now())
    for scope, stores in ((Scope(), "200 stores"), (ONE, "one store")):
        month = Question(scope, PERIODS["month"], USUAL["month"])
        year = Question(scope, PERIODS["year"], USUAL["year"])
        for question, name in ((month, "month"), (year, "year")):
            told, asked = f"{stores}, {name}", (viewer, question, today)
            yield _page("overview", "", told, question, series.overview(*asked))
            yield _page("sales", "sales/", told, question, series.sales(*asked))
            yield _page("incidents", "incidents/", told, question, series.incidents(*asked))
            if not scope.is_one_store:
                query = ranking.ranking(*asked, Listing(limit=20))
                yield _page("stores", "stores/", told, question, query)
            behind = rows.figures(viewer, question, Behind.SALES, today, 0, 50)
            yield _page("figures", "figures/", told, question, behind)
            yield _page("reports", "reports/", told, question, rows.reports(viewer, question, 0, 50))
        told, asked = f"{stores}, month", (viewer, month, today)
        yield _page("goals", "goals/", told, month, goals.of_month(*asked, 0, 50))
        yield _page("calendar", "calendar/", told, month, calendar.days(*asked))


def _page(name: str, path: str, told: str, question: Question, query: Query[Any]) -> Address:
    return Address(f"{name}: {told}", f"/analysis/{path}?{question.query}", query)


def _api(viewer: Viewer) -> Iterator[Address]:
    today = viewer.today(now())
    for scope, stores in ((Scope(), "200 stores"), (ONE, "one store")):
        asked = Question(scope, PERIODS["month"], Against.LAST_YEAR)
        for graph in GRAPHS:
            statement = series.incidents if graph.startswith("incident") else series.sales
            path = f"/analysis/api/graph-data/?graph_type={graph}&{asked.query}"
            yield Address(f"API {graph}: {stores}, month", path, statement(viewer, asked, today))
        month = f"year={UNTIL.year}&month={UNTIL.month}" + (f"&store={scope.number}" if scope.number else "")
        own = f"?store={scope.number}" if scope.number else ""
        for name, path, query in (
            ("monthly-goal", f"monthly-goal/?{month}", goals.of_month(viewer, asked, today, 0, 100)),
            ("calendar", f"calendar/?{month}", calendar.days(viewer, asked, today)),
            ("calendar/<day>", f"calendar/{UNTIL}/{own}", day.stores(viewer, asked, UNTIL, today, 0, 50)),
        ):
            yield Address(f"API {name}: {stores}", f"/analysis/api/{path}", query)
