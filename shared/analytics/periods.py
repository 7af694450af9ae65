"""Stretches of business dates, and the stretches that they are compared with. Weeks begin on Monday."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from shared.dates import month_of
from shared.words import Against, PeriodKind

LONGEST = 731  # days: two years, one of them a leap year
OLDEST, NEWEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_DAYS_DRAWN = 92  # a longer stretch is told by months
WEEK, YEAR_OF_WEEKS = timedelta(days=7), timedelta(days=364)
DAY = timedelta(days=1)


class NoPeriod(ValueError):
    """No such stretch: it ends before it begins, is longer than `LONGEST`, or leaves the years 2000-2099."""


@dataclass(frozen=True, slots=True)
class Base:
    """The business dates `first` to `last` that a period is compared with.

    A date stands beside the one that is `shift_years` and then `shift_days` later.
    """

    first: date
    last: date
    shift_days: int
    shift_years: int = 0

    def until(self, through: date) -> "Period | None":
        """Its part up to the date that stands beside `through`, as `spans` cuts it: beside 29 February is the
        28th of a year before. None where that is before it begins."""
        year = through.year - self.shift_years
        day = min(through.day, monthrange(year, through.month)[1])
        last = min(self.last, through.replace(year=year, day=day) - timedelta(days=self.shift_days))
        return between(self.first, last) if last >= self.first else None


@dataclass(frozen=True, slots=True)
class Period:
    """The business dates `first` to `last`, both of them in it. Made by `around`, `shifted` and `between`."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many business dates it has."""
        return (self.last - self.first).days + 1

    @property
    def grain(self) -> str:
        """`day` or `month`: what one point of its charts stands for."""
        return "day" if self.days <= MOST_DAYS_DRAWN else "month"

    @property
    def before(self) -> "Period":
        """The one before, as long. Raises `NoPeriod` before the year 2000."""
        return _beside(self, -1)

    @property
    def after(self) -> "Period":
        """The one after, as long. Raises `NoPeriod` after the year 2099."""
        return _beside(self, 1)

    def base(self, against: Against) -> Base | None:
        """What it is compared with; None where that is a goal, or would begin before the year 2000.

        前週同曜日 is 7 days before, 前年同曜日 364. 前期 is the period before: its days stand beside ours by
        their place in it, its months (of a year) by their name.
        """
        if against is Against.GOAL:
            return None
        if against is Against.BEFORE:
            return self._base_before()
        shift = WEEK if against is Against.LAST_WEEK else YEAR_OF_WEEKS
        first = self.first - shift
        return Base(first, self.last - shift, shift.days) if first >= OLDEST else None

    def _base_before(self) -> Base | None:
        try:
            before = self.before
        except NoPeriod:
            return None
        if self.kind is PeriodKind.YEAR:
            return Base(before.first, before.last, 0, 1)
        return Base(before.first, before.last, (self.first - before.first).days)


def around(kind: PeriodKind, day: date) -> Period:
    """The week, month or year in which `day` lies; of `DAYS`, that one day. Raises `NoPeriod`."""
    _day(day.toordinal())
    if kind is PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return _checked(kind, monday, monday + WEEK - DAY)
    if kind is PeriodKind.MONTH:
        return _checked(kind, *month_of(day))
    if kind is PeriodKind.YEAR:
        return _checked(kind, date(day.year, 1, 1), date(day.year, 12, 31))
    return _checked(kind, day, day)


def shifted(kind: PeriodKind, today: date, offset: int) -> Period:
    """The week, month or year that is `offset` ones after today's (before it when negative).

    Raises `NoPeriod`, also for `DAYS`, which have no neighbours by number.
    """
    if kind is PeriodKind.DAYS or abs(offset) > NEWEST.toordinal():
        raise NoPeriod
    if kind is PeriodKind.WEEK:
        return around(kind, _day(today.toordinal() + 7 * offset))
    months = today.year * 12 + today.month - 1 + offset * (12 if kind is PeriodKind.YEAR else 1)
    if not OLDEST.year * 12 <= months < (NEWEST.year + 1) * 12:
        raise NoPeriod
    return around(kind, date(months // 12, months % 12 + 1, 1))


def between(first: date, last: date) -> Period:
    """A free stretch. Raises `NoPeriod`."""
    return _checked(PeriodKind.DAYS, first, last)


def whole(period: Period) -> Period:
    """A free stretch that is a whole month, week or year is that one; any other is itself."""
    for kind in (PeriodKind.MONTH, PeriodKind.WEEK, PeriodKind.YEAR):
        try:
            like = around(kind, period.first)
        except NoPeriod:
            continue
        if (like.first, like.last) == (period.first, period.last):
            return like
    return period


def _beside(period: Period, step: int) -> Period:
    if period.kind is PeriodKind.DAYS:
        first = _day(period.first.toordinal() + step * period.days)
        return between(first, _day(first.toordinal() + period.days - 1))
    return around(period.kind, _day((period.last if step > 0 else period.first).toordinal() + step))


def _day(ordinal: int) -> date:
    if not OLDEST.toordinal() <= ordinal <= NEWEST.toordinal():
        raise NoPeriod
    return date.fromordinal(ordinal)


def _checked(kind: PeriodKind, first: date, last: date) -> Period:
    if not OLDEST <= first <= last <= NEWEST or (last - first).days >= LONGEST:
        raise NoPeriod
    return Period(kind, first, last)
