"""Stretches of business dates: their edges, their neighbours, and what stands beside each day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analytics.periods import NoPeriod, Period, around, between, shifted, whole
from shared.words import Against, PeriodKind

DAYS = st.dates(date(2001, 2, 1), date(2098, 11, 30))
# Of the longest stretch (two years), that the one before it lies within the years that there are, too.
FIRSTS_OF_STRETCHES = st.dates(date(2002, 1, 1), date(2097, 12, 31))
KINDS = st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR])


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.WEEK, date(2026, 11, 16), date(2026, 11, 22)),
        (PeriodKind.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_sunday_lies_at_the_end_of_its_week(kind, first, last):
    period = around(kind, date(2026, 11, 22))
    assert (period.first, period.last) == (first, last)


def test_around_a_single_day_there_is_that_day():
    day = date(2026, 11, 22)
    assert around(PeriodKind.DAYS, day) == between(day, day)


def test_february_of_a_leap_year_has_29_days():
    assert around(PeriodKind.MONTH, date(2028, 2, 3)).days == 29
    assert around(PeriodKind.YEAR, date(2028, 2, 3)).days == 366


@given(KINDS, DAYS)
def test_before_and_after_lead_back_and_leave_no_day_out(kind, day):
    period = around(kind, day)
    assert period.first <= day <= period.last
    assert period.before.last + timedelta(days=1) == period.first
    assert period.after.before == period


@given(KINDS, st.dates(date(2030, 1, 1), date(2070, 1, 1)), st.integers(-20, 20))
def test_an_offset_is_that_many_steps(kind, day, offset):
    period = around(kind, day)
    for _ in range(abs(offset)):
        period = period.after if offset > 0 else period.before
    assert shifted(kind, day, offset) == period


@given(FIRSTS_OF_STRETCHES, st.integers(1, 731))
def test_a_free_stretch_moves_by_its_own_length(first, days):
    period = between(first, first + timedelta(days=days - 1))
    assert period.days == days
    assert (period.before.last + timedelta(days=1), period.before.days) == (first, days)


@given(KINDS, DAYS)
def test_a_free_stretch_that_is_a_whole_one_is_that_one(kind, day):
    period = around(kind, day)
    assert whole(between(period.first, period.last)) == period


@given(FIRSTS_OF_STRETCHES, st.integers(1, 731))
def test_any_other_free_stretch_keeps_its_days(first, days):
    stretch = between(first, first + timedelta(days=days - 1))
    found = whole(stretch)
    assert (found.first, found.last) == (stretch.first, stretch.last)
    assert found == stretch or found == around(found.kind, first)


@given(KINDS, DAYS, st.sampled_from([Against.LAST_WEEK, Against.LAST_YEAR]))
def test_the_same_weekday_stands_beside_each_day_also_across_leap_years(kind, day, against):
    base = around(kind, day).base(against)
    assert base
    beside = day - timedelta(days=base.shift_days)
    assert beside.weekday() == day.weekday()
    assert (day - beside).days == (7 if against is Against.LAST_WEEK else 364)
    assert base.first <= beside <= base.last


def test_the_month_before_is_the_whole_month_whatever_its_length():
    base = around(PeriodKind.MONTH, date(2026, 3, 10)).base(Against.BEFORE)
    assert base
    assert (base.first, base.last, base.shift_days) == (date(2026, 2, 1), date(2026, 2, 28), 28)


def test_the_year_before_stands_month_by_month():
    base = around(PeriodKind.YEAR, date(2028, 3, 10)).base(Against.BEFORE)
    assert base
    assert (base.first, base.last, base.shift_years) == (date(2027, 1, 1), date(2027, 12, 31), 1)


@pytest.mark.parametrize(
    ("through", "last"),
    [
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2024, 3, 1), date(2023, 3, 1)),
        (date(2024, 12, 31), date(2023, 12, 31)),
        (date(2025, 1, 2), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2023, 1, 1)),
    ],
)
def test_a_base_ends_beside_the_last_day_that_is_compared(through, last):
    base = around(PeriodKind.YEAR, date(2024, 5, 1)).base(Against.BEFORE)
    assert base
    assert base.until(through) == between(date(2023, 1, 1), last)


def test_a_base_that_does_not_begin_before_what_is_compared_ends_is_none():
    base = around(PeriodKind.MONTH, date(2026, 3, 1)).base(Against.BEFORE)
    assert base
    assert base.until(date(2026, 2, 28)) is None
    assert base.until(date(2026, 3, 31)) == between(date(2026, 2, 1), date(2026, 2, 28))


def test_a_goal_is_no_stretch():
    assert around(PeriodKind.MONTH, date(2026, 3, 10)).base(Against.GOAL) is None


def test_the_oldest_period_has_nothing_before_it():
    oldest = around(PeriodKind.MONTH, date(2000, 1, 1))
    assert oldest.base(Against.BEFORE) is None
    with pytest.raises(NoPeriod):
        _ = oldest.before


@pytest.mark.parametrize("against", [Against.BEFORE, Against.LAST_WEEK, Against.LAST_YEAR])
def test_nothing_is_compared_with_what_begins_before_the_calendar(against):
    assert around(PeriodKind.MONTH, date(2000, 1, 31)).base(against) is None


@pytest.mark.parametrize(
    ("kind", "outside", "within"),
    [
        (PeriodKind.WEEK, date(2000, 1, 2), date(2000, 1, 3)),
        (PeriodKind.WEEK, date(2099, 12, 28), date(2099, 12, 27)),
        (PeriodKind.DAYS, date(1999, 12, 31), date(2000, 1, 1)),
        (PeriodKind.DAYS, date(2100, 1, 1), date(2099, 12, 31)),
        (PeriodKind.MONTH, date(1999, 12, 31), date(2000, 1, 1)),
        (PeriodKind.YEAR, date(2100, 1, 1), date(2099, 12, 31)),
    ],
)
def test_a_stretch_that_leaves_the_calendar_by_one_day_is_none(kind, outside, within):
    assert around(kind, within)
    with pytest.raises(NoPeriod):
        around(kind, outside)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 1)),
        (date(1926, 1, 1), date(2025, 12, 31)),
        (date(2024, 1, 1), date(2026, 1, 1)),
        (date(1999, 1, 1), date(1999, 2, 1)),
        (date(2099, 12, 1), date(2101, 1, 1)),
    ],
)
def test_impossible_stretches_are_refused(first, last):
    with pytest.raises(NoPeriod):
        between(first, last)


def test_two_years_with_a_leap_day_are_the_longest():
    assert between(date(2027, 3, 1), date(2029, 2, 28)).days == 731


@pytest.mark.parametrize("offset", [10**6, -(10**6), 10**12, 1200, -400])
def test_an_offset_out_of_the_calendar_is_refused(offset):
    with pytest.raises(NoPeriod):
        shifted(PeriodKind.MONTH, date(2026, 11, 22), offset)


def test_long_stretches_are_told_by_months():
    assert between(date(2026, 1, 1), date(2026, 4, 2)).grain == "day"
    assert between(date(2026, 1, 1), date(2026, 4, 3)).grain == "month"
    assert isinstance(around(PeriodKind.YEAR, date(2026, 1, 1)), Period)
