"""Charts of reports are pure folds: what they draw, say and list is a plain recount of the rows."""

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import drawing
from dashboard.incident_counts import tally
from dashboard.incident_figures import genre_chart, location_chart, trend_chart
from dashboard.incident_heat import heat, heat_chart
from dashboard.look import Look
from shared.analytics.counts import CELLS
from shared.analytics.periods import around
from shared.theme import THEMES
from shared.words import Against, Genre, Location, PeriodKind
from tests.dashboard.points import ZEROS, asking, point, written

JAPANESE, ENGLISH = Look("ja"), Look("en-US")
YEAR = around(PeriodKind.YEAR, date(2026, 5, 1))
LIGHT = THEMES["light"]
CHARTS = (location_chart, genre_chart, trend_chart, heat_chart)
GENRES, LOCATIONS = st.none() | st.sampled_from(Genre), st.none() | st.sampled_from(Location)
quickly = settings(max_examples=25, deadline=None)


def recount(points, genre=None, location=None, of="counts") -> int:
    """The plain recomputation."""
    return sum(
        number
        for one in points
        for number, (is_genre, is_location) in zip(getattr(one, of), CELLS, strict=True)
        if genre in {None, is_genre} and location in {None, is_location}
    )


@quickly
@given(written(), GENRES, LOCATIONS)
def test_bars_by_location_are_of_the_asked_genre_and_by_genre_of_the_asked_location(points, genre, location):
    question = asking(genre=genre, location=location)
    by_location = location_chart(question, points, JAPANESE, LIGHT).table
    assert [row[1:3] for row in by_location.rows] == [
        [recount(points, genre, word), recount(points, genre, word, "base_counts")] for word in Location
    ]
    by_genre = genre_chart(question, points, JAPANESE, LIGHT).table
    assert {row[0]: row[1:3] for row in by_genre.rows} == {
        word.label: [recount(points, word, location), recount(points, word, location, "base_counts")]
        for word in Genre
    }
    assert by_location.total is not None
    assert by_location.total[1] == recount(points, genre)


@quickly
@given(written())
def test_only_what_has_a_counterpart_is_compared(points):
    own = recount(points) - recount(points, of="late_counts")
    base = recount(points, of="base_counts")
    assert tally(points).change == ((own - base) / base if base else None)


@quickly
@given(written(), GENRES, LOCATIONS)
def test_a_trend_is_stacked_by_genre_and_sums_to_the_whole(points, genre, location):
    chart = trend_chart(asking(genre=genre, location=location), points, JAPANESE, LIGHT)
    bars = [trace for trace in chart.figure["data"] if trace["type"] == "bar"]
    assert [bar["name"] for bar in bars] == [
        word.label
        for word in (Genre.CLAIM, Genre.ACCIDENT, Genre.PRAISE, Genre.REPORT, Genre.OTHER)
        if genre in {None, word}
    ]
    assert [sum(column) for column in zip(*(bar["y"] for bar in bars), strict=True)] == [
        recount([one], genre, location) for one in points[:-1]
    ]
    assert [row[1] for row in chart.table.rows] == [recount([one], genre, location) for one in points[:-1]]
    assert chart.table.total is not None
    assert chart.table.total[1] == recount(points, genre, location)
    assert chart.table.total[-2] == recount(points, genre, location, "base_counts")
    means = [round(recount([one], genre, location, "others_counts"), 1) for one in points[:-1]]
    [line] = [trace for trace in chart.figure["data"] if trace["name"] == "他店平均"]
    assert line["y"] == [row[-1] for row in chart.table.rows] == means


@quickly
@given(written(), GENRES, LOCATIONS)
def test_a_heat_map_has_a_cell_for_each_day_and_location(points, genre, location):
    chart = heat_chart(asking(genre=genre, location=location), points, JAPANESE, LIGHT)
    places = [location] if location else list(Location)
    drawn = {trace["name"]: [int(text or 0) for text in trace["text"]] for trace in chart.figure["data"]}
    for place in places:
        assert drawn[place.label] == [recount([one], genre, place) for one in points[:-1]]
    assert len(drawn) == len(places)
    assert all(set(trace["y"]) == {1} for trace in chart.figure["data"])
    assert chart.table.total is not None
    assert chart.table.total[-1] == recount(points, genre, location)


