"""Stores beside each other: bars, quartiles, the matrix and their tables are pure folds of the ranking."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import lists
from dashboard.asked import Asked
from dashboard.html_table import written
from dashboard.look import Look
from dashboard.store_figures import matrix_chart, ranking_chart, shades, starts
from dashboard.store_words import listing, measure
from dashboard.stores import CODES
from dashboard.tables import Cell, Column
from shared.analytics.chosen import Scope
from shared.analytics.periods import around, between
from shared.analytics.question import Question, Unclear
from shared.analytics.ranking import Listing, Ranked
from shared.theme import THEMES
from shared.words import Against, PeriodKind, RankedBy, ScopeKind
from tests.dashboard.points import ZEROS

JAPANESE = Look("ja")
LIGHT = THEMES["light"]
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 4)
QUESTION = Question(Scope(), between(FIRST, LAST), Against.LAST_WEEK)
NOTHING: dict[str, Any] = {
    "is_total": False,
    "area": "東京",
    "stores": 1,
    "through": LAST,
    "sales": None,
    "customers": None,
    "difference": None,
    "off_days": 0,
    "filed": 0,
    "missing": 0,
    "late_filed": 0,
    "late_sales": 0,
    "late_customers": 0,
    "base_sales": None,
    "base_customers": None,
    "base_filed": 0,
    "goal": None,
    "goal_sales": None,
    "counts": ZEROS,
    "measure": None,
    "rank": None,
    "percentile": None,
    "low": None,
    "middle": None,
    "high": None,
    "by_point": [],
    "missing_by_point": [],
    "total": 2,
}


def read(row: Sequence[Cell], columns: Sequence[Column]) -> list[str]:
    """A table's row as it is read."""
    return [written(cell, column.kind, JAPANESE) for cell, column in zip(row, columns, strict=True)]


def ranked(number: int, name: str, **figures: Any) -> Ranked:
    return Ranked(**{**NOTHING, "number": number, "name": name, **figures})


ROWS = [
    ranked(0, "", is_total=True, area=None, stores=2, sales=600, customers=3, base_sales=500, filed=6,
           missing=1),
    ranked(
        2, "渋谷<b>店", sales=400, customers=3, measure=400.0, rank=1, percentile=100.0, goal=800,
        goal_sales=400, base_sales=500, late_sales=0, filed=4, by_point=[100, 50, 100, 150],
        missing_by_point=[0, 0, 0, 0], middle=300.0,
    ),
    ranked(3, "新宿店", sales=200, customers=0, measure=200.0, rank=2, percentile=0.0, filed=2, missing=1,
           by_point=[100, None, 100, None], missing_by_point=[0, 1, 0, 0], through=date(2026, 10, 3),
           middle=300.0),
]  # fmt: skip


def test_bars_stand_in_the_order_of_the_list_and_lead_to_the_store_days():
    chart = ranking_chart(QUESTION, Listing(), ROWS, JAPANESE, LIGHT)
    (bars,) = chart.figure["data"]
    assert (bars["x"], bars["y"]) == ([400.0, 200.0], [0, 1])
    assert parse_qs(urlsplit(bars["customdata"][0]).query)["scope"] == ["store:2"]
    assert bars["customdata"][0].startswith("/analysis/figures/?")
    assert "渋谷&lt;b&gt;店" in bars["hovertext"][0]


def test_the_table_has_every_measure_and_the_total_of_all():
    table = ranking_chart(QUESTION, Listing(), ROWS, JAPANESE, LIGHT).table
    assert table.rows[0] == ["渋谷<b>店", "東京", 400, pytest.approx(-0.2), 3, 133, None, 0.5, 0, 0, 1, 1.0]
    assert table.rows[1][3:6] == [None, 0, None]
    assert table.total is not None
    assert table.total[:5] == ["合計", None, 600, pytest.approx(0.2), 3]


