"""The overview's chart: sales by day beside what they are compared with, and reports by genre below."""

from collections.abc import Callable, Sequence
from datetime import date

from dashboard import axes, formats
from dashboard.chart import Chart, Figure, Series
from dashboard.look import Colours, Look
from dashboard.naming import base_name, day_address, figures_address, point_name, point_period
from dashboard.tables import Cell, Column, Kind, Table
from dashboard.totals import spend, total
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, Genre, gettext_noop

NO_FIGURES = ""  # a cell of a day on which nothing was to be filed
GROUNDED = ((Genre.CLAIM, "chart-2"), (Genre.ACCIDENT, "chart-3"), (Genre.PRAISE, "chart-4"))  # from below


def overview_chart(
    question: Question, points: Sequence[Point], look: Look, colours: Colours, today: date
) -> Chart:
    """One chart of everything: bars of sales, a line of the base, crosses where nobody filed, and reports."""
    _ = look.texts.gettext
    own = [point for point in points if point.date <= question.period.last]
    data = [
        _bars(question, own, look, colours),
        *base_line(question, own, look, colours, lambda point: point.base_sales, formats.yen),
        missing_marks(question, own, look, colours),
        *_stacks(question, own, look, colours),
    ]
    return Chart(
        name="overview",
        title=_("売上と日報"),
        finding=_finding(question, own, look),
        figure={"data": data, "layout": _layout(question, own, look, colours), "config": axes.CONFIG},
        legend=_legend(question, own, look),
        table=overview_table(question, own, look, today),
    )


def overview_table(question: Question, points: Sequence[Point], look: Look, today: date) -> Table:
    """The chart's numbers, newest first; each row leads to its day, or to its month's rows."""
    shown = [point for point in reversed(points) if is_told(point, today)]
    sums = total(shown)
    total_row = [look.texts.gettext("合計"), *_figures(sums.sales, sums.customers), sums.base_sales]
    total_row += [sums.goal, *_counts(sums.counts)]
    return Table(
        title=look.texts.gettext("売上と日報の表"),
        columns=_columns(question, look),
        rows=[_row(question, point, look) for point in shown],
        total=_no_dashes(total_row),
        links={number: point_link(question, point.date) for number, point in enumerate(shown)},
    )


def is_told(point: Point, today: date) -> bool:
    """Whether a point has a row: its time has come, and it is not only today, still unfiled."""
    return point.date < today or (point.date == today and (point.filed > 0 or sum(point.counts) > 0))


def point_link(question: Question, when: date) -> str:
    """The day in the calendar, or a month's store-days."""
    if question.period.grain == "day":
        return day_address(question, when)
    return figures_address(question, "sales", point_period(question, when))


def amount_cell(point: Point, amount: int | None) -> Cell:
    """An amount, None where it is 未提出, nothing where nothing was to be filed."""
    return NO_FIGURES if amount is None and not point.missing else amount


def _row(question: Question, point: Point, look: Look) -> list[Cell]:
    sales, customers, share = _figures(point.sales, point.customers)
    return [
        point.date if question.period.grain == "day" else point_name(question, point.date, look),
        amount_cell(point, sales if isinstance(sales, int) else None),
        customers,
        share,
        NO_FIGURES if point.base_sales is None else point.base_sales,
        NO_FIGURES if point.goal is None else point.goal,
        *_counts(point.counts),
    ]


def _figures(sales: int | None, customers: int | None) -> list[Cell]:
    share = spend(sales, customers)
    return [sales, customers, NO_FIGURES if share is None else share]


def _counts(counts: Sequence[int]) -> list[Cell]:
    return [int(counted(counts, genre)) for genre in (None, Genre.CLAIM, Genre.ACCIDENT, Genre.PRAISE)]


def _no_dashes(cells: Sequence[Cell]) -> list[Cell]:
    """A sum that is missing was not to be told; it is no 未提出 day."""
    return [NO_FIGURES if cell is None else cell for cell in cells]


def _columns(question: Question, look: Look) -> list[Column]:
    is_day = question.period.grain == "day"
    return [
        Column(gettext_noop("日付") if is_day else gettext_noop("月"), Kind.DAY if is_day else Kind.TEXT),
        Column(gettext_noop("売上"), Kind.YEN),
        Column(gettext_noop("客数"), Kind.COUNT),
        Column(gettext_noop("客単価"), Kind.YEN),
        Column(base_label(question, look), Kind.YEN),
        Column(gettext_noop("目標"), Kind.YEN),
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
    shown = [Series(_("売上"), "chart-1")]
    if question.against is not Against.GOAL:
        shown.append(Series(base_label(question, look), "control", "line"))
    if any(is_unfiled(point) for point in points):
        shown.append(Series(_("未提出"), "accent", "cross"))
    shown += [Series(_(genre.label), colour) for genre, colour in GROUNDED]
    return [*shown, Series(_("報告・その他"), "control")]


def _bars(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Figure:
    filed = [point for point in points if point.sales is not None]
    return {
        "type": "bar",
        "name": look.texts.gettext("売上"),
        "x": [point.date.isoformat() for point in filed],
        "y": [point.sales for point in filed],
        "customdata": [point_link(question, point.date) for point in filed],
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


def is_unfiled(point: Point) -> bool:
    """Whether the whole point is 未提出."""
    return point.sales is None and point.missing > 0


def missing_marks(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Figure:
    """Crosses on the ground line where a point is 未提出."""
    missing = [point.date for point in points if is_unfiled(point)]
    label = look.texts.gettext("未提出")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": [day.isoformat() for day in missing],
        "y": [0] * len(missing),
        "marker": {"symbol": "x-thin", "size": 9, "line": {"width": 2.5, "color": colours["accent"]}},
        "cliponaxis": False,
        "hovertext": [f"<b>{point_name(question, day, look)}</b><br>{label}" for day in missing],
        "hoverinfo": "text",
    }


def base_line(
    question: Question,
    points: Sequence[Point],
    look: Look,
    colours: Colours,
    value: Callable[[Point], int | None],
    write: Callable[[int], str],
) -> list[Figure]:
    """The line of what is compared, with gaps; nothing where that is a goal."""
    if question.against is Against.GOAL:
        return []
    values, name = [value(point) for point in points], base_name(question, look)
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": [point.date.isoformat() for point in points],
            "y": values,
            "line": {"color": colours["control"], "width": 2, "dash": "dot"},
            "marker": {"size": 4, "color": colours["control"]},
            "hovertext": [
                ""
                if amount is None
                else f"<b>{point_name(question, point.date, look)}</b><br>{name} {write(amount)}"
                for point, amount in zip(points, values, strict=True)
            ],
            "hoverinfo": "text",
        }
    ]


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
    highest = max((max(point.sales or 0, point.base_sales or 0) for point in points), default=0)
    most = max((sum(point.counts) for point in points), default=0)
    dates = [point.date for point in points]
    return {
        **axes.layout(colours),
        "barmode": "stack",
        "xaxis": {**axes.time_axis(question.period, dates, look, colours), "anchor": "y2"},
        "yaxis": {**axes.yen_axis(0, highest, look, colours), "domain": [0.36, 1]},
        "yaxis2": {**axes.count_axis(most, colours), "domain": [0, 0.24]},
    }
