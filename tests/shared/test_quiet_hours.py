"""Quiet hours in Japan's time, over midnight or not, asked in whatever zone."""

from datetime import UTC, datetime, time

import pytest

from shared.dates import JAPAN
from shared.push.quiet import quiet_until


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("moment", "begin", "end", "until"),
    [
        (at(10, 21, 59), time(22), time(6, 30), None),
        (at(10, 22), time(22), time(6, 30), at(11, 6, 30)),
        (at(10, 23, 59), time(22), time(6, 30), at(11, 6, 30)),
        (at(11, 0), time(22), time(6, 30), at(11, 6, 30)),
        (at(11, 6, 29), time(22), time(6, 30), at(11, 6, 30)),
        (at(11, 6, 30), time(22), time(6, 30), None),
        (at(10, 13), time(12), time(15), at(10, 15)),
        (at(10, 15), time(12), time(15), None),
        (at(30, 23), time(22), time(0), datetime(2026, 12, 1, tzinfo=JAPAN)),
        (at(10, 0), time(0), time(5), at(10, 5)),
        (at(10, 3), None, None, None),
        (at(10, 3), time(3), time(3), None),
    ],
)
def test_until_when_nothing_is_told(moment, begin, end, until):
    assert quiet_until(moment, begin, end) == until
    assert quiet_until(moment.astimezone(UTC), begin, end) == until
