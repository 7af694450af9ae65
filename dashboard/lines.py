"""What stands beside the bars of a chart over time: the base, the others' average, the target, 未提出."""

from collections.abc import Callable, Sequence

from dashboard import formats
from dashboard.chart import Figure
from dashboard.drawing import Paper
from dashboard.metrics import Metric
from dashboard.naming import base_name, point_name
from shared.analytics.series import Point


def base_line(paper: Paper, shown: Sequence[Point], metric: Metric) -> Figure:
    """What the period is compared with, dotted."""
    style = {"color": paper.colours["control"], "width": 2, "dash": "dot"}
    return _line(paper, shown, base_name(paper.question, paper.look), metric.base, metric.write, style)


def others_line(paper: Paper, shown: Sequence[Point], metric: Metric) -> Figure:
    """The average of the other stores."""
    style = {"color": paper.colours["chart-3"], "width": 2}
    return _line(paper, shown, paper.look.texts.gettext("他店平均"), metric.others, metric.write, style)


def goal_line(paper: Paper, shown: Sequence[Point]) -> Figure:
    """The sales target, in steps."""
    style = {"color": paper.colours["chart-2"], "width": 2, "shape": "hvh"}
    name = paper.look.texts.gettext("目標")
    return _line(paper, shown, name, lambda point: point.goal, formats.short_yen, style)


def missing_marks(paper: Paper, shown: Sequence[Point]) -> Figure:
    """Crosses on the ground line where a whole point is 未提出."""
    missing = [point.date for point in shown if is_unfiled(point)]
    label = paper.look.texts.gettext("未提出")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": [day.isoformat() for day in missing],
        "y": [0] * len(missing),
        "marker": {"symbol": "x-thin", "size": 9, "line": {"width": 2.5, "color": paper.colours["accent"]}},
        "cliponaxis": False,
        "hovertext": [f"<b>{point_name(paper.question, day, paper.look)}</b><br>{label}" for day in missing],
        "hoverinfo": "text",
    }


def is_unfiled(point: Point) -> bool:
    """Whether the whole point is 未提出."""
    return point.sales is None and point.missing > 0


def _line(
    paper: Paper,
    shown: Sequence[Point],
    name: str,
    read: Callable[[Point], int | None],
    write: Callable[..., str],
    style: Figure,
) -> Figure:
    """A line with gaps where there is no value."""
    values = [read(point) for point in shown]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [point.date.isoformat() for point in shown],
        "y": values,
        "line": style,
        "marker": {"size": 4, "color": style["color"]},
        "hovertext": [
            ""
            if value is None
            else f"<b>{point_name(paper.question, point.date, paper.look)}</b><br>"
            f"{name} {write(value, paper.look)}"
            for point, value in zip(shown, values, strict=True)
        ],
        "hoverinfo": "text",
    }
