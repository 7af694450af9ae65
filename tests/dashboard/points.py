"""Points of a period with any numbers in them, for pure folds."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from shared.analytics.chosen import Scope
from shared.analytics.counts import CELLS
from shared.analytics.periods import Period, around
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, PeriodKind, ScopeKind

ZEROS = [0] * len(CELLS)
OCTOBER = around(PeriodKind.MONTH, date(2026, 10, 1))
STORE = Scope(ScopeKind.STORE, 12)
NOTHING: dict[str, Any] = {
    "through": date(2026, 10, 31),
    "sales": None,
    "customers": None,
    "difference": None,
    "off_days": 0,
    "filed": 0,
    "missing": 0,
    "late_filed": 0,
    "late_sales": 0,
    "late_customers": 0,
    "late_difference": 0,
    "base_sales": None,
    "base_customers": None,
    "base_difference": None,
    "base_filed": 0,
    "others_sales": None,
    "others_customers": None,
    "others_difference": None,
    "others_spend": None,
    "others_least": 0,
    "others_most": 0,
    "goal": None,
    "goal_sales": None,
    "late_goal": 0,
    "late_goal_sales": 0,
    "counts": ZEROS,
    "late_counts": ZEROS,
    "base_counts": ZEROS,
    "others_counts": ZEROS,
}


def asking(against: Against = Against.LAST_YEAR, period: Period = OCTOBER, **more: Any) -> Question:
    """A question of one store's October."""
    return Question(STORE, period, against, **more)


def point(when: date, **figures: Any) -> Point:
    """A point with these figures, and nothing else."""
    return Point(date=when, **{**NOTHING, **figures})


def starts(period: Period) -> list[date]:
    """The first days of its points."""
    days = [period.first + timedelta(days=number) for number in range(period.days)]
    return days if period.grain == "day" else [day for day in days if day.day == 1]


def written(period: Period = OCTOBER) -> st.SearchStrategy[list[Point]]:
    """Any reports at each point of the period; the last two are late; a day of the base has no pair."""
    return st.integers(0, 2**32).map(lambda seed: _written(Random(seed), period))  # noqa: S311  no secret


def _written(chance: Random, period: Period) -> list[Point]:
    points, days = [], starts(period)
    for when in days:
        counts = _cells(chance)
        points.append(
            point(
                when,
                counts=counts,
                late_counts=counts if when >= days[-2] else ZEROS,
                base_counts=_cells(chance),
                others_counts=[number / 4 for number in _cells(chance)],
                others_least=2,
                others_most=3,
            )
        )
    return [*points, point(period.last + timedelta(days=1), base_counts=_cells(chance))]


def _cells(chance: Random) -> list[int]:
    """Mostly few reports, often none."""
    return [max(0, chance.randint(-6, 5)) for _cell in CELLS]
