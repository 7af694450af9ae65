"""Parts of stretches of dates within their wholes: 「先月の15日」, 「先週の月曜と火曜」, 「去年の3月から」.

A part alone is read from today. Within a whole it is the one that lies in it; where several do, as in
「10月の金曜」, or none does, nothing is read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from shared.analytics.periods import NEWEST, WEEK, NoPeriod, Period, around
from shared.date_phrases import ENDS, PARTS, READINGS, Reading, Readings
from shared.dates import month_of
from shared.words import PeriodKind


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of dates that a text names; `start` and `end` are its place in `plain(text)`. `wholes` are
    those that it is said within, the smallest first; `is_part`: it was said within none and might be."""

    period: Period
    start: int
    end: int
    wholes: tuple[Period, ...] = ()
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What names no stretch that may be asked (2月30日, 2019年以降, 上期), and its place in `plain(text)`."""

    start: int
    end: int


Named = Found | Unread
ELEVEN_MONTHS: Final = 340  # days: from the first of a month into the eleventh after it


@dataclass(frozen=True, slots=True)
class Atom:
    """One phrase, not yet read from any day."""

    match: re.Match[str]
    reading: Reading
    is_part: bool

    @property
    def start(self) -> int:
        """Its place in the text."""
        return self.match.start()

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.match.end()

    def on(self, day: date) -> Period | None:
        """What it means on `day`; None where that is no such day or period."""
        try:
            return self.reading(self.match, day)
        except (ValueError, OverflowError):
            return None

    def read(self, today: date) -> Named:
        """What it means by itself."""
        period = self.on(today)
        if period is None:
            return Unread(self.start, self.end)
        return Found(period, self.start, self.end, self._own_wholes(period), self.is_part)

    def inside(self, whole: Period) -> list[Period]:
        """All that it may mean within `whole`, in order."""
        found = dict.fromkeys(map(self.on, _days(whole.first, whole.last)))
        return [one for one in found if one and is_inside(one, whole)]

    def after(self, begun: Period) -> Period | None:
        """As the end of a stretch: the first that ends with `begun` or later, within less than a year."""
        latest = month_of(month_of(begun.last)[0] + timedelta(days=ELEVEN_MONTHS))[1]
        for one in map(self.on, _days(begun.last, min(latest, NEWEST))):
            if one and one.last >= begun.last and one.first >= begun.first:
                return one
        return None

    def _own_wholes(self, period: Period) -> tuple[Period, ...]:
        """The month of a day and the year of a month that the phrase itself names: 10/1, 2026-10-01."""
        named = {name for name, value in self.match.groupdict().items() if value}
        kinds = [PeriodKind.MONTH] * ({"m", "d"} <= named) + [PeriodKind.YEAR] * ("y" in named)
        return tuple(wholes_of(period, *kinds))


def wholes_of(period: Period, *kinds: PeriodKind) -> Iterator[Period]:
    """The week, month or year, as `kinds` say, in which it begins."""
    for kind in kinds:
        with suppress(NoPeriod):
            yield around(kind, period.first)


def is_inside(part: Period, whole: Period) -> bool:
    """Whether no day of `part` is out of `whole`."""
    return whole.first <= part.first and part.last <= whole.last


def atoms(written: str) -> Iterator[Atom]:
    """The phrases of a text, in order."""
    at = 0
    while at < len(written):
        atom = _atom_at(written, at)
        if atom:
            yield atom
        at = atom.end if atom else at + 1


def end_at(written: str, at: int) -> Atom | None:
    """A day as only the end of a stretch is written: 「〜11-07」."""
    return next(_matching(ENDS, written, at, is_part=True), None)


def nested(written: str, today: date) -> list[Named]:
    """What a text names, each part within its whole."""
    named: list[Named] = []
    for atom in atoms(written):
        if not named or not atom.is_part:
            named.append(atom.read(today))
            continue
        gap = written[named[-1].end : atom.start]
        within = _OF.fullmatch(gap) and _within(named[-1], atom, gap)
        if within:
            named[-1] = within
            _share(named, atom, gap, written)
        else:
            named.append(_beside(named[-1], atom, gap, today))
    return named


RANGE: Final = re.compile(r"\s*(から|〜|-|−|–|―|より|\.\.)\s*")
_OF: Final = re.compile(r"\s*(?:の|、|,)?\s*")
_AND: Final = re.compile(r"\s*(?:と|や|、|,|・|および|及び|and)\s*")
_SENTENCE_ENDS: Final = re.compile(r"[。?!\n]")


def _within(before: Named, atom: Atom, gap: str) -> Named | None:
    """The part that stands directly behind its whole; None where it is none of it."""
    both = Unread(before.start, atom.end)
    if isinstance(before, Unread):
        return both
    is_of_a_day = before.period.days == 1 and "の" in gap  # it may be the end of 「11/1〜11/13の金曜」
    inside = [] if is_of_a_day else atom.inside(before.period)
    if len(inside) > 1:
        return both
    wholes = (before.period, *before.wholes)
    return Found(inside[0], before.start, atom.end, wholes) if inside else None


def _share(named: list[Named], atom: Atom, gap: str, written: str) -> None:
    """「去年と今年の11月」: what is said of the last whole of a list is said of each; perhaps, without の."""
    *others, last = named
    kind = last.wholes[0].kind if isinstance(last, Found) else PeriodKind.DAYS
    for at, one in reversed(list(enumerate(others))):
        is_listed = _AND.fullmatch(written[one.end : named[at + 1].start])
        if kind is PeriodKind.DAYS or not is_listed or isinstance(one, Unread) or one.period.kind is not kind:
            return
        within = _within(one, atom, gap) if "の" in gap else None
        named[at] = within or Unread(one.start, atom.end)
        named[at] = replace(named[at], end=one.end)


def _beside(before: Named, atom: Atom, gap: str, today: date) -> Named:
    """A part that does not stand within what is before it: the end of a stretch, or of the same whole."""
    if isinstance(before, Unread) or _SENTENCE_ENDS.search(gap):
        return atom.read(today)
    if RANGE.fullmatch(gap) and "より" not in gap:
        period = atom.after(before.period)
        return Found(period, atom.start, atom.end, before.wholes) if period else Unread(atom.start, atom.end)
    names_month = bool(atom.match.groupdict().get("m"))
    wholes = [one for one in before.wholes if one.kind is PeriodKind.YEAR or not names_month]
    if not wholes:
        return atom.read(today)
    inside = next(filter(None, map(atom.inside, wholes)), [])
    is_back = names_month and any(one.first < before.period.first for one in inside)  # 「去年の12月と1月」
    if len(inside) != 1 or is_back:
        return Unread(atom.start, atom.end)
    return Found(inside[0], atom.start, atom.end, before.wholes)


def _atom_at(written: str, at: int) -> Atom | None:
    return next(
        (
            atom
            for readings, is_part in ((READINGS, False), (PARTS, True))
            for atom in _matching(readings, written, at, is_part=is_part)
        ),
        None,
    )


def _matching(readings: Readings, written: str, at: int, *, is_part: bool) -> Iterator[Atom]:
    matches = ((pattern.match(written, at), reading) for pattern, reading in readings)
    return (Atom(match, reading, is_part) for match, reading in matches if match and match.end() > at)


def _days(first: date, last: date) -> Iterator[date]:
    """One of each week: from no other day of it does a part mean another that lies within."""
    yield from (first + WEEK * number for number in range((last - first).days // WEEK.days + 1))
    yield last