def test_a_store_of_which_only_today_is_filed_is_not_compared_yet():
    today = ranked(2, "渋谷店", sales=400, base_sales=500, late_sales=400, filed=1, late_filed=1)
    assert ranking_chart(QUESTION, Listing(), [today], JAPANESE, LIGHT).table.rows[0][2:4] == [400, None]


def test_a_cell_of_the_matrix_is_told_by_the_stores_own_average():
    best, other = ROWS[1], ROWS[2]
    colours = shades(best, LIGHT)
    assert colours[0] == colours[2] != colours[1]
    assert shades(other, LIGHT)[1] == LIGHT["sunken"], "未提出"
    assert shades(other, LIGHT)[3] == LIGHT["surface"], "to come"
    table = matrix_chart(QUESTION, Listing(), ROWS, JAPANESE, LIGHT).table
    assert [row[1:] for row in table.rows] == [best.by_point, [100, None, 100, ""]]
    assert [column.label for column in table.columns[1:3]] == ["10/1(木)", "10/2(金)"]


def test_a_missing_day_is_told_as_unfiled_never_as_zero():
    data = matrix_chart(QUESTION, Listing(), ROWS, JAPANESE, LIGHT).figure["data"]
    told = json.dumps(data, ensure_ascii=False)
    assert "10/2(金)<br>未提出" in told
    assert "¥0" not in told


def test_unfiled_days_are_counted_of_all_not_of_the_page():
    rows = [ranked(0, "", is_total=True, stores=30, filed=600, missing=45), *ROWS[1:]]
    finding = matrix_chart(QUESTION, Listing(), rows, JAPANESE, LIGHT).finding
    assert finding.endswith("未提出は45日分あります。")


def test_days_on_which_a_store_was_not_open_are_not_unfiled():
    """One store opened on the third day and missed the fourth, one closed after the first, one long ago."""
    rows = [
        ranked(2, "新店", filed=1, missing=1, by_point=[None, None, 100, None], missing_by_point=[0, 0, 0, 1],
               sales=100),
        ranked(3, "閉店", filed=1, by_point=[100, None, None, None], missing_by_point=[0] * 4, sales=100),
        ranked(4, "旧店", by_point=[None] * 4, missing_by_point=[0] * 4),
        ranked(5, "無口店", missing=4, by_point=[None] * 4, missing_by_point=[1] * 4),
    ]  # fmt: skip
    matrix = matrix_chart(QUESTION, Listing(), rows, JAPANESE, LIGHT)
    listed = ranking_chart(QUESTION, Listing(), rows, JAPANESE, LIGHT)
    wanted = [
        ["–", "–", "¥100", "未提出"],
        ["¥100", "–", "–", "–"],
        ["–"] * 4,
        ["未提出"] * 4,
    ]
    assert [read(row, matrix.table.columns)[1:] for row in matrix.table.rows] == wanted
    assert [read(row, listed.table.columns)[2] for row in listed.table.rows] == [
        "¥100",
        "¥100",
        "–",
        "未提出",
    ]
    told = [[text.split("<br>")[-1] for text in cells["hovertext"]] for cells in matrix.figure["data"]]
    assert told[::-1] == wanted
    surfaces = [[shade == LIGHT["surface"] for shade in shades(row, LIGHT)] for row in rows]
    assert surfaces == [[text == "–" for text in line] for line in wanted]


def test_quartiles_are_drawn_where_there_is_a_list_to_speak_of():
    few = ranking_chart(QUESTION, Listing(), ROWS, JAPANESE, LIGHT)
    assert few.figure["layout"]["shapes"] == []
    more = [ranked(at, f"{at}号店", measure=at, rank=9 - at, low=2.0, middle=4.0, high=6.0, total=8, sales=at)
            for at in range(1, 9)]  # fmt: skip
    drawn = ranking_chart(QUESTION, Listing(), more, JAPANESE, LIGHT).figure["layout"]
    assert [line["x0"] for line in drawn["shapes"]] == [2.0, 4.0, 6.0]
    assert [note["text"] for note in drawn["annotations"]] == ["25%", "中央値", "75%"]


