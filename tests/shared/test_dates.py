"""T5: a store's day ends at its changeover hour."""

from datetime import UTC, date, datetime

import pytest

from shared.dates import JAPAN, business_date, month_of


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
