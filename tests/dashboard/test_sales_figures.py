"""売上, 客数, 客単価 and 違算 as charts, tables and sentences: pure folds of points."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.look import Look
from dashboard.metrics import CUSTOMERS, DIFFERENCE, METRICS, SALES, SPEND
from dashboard.sales_figures import metric_chart
from dashboard.sales_tables import metric_table
from shared.theme import LIGHT
from shared.words import Against
from tests.dashboard.points import asking, point

LOOK = Look("ja")
DAYS = [date(2026, 10, number) for number in range(1, 5)]
POINTS = [
    point(DAYS[0], sales=300_000, customers=100, difference=-500, filed=1, base_sales=200_000,
          base_customers=80, base_difference=0, base_filed=1, others_sales=250_000, others_customers=90,
          others_spend=2_777, others_difference=10, others_least=3, others_most=5, goal=280_000,
          goal_sales=300_000),
    point(DAYS[1], missing=1, base_sales=100_000, base_customers=50, base_filed=1, goal=100_000),
    point(DAYS[2], sales=0, customers=0, filed=1),
    point(DAYS[3]),
]  # fmt: skip


def series(chart: Any, name: str) -> Any:
    return next((one for one in chart.figure["data"] if one["name"] == name), None)


def chart(metric=SALES, against=Against.LAST_YEAR, points=POINTS):
    return metric_chart(metric, asking(against), points, LOOK, LIGHT)


@pytest.mark.parametrize(
    ("metric", "own", "base", "others"),
    [
        (SALES, [300_000, 0], [200_000, 100_000, None, None], [250_000, None, None, None]),
        (CUSTOMERS, [100, 0], [80, 50, None, None], [90, None, None, None]),
        (SPEND, [3_000], [2_500, 2_000, None, None], [2_777, None, None, None]),
        (DIFFERENCE, [-500], [0, None, None, None], [10, None, None, None]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_each_figure_stands_beside_its_base_and_the_others(metric, own, base, others):
    drawn = chart(metric)
    assert series(drawn, drawn.title)["y"] == own
    assert series(drawn, "前年同曜日")["y"] == base
    assert series(drawn, "他店平均")["y"] == others


def test_only_a_day_that_is_over_and_not_filed_is_a_cross_on_the_ground():
    assert series(chart(), "未提出")["x"] == ["2026-10-02"]


def test_the_target_is_drawn_for_sales_alone():
    assert series(chart(), "目標")["y"] == [280_000, 100_000, None, None]
    assert [series(chart(metric), "目標") for metric in METRICS[1:]] == [None] * 3


def test_beside_a_goal_there_is_no_line_of_another_time():
    assert series(chart(against=Against.GOAL), "前年同曜日") is None


def test_without_others_there_is_no_average():
    alone = [point(DAYS[0], sales=1, customers=1, filed=1)]
    assert series(chart(points=alone), "他店平均") is None
    assert [column.label for column in metric_table(SALES, asking(), alone, LOOK).columns][-1] == "増減"


def test_the_table_has_a_row_for_each_day_that_tells_something_and_a_total():
    table = metric_table(SALES, asking(), POINTS, LOOK)
    assert [column.label for column in table.columns] == [
        "営業日", "売上", "前年同曜日", "増減", "他店平均", "平均の店舗数", "目標", "達成率",
    ]  # fmt: skip
    assert table.rows[0] == [DAYS[0], 300_000, 200_000, 0.5, 250_000, "3〜5", 280_000, 300_000 / 280_000]
    assert table.rows[1] == [DAYS[1], None, 100_000, None, "", "0", 100_000, None]
    assert [row[0] for row in table.rows] == DAYS[:3]
    assert table.total == ["合計", 300_000, 300_000, 0.0, 250_000, "3〜5", 380_000, 300_000 / 380_000]


def test_a_register_that_nobody_counted_is_not_unfiled():
    points = [point(DAYS[0], sales=1, customers=1, filed=2, missing=1)]
    assert metric_table(DIFFERENCE, asking(), points, LOOK).rows[0][1] == ""


def test_the_finding_names_the_base_with_its_value_and_how_many_others_there_are():
    told = chart(points=POINTS[:1]).finding
    assert (
        told
        == "売上は¥300,000です。前年同曜日の¥200,000に比べて+50.0%です。他店平均は¥250,000（3〜5店舗）です。"
    )
    assert chart(points=POINTS[3:]).finding == "この期間はまだ提出されていません。"


def test_what_is_later_than_the_last_compared_day_is_in_the_sum_and_not_in_the_comparison():
    late = {"late_filed": 1, "late_sales": 50_000, "late_customers": 10}
    today = point(DAYS[1], sales=50_000, customers=10, filed=1, **late)
    points = [replace(day, through=DAYS[0]) for day in (POINTS[0], today)]
    table = metric_table(SALES, asking(), points, LOOK)
    assert table.total is not None
    assert table.total[1:4] == [350_000, 200_000, 0.5]
    assert table.rows[1][3] is None


def test_a_month_of_which_only_today_is_filed_is_not_compared_yet():
    """It began before the last compared day, on which nobody filed."""
    late = {"late_filed": 1, "late_sales": 50_000, "late_customers": 10}
    month = point(DAYS[0], through=DAYS[0], sales=50_000, customers=10, filed=1, base_sales=100_000, **late)
    table = metric_table(SALES, asking(), [month], LOOK)
    assert table.total is not None
    assert table.rows[0][1:4] == table.total[1:4] == [50_000, 100_000, None]
