"""The goals of a month: sales against the target store by store, and what was meant in words.

Pure functions of `goals.of_month` rows, of which the first is the total.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from dashboard import drawing, drill, formats, telling
from dashboard.chart import Chart, Figure, Series
from dashboard.drawing import Paper
from dashboard.look import Colours, Look
from dashboard.sales_tables import submitted
from dashboard.tables import Cell, Column, Kind, Table
from shared.analytics.goals import StoreGoal
from shared.analytics.periods import Period, around
from shared.analytics.question import Question
from shared.words import Behind, PeriodKind, gettext_noop

BAR: Final = 34
HEAD: Final = 64
LEAST: Final = 150
NAME = Column(gettext_noop("店舗"), Kind.TEXT)
COLUMNS = (
    NAME,
    Column(gettext_noop("売上"), Kind.YEN),
    Column(gettext_noop("売上目標"), Kind.AMOUNT),
    Column(gettext_noop("今日までの目標"), Kind.AMOUNT),
    Column(gettext_noop("今日までの達成率"), Kind.PERCENT),
    Column(gettext_noop("着地見込み"), Kind.AMOUNT),
    Column(gettext_noop("見込みの達成率"), Kind.PERCENT),
    Column(gettext_noop("未提出"), Kind.COUNT),
    Column(gettext_noop("目標"), Kind.TEXT),
    Column(gettext_noop("達成度（%）"), Kind.COUNT),
)


def progress_chart(question: Question, rows: Sequence[StoreGoal], look: Look, colours: Colours) -> Chart:
    """What was sold as bars, the target and what it asks so far as marks, where it will end as an outline."""
    _ = look.texts.gettext
    listed = [row for row in rows if not row.is_total]
    paper = Paper(question, look, colours)
    return Chart(
        name="goals-progress",
        title=_("%(month)sの売上と目標") % {"month": formats.month(question.period.last, look)},
        finding=finding(rows, look),
        draw=lambda: _draw(paper, listed),
        legend=[
            Series(_("売上"), "chart-1"),
            Series(_("着地見込み"), "primary-soft"),
            Series(_("売上目標"), "text", "line"),
            Series(_("今日までの目標"), "chart-2", "line"),
        ],
        tell=lambda: goal_table(question, rows, look),
    )


def height(rows: Sequence[StoreGoal]) -> int:
    """How high the chart of these rows is, in CSS pixels."""
    return max(LEAST, HEAD + BAR * sum(not row.is_total for row in rows))


def _draw(paper: Paper, listed: Sequence[StoreGoal]) -> Figure:
    colours = paper.colours
    most = max((amount for row in listed for amount in _amounts(row)), default=0)
    return drawing.figure(
        [_forecast(paper, listed), _sold(paper, listed), *_marks(paper, listed)],
        colours,
        barmode="overlay",
        height=height(listed),
        margin={"l": 108, "r": 16, "t": 4, "b": 30},
        yaxis=drawing.axis(
            colours,
            tickvals=list(range(len(listed))),
            ticktext=[drawing.short(row.store_name) for row in listed],
            range=[len(listed) - 0.5, -0.5],
            showgrid=False,
            zeroline=False,
        ),
        xaxis=drawing.earning(colours, most, paper.look),
    )


def goal_table(question: Question, rows: Sequence[StoreGoal], look: Look) -> Table:
    """A row for each store, with a link to its store-days of the month; the total of all."""
    _ = look.texts.gettext
    listed = [row for row in rows if not row.is_total]
    total = next(([_total_name(row, look), *cells(row)[1:]] for row in rows if row.is_total), None)
    links = {at: link(question, row) for at, row in enumerate(listed)}
    return Table(_("目標"), COLUMNS, [cells(row) for row in listed], total, links)


def _total_name(total: StoreGoal, look: Look) -> str:
    _ = look.texts.gettext
    return _("合計（目標のある店舗）") if leaves_out(total) else _("合計")


def cells(row: StoreGoal) -> list[Cell]:
    """The cells of `COLUMNS`."""
    sold, forecast = beside_target(row)
    missing = unfiled(row)
    return [
        row.store_name,
        submitted(sold, missing),
        row.target,
        row.to_date,
        reached(row),
        forecast,
        expected(row),
        missing,
        row.goal_text,
        row.achievement_rate,
    ]


def beside_target(row: StoreGoal) -> tuple[int | None, int | None]:
    """What is sold, and will be: of several stores that of those with a target, if there is any."""
    if row.is_total and row.target:
        return row.sold_to_target, row.forecast_to_target
    return row.sold, row.forecast


def leaves_out(row: StoreGoal) -> bool:
    """True for the figures of several stores of which those without a target are left out."""
    return beside_target(row) != (row.sold, row.forecast)


def unfiled(row: StoreGoal) -> int:
    """The store-days that are missing from `beside_target`."""
    return row.missing_to_target if leaves_out(row) else row.missing


def reached(row: StoreGoal) -> float | None:
    """What was sold as a share of the target up to today; None before anything was asked for."""
    return (row.sold_to_target or 0) / row.to_date if row.to_date else None


def expected(row: StoreGoal) -> float | None:
    """The forecast as a share of the target; None without one."""
    return row.forecast_to_target / row.target if row.target and row.forecast_to_target is not None else None


def finding(rows: Sequence[StoreGoal], look: Look) -> str:
    """How much of the target is reached, and where it will end."""
    _ = look.texts.gettext
    total = next((row for row in rows if row.is_total), None)
    if total is None or not total.target:
        return _("この月の売上目標はまだありません。")
    told = [
        _("売上目標%(target)sに対して%(sold)s（%(share)s）です。")
        % {
            "target": formats.short_yen(total.target, look),
            "sold": formats.short_yen(total.sold_to_target or 0, look),
            "share": formats.percent((total.sold_to_target or 0) / total.target),
        }
    ]
    share = reached(total)
    if share is not None:
        told.append(_("今日までの目標の%(share)sです。") % {"share": formats.percent(share)})
    if total.forecast_to_target is not None:
        is_of_all = total.forecast_to_target == total.forecast
        words = (
            _("着地見込みは%(forecast)sです。")
            if is_of_all
            else _("目標のある店舗の着地見込みは%(forecast)sです。")
        )
        told.append(words % {"forecast": formats.short_yen(total.forecast_to_target, look)})
    return telling.sentences(look, *told)


def link(question: Question, row: StoreGoal) -> str:
    """The store-days of the month."""
    month = question.at(month_of_goals(question.period.last))
    return drill.figures(drill.of_store(month, row.store_id), Behind.SALES)


def month_of_goals(day: date) -> Period:
    """The month of `day` as a period."""
    return around(PeriodKind.MONTH, day)


def _amounts(row: StoreGoal) -> list[int]:
    return [amount or 0 for amount in (row.sold, row.target, row.forecast)]


def _sold(paper: Paper, listed: Sequence[StoreGoal]) -> Figure:
    return {
        **_bars(paper, listed, [row.sold for row in listed], paper.look.texts.gettext("売上")),
        "width": 0.5,
        "marker": {"color": paper.colours["chart-1"]},
        "customdata": [link(paper.question, row) for row in listed],
    }


def _forecast(paper: Paper, listed: Sequence[StoreGoal]) -> Figure:
    return {
        **_bars(paper, listed, [row.forecast for row in listed], paper.look.texts.gettext("着地見込み")),
        "width": 0.78,
        "marker": {
            "color": paper.colours["primary-soft"],
            "line": {"color": paper.colours["chart-1"], "width": 1},
        },
    }


def _bars(paper: Paper, listed: Sequence[StoreGoal], amounts: Sequence[int | None], name: str) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(range(len(listed))),
        "x": list(amounts),
        "hovertext": [
            f"<b>{drawing.plain(row.store_name)}</b><br>{name} {_amount(amount)}"
            for row, amount in zip(listed, amounts, strict=True)
        ],
        "hoverinfo": "text",
    }


def _marks(paper: Paper, listed: Sequence[StoreGoal]) -> list[Figure]:
    """Upright strokes: the month's target, and the part of it that falls on the days that are over."""
    _ = paper.look.texts.gettext
    return [
        _strokes(paper, listed, [row.to_date for row in listed], _("今日までの目標"), "chart-2"),
        _strokes(paper, listed, [row.target for row in listed], _("売上目標"), "text"),
    ]


def _strokes(
    paper: Paper, listed: Sequence[StoreGoal], amounts: Sequence[int | None], name: str, colour: str
) -> Figure:
    line = {"width": 3, "color": paper.colours[colour]}
    return {
        **_bars(paper, listed, amounts, name),
        "type": "scatter",
        "mode": "markers",
        "marker": {"symbol": "line-ns-open", "size": 20, "color": paper.colours[colour], "line": line},
    }


def _amount(amount: int | None) -> str:
    return "–" if amount is None else formats.yen(amount)


def total_link(question: Question) -> str:
    """The store-days of the month of all chosen stores."""
    return drill.figures(question.at(month_of_goals(question.period.last)), Behind.SALES)
