"""What the charts have in common: fonts, margins, axes, ticks. Plain Plotly dictionaries."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dashboard import formats
from dashboard.chart import Figure
from dashboard.look import Colours, Look
from shared.analytics.periods import Period
from shared.theme import FONT

CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}
MOST_DAYS_NAMED = 10

Writer = Callable[[int], str]


def layout(colours: Colours) -> Figure:
    """Without axes: nothing moves, nothing zooms, the page's colours."""
    return {
        "template": None,
        "bargap": 0.25,
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours["text"]},
        "margin": {"l": 64, "r": 8, "t": 10, "b": 30},
        "hoverlabel": {
            "bgcolor": colours["text"],
            "bordercolor": colours["text"],
            "font": {"family": FONT, "size": 13, "color": colours["surface"]},
        },
        "dragmode": False,
    }


def axis(colours: Colours) -> Figure:
    """An axis that cannot be dragged."""
    return {
        "fixedrange": True,
        "gridcolor": colours["line"],
        "zerolinecolor": colours["control"],
        "tickfont": {"color": colours["muted"], "size": 12},
    }


def time_axis(period: Period, dates: Sequence[date], look: Look, colours: Colours) -> Figure:
    """Over the period's days or months, half a step wider; `dates` are those of its points."""
    is_days = period.grain == "day"
    half = timedelta(hours=12) if is_days else timedelta(days=16)
    last = period.last if is_days else period.last.replace(day=1)
    named = _named(period) if is_days else [when for when in dates if when <= period.last]
    short = formats.day if is_days else formats.short_month
    return {
        **axis(colours),
        "type": "date",
        "showgrid": False,
        "range": [_at(period.first, -half), _at(last, half)],
        "tickvals": [when.isoformat() for when in named],
        "ticktext": [short(when, look) for when in named],
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": colours["control"],
    }


def yen_axis(lowest: int, highest: int, look: Look, colours: Colours) -> Figure:
    """Round amounts from below `lowest` (0 unless it is negative) to above `highest`."""
    return {**axis(colours), **_ticks(lowest, highest, 4, lambda amount: formats.axis_yen(amount, look))}


def count_axis(highest: int, colours: Colours) -> Figure:
    """Whole numbers from 0."""
    return {**axis(colours), **_ticks(0, highest, 3, lambda number: f"{number:,}")}


def round_step(highest: int, parts: int) -> int:
    """The least of 1, 2, 2.5, 5 and their tenfolds (at least 1) that reaches `highest` in `parts` steps."""
    step = 1
    while True:
        for factor in (1, 2, 2.5, 5):
            if step * factor * parts >= highest and step * factor == int(step * factor):
                return int(step * factor)
        step *= 10


def _ticks(lowest: int, highest: int, parts: int, write: Writer) -> Figure:
    step = round_step(max(highest, -lowest), parts)
    first = -(-max(-lowest, 0) // step) * step
    last = max(-(-max(highest, 0) // step) * step, 0 if first else step)
    ticks = list(range(-first, last + 1, step))
    room = step * 0.06
    return {
        "tickvals": ticks,
        "ticktext": [write(tick) for tick in ticks],
        "range": [-first - (room if first else 0), last + room],
    }


def _named(period: Period) -> list[date]:
    """The days whose names stand below: each of a short period, else each week's, or every second."""
    step = 1 if period.days <= MOST_DAYS_NAMED else 7 * -(-period.days // (7 * 6))
    return [period.first + timedelta(days=number) for number in range(0, period.days, step)]


def _at(when: date, shift: timedelta) -> str:
    hours = shift.total_seconds() / 3600
    days, rest = divmod(hours, 24)
    return f"{when + timedelta(days=int(days))} {int(rest):02}:00"
