"""The dates, months, years and times of day that a sentence says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from stream.chat.ledger import WEEKDAYS
from stream.chat.places_said import Place

_REIWA: Final = 2018  # 令和1年 is 2019
_NOON: Final = 12
_YEAR: Final = r"(?:(?P<y>(?:19|20)\d\d)|令和\s?(?P<r>\d{1,2}|元))"
_M: Final = r"(?P<m>1[0-2]|0?[1-9])"
_D: Final = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_WEEKDAY: Final = rf"(?:\s?\((?P<wd>[{WEEKDAYS}])(?:曜日?)?(?:・?祝)?\))?"
_FREE: Final = r"(?<![\d.,/])"
_NO_COUNT: Final = r"(?![\d/%]|\.\d|\s?[円人件])"
_WRITTEN: Final = [
    re.compile(pattern)
    for pattern in (
        rf"{_FREE}(?:{_YEAR}\s?年\s?)?{_M}\s?月\s?{_D}\s?日(?![間分]){_WEEKDAY}",
        rf"{_FREE}(?:{_YEAR}/)?{_M}/{_D}{_NO_COUNT}日?{_WEEKDAY}",
        rf"{_FREE}{_YEAR}(?P<sep>[-.]){_M}(?P=sep){_D}(?!\d){_WEEKDAY}",
        rf"{_FREE}(?:{_YEAR}\s?[年/-]\s?)?{_M}月(?!\s?\d)",
        rf"{_FREE}{_YEAR}[-/]{_M}(?![\d/-])",
        rf"{_FREE}{_YEAR}年(?!間)",
    )
]
_TO_DAY: Final = re.compile(rf"\s?[~〜-]\s?{_D}(?:日(?![間分])|(?!月){_NO_COUNT}){_WEEKDAY}")
_TIME: Final = re.compile(
    r"(?P<half>午前|午後|夜|夕方|朝)?\s?(?<![\d:.,])(?P<h>[01]?\d|2\d)"
    r"(?::(?P<colon>[0-5]\d)(?!\d)|時(?!間)(?:(?P<minutes>[0-5]?\d)分|(?P<half_past>半))?)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date (or of it what is said: the rest is 0) at `place`; `weekday` is empty where none is said."""

    place: Place
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: str = ""

    def is_on(self, other: date) -> bool:
        """Whether it says no other day than that one."""
        fits = self.year in {0, other.year} and self.month in {0, other.month} and self.day in {0, other.day}
        return fits and self.weekday in {"", WEEKDAYS[other.weekday()]}

    def says(self, other: "Day") -> bool:
        """Whether it says no more than the other."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine in {0, theirs} for mine, theirs in pairs) and self.weekday in {"", other.weekday}


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day at `place`, in minutes from midnight."""

    place: Place
    minutes: int


def days(text: str) -> Iterator[Day]:
    """The dates of a text that is `plain`, whole ones first; some lie within others."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            said = match.groupdict()
            year = _year(said)
            first = Day(
                Place(*match.span()),
                year,
                int(said.get("m") or 0),
                int(said.get("d") or 0),
                said.get("wd") or "",
            )
            yield first
            if first.day and (until := _TO_DAY.match(text, match.end())):
                yield Day(Place(*until.span()), year, first.month, int(until["d"]), until["wd"] or "")


def times(text: str) -> Iterator[Time]:
    """The times of day of a text that is `plain`."""
    for match in _TIME.finditer(text):
        hour = int(match["h"])
        is_late = match["half"] in {"午後", "夜", "夕方"} and hour < _NOON
        minutes = 30 if match["half_past"] else int(match["colon"] or match["minutes"] or 0)
        yield Time(Place(*match.span()), (hour + _NOON * is_late) * 60 + minutes)


def _year(said: dict[str, str | None]) -> int:
    if said.get("y"):
        return int(said["y"] or 0)
    era = said.get("r")
    return 0 if era is None else _REIWA + (1 if era == "元" else int(era))