@quickly
@given(written(YEAR), st.sampled_from(CHARTS))
def test_a_year_is_told_by_months(points, make):
    chart = make(asking(Against.BEFORE, YEAR), points, JAPANESE, LIGHT)
    assert chart.table.total is not None
    assert chart.table.total[1] in {recount(points), recount(points, location=Location.KITCHEN)}
    assert json.loads(json.dumps(chart.figure)) == chart.figure


def test_each_row_of_a_table_leads_to_its_reports():
    counts = [1] + [0] * 24
    points = [point(date(2026, 10, 1), counts=counts), point(date(2026, 10, 2))]
    chart = trend_chart(asking(genre=Genre.CLAIM), points, JAPANESE, LIGHT)
    address = urlsplit(chart.table.links[1])
    assert address.path == "/analysis/reports/"
    assert parse_qs(address.query) == {
        "scope": ["store:12"],
        "period": ["days"],
        "from": ["2026-10-02"],
        "to": ["2026-10-02"],
        "cmp": ["ly"],
        "genre": ["claim"],
    }
    by_location = location_chart(asking(genre=Genre.CLAIM), points, JAPANESE, LIGHT)
    assert parse_qs(urlsplit(by_location.table.links[1]).query) == {
        "scope": ["store:12"],
        "period": ["month"],
        "from": ["2026-10-01"],
        "cmp": ["ly"],
        "genre": ["claim"],
        "location": ["hall"],
    }
    assert by_location.figure["data"][-1]["customdata"][1] == by_location.table.links[1]


def test_a_goal_is_nothing_that_reports_are_compared_with():
    points = [point(date(2026, 10, 1), counts=[1] * 25)]
    for make in (location_chart, genre_chart, trend_chart):
        chart = make(asking(Against.GOAL), points, JAPANESE, LIGHT)
        assert "目標" not in {column.label for column in chart.table.columns}
        assert [series.label for series in chart.legend if series.label == "目標"] == []


def test_every_finding_is_beside_the_whole_base():
    """The base's 31st has no counterpart in a month of 30 days, and is told of all the same."""
    ones = [1, *ZEROS[1:]]
    points = [point(date(2026, 10, 31), counts=ones, base_counts=ones)]
    points.append(point(date(2026, 11, 1), base_counts=ones))
    for make in (location_chart, genre_chart, trend_chart):
        assert "前年同曜日の2件に比べて-50.0%です。" in make(asking(), points, JAPANESE, LIGHT).finding


def test_without_other_stores_there_is_no_average():
    chart = location_chart(asking(), [point(date(2026, 10, 1), counts=[1] * 25)], JAPANESE, LIGHT)
    assert "他店平均" not in {column.label for column in chart.table.columns}
    assert "他店平均" not in {series.label for series in chart.legend}


@pytest.mark.parametrize("make", CHARTS)
def test_a_period_without_reports_says_so(make):
    days = [point(date(2026, 10, day)) for day in range(1, 32)]
    assert make(asking(), days, JAPANESE, LIGHT).finding == "この期間の日報はまだありません。"
    assert make(asking(), [], JAPANESE, LIGHT).finding == "この期間の日報はまだありません。"


def test_a_finding_names_the_base_with_its_value():
    points = [point(date(2026, 10, 4), counts=[3, *ZEROS[1:]], base_counts=[2, *ZEROS[1:]])]
    assert trend_chart(asking(), points, JAPANESE, LIGHT).finding == (
        "最も多いのは10/4(日)の3件です。前年同曜日の2件に比べて+50.0%です。"
    )


@pytest.mark.parametrize("theme", THEMES)
@given(count=st.integers(0, 40))
def test_numbers_in_the_heat_map_are_read_on_every_ground(theme, count):
    colours = THEMES[theme]
    ground = heat(count, 40, colours)
    assert drawing.contrast(drawing.ink(ground), ground) >= drawing.READABLE


@quickly
@given(written(), st.sampled_from(CHARTS), st.sampled_from([JAPANESE, ENGLISH]))
def test_nothing_uses_the_signs_that_mean_minus_in_japan(points, make, look):
    chart = make(asking(), points, look, THEMES["dark"])
    assert not set("▲▼￥") & set(json.dumps([chart.figure, chart.finding], ensure_ascii=False))
