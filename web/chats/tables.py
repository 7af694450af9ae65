"""The tables of an answer: their cells as text, as values of a file, and drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared.chat.citations import Artifact, Citation
from shared.xlsx import Cell
from web.chats import charts
from web.exports.views import NOT_IN_A_NAME
from web.pages.templatetags.c3 import guests, jshort, signed_yen, yen

Value = str | int | float | None


@dataclass(frozen=True)
class Table:
    """An artifact by its number in the answer, and the citation that it is a receipt of."""

    number: int
    artifact: Artifact
    source: Citation | None

    @property
    def title(self) -> str:
        """What it shows."""
        return worded(self.artifact["title"])

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The heads, and whether numbers stand below."""
        units = self.artifact["units"]
        return [
            (worded(name), is_number(unit))
            for name, unit in zip(self.artifact["columns"], units, strict=False)
        ]

    @cached_property
    def rows(self) -> list[list[tuple[str, bool]]]:
        """The cells as text, and whether each is a number."""
        units = self.artifact["units"]
        return [
            [(told(value, unit), is_number(unit)) for value, unit in zip(row, units, strict=False)]
            for row in self.artifact["rows"]
        ]

    @cached_property
    def chart(self) -> SafeString:
        """The drawing, if there is one: of the first two columns."""
        kind, units = self.artifact["chart"], self.artifact["units"]
        if kind not in {"line", "bar"} or len(units) < 2 or not is_number(units[1]):  # noqa: PLR2004  x and y
            return SafeString("")
        points = [
            charts.Point(told(row[0], units[0]), _number(row[1]), told(row[1], units[1]))
            for row in self.artifact["rows"]
            if len(row) > 1
        ]
        return charts.drawn(points, is_line=kind == "line", is_dated=units[0] == "date")


def worded(text: str) -> str:
    """A label in the reader's language, where it is known."""
    return _(text) if text else ""


def is_number(unit: str) -> bool:
    """Whether a column of the unit is set to the right."""
    return unit not in {"text", "date"}


def told(value: Value, unit: str) -> str:
    """A cell as text. What does not exist is 「未提出」 where a store would have filed it, else a dash."""
    if value is None:
        return _("未提出") if unit in {"yen", "people"} else "–"
    if isinstance(value, str):
        return jshort(value) if unit == "date" else worded(value)
    return NUMBERS.get(unit, "{:,}".format)(value)


def values(artifact: Artifact) -> list[list[Cell]]:
    """The rows for a file: numbers stay numbers, dates become dates."""
    return [
        [_value(value, unit) for value, unit in zip(row, artifact["units"], strict=False)]
        for row in artifact["rows"]
    ]


def disposition(artifact: Artifact, number: int) -> str:
    """The file's name as RFC 6266 writes it, with an ASCII name for old programs."""
    full = NOT_IN_A_NAME.sub("_", worded(artifact["title"]))[:80] or str(number)
    return f"attachment; filename=\"table-{number}.csv\"; filename*=UTF-8''{quote(full)}.csv"


def _yen(amount: float) -> str:
    return signed_yen(round(amount)) if amount < 0 else yen(round(amount))


def _people(count: float) -> str:
    return guests(round(count))


def _things(count: float) -> str:
    return ngettext("%(n)s件", "%(n)s件", round(count)) % {"n": f"{round(count):,}"}


NUMBERS: Mapping[str, Callable[[float], str]] = {
    "yen": _yen,
    "people": _people,
    "count": _things,
    "percent": "{:,.1f}%".format,
    "rate": "{:,.2f}".format,
}


def _value(value: Value, unit: str) -> Cell:
    if unit != "date" or not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) else None
