"""A chart as data: a pure function of rows makes it, a card shows it, an export writes its table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.tables import Table

Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn under one name: its label (translated already), and a colour's name in the theme."""

    label: str
    colour: str
    mark: str = "box"  # box, line, cross


@dataclass(frozen=True, slots=True)
class Chart:
    """`name` is its export's; `finding` says in one sentence what it shows; `figure` is Plotly's."""

    name: str
    title: str
    finding: str
    figure: Figure
    legend: Sequence[Series]
    table: Table


def without_links(chart: Chart) -> Chart:
    """The same chart for a reader who has no pages of rows."""
    data = [
        {name: value for name, value in one.items() if name != "customdata"} for one in chart.figure["data"]
    ]
    return replace(chart, figure={**chart.figure, "data": data}, table=replace(chart.table, links={}))
