"""Stores, areas or groups beside each other: bars in the order of the list, and what each sold when.

Pure functions of `ranking` rows, of which the first is the total.
"""

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Final

from dashboard import axes, drawing, drill, formats, store_tables
from dashboard.chart import Chart, Figure, Series
from dashboard.drawing import Paper
from dashboard.look import Colours, Look
from dashboard.store_words import AMOUNTS, SHARES, measure, name_of
from shared.analytics.periods import Period
from shared.analytics.question import Question
from shared.analytics.ranking import Listing, Ranked
from shared.words import Behind, RankedBy, ScopeKind

BAR: Final = 28  # pixels of a row
HEAD: Final = 64
LEAST: Final = 180
FAINTEST: Final = 0.1
FARTHEST: Final = 0.6  # from its own average: what is farther is not drawn stronger
Lines = list[tuple[float, str]]


def ranking_chart(
    question: Question, listing: Listing, rows: Sequence[Ranked], look: Look, colours: Colours
) -> Chart:
    """The list's measure as bars, the first on top, with the quartiles of the whole list as lines."""
    _ = look.texts.gettext
    paper, listed = Paper(question, look, colours), [row for row in rows if not row.is_total]
    sort = store_tables.sorted_by(listing)
    values = [_value(row, listing) for row in listed]
    lines = _quartiles(listed, listing, look)
    return Chart(
        name="stores-ranking",
        title=_("%(what)sの順位") % {"what": _(sort.label)},
        finding=store_tables.ranking_finding(listing, rows, look),
        draw=lambda: drawing.figure(
            [_bars(paper, listing, listed, values)],
            colours,
            height=height(rows),
            margin={"l": 108, "r": 24, "t": 24, "b": 30},
            yaxis=_names_axis(listed, listing, look, colours),
            xaxis=_values_axis(values, sort, look, colours),
            shapes=[_line(at, colours) for at, _name in lines],
            annotations=[_line_name(at, name, colours) for at, name in lines],
        ),
        legend=[Series(_(sort.label), "chart-1"), *([Series(_("四分位"), "text", "line")] if lines else [])],
        tell=lambda: store_tables.ranking_table(question, listing, rows, look),
    )


def matrix_chart(
    question: Question, listing: Listing, rows: Sequence[Ranked], look: Look, colours: Colours
) -> Chart:
    """What each sold at each point, against its own average of the period: so that small stores are seen."""
    _ = look.texts.gettext
    paper, listed = Paper(question, look, colours), [row for row in rows if not row.is_total]
    points = starts(question.period)
    labels = [
        formats.day(when, look) if question.period.grain == "day" else formats.short_month(when, look)
        for when in points
    ]
    is_day = question.period.grain == "day"
    return Chart(
        name="stores-matrix",
        title=_("日ごとの売上") if is_day else _("月ごとの売上"),
        finding=store_tables.matrix_finding(rows, look),
        draw=lambda: drawing.figure(
            [_cells(paper, listing, row, points) for row in reversed(listed)],
            colours,
            barmode="stack",
            bargap=0.06,
            height=height(rows),
            margin={"l": 108, "r": 8, "t": 4, "b": 34},
            xaxis=drawing.naming(colours, labels),
            yaxis=_rows_axis(listed, listing, look, colours),
        ),
        legend=[
            Series(_("自店の平均より多い"), "chart-1"),
            Series(_("自店の平均より少ない"), "chart-2"),
            Series(_("未提出"), "sunken"),
        ],
        tell=lambda: store_tables.matrix_table(question, listing, listed, points, look),
    )


def height(rows: Sequence[Ranked]) -> int:
    """How high a chart of these rows is, in CSS pixels."""
    return max(LEAST, HEAD + BAR * sum(not row.is_total for row in rows))


