"""Stretches of business dates as people say them in Japanese (先週, 1/24, 昨年同月), and in ISO 8601.

All of it is pure: `today` is the business date of who asks. A day and a month without a year are the last
ones that have begun, but a day of the current month is this month's. Weeks begin on Monday. What is said
within something longer is of it (`shared.date_parts`), and the end of a stretch follows its beginning.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from shared.analytics.periods import DAY, WEEK, YEAR_OF_WEEKS, NoPeriod, Period, around, between, shifted
from shared.date_ends import ended, of_holiday, of_week
from shared.date_parts import Found, Named, Unread, atoms, is_inside, nested, wholes_of
from shared.date_phrases import months_before, plain
from shared.words import PeriodKind


class NotUnderstood(ValueError):
    """No stretch of dates is named, or one that is none."""


def period_of(text: str, today: date) -> Period:
    """The stretch that the whole of `text` is about.

    Raises:
        NotUnderstood: it names none, one outside of the years 2000 to 2099 or longer than two years, two
            that are not the same, or only a part of one: 「今月の平日」.
    """
    named = named_in(text, today)
    found = [one.period for one in named if isinstance(one, Found)]
    if not found or len(found) < len(named) or len({(one.first, one.last) for one in found}) > 1:
        raise NotUnderstood(text)
    if not _FILLING.fullmatch(_without(plain(text), named)):
        raise NotUnderstood(text)
    return found[0]


def _without(written: str, named: list[Named]) -> str:
    for one in reversed(named):
        written = f"{written[: one.start]} {written[one.end :]}"
    return written


_FILLING: Final = re.compile(
    r"(?:\W|[のはにをがもでと分度中間頃]|から|まで|だけ|のみ|ごろ|くらい|ぐらい|全体|全部|全て|すべて|まるごと|丸ごと|いっぱい|"
    r"ずっと|現在|時点|これまで|ここまで|今まで|ここ|通年|営業|売上|客数|客単価|違算|クレーム|日報|の?期間|1(?:日|週|年|か月|ヶ月)間?|営業日|"
    r"(?i:\b(?:the|of|for|in|on|during|whole|all)\b))*"
)


def named_in(text: str, today: date) -> list[Named]:
    """All that `text` names, in order; 「11/1〜15日」 and 「先週から今週まで」 are one stretch each.

    Of what is none no part is taken for another: 「11/1〜31」 is not that one day.
    """
    written = plain(text)
    return list(_joined(written, nested(written, today), today))


def continued(text: str, period: Period, today: date) -> str:
    """The text as it is meant after one about `period`: 「15日は？」 after 「先月は？」 is the 15th of that.

    So is what may lie in its week, month or year, unless that is still to come.
    """
    written = plain(text)
    part = next(atoms(written), None)
    if part is None or not part.is_part:
        return text
    wholes = [period, *wholes_of(period, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR)]
    inside = next(filter(None, map(part.inside, wholes)), [])
    alone = part.on(today)
    if not inside or alone in inside or (len(inside) == 1 and inside[0].first > today):
        return text
    since = _SINCE_THEN.match(written, part.end) if len(inside) == 1 else None
    if len(inside) > 1:
        said = f"{dated(period)}の{part.match[0]}"
    else:
        said = dated(between(inside[0].first, max(inside[0].last, period.last)) if since else inside[0])
    return f"{written[: part.start]}{said}{_APART.sub(' ', written[since.end() if since else part.end :])}"


def dated(period: Period) -> str:
    """The period as `period_of` reads it again."""
    return f"{period.first}" if period.days == 1 else f"{period.first}..{period.last}"


def beside(text: str, period: Period, today: date) -> Period:
    """What a period is compared with: 前年, 昨年同月, 前月, 前週, 前期 are counted from it, others not.

    Of weeks and days the year before is 364 days before (前年同曜日).

    Raises:
        NotUnderstood: as `period_of`.
    """
    return counted_from(text, period) or period_of(text, today)


def counted_from(text: str, period: Period) -> Period | None:
    """What `text` says of `period`: 前年, 前月; None where it is counted from today.

    Raises:
        NotUnderstood: it would begin before the year 2000.
    """
    written = plain(text).strip()
    try:
        if written in _YEARS_FROM_TODAY and period.kind is PeriodKind.YEAR:
            return None
        if _YEAR_BEFORE.fullmatch(written):
            return _year_before(period, is_by_date=bool(_SAME_DATE.fullmatch(written)))
        if _WEEK_BEFORE.fullmatch(written) and period.days < WEEK.days:
            return between(period.first - WEEK, period.last - WEEK)
        before = _ONE_BEFORE.fullmatch(written)
        if before and before["kind"] in {None, _KINDS.get(period.kind)}:
            return period.before
        return _of_the_one_before(before["kind"], period) if before else _next(written, period.last)
    except NoPeriod:
        raise NotUnderstood(text) from None


_YEAR_BEFORE: Final = re.compile(
    r"(?:(?:昨年|前年|去年|1年前)"
    r"(?:の?(?:同月|同期|同週|同日|同曜日?|同時期|同じ(?:月|期間|時期|週|日|曜日?)|今頃|今ごろ))?"
    r"|昨対|前の年)(?:比|対比)?"
)
MONTHS: Final = 12  # of a year
_YEARS_FROM_TODAY: Final = {"昨年", "去年", "1年前"}
_WEEK_BEFORE: Final = re.compile(r"(?:前週|先週|前の週)(?:の?(?:同曜日?|同じ曜日?))?(?:比)?")
_ONE_BEFORE: Final = re.compile(r"(?:(?:前の?|1つ前の?|直前の?)(?P<kind>月|週|日)?(?:期間?)?)(?:比)?")
_SAME_DATE: Final = re.compile(r"(?:昨年|前年|去年|1年前)の?(?:同日|同じ日)")
_ONE_AFTER: Final = re.compile(r"(?:翌|次の)(?P<kind>月|週|日)")
_KINDS: Final = {PeriodKind.MONTH: "月", PeriodKind.WEEK: "週", PeriodKind.DAYS: "日"}


def _of_the_one_before(kind: str, period: Period) -> Period:
    """The month, week or day before that in which it begins: 「前月」 of a week."""
    if kind == "日":
        return between(period.first - DAY, period.first - DAY)
    return shifted(PeriodKind.MONTH if kind == "月" else PeriodKind.WEEK, period.first, -1)


def _next(written: str, last: date) -> Period | None:
    """「翌月」, the one after that in which it ends; None where it is something else."""
    after = _ONE_AFTER.fullmatch(written)
    if after is None:
        return None
    if after["kind"] == "日":
        return between(last + DAY, last + DAY)
    return shifted(PeriodKind.MONTH if after["kind"] == "月" else PeriodKind.WEEK, last, 1)


def _year_before(period: Period, *, is_by_date: bool) -> Period:
    if period.kind is PeriodKind.MONTH:
        return shifted(PeriodKind.MONTH, period.first, -MONTHS)
    if period.kind is PeriodKind.YEAR:
        return period.before
    if is_by_date and period.kind is PeriodKind.DAYS:
        return between(months_before(period.first, MONTHS), months_before(period.last, MONTHS))
    first, last = period.first - YEAR_OF_WEEKS, period.last - YEAR_OF_WEEKS
    return around(PeriodKind.WEEK, first) if period.kind is PeriodKind.WEEK else between(first, last)


_SINCE_THEN: Final = re.compile(r"\s*(?:以降|以後|から|〜)(?=[はもの、。?\s]|$)")
_APART: Final = re.compile(r"^(?=\d)")
_BASE: Final = re.compile(r"\s*(?:との?比|との?差|とくらべ|との|より|に比|に対|比)")
_PART_UNREAD: Final = re.compile(
    r"の?同じ?(?:日|月|週|曜)|の?残り(?:の(?!目標|予算|ノルマ)|分の|期間|日)|の?最[初後終]の?[\d日月火水木金土週営]"
    r"|の(?:前半|後半|半ば|初旬|[上中下]旬|(?:初|はじ)め(?!て)|終わり|末)"
)


def _joined(written: str, named: list[Named], today: date) -> Iterator[Named]:
    rest = [of_week(written, of_holiday(written, one)) for one in named]
    while rest:
        one = rest.pop(0)
        one = ended(written, one, rest, today)
        inner = _inner(written, one, [later for later in rest if later.start >= one.end])
        rest = [later for later in rest if later.start >= (inner or one).end]
        if inner:
            rest.insert(0, inner)
        else:
            yield one


def _inner(written: str, whole: Named, rest: list[Named]) -> Named | None:
    """What is said of a whole: 「今月の先週」 is last week, 「9月の前月」 August; 「去年の先週」 none."""
    unread = _PART_UNREAD.match(written, whole.end)
    if unread:
        return Unread(whole.start, unread.end())
    gap = written[whole.end : rest[0].start].strip() if rest else None
    if gap not in {"", "の"} or _BASE.match(written, rest[0].end):
        return None
    part = rest[0]
    begun = _begun(written, whole, part)
    if begun or not gap:
        return begun
    said = None
    if isinstance(whole, Found) and isinstance(part, Found) and not part.is_part:
        with suppress(NotUnderstood):
            is_of_it = is_inside(part.period, whole.period)
            said = part.period if is_of_it else counted_from(written[part.start : part.end], whole.period)
    return Found(said, whole.start, part.end) if said else Unread(whole.start, part.end)


def _begun(written: str, whole: Named, part: Named) -> Found | None:
    """「今年の昨日まで」, 「今月昨日まで」: from where the whole begins."""
    until = _TO.match(written, part.end)
    if not until or isinstance(whole, Unread) or isinstance(part, Unread):
        return None
    if not is_inside(part.period, whole.period):
        return None
    return Found(between(whole.period.first, part.period.last), whole.start, until.end())


_TO: Final = re.compile(r"\s*まで(?!に|の?(?:直近|過去)?の?\d)")
