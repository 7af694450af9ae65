"""T5: a store's day ends at its changeover hour."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.dates import JAPAN, business_date, holiday, month_of


@pytest.mark.parametrize(
    ("clock", "changeover_hour", "expected"),
    [
        ("2026-11-22T23:59", 5, "2026-11-22"),
        ("2026-11-23T00:30", 5, "2026-11-22"),
        ("2026-11-23T04:59", 5, "2026-11-22"),
        ("2026-11-23T05:00", 5, "2026-11-23"),
        ("2026-11-23T00:00", 0, "2026-11-23"),
        ("2026-11-23T06:59", 7, "2026-11-22"),
        ("2027-01-01T02:00", 5, "2026-12-31"),
        ("2028-03-01T04:00", 5, "2028-02-29"),
    ],
)
def test_the_business_date_by_the_stores_clock(clock, changeover_hour, expected):
    moment = datetime.fromisoformat(clock).replace(tzinfo=JAPAN)
    assert business_date(moment, changeover_hour) == date.fromisoformat(expected)


def test_the_business_date_is_japans_wherever_the_server_stands():
    assert business_date(datetime(2026, 11, 22, 15, 30, tzinfo=UTC), 0) == date(2026, 11, 23)


@pytest.mark.parametrize(("day", "last"), [("2026-11-23", 30), ("2028-02-01", 29), ("2026-12-31", 31)])
def test_a_month_has_its_first_and_last_day(day, last):
    first_day, last_day = month_of(date.fromisoformat(day))
    assert (first_day.day, last_day.day) == (1, last)
    assert first_day.month == last_day.month


def test_t6_the_holidays_of_2015_to_2030_are_those_of_an_independent_list():
    """The list was made once by `jpholiday`; C3 uses `holidays`."""
    listed = Path(__file__).with_name("japanese_holidays.txt").read_text().splitlines()
    expected = {date.fromisoformat(day): name for day, name in map(str.split, listed)}
    first, days = date(2015, 1, 1), (date(2031, 1, 1) - date(2015, 1, 1)).days
    all_days = [first + timedelta(days=number) for number in range(days)]
    found = {day: holiday(day) for day in all_days if holiday(day)}
    assert found.keys() == expected.keys()
    enthronement = date(2019, 10, 22)  # named at length by the one, in short by the other
    assert {day for day in found if found[day] != expected[day]} == {enthronement}
    assert holiday(date(2026, 9, 22)) == "国民の休日"
    assert holiday(date(2026, 11, 23), "en") == "Labor Thanksgiving Day"