def starts(period: Period) -> list[date]:
    """The first days of its points."""
    if period.grain == "day":
        return [date.fromordinal(day) for day in range(period.first.toordinal(), period.last.toordinal() + 1)]
    months = range(_month(period.first), _month(period.last) + 1)
    return [max(date(month // 12, month % 12 + 1, 1), period.first) for month in months]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _value(row: Ranked, listing: Listing) -> float | None:
    """What its bar shows: a list by name shows sales."""
    return row.sales if listing.sort is RankedBy.NAME else row.measure


def _bars(paper: Paper, listing: Listing, listed: Sequence[Ranked], values: Sequence[float | None]) -> Figure:
    sort, look = store_tables.sorted_by(listing), paper.look
    return {
        "type": "bar",
        "orientation": "h",
        "name": look.texts.gettext(sort.label),
        "y": list(range(len(listed))),
        "x": list(values),
        "marker": {
            "color": [paper.colours["chart-2" if (value or 0) < 0 else "chart-1"] for value in values]
        },
        "text": [measure(value, sort, look) for value in values],
        "textposition": "auto",
        "customdata": [store_tables.link(paper.question, listing, row) for row in listed],
        "hovertext": [
            f"<b>{drawing.plain(name_of(row, listing.by, look))}</b><br>{measure(value, sort, look)}"
            for row, value in zip(listed, values, strict=True)
        ],
        "hoverinfo": "text",
    }


def _quartiles(listed: Sequence[Ranked], listing: Listing, look: Look) -> Lines:
    """The quartiles of the whole list with their names; none of a short list, and none by name."""
    _ = look.texts.gettext
    if not listed or listed[0].total < 4 or listing.sort is RankedBy.NAME:  # noqa: PLR2004  fewer have no quarters
        return []
    first = listed[0]
    named = ((first.low, "25%"), (first.middle, _("中央値")), (first.high, "75%"))
    return [(at, name) for at, name in named if at is not None]


def _line(at: float, colours: Colours) -> Figure:
    line = {"color": colours["text"], "width": 1, "dash": "dot"}
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _line_name(at: float, name: str, colours: Colours) -> Figure:
    return {
        "x": at,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": name,
        "showarrow": False,
        "font": {"size": 11, "color": colours["muted"]},
    }


def _names_axis(listed: Sequence[Ranked], listing: Listing, look: Look, colours: Colours) -> Figure:
    return drawing.axis(
        colours,
        tickvals=list(range(len(listed))),
        ticktext=[drawing.short(name_of(row, listing.by, look)) for row in listed],
        range=[len(listed) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )


def _values_axis(values: Sequence[float | None], sort: RankedBy, look: Look, colours: Colours) -> Figure:
    known = [value for value in values if value is not None]
    top, low = max([0, *known]), min([0, *known])
    if sort in SHARES:
        return drawing.axis(colours, tickformat="+.0%" if sort is RankedBy.CHANGE else ".0%", nticks=3)
    step = axes.round_step(ceil(max(top, -low)), 2)
    first, last = int(-(-low // step) - (low < 0)) if low else 0, int(-(-top // step))
    ticks = [step * number for number in range(first, last + 1)]
    texts = [_tick(tick, sort, look) for tick in ticks]
    return drawing.axis(colours, tickvals=ticks, ticktext=texts, range=[min(low, ticks[0]), ticks[-1] * 1.08])


def _tick(tick: int, sort: RankedBy, look: Look) -> str:
    if sort not in AMOUNTS:
        return f"{tick:,}"
    return f"-{formats.axis_yen(-tick, look)}" if tick < 0 else formats.axis_yen(tick, look)


def _cells(paper: Paper, listing: Listing, row: Ranked, points: Sequence[date]) -> Figure:
    """One row of cells: bars of height 1, each in its own colour, stacked on the row below."""
    look, name = paper.look, drawing.plain(name_of(row, listing.by, paper.look))
    grain = paper.question.period.grain
    return {
        "type": "bar",
        "name": name,
        "x": list(range(len(points))),
        "y": [1] * len(points),
        "marker": {"color": shades(row, paper.colours)},
        "customdata": _addresses(paper, listing, row, points),
        "hovertext": [
            f"<b>{name}</b><br>{formats.point(when, grain, look)}<br>{_amount(sold, missing, look)}"
            for when, sold, missing in zip(points, row.by_point, row.missing_by_point, strict=True)
        ],
        "hoverinfo": "text",
    }


def _addresses(paper: Paper, listing: Listing, row: Ranked, points: Sequence[date]) -> list[str]:
    """Where a cell leads: to a store's store-days; areas and groups have too many for one."""
    if listing.by is not ScopeKind.STORE:
        return []
    one = drill.of_store(paper.question, row.number)
    return [drill.figures(drill.at(one, when), Behind.SALES) for when in points]


def _amount(sold: int | None, missing: int, look: Look) -> str:
    if sold is not None:
        return formats.yen(sold)
    return look.texts.gettext("未提出") if missing else "–"


def shades(row: Ranked, colours: Colours) -> list[str]:
    """A colour for each point: blue above their average, orange below, the sunken one for 未提出; none for
    what is to come, and where no store is open."""
    known = [amount for amount in row.by_point if amount is not None]
    average = sum(known) / len(known) if known else 0
    return [
        _shade(amount, average, colours)
        if amount is not None
        else colours["sunken" if missing else "surface"]
        for amount, missing in zip(row.by_point, row.missing_by_point, strict=True)
    ]


def _shade(amount: int, average: float, colours: Colours) -> str:
    away = (amount - average) / average if average else 0
    strength = min(abs(away) / FARTHEST, 1)
    name = "chart-1" if away >= 0 else "chart-2"
    return drawing.shade(colours, name, FAINTEST + (1 - FAINTEST) * strength)


def _rows_axis(listed: Sequence[Ranked], listing: Listing, look: Look, colours: Colours) -> Figure:
    return drawing.axis(
        colours,
        tickvals=[place + 0.5 for place in range(len(listed))],
        ticktext=[drawing.short(name_of(row, listing.by, look)) for row in reversed(listed)],
        range=[0, max(1, len(listed))],
        showgrid=False,
        zeroline=False,
    )
