"""The days' figures of a store: sales and customers with their week, season and noise; cash differences."""

from datetime import date, timedelta
from math import cos, pi
from random import Random
from typing import NamedTuple

WEEK = (0.82, 0.85, 0.88, 0.95, 1.2, 1.38, 1.22)
MONTHS = (0.95, 0.9, 1.05, 1.0, 1.02, 0.93, 1.02, 1.05, 0.95, 1.0, 1.02, 1.18)
HOLIDAY = 1.25
SPENT = {"izakaya": 3200, "teishoku": 1050, "cafe": 940, "yakiniku": 3450, "ramen": 980, "family": 1450}

FIXED = {(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)}
MONDAYS = {(1, 2), (7, 3), (9, 3), (10, 2)}
SUNDAY = 6

SMALL = (10, -10, 20, -30, 50, -50, 100, -100, 200, -200)
LARGE = (500, -500, -800, 1000, -1000, 1500, -2000, -3000)


class Figures(NamedTuple):
    """One day: 円, people, 円."""

    sales: int
    customers: int
    difference: int


def usual(day: date, *, trade: str, size: float, open_for: int) -> float:
    """What a store of `figures` sells on such a day but for chance, in 円."""
    return _customers(day, size, open_for) * SPENT[trade]


def figures(rng: Random, day: date, *, trade: str, size: float, open_for: int, careless: float) -> Figures:
    """A day of a store.

    `size` is its customers on an average day, `open_for` the days since it opened, `careless` the share of
    days on which the till does not agree.
    """
    customers = max(5, round(_customers(day, size, open_for) * rng.gauss(1, 0.08)))
    spent = min(3500, max(900, SPENT[trade] * rng.gauss(1, 0.04)))
    return Figures(round(customers * spent / 10) * 10, customers, _difference(rng, careless))


def _customers(day: date, size: float, open_for: int) -> float:
    """How many come on such a day but for chance."""
    known = min(1.0, 0.55 + 0.45 * open_for / 56)
    season = WEEK[day.weekday()] * MONTHS[day.month - 1] * (HOLIDAY if is_holiday(day) else 1)
    year = 1 + 0.04 * cos(2 * pi * (day.toordinal() % 91) / 91)
    return size * known * season * year


def is_holiday(day: date) -> bool:
    """Japan's public holidays, by the law of 2022, substitute days included."""
    return _is_named(day) or _is_substitute(day)


def _is_named(day: date) -> bool:
    is_happy_monday = day.weekday() == 0 and (day.month, (day.day + 6) // 7) in MONDAYS
    return is_happy_monday or (day.month, day.day) in FIXED or day in _equinoxes(day.year)


def _is_substitute(day: date) -> bool:
    """The first day that is no holiday itself after one on a Sunday."""
    while _is_named(day := day - timedelta(days=1)):
        if day.weekday() == SUNDAY:
            return True
    return False


def _equinoxes(year: int) -> tuple[date, date]:
    """The days of the sun's crossings in Japan, right until 2099."""
    drift = 0.242194 * (year - 1980) - (year - 1980) // 4
    return date(year, 3, int(20.8431 + drift)), date(year, 9, int(23.2488 + drift))


def _difference(rng: Random, careless: float) -> int:
    if rng.random() >= careless:
        return 0
    return rng.choice(LARGE if rng.random() < 1.5 * careless else SMALL)
