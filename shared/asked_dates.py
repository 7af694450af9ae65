"""Stretches of business dates as people say them in Japanese (先週, 1/24, 昨年同月), and in ISO 8601.

All of it is pure: `today` is the business date of who asks. A day and a month without a year are the last
ones that have begun, but a day of the current month is this month's. Weeks begin on Monday.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shared.analytics.periods import WEEK, YEAR_OF_WEEKS, NoPeriod, Period, around, between, shifted
from shared.date_phrases import READINGS, plain
from shared.dates import month_of
from shared.words import PeriodKind


class NotUnderstood(ValueError):
    """No stretch of dates is named, or one that is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of dates that a text names; `start` and `end` are its place in `plain(text)`."""

    period: Period
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unread:
    """What names no stretch that may be asked (2月30日, 2019年以降, 上期), and its place in `plain(text)`."""

    start: int
    end: int


def period_of(text: str, today: date) -> Period:
    """The stretch that the whole of `text` is about: the first that it names.

    Raises:
        NotUnderstood: it names none, or one outside of the years 2000 to 2099 or longer than two years.
    """
    match named_in(text, today):
        case [Found(period), *_]:
            return period
    raise NotUnderstood(text)


def named_in(text: str, today: date) -> list[Found | Unread]:
    """All that `text` names, in order; 「11/1〜15日」 and 「先週から今週まで」 are one stretch each.

    Of what is none no part is taken for another: 「11/1〜31」 is not that one day.
    """
    written = plain(text)
    return list(_joined(written, list(_atoms(written, today)), today))


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


def _atoms(written: str, today: date) -> Iterator[Found | Unread]:
    at = 0
    while at < len(written):
        named = _at(written, at, today)
        if named:
            yield named
        at = named.end if named else at + 1


def _at(written: str, at: int, today: date) -> Found | Unread | None:
    for pattern, reading in READINGS:
        match = pattern.match(written, at)
        if match and match.end() > at:
            try:
                return Found(reading(match, today), at, match.end())
            except (ValueError, OverflowError):  # no such day, or no such period
                return Unread(at, match.end())
    return None


_THAN: Final = "より"
_TO: Final = re.compile(rf"\s*(から|〜|-|−|–|―|{_THAN}|\.\.)\s*")
_UNTIL: Final = re.compile(r"\s*(?:まで|の間)")
_WEEK_OF: Final = re.compile(r"(?:の|を含む)週")
_SINCE: Final = re.compile(r"\s*(?:に入ってから|以降|以来|から(?:今日まで|これまで|今まで)?)")
_COUNTED: Final = "[月年週時分秒件人名円個回杯品枚本皿台席卓組度歳割点種箱袋食万千百ヶケキ%/a-z]|か[月所年]"
_SO_MANY_DAYS: Final = re.compile(r"(\d{1,3})日間")
_SHORT_DAY: Final = re.compile(rf"(\d{{1,2}})(?:日(?!間)|(?![\d日]|{_COUNTED}))")


def _joined(written: str, atoms: list[Found | Unread], today: date) -> Iterator[Found | Unread]:
    rest = [_of_week(written, atom) for atom in atoms]
    while rest:
        first = rest.pop(0)
        link = _TO.match(written, first.end)
        if link:
            other = rest[0] if rest and rest[0].start == link.end() else None
            whole = _end_of(written, first, link, other)
            if whole:
                rest = [atom for atom in rest if atom.start >= whole.end]
                yield whole
                continue
        yield _since(written, first, today)


def _end_of(
    written: str, first: Found | Unread, link: re.Match[str], other: Found | Unread | None
) -> Found | Unread | None:
    """`first` up to what stands after `link`; None where that is neither a stretch nor a bare day."""
    to = _bare_day(written, first, link.end(), other) or other
    if not to:
        return None
    until = _UNTIL.match(written, to.end)
    unread = Unread(first.start, until.end() if until else to.end)
    if isinstance(first, Unread) or isinstance(to, Unread):
        return unread
    last = to.period.last
    if last < first.period.first and last.year == first.period.first.year - 1:
        last = _a_year_later(last)  # 11月〜12月, in November
    try:
        return Found(between(first.period.first, last), unread.start, unread.end)
    except NoPeriod:
        return None if link[1] == _THAN else unread


def _bare_day(
    written: str, first: Found | Unread, at: int, other: Found | Unread | None
) -> Found | Unread | None:
    """「15日」 of the month in which `first` begins; with 「10日間」 the last of so many days."""
    counted = _SO_MANY_DAYS.match(written, at)
    day = counted or _SHORT_DAY.match(written, at)
    is_other = other and not counted and not written[other.start : other.end].rstrip("日").isdigit()
    if not day or is_other or isinstance(first, Unread):
        return None
    begun, number = first.period.first, int(day[1])
    try:
        last = begun + timedelta(days=number - 1) if counted else begun.replace(day=number)
        return Found(between(last, last), day.start(), day.end())
    except ValueError:  # no such day
        return Unread(day.start(), day.end())


def _of_week(written: str, named: Found | Unread) -> Found | Unread:
    """「11/16の週」 is the whole week of the day."""
    week = _WEEK_OF.match(written, named.end)
    if not week or isinstance(named, Unread) or named.period.days > 1:
        return named
    return Found(around(PeriodKind.WEEK, named.period.first), named.start, week.end())


def _a_year_later(day: date) -> date:
    is_last = day == month_of(day)[1]
    later = day.replace(year=day.year + 1, day=min(day.day, 28))
    return month_of(later)[1] if is_last else later.replace(day=day.day)


def _since(written: str, named: Found | Unread, today: date) -> Found | Unread:
    """「11/1以降」 goes up to today."""
    if isinstance(named, Unread):
        return named
    since = _SINCE.match(written, named.end)
    if not since or named.period.first > today:
        return _until(written, named)
    try:
        return Found(between(named.period.first, today), named.start, since.end())
    except NoPeriod:
        return Unread(named.start, since.end())


def _until(written: str, named: Found) -> Found:
    """「昨日まで」 is of its month: from the first on."""
    until = _TO_A_DAY.match(written, named.end)
    if not until or named.period.days > 1:
        return named
    return Found(between(named.period.first.replace(day=1), named.period.last), named.start, until.end())


_TO_A_DAY: Final = re.compile(r"\s*まで(?!に)")
