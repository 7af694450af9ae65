"""Charts of names and cells, as plain Plotly dictionaries: axes of places, shades of a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from dashboard import axes, formats
from dashboard.chart import Figure
from dashboard.look import Colours, Look
from shared.analytics.question import Question

MOST_TICKS = 4  # as many as a phone has room for
YEN_STEPS = 2
LONGEST_NAME = 8  # characters beside an axis
READABLE = 4.5  # WCAG 2.2, 1.4.3


@dataclass(frozen=True, slots=True)
class Paper:
    """What a chart is drawn on: the question that it answers, its reader's look, the theme's colours."""

    question: Question
    look: Look
    colours: Colours


def figure(data: Sequence[Figure], colours: Colours, **layout: object) -> Figure:
    """A chart without Plotly's own tools, title and legend: the page has them."""
    return {"data": list(data), "layout": {**axes.layout(colours), **layout}, "config": axes.CONFIG}


def axis(colours: Colours, **more: object) -> Figure:
    """An axis that nobody drags."""
    return {**axes.axis(colours), **more}


def counting(colours: Colours, most: float) -> Figure:
    """An axis of whole numbers from 0 to at least `most`, with room behind the last."""
    counted = axes.count_axis(ceil(most), colours)
    return {**counted, "range": [0, counted["tickvals"][-1] * 1.05]}


def earning(colours: Colours, most: int, look: Look) -> Figure:
    """An axis of 円 from 0 to at least `most`."""
    step = axes.round_step(most, YEN_STEPS)
    ticks = list(range(0, most + step, step))
    texts = [formats.axis_yen(tick, look) for tick in ticks]
    return axis(colours, tickvals=ticks, ticktext=texts, range=[0, ticks[-1] * 1.02])


def naming(colours: Colours, labels: Sequence[str]) -> Figure:
    """An axis of places 0, 1, 2 … of which `MOST_TICKS` at the most are named, evenly."""
    step = max(1, -(-len(labels) // MOST_TICKS))
    places = list(range(0, len(labels), step))
    return axis(
        colours,
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(labels) - 0.5],
        tickvals=places,
        ticktext=[labels[place] for place in places],
        tickangle=0,
        ticks="outside",
        ticklen=6,
        tickcolor=colours["control"],
    )


def short(name: str) -> str:
    """A name for beside an axis, plain."""
    return plain(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")


def plain(text: str) -> str:
    """Somebody's text for Plotly, which would take tags in it for its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shade(colours: Colours, name: str, share: float) -> str:
    """The colour `name` mixed into the surface: none of it at 0, all of it at 1."""
    ground, colour = _parts(colours["surface"]), _parts(colours[name])
    mixed = (round(low + (high - low) * share) for low, high in zip(ground, colour, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def ink(ground: str) -> str:
    """Black or white, whichever is read better on `ground`: one of them always is at least 4.5:1."""
    return max(("#000000", "#ffffff"), key=lambda colour: contrast(colour, ground))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio of two colours `#rrggbb`, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  of sRGB
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
