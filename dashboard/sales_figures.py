"""売上, 客数, 客単価 and 違算 over a period, each beside its base, the others' average and the target."""

from collections.abc import Sequence

from dashboard import axes, drill
from dashboard.chart import Chart, Figure, Series
from dashboard.drawing import Paper
from dashboard.lines import base_line, goal_line, missing_marks, others_line
from dashboard.look import Colours, Look
from dashboard.metrics import Metric
from dashboard.naming import base_name, point_name
from dashboard.sales_tables import has_goal, has_others, is_beside_base, metric_finding, metric_table
from shared.analytics.question import Question
from shared.analytics.series import Point


def metric_chart(
    metric: Metric, question: Question, points: Sequence[Point], look: Look, colours: Colours
) -> Chart:
    """Bars of the figure; lines of the base, of the others' average (one store only), and of the target."""
    paper = Paper(question, look, colours)
    shown = [point for point in points if point.date <= question.period.last]
    return Chart(
        name=metric.name,
        title=look.texts.gettext(metric.behind.label),
        finding=metric_finding(metric, question, points, look),
        draw=lambda: _draw(metric, paper, shown),
        legend=legend(metric, question, shown, look),
        tell=lambda: metric_table(metric, question, points, look),
    )


def _draw(metric: Metric, paper: Paper, shown: Sequence[Point]) -> Figure:
    lines = [
        *([base_line(paper, shown, metric)] if is_beside_base(paper.question) else []),
        *([others_line(paper, shown, metric)] if has_others(shown) else []),
        *([goal_line(paper, shown)] if has_goal(metric, shown) else []),
    ]
    return {
        "data": [_bars(metric, paper, shown), *lines, missing_marks(paper, shown)],
        "layout": _layout(metric, paper, shown),
        "config": axes.CONFIG,
    }


def legend(metric: Metric, question: Question, shown: Sequence[Point], look: Look) -> list[Series]:
    """What is drawn, in words."""
    _ = look.texts.gettext
    series = [Series(_(metric.behind.label), "chart-1")]
    if is_beside_base(question):
        series.append(Series(base_name(question, look), "control", "line"))
    if has_others(shown):
        series.append(Series(_("他店平均"), "chart-3", "solid"))
    if has_goal(metric, shown):
        series.append(Series(_("目標"), "chart-2", "solid"))
    if any(point.sales is None and point.missing for point in shown):
        series.append(Series(_("未提出"), "accent", "cross"))
    return series


def _bars(metric: Metric, paper: Paper, shown: Sequence[Point]) -> Figure:
    look, question = paper.look, paper.question
    filed = [(point, value) for point in shown if (value := metric.own(point)) is not None]
    return {
        "type": "bar",
        "name": look.texts.gettext(metric.behind.label),
        "x": [point.date.isoformat() for point, _value in filed],
        "y": [value for _point, value in filed],
        "customdata": [drill.point(question, point.date) for point, _value in filed],
        "marker": {"color": paper.colours["chart-1"]},
        "hovertext": [
            f"<b>{point_name(question, point.date, look)}</b><br>{metric.write(value, look)}"
            for point, value in filed
        ],
        "hoverinfo": "text",
    }


def _layout(metric: Metric, paper: Paper, shown: Sequence[Point]) -> Figure:
    readers = [metric.own, metric.base, metric.others]
    values = [value for point in shown for read in readers if (value := read(point)) is not None]
    goals = [point.goal for point in shown if metric.has_goal and point.goal]
    low, high = min([0, *values]), max([0, *values, *goals])
    dates = [point.date for point in shown]
    return {
        **axes.layout(paper.colours),
        "xaxis": axes.time_axis(paper.question.period, dates, paper.look, paper.colours),
        "yaxis": metric.axis(low, high, paper.look, paper.colours),
    }
