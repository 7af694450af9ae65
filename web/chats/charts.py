"""Small drawings of a table's figures: the table beside them says the same, so they are silent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

WIDTH: Final = 340
HEIGHT: Final = 170
TOP: Final = 22  # above the figures: the highest value
BOTTOM: Final = 26  # below: the first and the last day
ROW: Final = 42  # of a bar that lies: its name stands above it
VALUE: Final = 88  # beside it
MOST_BARS: Final = 12
MOST_POINTS: Final = 100
SHORT: Final = 24  # characters of a name


@dataclass(frozen=True, slots=True)
class Point:
    """A name, its figure (None: there is none), and that figure as text."""

    name: str
    value: float | None
    text: str


def drawn(points: Sequence[Point], *, is_line: bool, is_dated: bool) -> SafeString:
    """An SVG in the theme's colours; nothing where there is too little to see."""
    shown = points[:MOST_POINTS]
    known = [point for point in shown if point.value is not None]
    if len(known) < 2:  # noqa: PLR2004  one figure is said in words
        return SafeString("")
    if is_line or is_dated:
        return _upright(shown, known, is_line=is_line)
    return _lying(shown[:MOST_BARS])


def _upright(points: Sequence[Point], known: Sequence[Point], *, is_line: bool) -> SafeString:
    """Days from left to right; a day without a figure is a gap."""
    most, least = _bounds(known)
    step = WIDTH / len(points)
    high = HEIGHT - TOP - BOTTOM

    def height(value: float) -> float:
        return TOP + high * (most - value) / (most - least)

    def middle(place: int) -> float:
        return step * (place + 0.5)

    parts = [format_html('<line class="axis" x1="0" x2="{}" y1="{y}" y2="{y}"/>', WIDTH, y=_n(height(0)))]
    if is_line:
        parts += [
            format_html('<polyline class="line" points="{}"/>', " ".join(stretch))
            for stretch in _stretches(points, middle, height)
        ]
        parts += [
            format_html(
                '<circle class="dot" cx="{}" cy="{}" r="2.5"/>', _n(middle(n)), _n(height(point.value))
            )
            for n, point in enumerate(points)
            if point.value is not None
        ]
    else:
        parts += [
            _bar(
                middle(n) - step * 0.36,
                min(height(point.value), height(0)),
                step * 0.72,
                abs(height(0) - height(point.value)),
            )
            for n, point in enumerate(points)
            if point.value is not None
        ]
    highest = max(known, key=lambda point: point.value or 0)
    parts += [*_upright_words(points, highest, middle(points.index(highest)))]
    return _svg(HEIGHT, parts)


def _upright_words(points: Sequence[Point], highest: Point, place: float) -> Iterator[SafeString]:
    side = "start" if place < WIDTH / 3 else "end" if place > WIDTH * 2 / 3 else "middle"
    yield _word(place, TOP - 8, highest.text, side, "value")
    yield _word(0, HEIGHT - 6, points[0].name, "start")
    yield _word(WIDTH, HEIGHT - 6, points[-1].name, "end")


def _stretches(points: Sequence[Point], middle, height) -> Iterator[list[str]]:  # type: ignore[no-untyped-def]
    stretch: list[str] = []
    for n, point in enumerate(points):
        if point.value is not None:
            stretch.append(f"{_n(middle(n))},{_n(height(point.value))}")
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _lying(points: Sequence[Point]) -> SafeString:
    """Names from top to bottom, each with its figure in words."""
    most, least = _bounds([point for point in points if point.value is not None])
    wide = WIDTH - VALUE

    def across(value: float) -> float:
        return wide * (value - least) / (most - least)

    parts: list[SafeString] = []
    for n, point in enumerate(points):
        top = n * ROW
        name = point.name if len(point.name) <= SHORT else f"{point.name[: SHORT - 1]}…"
        parts.append(_word(0, top + 14, name, "start"))
        parts.append(_word(WIDTH, top + 33, point.text, "end", "value"))
        if point.value is not None:
            start, end = sorted((across(0), across(point.value)))
            parts.append(_bar(start, top + 21, end - start, 15))
    return _svg(len(points) * ROW + 4, parts)


def _bounds(points: Sequence[Point]) -> tuple[float, float]:
    """The highest and the lowest figure, 0 among them."""
    values = [point.value or 0 for point in points]
    most, least = max(0.0, *values), min(0.0, *values)
    return (most, least) if most > least else (1.0, 0.0)


def _bar(x: float, y: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        _n(x),
        _n(y),
        _n(max(width, 1)),
        _n(max(height, 1)),
    )


def _word(x: float, y: float, text: str, anchor: str, css: str = "") -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', css, _n(x), _n(y), anchor, text
    )


def _svg(height: float, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        _n(height),
        mark_safe("".join(parts)),  # noqa: S308  each part is made by format_html
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
