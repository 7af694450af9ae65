"""The overview's chart: sales by day beside what they are compared with, and reports by genre below."""

from collections.abc import Sequence
from datetime import date

from dashboard import axes, drill, formats
from dashboard.chart import Chart, Figure, Series
from dashboard.drawing import Paper
from dashboard.lines import base_line, goal_line, missing_marks, others_line
from dashboard.look import Colours, Look
from dashboard.metrics import SALES
from dashboard.naming import base_name, point_name
from dashboard.sales_figures import legend
from dashboard.sales_tables import NOTHING, WHEN, has_goal, has_others, is_beside_base, known
from dashboard.tables import Cell, Column, Kind, Table
from dashboard.totals import Totals, total
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.spend import spend
from shared.words import Genre, gettext_noop

GROUNDED = ((Genre.CLAIM, "chart-2"), (Genre.ACCIDENT, "chart-3"), (Genre.PRAISE, "chart-4"))  # from below


def overview_chart(
    question: Question, points: Sequence[Point], look: Look, colours: Colours, today: date
) -> Chart:
    """One chart of everything: bars of sales, a line of the base, crosses where nobody filed, and reports."""
    _ = look.texts.gettext
    own = [point for point in points if point.date <= question.period.last]
    return Chart(
        name="overview",
        title=_("売上と日報"),
        finding=_finding(question, own, look),
        draw=lambda: _draw(Paper(question, look, colours), own),
        legend=_legend(question, own, look),
        tell=lambda: overview_table(question, points, look, today),
    )


def _draw(paper: Paper, own: Sequence[Point]) -> Figure:
    question, look, colours = paper.question, paper.look, paper.colours
    data = [
        _bars(question, own, look, colours),
        *([base_line(paper, own, SALES)] if is_beside_base(question) else []),
        *([others_line(paper, own, SALES)] if has_others(own) else []),
        *([goal_line(paper, own)] if has_goal(SALES, own) else []),
        missing_marks(paper, own),
        *_stacks(question, own, look, colours),
    ]
    return {"data": data, "layout": _layout(question, own, look, colours), "config": axes.CONFIG}


def overview_table(question: Question, points: Sequence[Point], look: Look, today: date) -> Table:
    """The chart's numbers, newest first; each row leads to its day, or to its month's rows. The total has the
    whole base, as the tiles have."""
    shown = [point for point in reversed(points) if is_told(question, point, today)]
    with_others, with_goal = has_others(points), has_goal(SALES, points)
    return Table(
        title=look.texts.gettext("売上と日報の表"),
        columns=_columns(question, look, with_others=with_others, with_goal=with_goal),
        rows=[_row(question, point, with_others=with_others, with_goal=with_goal) for point in shown],
        total=_total(question, total(points), look, with_others=with_others, with_goal=with_goal),
        links={number: drill.point(question, point.date) for number, point in enumerate(shown)},
    )


def is_told(question: Question, point: Point, today: date) -> bool:
    """Whether a point has a row: its time has come, and it is not only today, still unfiled."""
    if point.date > question.period.last:
        return False
    return point.date < today or (point.date == today and (point.filed > 0 or sum(point.counts) > 0))


def _row(question: Question, point: Point, *, with_others: bool, with_goal: bool) -> list[Cell]:
    is_unfiled = point.missing and not point.filed
    none = None if is_unfiled else NOTHING
    share = spend(point.sales, point.customers)
    cells: list[Cell] = [point.date, none if point.sales is None else point.sales]
    cells += [none if point.customers is None else point.customers, none if share is None else share]
    cells += [known(point.base_sales)] if is_beside_base(question) else []
    cells += [known(point.others_sales)] if with_others else []
    cells += [known(point.goal)] if with_goal else []
    return [*cells, *_counts(point.counts)]


def _total(question: Question, sums: Totals, look: Look, *, with_others: bool, with_goal: bool) -> list[Cell]:
    """A sum that is missing was not to be told; it is no 未提出 day."""
    cells: list[Cell] = [
        look.texts.gettext("合計"),
        known(sums.sales),
        known(sums.customers),
        known(sums.spend),
    ]
    cells += [known(sums.base_sales)] if is_beside_base(question) else []
    cells += [known(sums.others_sales)] if with_others else []
    cells += [known(sums.goal)] if with_goal else []
    return [*cells, *_counts(sums.counts)]


def _counts(counts: Sequence[int]) -> list[Cell]:
    return [int(counted(counts, genre)) for genre in (None, Genre.CLAIM, Genre.ACCIDENT, Genre.PRAISE)]


