"""The ends of stretches of dates: 「11/1〜15日」, 「先週から今週まで」, 「11/1以降」, 「昨日までの7日間」.

What is open and may be said of several (11月以前, "until October") is not read.
"""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from shared.analytics.periods import NoPeriod, Period, around, between, shifted
from shared.date_parts import RANGE, Found, Named, Unread, end_at
from shared.words import PeriodKind

_UNTIL: Final = re.compile(r"\s*(?:まで|の間)")
_WEEK_OF: Final = re.compile(r"(?:の|を含む)週(?!末)")
_HOLIDAY: Final = re.compile(r"の祝日")
_LINK: Final = re.compile(rf"(?:{RANGE.pattern})$")
_SINCE: Final = re.compile(
    r"\s*(?:に?入ってから|以降|以後|以来|から(?:今日まで|これまで|今まで)?|〜(?=[のは\s?。、)」]|$))"
)
# What is said of a stretch and is no stretch, or may be said of several.
_OPEN: Final = re.compile(
    r"\s*(?:以前|よりも?(?:前(?!の?[年月週日回期])|後(?!半)|先)|を?(?:除[いくけ]|のぞ[いく]|抜[いく])|以外)"
)
_OPENING: Final = re.compile(
    r"\b(?:before|after|by|until|till|through|up to|except(?: for)?|excluding|without)\s+$"
)
_FROM: Final = re.compile(r"\bfrom\s+$")
_COUNTED: Final = (
    "[月年週時分秒件人名円個回杯品枚本皿台席卓組度歳割点種箱袋食店位つ万千百ヶケキ%/a-z]|か[月所年]"
)
_SO_MANY: Final = re.compile(
    r"(?:(?P<days>\d{1,3})日間|\d{1,3}(?:週間?|(?:か|ヶ|カ|ヵ|ケ|箇)月間?|年間?))(?!間?前)"
)
_SHORT_DAY: Final = re.compile(rf"(\d{{1,2}})(?:日(?!間|前)|(?![\d日]|-\d|{_COUNTED}))")


def of_holiday(written: str, named: Named) -> Named:
    """「11月23日の祝日」 is that day; 「過去30日の祝日」 and 「11/1〜30日の祝日」 are some of them."""
    name = _HOLIDAY.match(written, named.end)
    is_day = isinstance(named, Found) and named.period.days == 1
    is_end = _LINK.search(written[: named.start])
    return replace(named, end=name.end()) if name and is_day and not is_end else named


def of_week(written: str, named: Named) -> Named:
    """「11/16の週」 is the whole week of the day; unread where that leaves the calendar."""
    week = _WEEK_OF.match(written, named.end)
    if not week or isinstance(named, Unread) or named.period.days > 1:
        return named
    try:
        return Found(around(PeriodKind.WEEK, named.period.first), named.start, week.end())
    except NoPeriod:
        return Unread(named.start, week.end())


def ended(written: str, one: Named, rest: list[Named], today: date) -> Named:
    """`one`, with the end that the text gives it, which may be the next of `rest`."""
    return _closed(written, _up_to(written, one, rest) or _since(written, one, today))


def _up_to(written: str, first: Named, rest: list[Named]) -> Named | None:
    """`first` up to what stands behind 「から」; None where that is neither a stretch nor a bare day."""
    link = RANGE.match(written, first.end)
    if not link:
        return None
    other = rest[0] if rest and rest[0].start == link.end() else None
    to = _bare_end(written, first, link.end(), other) or other
    until = _UNTIL.match(written, to.end) if to else None
    if not to or (link[1] == "より" and not until):  # 「先週より今週」 are two
        return None
    start, end = first.start, until.end() if until else to.end
    if isinstance(first, Found) and isinstance(to, Found):
        with suppress(NoPeriod):
            return Found(between(first.period.first, to.period.last), start, end)
    return Unread(start, end)


