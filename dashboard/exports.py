"""Every table that can be taken out of the pages as a file, by the name that stands in its address.

A name leads to the statement of its page and to the pure function that makes the table, so that a file has
the numbers of the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Generic, TypeVar

from dashboard import (
    goal_figures,
    incident_figures,
    incident_heat,
    overview_figures,
    row_tables,
    store_figures,
    store_words,
)
from dashboard.calendar_tables import month_table
from dashboard.chart import Chart
from dashboard.look import Colours, Look
from dashboard.metrics import METRICS, Metric
from dashboard.sales_figures import metric_chart
from dashboard.tables import Table
from shared.access import Viewer
from shared.analytics import calendar, goals, ranking, rows, series
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.db import Query
from shared.theme import LIGHT
from shared.words import AuditSubject

Row = TypeVar("Row")
MOST: Final = 100_000  # rows; what is larger is taken from c3-app's /export/, which streams


class TooMany(Exception):
    """A table has more than `MOST` rows."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a file is asked for: the question, the page's own parameters, the viewer's business date."""

    question: Question
    own: Mapping[str, str]
    today: date


@dataclass(frozen=True, slots=True)
class Export(Generic[Row]):
    """`subject` is what the audit log calls it; `extras` are the own parameters that it knows."""

    subject: AuditSubject
    ask: Callable[[Viewer, Wish], Query[Row]]
    table: Callable[[Wish, Sequence[Row], Look], Table]
    extras: tuple[str, ...] = ()


Draw = Callable[[Question, Sequence[Row], Look, Colours], Chart]
Ask = Callable[[Viewer, Question, date], Query[Row]]


def charted(subject: AuditSubject, ask: Ask[Row], draw: Draw[Row]) -> Export[Row]:
    """The table of a chart."""
    return Export(
        subject,
        lambda viewer, wish: ask(viewer, wish.question, wish.today),
        lambda wish, found, look: draw(wish.question, found, look, LIGHT).table,
    )


def _metric(metric: Metric) -> Export[series.Point]:
    """A chart of the sales page."""
    return charted(
        AuditSubject.FIGURES,
        series.sales,
        lambda question, found, look, colours: metric_chart(metric, question, found, look, colours),
    )


def _ranked(draw: Callable[..., Chart]) -> Export[Any]:
    """The whole list, not only the page's."""
    return Export(
        AuditSubject.FIGURES,
        lambda viewer, wish: ranking.ranking(viewer, wish.question, wish.today, _whole(wish)),
        lambda wish, found, look: draw(wish.question, _whole(wish), found, look, LIGHT).table,
        ("by", "sort", "dir"),
    )


def _whole(wish: Wish) -> Listing:
    return replace(store_words.listing(wish.own), offset=0, limit=MOST)


def _figures() -> Export[rows.StoreDay]:
    return Export(
        AuditSubject.FIGURES,
        lambda viewer, wish: rows.figures(
            viewer, wish.question, row_tables.behind(wish.own), wish.today, 0, MOST
        ),
        lambda wish, found, look: row_tables.figures_table(_few(found), look),
        ("metric",),
    )


def _reports() -> Export[rows.ReportLine]:
    return Export(
        AuditSubject.REPORTS,
        lambda viewer, wish: rows.reports(viewer, wish.question, 0, MOST),
        lambda wish, found, look: row_tables.reports_table(_few(found), look),
    )


def _goals() -> Export[goals.StoreGoal]:
    return Export(
        AuditSubject.FIGURES,
        lambda viewer, wish: goals.of_month(viewer, wish.question, wish.today, 0, MOST),
        lambda wish, found, look: goal_figures.goal_table(wish.question, found, look),
    )


L = TypeVar("L", rows.StoreDay, rows.ReportLine)


def _few(found: Sequence[L]) -> Sequence[L]:
    """The rows, if they are all. Raises `TooMany`."""
    if found and found[0].rows > len(found):
        raise TooMany
    return found


EXPORTS: Final[dict[str, Export[Any]]] = {
    "overview": Export(
        AuditSubject.FIGURES,
        lambda viewer, wish: series.overview(viewer, wish.question, wish.today),
        lambda wish, found, look: overview_figures.overview_table(wish.question, found, look, wish.today),
    ),
    **{metric.name: _metric(metric) for metric in METRICS},
    "incidents-location": charted(AuditSubject.REPORTS, series.incidents, incident_figures.location_chart),
    "incidents-genre": charted(AuditSubject.REPORTS, series.incidents, incident_figures.genre_chart),
    "incidents-trend": charted(AuditSubject.REPORTS, series.incidents, incident_figures.trend_chart),
    "incidents-heat": charted(AuditSubject.REPORTS, series.incidents, incident_heat.heat_chart),
    "stores-ranking": _ranked(store_figures.ranking_chart),
    "stores-matrix": _ranked(store_figures.matrix_chart),
    "goals-progress": _goals(),
    "calendar": Export(
        AuditSubject.FIGURES,
        lambda viewer, wish: calendar.days(viewer, wish.question, wish.today),
        lambda wish, found, look: month_table(wish.question, found, look, wish.today),
    ),
    "figures": _figures(),
    "reports": _reports(),
}