def _columns(question: Question, look: Look, *, with_others: bool, with_goal: bool) -> list[Column]:
    kind = Kind.DAY if question.period.grain == "day" else Kind.MONTH
    return [
        Column(WHEN[kind], kind),
        Column(gettext_noop("売上"), Kind.YEN),
        Column(gettext_noop("客数"), Kind.COUNT),
        Column(gettext_noop("客単価"), Kind.YEN),
        *([Column(base_label(question, look), Kind.YEN)] if is_beside_base(question) else []),
        *([Column(gettext_noop("他店平均の売上"), Kind.YEN)] if with_others else []),
        *([Column(gettext_noop("目標"), Kind.YEN)] if with_goal else []),
        Column(gettext_noop("日報"), Kind.COUNT),
        *(Column(genre.label, Kind.COUNT) for genre in (Genre.CLAIM, Genre.ACCIDENT, Genre.PRAISE)),
    ]


def base_label(question: Question, look: Look) -> str:
    """「前年同曜日の売上」, in the reader's language."""
    return look.texts.gettext("{base}の売上").format(base=base_name(question, look))


def _finding(question: Question, points: Sequence[Point], look: Look) -> str:
    _ = look.texts.gettext
    sold = [point for point in points if point.sales]
    if not sold:
        return _("この期間の売上はまだありません。")
    best = max(sold, key=lambda point: point.sales or 0)
    sentence = _("売上が最も多いのは{when}の{amount}です。")
    return sentence.format(when=point_name(question, best.date, look), amount=formats.yen(best.sales or 0))


def _legend(question: Question, points: Sequence[Point], look: Look) -> list[Series]:
    _ = look.texts.gettext
    shown = legend(SALES, question, points, look)
    shown += [Series(_(genre.label), colour) for genre, colour in GROUNDED]
    return [*shown, Series(_("報告・その他"), "control")]


def _bars(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Figure:
    filed = [point for point in points if point.sales is not None]
    return {
        "type": "bar",
        "name": look.texts.gettext("売上"),
        "x": [point.date.isoformat() for point in filed],
        "y": [point.sales for point in filed],
        "customdata": [drill.point(question, point.date) for point in filed],
        "marker": {"color": colours["chart-1"]},
        "hovertext": [told(question, point, look) for point in filed],
        "hoverinfo": "text",
    }


def told(question: Question, point: Point, look: Look) -> str:
    """A point of sales in a few lines, with how many stores have filed where some have not."""
    lines = [f"<b>{point_name(question, point.date, look)}</b>"]
    lines += [formats.yen(point.sales or 0), formats.guests(point.customers or 0, look)]
    if point.missing and question.period.grain == "day":
        some = look.texts.gettext("{filed}/{stores}店舗")
        lines.append(some.format(filed=point.filed, stores=point.filed + point.missing))
    return "<br>".join(lines)


def _stacks(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> list[Figure]:
    rest = [
        sum(point.counts) - sum(counted(point.counts, genre) for genre, _ in GROUNDED) for point in points
    ]
    stacks = [
        (look.texts.gettext(genre.label), colour, [counted(point.counts, genre) for point in points])
        for genre, colour in GROUNDED
    ]
    stacks.append((look.texts.gettext("報告・その他"), "control", rest))
    return [
        {
            "type": "bar",
            "name": label,
            "x": [point.date.isoformat() for point in points],
            "y": counts,
            "yaxis": "y2",
            "marker": {"color": colours[colour]},
            "hovertext": [
                f"<b>{point_name(question, point.date, look)}</b><br>{label} {count}"
                for point, count in zip(points, counts, strict=True)
            ],
            "hoverinfo": "text",
        }
        for label, colour, counts in stacks
    ]


def _layout(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Figure:
    amounts = [[point.sales, point.base_sales, point.others_sales, point.goal] for point in points]
    highest = max((amount or 0 for row in amounts for amount in row), default=0)
    most = max((sum(point.counts) for point in points), default=0)
    dates = [point.date for point in points]
    return {
        **axes.layout(colours),
        "barmode": "stack",
        "xaxis": {**axes.time_axis(question.period, dates, look, colours), "anchor": "y2"},
        "yaxis": {**axes.yen_axis(0, highest, look, colours), "domain": [0.36, 1]},
        "yaxis2": {**axes.count_axis(most, colours), "domain": [0, 0.24]},
    }
