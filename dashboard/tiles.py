"""Key figures as tiles: label, value, how it compares, how far to the goal, the days before. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.icons import icon
from dashboard.look import Look

WIDTH, HEIGHT = 120, 28  # of a sparkline, in its own units


@dataclass(frozen=True, slots=True)
class Delta:
    """How a figure compares: `share` of the base (0.082 is +8.2%), None where a percentage says nothing (the
    base is 0): then `difference` is told. `base` names what it is compared with, and its value."""

    share: float | None
    difference: str
    base: str

    @property
    def sign(self) -> int:
        """1 where it is more, -1 less, 0 the same as it is written."""
        if self.share is None:
            return (not self.difference.startswith(("0", "±"))) * (-1 if self.difference[:1] == "-" else 1)
        tenths = round(self.share * 1000)
        return (tenths > 0) - (tenths < 0)

    @property
    def text(self) -> str:
        """+8.2%, -3.1%, ±0.0%."""
        if self.share is None:
            return self.difference
        return f"{self.share * 100:+,.1f}%" if self.sign else "±0.0%"


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure. `name` is its icon's; `href` leads to the rows behind it; `progress` is a share of the
    goal, told by `goal`; `recent` are the days before, None where nobody filed."""

    name: str
    label: str
    value: str
    note: str = ""
    delta: Delta | None = None
    href: str = ""
    goal: str = ""
    progress: float | None = None
    recent: Sequence[float | None] = ()


def compared(own: int | None, base: int | None, base_text: str, difference: str = "") -> Delta | None:
    """How `own` compares with `base`; None where one of them is missing."""
    if own is None or base is None:
        return None
    return Delta(own / base - 1 if base > 0 else None, difference or f"{own - base:+,}", base_text)


def kpi_tiles(tiles: Sequence[Tile], look: Look) -> str:
    """The inside of `<ul class="tiles">`; each tile with rows behind it is one link."""
    return "".join(f'<li class="tile tile-{tile.name}">{_tile(tile, look)}</li>' for tile in tiles)


def _tile(tile: Tile, look: Look) -> str:
    parts = (
        f'<span class="tile-label">{icon(tile.name, "icon-small")}{escape(tile.label)}</span>',
        f'<span class="tile-value">{escape(tile.value)}</span>',
        _delta(tile.delta, look) if tile.delta else "",
        _progress(tile),
        f'<span class="tile-note">{escape(tile.note)}</span>' if tile.note else "",
        sparkline(tile.recent),
    )
    inside = "".join(parts)
    return f'<a class="tile-link" href="{escape(tile.href)}">{inside}</a>' if tile.href else inside


def _delta(delta: Delta, look: Look) -> str:
    _ = look.texts.gettext
    said = {1: _("増"), -1: _("減"), 0: _("変わらず")}[delta.sign]
    css = {1: "more", -1: "less", 0: "same"}[delta.sign]
    left, right = ("（", "）") if look.is_japanese else (" (", ")")
    return (
        f'<span class="tile-delta"><b class="delta {css}">{escape(delta.text)}'
        f'<span class="visually-hidden"> {escape(said)}</span></b>'
        f"<span>{left}{escape(delta.base)}{right}</span></span>"
    )


def _progress(tile: Tile) -> str:
    if tile.progress is None:
        return f'<span class="tile-note">{escape(tile.goal)}</span>' if tile.goal else ""
    width = min(max(tile.progress, 0), 1) * 100
    return (
        f'<span class="tile-aim"><span>{escape(tile.goal)}</span>'
        f'<span class="bar" aria-hidden="true"><i style="width:{width:.1f}%"></i></span></span>'
    )


def sparkline(values: Sequence[float | None]) -> str:
    """A small line that screen readers are not told about; a gap where nobody filed. Empty below two."""
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004  a line needs two
        return ""
    low, high = min(known), max(known)
    runs = "".join(_run(values, low, (high - low) or 1))
    return (
        f'<svg class="spark" viewBox="0 -2 {WIDTH} {HEIGHT + 4}" preserveAspectRatio="none"'
        ' aria-hidden="true">'
        f'<path d="{runs}" fill="none" stroke="currentColor" stroke-width="2"'
        ' vector-effect="non-scaling-stroke" stroke-linecap="round"/></svg>'
    )


def _run(values: Sequence[float | None], low: float, span: float) -> list[str]:
    """The path's steps: a line through neighbours, a new start after a gap."""
    steps, is_open = [], False
    for number, value in enumerate(values):
        if value is not None:
            x, y = number * WIDTH / (len(values) - 1), HEIGHT - (value - low) / span * HEIGHT
            steps.append(f"{'L' if is_open else 'M'}{x:.1f} {y:.1f}" + ("" if is_open else "h.01"))
        is_open = value is not None
    return steps
