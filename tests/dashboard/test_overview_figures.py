"""The overview: its tiles, and the table of its chart, are pure folds of the period's points."""

from datetime import date

from dashboard.kpis import sales_tiles
from dashboard.latest import latest, latest_question, latest_title
from dashboard.look import Look
from dashboard.naming import base_name
from dashboard.overview_figures import overview_chart
from shared.analytics.periods import around
from shared.theme import LIGHT
from shared.words import Against, PeriodKind
from tests.dashboard.points import asking, point, starts

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


def test_a_day_that_is_not_compared_yet_is_not_without_a_base():
    """This evening, when some of the stores have filed: the base ends yesterday."""
    today = point(
        date(2026, 11, 3), through=date(2026, 11, 2), sales=100, late_sales=100, filed=1, late_filed=1
    )
    assert sales_tiles(asking(), [today], LOOK)[0].note == ""
    over = point(date(2026, 11, 2), through=date(2026, 11, 2), sales=100, filed=1)
    assert sales_tiles(asking(), [over], LOOK)[0].note == "前年同曜日のデータはありません"


def test_the_table_has_the_whole_base_as_the_tiles_have():
    """Of a month of 31 days beside one of 30 the last has no counterpart."""
    november = around(PeriodKind.MONTH, date(2026, 11, 1))
    figures = {"through": november.last, "base_sales": 100}
    points = [point(day, sales=100, filed=1, **figures) for day in starts(november)]
    points.append(point(date(2026, 12, 1), **figures))
    question = asking(Against.BEFORE, november)
    table = overview_chart(question, points, LOOK, LIGHT, date(2026, 12, 5)).table
    delta = sales_tiles(question, points, LOOK)[0].delta
    assert table.total is not None
    assert delta is not None
    assert (table.total[4], delta.base) == (3_100, "前月 ¥3,100")
    assert len(table.rows) == len(table.links) == 30


def test_todays_figure_is_compared_with_a_day_of_what_the_period_is_compared_with():
    """Beside the month before stands the day of the same number, not the day before, which the day's own page
    calls 前の期間."""
    today = date(2026, 12, 9)
    question = asking(Against.BEFORE, around(PeriodKind.MONTH, today))
    own = point(today, through=today, sales=120, filed=1, base_sales=100)
    tiles = sales_tiles(latest_question(question, own), [own], LOOK, base_name(question, LOOK))
    assert tiles[0].delta is not None
    assert (tiles[0].delta.text, tiles[0].delta.base) == ("+20.0%", "前月 ¥100")


def test_the_last_day_that_was_filed_is_told_with_today_while_that_is_to_be_filed():
    today, day = date(2026, 11, 24), date(2026, 11, 10)
    question = asking(period=around(PeriodKind.MONTH, today))
    waiting = point(day, through=date(2026, 11, 23), sales=100, filed=1)
    assert latest(question, [waiting], today) is waiting
    assert latest_title(question, waiting, today, LOOK) == "11/10(火)（今日はまだ未提出）"
    closed = point(day, through=today, sales=100, filed=1)
    assert latest_title(question, closed, today, LOOK) == "11/10(火)"
    filed = point(today, through=date(2026, 11, 23), sales=100, filed=1)
    assert latest_title(question, filed, today, LOOK) == "今日 11/24(火)"
