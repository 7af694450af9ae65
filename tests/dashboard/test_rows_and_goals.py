"""The rows behind a figure, the goals of a month, and both as files."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from dashboard import export_file, row_tables
from dashboard.chart import Chart
from dashboard.goal_figures import expected, progress_chart, reached
from dashboard.goals import goal_texts, goal_tiles
from dashboard.html_table import written
from dashboard.look import Look
from dashboard.tables import Cell, Column, Kind, Table
from shared.analytics.chosen import Scope
from shared.analytics.goals import StoreGoal
from shared.analytics.question import Unclear
from shared.analytics.rows import ReportLine, StoreDay
from shared.theme import THEMES
from shared.words import Behind, FileKind
from tests.dashboard.points import asking

JAPANESE, ENGLISH = Look("ja"), Look("en-US")
DAY = date(2026, 11, 23)
WHEN = datetime(2026, 11, 23, 13, tzinfo=UTC)
SUMS = (2, 1, 1, 412_300, 156, -500)
DAYS = [
    StoreDay(2, "渋谷店", DAY, 412_300, 156, -500, "鈴木 健", *SUMS),
    StoreDay(3, "新宿店", DAY, None, None, None, None, *SUMS),
]


def goal(**figures: Any) -> StoreGoal:
    nothing: dict[str, Any] = {
        "is_total": False, "store_id": 2, "store_name": "渋谷店", "area": None, "goal_text": None,
        "achievement_rate": None, "achievement_text": None, "target": None, "to_date": None, "sold": None,
        "sold_to_target": None, "filed": 0, "missing": 0, "missing_to_target": 0, "forecast": None,
        "forecast_to_target": None, "total": 1,
    }  # fmt: skip
    return StoreGoal(**{**nothing, **figures})


def total_of(chart: Chart) -> Sequence[Cell]:
    """The last row of its table."""
    assert chart.table.total
    return chart.table.total


def test_a_store_day_leads_to_its_day_in_the_calendar_and_the_sums_are_of_all():
    table = row_tables.figures_table(DAYS, JAPANESE)
    assert table.rows[0][:6] == [DAY, "渋谷店", 412_300, 156, 2642, -500]
    assert table.rows[1][2:] == [None, None, None, None, None]
    assert table.total == ["合計（2日分）", "", 412_300, 156, 2642, -500, ""]
    assert table.links[1] == ("/analysis/calendar/?scope=store:3&period=month&from=2026-11-01&day=2026-11-23")


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (Behind.SALES, "¥412,300"),
        (Behind.CUSTOMERS, "156名"),
        (Behind.SPEND, "¥2,642"),
        (Behind.DIFFERENCE, "-¥500"),
        (Behind.MISSING, "1日分"),
    ],
)
def test_the_figure_that_the_rows_sum_to_is_told_above_them(behind, told):
    assert row_tables.figure_told(behind, DAYS, JAPANESE) == told


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (Behind.SALES, "1日分・未提出1日分"),
        (Behind.DIFFERENCE, "違算のあった日 1日"),
        (Behind.MISSING, ""),  # its figure is how many days they are
    ],
)
def test_which_days_the_rows_are_is_told_by_what_they_are_behind(behind, told):
    assert row_tables.days_told(asking(), behind, DAYS, JAPANESE) == told
    assert row_tables.days_told(asking(), behind, [], JAPANESE) == ""


def test_days_with_a_difference_of_several_stores_are_told_together():
    question = replace(asking(), scope=Scope())
    assert row_tables.days_told(question, Behind.DIFFERENCE, DAYS, JAPANESE) == "違算のあった日 のべ1日"


def test_a_filed_day_without_guests_has_no_spend_and_is_not_unfiled():
    filed = [StoreDay(2, "渋谷店", DAY, 0, 0, None, "鈴木 健", 1, 1, 0, 0, 0, None)]
    assert row_tables.figure_told(Behind.SPEND, filed, JAPANESE) == "–"
    assert row_tables.figure_told(Behind.CUSTOMERS, filed, JAPANESE) == "0名"


def test_what_nobody_filed_is_unfiled_and_no_rows_are_told():
    unfiled = [StoreDay(3, "新宿店", DAY, None, None, None, None, 1, 0, 1, None, None, None)]
    for behind in (Behind.SALES, Behind.CUSTOMERS, Behind.SPEND):
        assert row_tables.figure_told(behind, unfiled, JAPANESE) == "未提出"
        assert row_tables.figure_told(behind, [], JAPANESE) == "この期間にはありません。"
    assert row_tables.figures_table([], JAPANESE).total is None


def test_a_metric_that_there_is_none_of_is_unclear():
    assert row_tables.behind({}) is Behind.SALES
    with pytest.raises(Unclear):
        row_tables.behind({"metric": "profit"})


def test_a_reports_title_leads_to_the_report():
    line = ReportLine(77, 2, "渋谷店", DAY, "claim", "hall", "題<b>", "佐藤 美咲", WHEN, 3, 12)
    table = row_tables.reports_table([line], JAPANESE)
    assert table.rows == [["題<b>", DAY, "渋谷店", "クレーム", "ホール", "佐藤 美咲", 3]]
    assert table.links == {0: "/report/view/77/"}
    assert row_tables.reports_told(asking(), [line], JAPANESE) == "12件"


def test_a_goal_is_told_as_sold_asked_so_far_and_forecast():
    rows = [
        goal(is_total=True, store_id=0, store_name="", target=10_000_000, to_date=6_000_000, sold=6_300_000,
             sold_to_target=6_300_000, forecast=10_500_000, forecast_to_target=10_500_000),
        goal(target=10_000_000, to_date=6_000_000, sold=6_300_000, sold_to_target=6_300_000,
             forecast=10_500_000, forecast_to_target=10_500_000,
             goal_text="笑顔<b>で", achievement_rate=60, achievement_text="あと少し"),
    ]  # fmt: skip
    chart = progress_chart(asking(), rows, JAPANESE, THEMES["light"])
    assert chart.finding == (
        "売上目標1,000.0万円に対して630.0万円（63.0%）です。今日までの目標の105.0%です。"
        "着地見込みは1,050.0万円です。"
    )
    assert chart.table.rows[0][:7] == ["渋谷店", 6_300_000, 10_000_000, 6_000_000, 1.05, 10_500_000, 1.05]
    assert (reached(rows[1]), expected(rows[1]), expected(rows[0])) == (1.05, 1.05, 1.05)
    assert total_of(chart)[0] == "合計"
    tiles = goal_tiles(asking(), rows, JAPANESE)
    assert [tile.label for tile in tiles] == ["売上", "売上目標", "着地見込み"]
    assert [tile.value for tile in tiles] == ["630.0万円", "1,000.0万円", "1,050.0万円"]
    assert tiles[1].progress == 1.05
    texts = goal_texts(rows, JAPANESE)
    assert "笑顔&lt;b&gt;で" in texts
    assert "達成度 60%" in texts


def test_beside_a_target_stand_the_sales_and_the_forecast_of_the_stores_that_have_one():
    rows = [
        goal(is_total=True, target=10_000_000, to_date=6_000_000, sold=60_000_000, sold_to_target=9_500_000,
             forecast=90_000_000, forecast_to_target=11_000_000, missing=9, missing_to_target=2),
    ]  # fmt: skip
    chart = progress_chart(asking(), rows, JAPANESE, THEMES["light"])
    assert chart.finding == (
        "売上目標1,000.0万円に対して950.0万円（95.0%）です。今日までの目標の158.3%です。"
        "目標のある店舗の着地見込みは1,100.0万円です。"
    )
    assert expected(rows[0]) == 1.1
    tiles = goal_tiles(asking(), rows, JAPANESE)
    assert [(tile.label, tile.value) for tile in tiles] == [
        ("目標のある店舗の売上", "950.0万円"),
        ("売上目標", "1,000.0万円"),
        ("目標のある店舗の着地見込み", "1,100.0万円"),
    ]
    assert tiles[0].note == "未提出 2日分"
    total = total_of(chart)
    assert (total[0], total[1], total[7]) == ("合計（目標のある店舗）", 9_500_000, 2)


def test_only_a_month_with_store_days_that_are_over_is_unfiled():
    """Of the next month, and of a store that has closed, nothing was to be filed."""
    rows = [goal(missing=3), goal(target=10_000_000)]
    table = progress_chart(asking(), rows, JAPANESE, THEMES["light"]).table
    told = [written(row[1], table.columns[1].kind, JAPANESE) for row in table.rows]
    assert told == ["未提出", "–"]


def test_a_month_without_goals_says_so():
    rows = [goal(is_total=True, store_id=0), goal()]
    assert progress_chart(asking(), rows, JAPANESE, THEMES["light"]).finding == (
        "この月の売上目標はまだありません。"
    )
    tiles = goal_tiles(asking(), rows, JAPANESE)
    assert [tile.value for tile in tiles] == ["未提出", "目標なし", "–"]
    assert goal_texts(rows, JAPANESE) == ""


TABLE = Table(
    "売上[*]の表",
    [
        Column("店舗", Kind.TEXT),
        Column("営業日", Kind.DAY),
        Column("年月", Kind.MONTH),
        Column("売上", Kind.YEN),
        Column("客数", Kind.COUNT),
        Column("増減", Kind.CHANGE),
        Column("他店平均", Kind.MEAN),
    ],
    [["=渋谷店", DAY, date(2026, 11, 1), 412_300, 156, -0.031415, 4.25],
     ["新宿店", DAY, date(2026, 11, 1), None, None, None, None]],
    ["合計", None, None, 412_300, 156, None, None],
)  # fmt: skip


def test_a_csv_has_its_mark_units_and_plain_numbers_and_no_total():
    data = b"".join(export_file.pieces(TABLE, FileKind.CSV, JAPANESE))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [
        ["店舗", "営業日", "年月", "売上（円）", "客数", "増減", "他店平均"],
        ["'=渋谷店", "2026/11/23", "2026/11", "412300", "156", "-0.0314", "4.25"],
        ["新宿店", "2026/11/23", "2026/11", "", "", "", ""],
    ]


def test_a_share_of_a_goal_is_rounded_down_in_a_file():
    table = Table(
        "達成率", [Column("店舗", Kind.TEXT), Column("達成率", Kind.PERCENT)], [["渋谷店", 0.99999]]
    )
    [_, line] = csv.reader(
        io.StringIO(b"".join(export_file.pieces(table, FileKind.CSV, JAPANESE)).decode("utf-8-sig"))
    )
    assert line == ["渋谷店", "0.9999"]


def test_a_workbook_has_numbers_dates_and_shares():
    data = b"".join(export_file.pieces(TABLE, FileKind.XLSX, JAPANESE))
    sheet: Any = load_workbook(io.BytesIO(data)).active
    row = sheet[2]
    assert [cell.data_type for cell in row] == ["s", "d", "d", "n", "n", "n", "n"]
    assert row[5].number_format == "0.0%"
    assert [cell.value for cell in sheet[3]][3:] == [None, None, None, None]
    assert sheet.max_row == 3
    assert sheet.title == "売上___の表"


def test_a_files_name_is_safe_for_every_system():
    named = export_file.disposition("figures", '売上/"表"', "渋谷:店", DAY, DAY, FileKind.CSV)
    assert named.startswith("attachment; filename=\"figures_2026-11-23_2026-11-23.csv\"; filename*=UTF-8''")
    assert not set('"/:') & set(named.split("''")[1])
