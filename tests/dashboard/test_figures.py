"""A month's rows as a chart, key figures, and a table: pure folds, equal to a plain recomputation."""

import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import fragments
from dashboard.figures import STACKS, month_figure, round_step
from dashboard.look import Look
from dashboard.summary import summarise
from shared.analytics import StoreDay
from shared.stores import Store
from shared.theme import THEMES

OCTOBER = date(2026, 10, 1)
AFTER = date(2026, 11, 1)
JAPANESE, ENGLISH = Look("ja"), Look("en-US")


@st.composite
def months(draw: st.DrawFn) -> list[StoreDay]:
    """October with any figures and reports."""
    amounts = st.none() | st.tuples(st.integers(0, 9_000_000), st.integers(0, 999))
    counts = st.tuples(*[st.integers(0, 9)] * 4)
    days = []
    for number in range(31):
        sales, customers = draw(amounts) or (None, None)
        claims, praises, accidents, others = draw(counts)
        when = OCTOBER + timedelta(days=number)
        total = claims + praises + accidents + others
        days.append(StoreDay(when, sales, customers, total, claims, praises, accidents))
    return days


def figure(days: list[StoreDay], theme: str = "light", look: Look = JAPANESE) -> dict:
    return month_figure(days, OCTOBER, AFTER, look, THEMES[theme])


@given(months())
def test_what_is_drawn_is_what_was_filed(days):
    sales, missing, *stacks = figure(days)["data"]
    assert sales["y"] == [day.sales_amount for day in days if day.sales_amount is not None]
    assert missing["x"] == [day.date.isoformat() for day in days if day.sales_amount is None]
    assert [sum(stack["y"]) for stack in stacks] == [
        sum(day.claims for day in days),
        sum(day.accidents for day in days),
        sum(day.praises for day in days),
        sum(day.reports - day.claims - day.praises - day.accidents for day in days),
    ]
    assert all(min(stack["y"]) >= 0 for stack in stacks)


@given(months())
def test_every_bar_is_inside_its_axis(days):
    drawn = figure(days)
    highest = max([day.sales_amount or 0 for day in days])
    most = max(day.reports for day in days)
    assert highest <= drawn["layout"]["yaxis"]["range"][1]
    assert most <= drawn["layout"]["yaxis2"]["range"][1]
    assert len(drawn["layout"]["yaxis"]["tickvals"]) <= 6


@given(months())
def test_the_summary_is_a_plain_sum(days):
    month = summarise(days, AFTER)
    filed = [day for day in days if day.sales_amount is not None]
    assert month.filed + month.missing == len(days)
    assert month.sales == (sum(day.sales_amount or 0 for day in filed) if filed else None)
    assert month.customers == (sum(day.customer_count or 0 for day in filed) if filed else None)
    assert month.spend == ((month.sales or 0) // month.customers if month.customers else None)
    assert month.reports == sum(day.reports for day in days)


@given(st.integers(0, 10**12), st.integers(1, 6))
def test_a_step_is_round_and_reaches_the_top(highest, parts):
    step = round_step(highest, parts)
    assert step * parts >= highest
    assert re.fullmatch(r"(1|2|25|5)0*", str(step))


def test_a_day_is_missing_only_when_it_is_over():
    days = [StoreDay(OCTOBER + timedelta(days=number), None, None, 0, 0, 0, 0) for number in range(31)]
    assert summarise(days, OCTOBER + timedelta(days=9)).missing == 9
    assert summarise(days, date.min).missing == 0


@pytest.mark.parametrize("theme", THEMES)
def test_a_chart_is_plain_and_wears_the_themes_colours(theme):
    drawn = figure([StoreDay(OCTOBER, 412_300, 156, 2, 1, 1, 0)], theme)
    assert json.loads(json.dumps(drawn)) == drawn
    assert drawn["layout"]["template"] is None
    assert drawn["data"][0]["marker"]["color"] == THEMES[theme]["chart-1"]
    used = set(re.findall(r"#[0-9a-f]{6}", json.dumps(drawn)))
    assert used <= set(THEMES[theme].values())


def test_a_month_without_a_row_is_drawn_empty():
    drawn = figure([])
    assert [trace["y"] for trace in drawn["data"]] == [[]] * (2 + len(STACKS))


def test_labels_are_japanese_with_the_weekday():
    drawn = figure([StoreDay(OCTOBER, 412_300, 156, 2, 1, 1, 0)])
    assert drawn["data"][0]["hovertext"] == ["<b>10/1(木)</b><br>¥412,300<br>156名"]
    assert drawn["layout"]["xaxis"]["ticktext"][:3] == ["10/1(木)", "", "10/15(木)"]
    assert drawn["layout"]["yaxis"]["ticktext"][1] == "20万円"


def test_key_figures_without_sales_are_unfiled_never_zero():
    empty = summarise([StoreDay(OCTOBER, None, None, 0, 0, 0, 0)], AFTER)
    tiles = fragments.tiles(empty, JAPANESE, sells=True)
    assert tiles.count("未提出") == 4
    assert "¥0" not in tiles
    assert "未提出" not in fragments.tiles(summarise([], AFTER), JAPANESE, sells=False)


def test_names_of_stores_are_escaped():
    stores = [Store(2, "<b>渋谷&", "store", 'A"'), Store(3, "新宿", "store", "B")]
    assert fragments.options(stores, 3) == (
        '<optgroup label="A&quot;"><option value="2">&lt;b&gt;渋谷&amp;</option></optgroup>'
        '<optgroup label="B"><option value="3" selected>新宿</option></optgroup>'
    )


def test_nothing_on_the_page_uses_the_signs_that_mean_minus_in_japan():
    day = StoreDay(OCTOBER, 412_300, 156, 2, 1, 1, 0)
    month = summarise([day], AFTER)
    shown = fragments.tiles(month, JAPANESE, True) + fragments.table([day], AFTER, JAPANESE, True)
    assert not set("▲▼￥") & set(shown + fragments.finding(month, JAPANESE) + json.dumps(figure([day])))
