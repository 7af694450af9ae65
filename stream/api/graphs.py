"""graph-data: the points of one chart, from the statement of the page that shows it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dashboard.look import Look
from shared.analytics import series
from shared.analytics.counts import counted
from shared.analytics.question import WRONG_WORD, Question, Unclear
from shared.analytics.series import Point
from shared.words import Against, Genre, Location, PeriodKind
from stream.api import models
from stream.api.asking import Asking, one_of, question_of

router = APIRouter(tags=["figures"])


class GraphType(StrEnum):
    """What a graph shows."""

    SALES = "sales"
    CUSTOMERS = "customer_count"
    DIFFERENCE = "cash_difference"
    BY_LOCATION = "incident_by_location"
    TREND = "incident_trend"


FIGURES = {
    GraphType.SALES: ("sales", "yen"),
    GraphType.CUSTOMERS: ("customers", "people"),
    GraphType.DIFFERENCE: ("difference", "yen"),
}


class GraphQuery(BaseModel):
    """The parameters of graph-data; each may be left out."""

    graph_type: str = one_of(GraphType, "What is shown; `sales` when left out.")
    period: str = one_of(PeriodKind, "`month` when left out; `days` is a free stretch.")
    offset: str = Field("", description="Which week, month or year, counted from today's: `-1` is the last.")
    start: str = Field("", alias="from", description="Instead of `offset`: any day of it, `2026-11-22`.")
    to: str = Field("", description="The last day of a free stretch.")
    cmp: str = one_of(Against, "What is compared with; usual for the period when left out.")
    genre: str = one_of(Genre, "Reports of this genre only.")
    location: str = one_of(Location, "Reports of this location only.")
    scope: str = Field(
        "",
        description="`own`, `all`, `area:3`, `group:4` or `store:12`, within your reach. Left out: your own"
        " store; for area managers and the head office all of theirs.",
    )
    store: str = Field("", description="One store, by its number.")


@router.get("/graph-data/", summary="The points of one chart")
async def graph_data(asker: Asking, asked: Annotated[GraphQuery, Query()]) -> models.Graph:
    """Sales, customers or 違算 by day or month; or reports, by day or month, or by location.

    Of one store, with the average of the other stores of the chain. Not for スタッフ.
    """
    graph = _graph_type(asked.graph_type)
    question = question_of(asked.model_dump(by_alias=True), asker)
    if graph in FIGURES:
        points = await asker.rows(series.sales(asker.viewer, question, asker.today))
        return figure_graph(graph, question, points)
    points = await asker.rows(series.incidents(asker.viewer, question, asker.today))
    if graph is GraphType.TREND:
        return trend_graph(question, points)
    return location_graph(question, points, asker.look)


def figure_graph(graph: GraphType, question: Question, points: Sequence[Point]) -> models.FigureGraph:
    """The answer for a figure of the stores' days; `points` are those of `series.sales`."""
    name, unit = FIGURES[graph]
    shown = [_figure(name, point) for point in points]
    return models.FigureGraph(
        graph_type=graph.value,
        unit=unit,
        asked=asked_of(question, points),
        total=_total(shown),
        points=shown,
    )


def trend_graph(question: Question, points: Sequence[Point]) -> models.TrendGraph:
    """The answer for reports by day or month; `points` are those of `series.incidents`."""
    shown = [
        models.TrendPoint(
            date=point.date,
            others_stores=(point.others_least, point.others_most),
            **_counts([point], question.genre, question.location),
        )
        for point in points
    ]
    return models.TrendGraph(
        graph_type="incident_trend",
        unit="reports",
        asked=asked_of(question, points),
        total=_total(shown),
        points=shown,
    )


def location_graph(question: Question, points: Sequence[Point], look: Look) -> models.LocationGraph:
    """The answer for reports by location; `points` are those of `series.incidents`."""
    locations = [location for location in Location if question.location in {None, location}]
    bars = [
        models.LocationBar(
            location=location.value,
            label=look.texts.gettext(location.label),
            **_counts(points, question.genre, location),
        )
        for location in locations
    ]
    return models.LocationGraph(
        graph_type="incident_by_location",
        unit="reports",
        asked=asked_of(question, points),
        total=_total(bars),
        bars=bars,
    )


def asked_of(question: Question, points: Sequence[Point]) -> models.Asked:
    """The question as it was understood."""
    period, base = question.period, question.period.base(question.against)
    return models.Asked(
        scope=str(question.scope),
        period=models.PeriodAsked(
            kind=period.kind.value,
            first=period.first,
            last=period.last,
            grain=period.grain,
            through=points[0].through,
        ),
        compared_with=models.BaseAsked(
            kind=question.against.value, first=base and base.first, last=base and base.last
        ),
        genre=question.genre and question.genre.value,
        location=question.location and question.location.value,
    )


def _graph_type(text: str) -> GraphType:
    try:
        return GraphType(text or GraphType.SALES)
    except ValueError:
        raise Unclear("graph_type", WRONG_WORD) from None


def _figure(name: str, point: Point) -> models.FigurePoint:
    value: int | None = getattr(point, name)
    is_compared = value is not None and point.is_compared
    return models.FigurePoint(
        date=point.date,
        value=value,
        compared=value - getattr(point, f"late_{name}") if is_compared else None,
        base=getattr(point, f"base_{name}"),
        others=getattr(point, f"others_{name}"),
        others_stores=(point.others_least, point.others_most),
        goal=point.goal if name == "sales" else None,
        filed=point.filed,
        missing=point.missing,
    )


def _counts(points: Sequence[Point], genre: Genre | None, location: Location | None) -> dict[str, Any]:
    value = sum(counted(point.counts, genre, location) for point in points)
    genres = [word for word in Genre if genre in {None, word}]
    return {
        "value": value,
        "compared": value - sum(counted(point.late_counts, genre, location) for point in points),
        "base": sum(counted(point.base_counts, genre, location) for point in points),
        "others": round(sum(counted(point.others_counts, genre, location) for point in points), 4),
        "by_genre": {
            word.value: sum(counted(point.counts, word, location) for point in points) for word in genres
        },
    }


def _total(shown: Iterable[models.FigurePoint | models.TrendPoint | models.LocationBar]) -> models.Totals:
    value, compared, base = (
        _sum(getattr(each, name) for each in shown) for name in ("value", "compared", "base")
    )
    change = (compared - base) / base if base and compared is not None else None
    return models.Totals(
        value=value, compared=compared, base=base, change=None if change is None else round(change, 4)
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
