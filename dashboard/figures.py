"""Charts as plain Plotly dictionaries: pure functions of rows. Plotly's own Python package is not needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard import formats
from dashboard.look import Colours, Look
from dashboard.summary import is_missing
from shared.analytics import StoreDay
from shared.dates import month_of
from shared.theme import FONT
from shared.words import Genre, gettext_noop

Figure = dict[str, Any]
CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn under one name: its colour is a name of the theme."""

    name: str
    label: str
    colour: str


SALES = Series("sales", gettext_noop("売上"), "chart-1")
MISSING = Series("missing", gettext_noop("未提出"), "accent")
STACKS = (  # from the ground up
    Series("claims", Genre.CLAIM.label, "chart-2"),
    Series("accidents", Genre.ACCIDENT.label, "chart-3"),
    Series("praises", Genre.PRAISE.label, "chart-4"),
    Series("rest", gettext_noop("報告・その他"), "control"),
)


def month_figure(days: Sequence[StoreDay], month: date, today: date, look: Look, colours: Colours) -> Figure:
    """The month's sales as bars, 未提出 days as crosses on the ground line, and reports by genre below."""
    return {
        "data": [
            _sales(days, look, colours),
            _missing(days, today, look, colours),
            *_reports(days, look, colours),
        ],
        "layout": _layout(days, month, look, colours),
        "config": CONFIG,
    }


def _sales(days: Sequence[StoreDay], look: Look, colours: Colours) -> Figure:
    filed = [day for day in days if day.sales_amount is not None]
    return {
        "type": "bar",
        "name": look.texts.gettext(SALES.label),
        "x": [day.date.isoformat() for day in filed],
        "y": [day.sales_amount for day in filed],
        "marker": {"color": colours[SALES.colour]},
        "hovertext": [_told(day, look) for day in filed],
        "hoverinfo": "text",
    }


def _told(day: StoreDay, look: Look) -> str:
    amounts = formats.yen(day.sales_amount or 0), formats.guests(day.customer_count or 0, look)
    return f"<b>{formats.day(day.date, look)}</b><br>{'<br>'.join(amounts)}"


def _missing(days: Sequence[StoreDay], today: date, look: Look, colours: Colours) -> Figure:
    missing = [day.date for day in days if is_missing(day, today)]
    label = look.texts.gettext(MISSING.label)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": [day.isoformat() for day in missing],
        "y": [0] * len(missing),
        "marker": {"symbol": "x-thin", "size": 9, "line": {"width": 2.5, "color": colours[MISSING.colour]}},
        "cliponaxis": False,
        "hovertext": [f"<b>{formats.day(day, look)}</b><br>{label}" for day in missing],
        "hoverinfo": "text",
    }


def _reports(days: Sequence[StoreDay], look: Look, colours: Colours) -> list[Figure]:
    counts = {
        "claims": [day.claims for day in days],
        "accidents": [day.accidents for day in days],
        "praises": [day.praises for day in days],
        "rest": [day.reports - day.claims - day.accidents - day.praises for day in days],
    }
    return [_stack(days, counts[stack.name], stack, look, colours) for stack in STACKS]


def _stack(
    days: Sequence[StoreDay], counts: Sequence[int], stack: Series, look: Look, colours: Colours
) -> Figure:
    label = look.texts.gettext(stack.label)
    return {
        "type": "bar",
        "name": label,
        "x": [day.date.isoformat() for day in days],
        "y": counts,
        "yaxis": "y2",
        "marker": {"color": colours[stack.colour]},
        "hovertext": [
            f"<b>{formats.day(day.date, look)}</b><br>{label} {count}"
            for day, count in zip(days, counts, strict=True)
        ],
        "hoverinfo": "text",
    }


def _layout(days: Sequence[StoreDay], month: date, look: Look, colours: Colours) -> Figure:
    highest = max((day.sales_amount or 0 for day in days), default=0)
    most = max((day.reports for day in days), default=0)
    return {
        "template": None,
        "barmode": "stack",
        "bargap": 0.25,
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours["text"]},
        "margin": {"l": 58, "r": 8, "t": 10, "b": 30},
        "hoverlabel": {
            "bgcolor": colours["text"],
            "bordercolor": colours["text"],
            "font": {"family": FONT, "size": 13, "color": colours["surface"]},
        },
        "dragmode": False,
        "xaxis": _days_axis(month, look, colours),
        "yaxis": {**_axis(colours), "domain": [0.36, 1], **_yen_ticks(highest, look)},
        "yaxis2": {**_axis(colours), "domain": [0, 0.24], **_count_ticks(most)},
    }


def _axis(colours: Colours) -> Figure:
    return {
        "fixedrange": True,
        "gridcolor": colours["line"],
        "zerolinecolor": colours["control"],
        "tickfont": {"color": colours["muted"], "size": 12},
    }


def _days_axis(month: date, look: Look, colours: Colours) -> Figure:
    """From half a day before the first to half a day after the last; weeks marked, every other one named."""
    first, last = month_of(month)
    weeks = [
        first + timedelta(weeks=number) for number in range(5) if first + timedelta(weeks=number) <= last
    ]
    return {
        **_axis(colours),
        "type": "date",
        "anchor": "y2",
        "showgrid": False,
        "range": [f"{first - timedelta(days=1)} 12:00", f"{last} 12:00"],
        "tickvals": [day.isoformat() for day in weeks],
        "ticktext": ["" if number % 2 else formats.day(day, look) for number, day in enumerate(weeks)],
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": colours["control"],
    }


def _yen_ticks(highest: int, look: Look) -> Figure:
    step = round_step(highest, 4)
    ticks = list(range(0, highest + step, step))
    return {
        "tickvals": ticks,
        "ticktext": [formats.axis_yen(tick, look) for tick in ticks],
        "range": [0, ticks[-1] * 1.02],
    }


def _count_ticks(most: int) -> Figure:
    step = round_step(most, 2)
    top = max(step, -(-most // step) * step)
    return {"tickvals": list(range(0, top + 1, step)), "range": [0, top * 1.05], "tickformat": "d"}


def round_step(highest: int, parts: int) -> int:
    """The least of 1, 2, 2.5, 5 and their tenfolds (at least 1) that reaches `highest` in `parts` steps."""
    step = 1
    while True:
        for factor in (1, 2, 2.5, 5):
            if step * factor * parts >= highest and step * factor == int(step * factor):
                return int(step * factor)
        step *= 10
