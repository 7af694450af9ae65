"""Stretches of business dates as people say them in Japanese (先週, 1/24, 昨年同月), and in ISO 8601.

All of it is pure: `today` is the business date of who asks. A day and a month without a year are the last
ones that have begun, but a day of the current month is this month's. Weeks begin on Monday.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.analytics.periods import WEEK, YEAR_OF_WEEKS, NoPeriod, Period, around, between, shifted
from shared.date_phrases import READINGS, plain
from shared.dates import month_of
from shared.words import PeriodKind


class NotUnderstood(ValueError):
    """No stretch of dates is named."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of dates that a text names; `start` and `end` are its place in `plain(text)`."""

    period: Period
    start: int
    end: int


def period_of(text: str, today: date) -> Period:
    """The stretch that the whole of `text` is about: the first that it names.

    Raises:
        NotUnderstood: it names none, or one outside of the years 2000 to 2099 or longer than two years.
    """
    named = found_in(text, today)
    if not named:
        raise NotUnderstood(text)
    return named[0].period


def found_in(text: str, today: date) -> list[Found]:
    """All stretches that `text` names, in order; 「11/1〜15日」 and 「先週から今週まで」 are one each."""
    written = plain(text)
    found = list(_atoms(written, today))
    return list(_joined(written, found, today))


def beside(text: str, period: Period, today: date) -> Period:
    """What a period is compared with: 前年, 昨年同月, 前月, 前週, 前期 are counted from it, others not.

    Of weeks and days the year before is 364 days before (前年同曜日).

    Raises:
        NotUnderstood: as `period_of`.
    """
    written = plain(text).strip()
    try:
        if _YEAR_BEFORE.fullmatch(written):
            return _year_before(period)
        if _WEEK_BEFORE.fullmatch(written) and period.days < WEEK.days:
            return between(period.first - WEEK, period.last - WEEK)
        before = _ONE_BEFORE.fullmatch(written)
        if before and before["kind"] in {None, _KINDS.get(period.kind)}:
            return period.before
    except NoPeriod:
        raise NotUnderstood(text) from None
    return period_of(text, today)


_YEAR_BEFORE: Final = re.compile(
    r"(?:(?:昨年|前年|去年|1年前)"
    r"(?:の?(?:同月|同期|同週|同日|同曜日?|同時期|同じ(?:月|期間|時期|週|曜日?)|今頃|今ごろ))?"
    r"|昨対|前の年)(?:比|対比)?"
)
_WEEK_BEFORE: Final = re.compile(r"(?:前週|先週|前の週)(?:の?(?:同曜日?|同じ曜日?))?(?:比)?")
_ONE_BEFORE: Final = re.compile(r"(?:(?:前の?|1つ前の?|直前の?)(?P<kind>月|週|日)?(?:期間?)?)(?:比)?")
_KINDS: Final = {PeriodKind.MONTH: "月", PeriodKind.WEEK: "週", PeriodKind.DAYS: "日"}


def _year_before(period: Period) -> Period:
    if period.kind is PeriodKind.MONTH:
        return shifted(PeriodKind.MONTH, period.first, -12)
    if period.kind is PeriodKind.YEAR:
        return period.before
    first, last = period.first - YEAR_OF_WEEKS, period.last - YEAR_OF_WEEKS
    return around(PeriodKind.WEEK, first) if period.kind is PeriodKind.WEEK else between(first, last)


def _atoms(written: str, today: date) -> Iterator[Found]:
    """What is named; of a phrase that names no stretch (2月30日, 上期) no part is read as another date."""
    at = 0
    while at < len(written):
        period, end = _at(written, at, today)
        if period:
            yield Found(period, at, end)
        at = end


def _at(written: str, at: int, today: date) -> tuple[Period | None, int]:
    """What is named there, and where it is read on."""
    for pattern, reading in READINGS:
        match = pattern.match(written, at)
        if match and match.end() > at:
            try:
                return reading(match, today), match.end()
            except (ValueError, OverflowError):  # no such day, or no such period
                return None, match.end()
    return None, at + 1


_TO: Final = re.compile(r"\s*(?:から|〜|-|−|–|―|より|\.\.)\s*")
_UNTIL: Final = re.compile(r"\s*(?:まで|の間)")
_WEEK_OF: Final = re.compile(r"(?:の|を含む)週")
_SINCE: Final = re.compile(r"\s*(?:に入ってから|以降|以来|から(?:今日まで|これまで|今まで)?)")
_SHORT_DAY: Final = re.compile(r"(\d{1,2})日?(?!\d|月|/|件|人|名|円|%)")


def _joined(written: str, atoms: list[Found], today: date) -> Iterator[Found]:
    rest = [_of_week(written, atom) for atom in atoms]
    while rest:
        first = rest.pop(0)
        link = _TO.match(written, first.end)
        if link:
            other = rest[0] if rest and rest[0].start == link.end() else None
            end = _end_of(written, first, link.end(), other, today)
            if end:
                rest = [atom for atom in rest if atom.start >= end.end]
                yield end
                continue
        yield _since(written, first, today)


def _end_of(written: str, first: Found, at: int, other: Found | None, today: date) -> Found | None:
    """`first` up to what stands at `at`: another stretch, or the bare day of the same month."""
    short = _SHORT_DAY.match(written, at)
    try:
        if short and (other is None or written[other.start : other.end].rstrip("日").isdigit()):
            last, end = first.period.first.replace(day=int(short[1])), short.end()
        elif other:
            last, end = other.period.last, other.end
        else:
            return None
        if last < first.period.first and last.year == first.period.first.year - 1:
            last = _a_year_later(last)  # 11月〜12月, in November
        period = between(first.period.first, last)
    except (NoPeriod, ValueError):
        return None
    until = _UNTIL.match(written, end)
    return Found(period, first.start, until.end() if until else end)


def _of_week(written: str, named: Found) -> Found:
    """「11/16の週」 is the whole week of the day."""
    week = _WEEK_OF.match(written, named.end)
    if not week or named.period.days > 1:
        return named
    return Found(around(PeriodKind.WEEK, named.period.first), named.start, week.end())


def _a_year_later(day: date) -> date:
    is_last = day == month_of(day)[1]
    later = day.replace(year=day.year + 1, day=min(day.day, 28))
    return month_of(later)[1] if is_last else later.replace(day=day.day)


def _since(written: str, named: Found, today: date) -> Found:
    """「11/1以降」 goes up to today."""
    since = _SINCE.match(written, named.end)
    if not since or named.period.first > today:
        return _until(written, named)
    try:
        return Found(between(named.period.first, today), named.start, since.end())
    except NoPeriod:
        return named


def _until(written: str, named: Found) -> Found:
    """「昨日まで」 is of its month: from the first on."""
    until = _TO_A_DAY.match(written, named.end)
    if not until or named.period.days > 1:
        return named
    return Found(between(named.period.first.replace(day=1), named.period.last), named.start, until.end())


_TO_A_DAY: Final = re.compile(r"\s*まで(?!に)")