@pytest.mark.parametrize("sort", RankedBy)
@pytest.mark.parametrize("by", [ScopeKind.STORE, ScopeKind.AREA, ScopeKind.GROUP])
@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], []])
def test_every_list_is_drawn_even_an_empty_one(sort, by, rows):
    asked = Listing(by=by, sort=sort)
    for make in (ranking_chart, matrix_chart):
        chart = make(QUESTION, asked, rows, JAPANESE, LIGHT)
        assert json.loads(json.dumps(chart.figure)) == chart.figure


def test_a_year_has_a_cell_for_each_month():
    year = around(PeriodKind.YEAR, FIRST)
    assert starts(year) == [date(2026, month, 1) for month in range(1, 13)]
    odd = between(date(2026, 1, 15), date(2026, 6, 3))
    assert starts(odd)[0] == date(2026, 1, 15)
    assert len(starts(odd)) == 6


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        ({}, Listing(limit=20)),
        ({"sort": "name"}, Listing(sort=RankedBy.NAME, is_ascending=True, limit=20)),
        ({"by": "area", "sort": "goal", "dir": "asc", "page": "3"},
         Listing(ScopeKind.AREA, RankedBy.GOAL, True, 40, 20)),
    ],
)  # fmt: skip
def test_a_list_is_what_the_address_asks_for(own, asked):
    assert listing(own) == asked


@pytest.mark.parametrize(
    "own",
    [{"by": "all"}, {"sort": "colour"}, {"dir": "up"}, {"page": "0"}, {"page": "-1"}, {"page": "１"},
     {"page": "abc"}, {"page": "99999"}, {"page": "10001"}],
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_unclear(own):
    with pytest.raises(Unclear) as unclear:
        listing(own)
    assert unclear.value.field == next(iter(own))


def test_a_head_turns_round_what_it_sorts_and_forgets_the_page():
    table = ranking_chart(QUESTION, Listing(), ROWS, JAPANESE, LIGHT).table
    asked = Asked(QUESTION, {"page": "2"})
    order = lists.Sorted(CODES, "sales", is_ascending=False)
    html = lists.sorted_table(table, order, asked, "/analysis/stores/", JAPANESE)
    assert html.count('aria-sort="descending"') == html.count("aria-sort") == 1
    assert "sort=sales&amp;dir=asc" in html
    assert "sort=customers&amp;dir=desc" in html
    assert "sort=name&amp;dir=asc" in html
    assert "page=" not in html
    assert "渋谷&lt;b&gt;店" in html


def test_the_pager_has_pages_before_and_after_only_where_there_are_some():
    asked = Asked(QUESTION, {})
    assert lists.pager(1, 20, 20, asked, "/x/", JAPANESE) == ""
    first = lists.pager(1, 20, 41, asked, "/x/", JAPANESE)
    assert "1 / 3ページ（全41件）" in first
    assert first.count("<a ") == 1
    assert lists.pager(2, 20, 41, asked, "/x/", JAPANESE).count("<a ") == 2
    assert "page=" not in lists.pager(2, 20, 41, asked, "/x/", JAPANESE).split("</a>")[0]
    assert lists.pager(9, 20, 41, asked, "/x/", JAPANESE).count("page=3") == 1


@pytest.mark.parametrize(
    ("value", "sort", "text"),
    [
        (None, RankedBy.SALES, "–"),
        (1_234_567.0, RankedBy.SALES, "¥1,234,567"),
        (-210.0, RankedBy.DIFFERENCE, "-¥210"),
        (0.082, RankedBy.CHANGE, "+8.2%"),
        (1.0, RankedBy.GOAL, "100.0%"),
        (156.0, RankedBy.CUSTOMERS, "156名"),
        (3.0, RankedBy.MISSING, "3"),
    ],
)
def test_a_measure_is_written_as_what_it_is(value, sort, text):
    assert measure(value, sort, JAPANESE) == text
