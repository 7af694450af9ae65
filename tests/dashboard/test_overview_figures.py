"""The overview: tiles of a period are pure folds of its points."""

from datetime import date

from dashboard.kpis import sales_tiles
from dashboard.look import Look
from shared.analytics.periods import around
from shared.words import Against, PeriodKind
from tests.dashboard.points import asking, point

LOOK = Look("ja")
YEAR = around(PeriodKind.YEAR, date(2026, 11, 1))


def test_the_target_so_far_has_no_day_that_is_still_to_come():
    """Each month is to sell ¥3,000,000, and the store is exactly on it: on 4 November, three days of it."""
    through = date(2026, 11, 3)
    points = [
        point(date(2026, month, 1), through=through, sales=3_000_000, goal=3_000_000, goal_sales=3_000_000)
        for month in range(1, 11)
    ]
    points += [
        point(date(2026, 11, 1), through=through, sales=350_000, goal=3_000_000, goal_sales=350_000,
              late_sales=50_000, late_goal=2_700_000, late_goal_sales=50_000),
        point(date(2026, 12, 1), through=through, goal=3_000_000, late_goal=3_000_000),
    ]  # fmt: skip
    delta = sales_tiles(asking(Against.GOAL, YEAR), points, LOOK)[0].delta
    assert delta is not None
    assert (delta.text, delta.base) == ("±0.0%", "ここまでの目標 3,030.0万円")


def test_before_the_first_day_with_a_target_nothing_is_asked_for_yet():
    points = [point(date(2026, 12, 1), through=date(2026, 11, 3), goal=3_000_000, late_goal=3_000_000)]
    assert sales_tiles(asking(Against.GOAL, YEAR), points, LOOK)[0].delta is None
