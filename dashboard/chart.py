"""A chart as data: a pure function of rows makes it, a card shows it, an export writes its table."""

from collections.abc import Callable, Sequence
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
    """`name` is its export's; `finding` says in one sentence what it shows. `draw` makes the figure, which an
    export never needs and a page not before its browser is there; `tell` the table, which most readers leave
    folded."""

    name: str
    title: str
    finding: str
    draw: Callable[[], Figure]
    legend: Sequence[Series]
    tell: Callable[[], Table]

    @property
    def figure(self) -> Figure:
        """Plotly's dictionary of data, layout and configuration, made anew."""
        return self.draw()

    @property
    def table(self) -> Table:
        """The same numbers in words, made anew."""
        return self.tell()


def without_links(chart: Chart) -> Chart:
    """The same chart for a reader who has no pages of rows."""

    def draw() -> Figure:
        figure = chart.draw()
        data = [
            {name: value for name, value in one.items() if name != "customdata"} for one in figure["data"]
        ]
        return {**figure, "data": data}

    return replace(chart, draw=draw, tell=lambda: replace(chart.table, links={}))
