"""Which two stretches of dates a question compares."""

from datetime import date, timedelta
from functools import reduce

from shared.analytics.periods import (
    WEEK,
    YEAR_OF_WEEKS,
    NoPeriod,
    Period,
    around,
    between,
    shifted,
    whole,
)
from shared.asked_dates import NotUnderstood, counted_from
from shared.words import PeriodKind
from stream.chat.rules.marks import Mark
from stream.chat.rules.noticing import Named
from stream.chat.rules.reading import Reading


def compared(reading: Reading, today: date) -> tuple[Period | None, Period | None]:
    """The stretch and the one it is compared with; None: those of the page, and the one before."""
    mains = [named for named in reading.periods if not named.is_base]
    others = [*(named for named in reading.periods if named.is_base), *mains[1:]]
    main = whole(mains[0].period) if mains else None
    try:
        return _with_other(main, others[0], reading, today) if others else _with_usual(main, reading, today)
    except (NoPeriod, NotUnderstood):  # before there was anything; the tool refuses a stretch beside itself
        return main, main


def _with_other(main: Period | None, other: Named, reading: Reading, today: date) -> tuple[Period, Period]:
    main = main or like_of_today(whole(other.period), today)
    if reading.has(Mark.SAME_TIME) and main.first <= today < main.last:
        main = between(main.first, today)
    return _beside_each_other(main, other)


def _beside_each_other(main: Period, other: Named) -> tuple[Period, Period]:
    """What is said of the first is counted from it: 「先月は前月より」."""
    base = whole(counted_from(other.words, main) or other.period)
    if other.is_base:
        return main, _aligned(base, main)
    earlier, later = sorted((base, main), key=lambda period: period.first)
    return later, earlier


def _with_usual(main: Period | None, reading: Reading, today: date) -> tuple[Period | None, Period | None]:
    if reading.has(Mark.YEAR_BEFORE):
        main = main or shifted(PeriodKind.MONTH, today, 0)
        return main, year_before(main)
    is_a_week_before = reading.has(Mark.BEFORE) and reading.has(Mark.WEEK_BEFORE)
    if main and is_a_week_before and main.days <= WEEK.days:
        return main, whole(between(main.first - WEEK, main.last - WEEK))
    return _beside_the_one_before(main, reading, today)


def _beside_the_one_before(
    main: Period | None, reading: Reading, today: date
) -> tuple[Period | None, Period | None]:
    if main is None and reading.has(Mark.BEFORE, Mark.CHANGE):
        main = _usual(reading, today)
    is_open = main is not None and main.first <= today < main.last
    return _so_far(main, today) if main and is_open else (main, None)


def _usual(reading: Reading, today: date) -> Period:
    """The stretch of today's for which 前日比, 前週比 or 前月比 is asked."""
    if reading.has(Mark.BEFORE) and reading.has(Mark.DAY_BEFORE):
        return between(today, today)
    is_week = reading.has(Mark.BEFORE) and reading.has(Mark.WEEK_BEFORE)
    return shifted(PeriodKind.WEEK if is_week else PeriodKind.MONTH, today, 0)


def like_of_today(base: Period, today: date) -> Period:
    """The stretch of today's that is like `base`: of last week this week."""
    if base.kind is PeriodKind.DAYS:
        return between(today - timedelta(days=base.days - 1), today)
    return around(base.kind, today)


def year_before(period: Period) -> Period:
    """The same month, or the same year, a year before; of other stretches the same weekdays."""
    if period.kind is PeriodKind.MONTH:
        return around(PeriodKind.MONTH, period.first.replace(year=period.first.year - 1))
    if period.kind is PeriodKind.YEAR:
        return period.before
    return whole(between(period.first - YEAR_OF_WEEKS, period.last - YEAR_OF_WEEKS))


def _aligned(base: Period, main: Period) -> Period:
    """What of a longer base is like `main`: this month against last year is against the same month."""
    years = main.first.year - base.first.year
    if base.kind is PeriodKind.YEAR and main.kind is not PeriodKind.YEAR and years > 0:
        return reduce(lambda period, _: year_before(period), range(years), main)
    if base.kind is PeriodKind.WEEK and main.days < WEEK.days:
        back = around(PeriodKind.WEEK, main.first).first - base.first
        return between(main.first - back, main.last - back)
    is_of_a_month = main.kind is PeriodKind.DAYS and main.days > 1 and main.first.day == 1
    if base.kind is PeriodKind.MONTH and is_of_a_month:
        return between(base.first, min(base.first + (main.last - main.first), base.last))
    return base


def _so_far(main: Period, today: date) -> tuple[Period, Period]:
    """A stretch that goes on is compared up to today, with as much of the one before."""
    before = main.before
    days = (today - main.first).days
    last = min(before.first + timedelta(days=days), before.last)
    return between(main.first, today), between(before.first, last)