def _bare_end(written: str, first: Named, at: int, other: Named | None) -> Named | None:
    """An end that names a day only behind a beginning: 「〜11-15」, 「から10日間」, 「〜15」."""
    if isinstance(first, Unread):
        return None
    dashed = end_at(written, at)
    if dashed:
        last = dashed.after(first.period)
        return Found(last, at, dashed.end) if last else Unread(at, dashed.end)
    counted = _SO_MANY.match(written, at)
    return _last_of(counted, first) if counted else _bare_day(written, first, at, other)


def _last_of(counted: re.Match[str], first: Found) -> Named:
    """With 「10日間」 the last of so many; 「2週間」 is not read."""
    with suppress(NoPeriod, OverflowError):
        if counted["days"]:
            last = first.period.first + timedelta(days=int(counted["days"]) - 1)
            return Found(between(last, last), counted.start(), counted.end())
    return Unread(counted.start(), counted.end())


def _bare_day(written: str, first: Found, at: int, other: Named | None) -> Named | None:
    """「15日」 of the month in which the day `first` lies."""
    day = _SHORT_DAY.match(written, at)
    is_other = other and not written[other.start : other.end].rstrip("日").isdigit()
    if not day or is_other:
        return None
    if first.period.days > 1:  # 「2025/7-9」 may be said of months
        return Unread(at, day.end())
    with suppress(ValueError):  # no such day
        last = first.period.first.replace(day=int(day[1]))
        return Found(between(last, last), at, day.end())
    return Unread(at, day.end())


def _since(written: str, named: Named, today: date) -> Named:
    """「11/1以降」 goes up to today."""
    if isinstance(named, Unread):
        return named
    since = _SINCE.match(written, named.end)
    if not since or named.period.first > today:
        return _until(written, named, today)
    with suppress(NoPeriod):
        return Found(between(named.period.first, today), named.start, since.end())
    return Unread(named.start, since.end())


def _until(written: str, named: Found, today: date) -> Named:
    """「昨日まで」 is of its month: from the first on; 「昨日までの7日間」 are so many."""
    until, up_to = _TO_A_DAY.match(written, named.end), _UP_TO.search(written[: named.start])
    if not (until or up_to):
        return named
    start, end = up_to.start() if up_to else named.start, until.end() if until else named.end
    with suppress(NoPeriod, OverflowError):
        first = _first_of(until, named.period, today)
        return Found(between(first, named.period.last), start, end) if first else Unread(start, end)
    return Unread(start, end)


def _first_of(until: re.Match[str] | None, last: Period, today: date) -> date | None:
    """The first of what ends with `last`; None where nobody says when it begins: 「10月まで」.

    A day, and a part of this month, are of their month; 「今月まで」 and 「過去1年まで」 are as they say.
    """
    if until is None or not until["n"]:
        begins = last.last.replace(day=1)
        is_part = last.kind is PeriodKind.DAYS and last.first >= begins == today.replace(day=1)
        if last.days == 1 or (until and is_part):
            return begins
        return last.first if until and last.first <= today <= last.last else None
    count, unit = int(until["n"]), until["unit"]
    if unit[0] in "日週":
        return last.last - timedelta(days=count * (7 if unit[0] == "週" else 1) - 1)
    return shifted(PeriodKind.MONTH, last.first, 1 - count).first if last.kind is PeriodKind.MONTH else None


_UP_TO: Final = re.compile(r"(?<![ぁ-んー])〜\s*$")
_TO_A_DAY: Final = re.compile(
    r"\s*まで(?!に)(?:の?(?:直近|過去)?の?(?P<n>\d{1,3})(?P<unit>日間|週間|(?:か|ヶ|カ|ヵ|ケ|箇)月間?))?"
)


def _closed(written: str, named: Named) -> Named:
    """Of 「11月以前」, 「土日以外」 or "until October" the stretch is not told that stands in it."""
    behind, before = _OPEN.match(written, named.end), _OPENING.search(written[: named.start])
    if isinstance(named, Found) and named.period.kind is PeriodKind.MONTH and written[named.start].isdigit():
        before = before or _FROM.search(written[: named.start])
    if not (behind or before):
        return named
    return Unread(before.start() if before else named.start, behind.end() if behind else named.end)
