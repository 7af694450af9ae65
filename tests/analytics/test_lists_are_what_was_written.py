"""Rankings, rows, calendars, days and goals, recomputed from the raw rows: equal to the yen."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import product
from statistics import quantiles
from typing import Any

import pytest

from shared.analytics import calendar, day, goals, ranking, rows
from shared.analytics.counts import counted
from shared.analytics.periods import between
from shared.analytics.ranking import Listing
from shared.db import many
from shared.words import Against, Behind, Genre, Location, RankedBy, ScopeKind
from tests.analytics import lists, raw
from tests.analytics.chain import TODAY
from tests.analytics.questions import ALL, PERIODS, SCOPES, questions
from tests.analytics.raw import span

EACH_PERIOD = pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS.keys())
BY = (ScopeKind.STORE, ScopeKind.AREA, ScopeKind.GROUP)
AWKWARD = [PERIODS[name] for name in ("month: now", "month: leap day", "days: two years", "week: now")]


@EACH_PERIOD
@pytest.mark.parametrize("by", BY)
def test_stores_areas_and_groups_beside_each_other(plain, written, people, period, by):
    for question in questions(period, [ALL, SCOPES[1], SCOPES[3]]):
        _ranked(plain, written, people["admin"], question, Listing(by))


@pytest.mark.parametrize(("sort", "by", "is_ascending"), [*product(RankedBy, BY, (True, False))])
def test_the_list_is_sorted_by_any_measure(plain, written, people, sort, by, is_ascending):
    for period in AWKWARD:
        question = replace(next(questions(period)), genre=Genre.CLAIM, location=Location.HALL)
        for against in (Against.LAST_YEAR, Against.BEFORE):
            asked = replace(question, against=against)
            _ranked(plain, written, people["admin"], asked, Listing(by, sort, is_ascending))


def test_a_store_of_which_only_today_is_filed_is_not_compared_yet(plain, people):
    """渋谷 forgot yesterday, others have not filed today: nothing of its week stands beside the base."""
    yesterday = TODAY - timedelta(days=1)
    plain.execute("DELETE FROM store_daily_performances WHERE store_id = 2 AND date = %s", [yesterday])
    question = replace(next(questions(PERIODS["week: now"])), against=Against.LAST_WEEK)
    for by in BY:
        _ranked(plain, raw.read(plain), people["admin"], question, Listing(by, RankedBy.CHANGE))
    found = many(plain, ranking.ranking(people["admin"], question, TODAY, Listing(sort=RankedBy.CHANGE)))
    [shibuya] = [row for row in found if row.number == 2]
    assert shibuya.sales
    assert shibuya.base_sales
    assert shibuya.measure is None


def test_a_target_of_a_few_yen_leaves_days_of_which_no_share_is_reached(plain, people):
    plain.execute(
        "INSERT INTO monthly_goals (store_id, year, month, goal_text, sales_target)"
        " VALUES (4, %s, %s, '', 3)",
        [TODAY.year, TODAY.month],
    )
    written = raw.read(plain)
    [nothing, *_] = [day for (store, day), amount in written.targets.items() if store == 4 and not amount]
    question = next(questions(between(nothing, nothing)))
    _ranked(plain, written, people["admin"], question, Listing(sort=RankedBy.GOAL))


def test_a_page_of_the_list_is_its_part_and_carries_the_whole_total(plain, people):
    question = next(questions(PERIODS["days: two years"]))
    whole = many(plain, ranking.ranking(people["admin"], question, TODAY, Listing()))
    for offset in range(9):
        listing = Listing(offset=offset, limit=2)
        part = many(plain, ranking.ranking(people["admin"], question, TODAY, listing))
        assert part == [whole[0], *whole[1 + offset : 3 + offset]]


def test_the_quartiles_are_those_of_the_whole_list(plain, people):
    question = next(questions(PERIODS["days: two years"]))
    found = many(plain, ranking.ranking(people["admin"], question, TODAY, Listing(limit=1)))
    every = many(plain, ranking.ranking(people["admin"], question, TODAY, Listing()))
    measures = [row.measure for row in every if row.measure is not None and not row.is_total]
    wanted = pytest.approx(quantiles(measures, n=4, method="inclusive"))
    assert {(row.low, row.middle, row.high) for row in found} == {
        (found[0].low, found[0].middle, found[0].high)
    }
    assert [found[0].low, found[0].middle, found[0].high] == wanted


@EACH_PERIOD
@pytest.mark.parametrize("behind", Behind)
def test_the_store_days_behind_a_figure_sum_to_it(plain, written, people, period, behind):
    for question in questions(period, [ALL, SCOPES[3], SCOPES[6], SCOPES[13]]):
        if question.against is Against.GOAL:
            found = many(plain, rows.figures(people["admin"], question, behind, TODAY, 0, 100_000))
            _same(found, lists.figures(written, people["admin"], question, behind, TODAY))


def test_pages_of_store_days_follow_each_other(plain, people):
    question = next(questions(PERIODS["days: two years"]))
    whole = many(plain, rows.figures(people["admin"], question, Behind.SALES, TODAY, 0, 100_000))
    for offset in (0, 7, len(whole) - 3, len(whole)):
        asked = rows.figures(people["admin"], question, Behind.SALES, TODAY, offset, 5)
        assert many(plain, asked) == whole[offset : offset + 5]


@EACH_PERIOD
def test_the_reports_behind_a_count_are_those_counted(plain, written, people, period):
    for genre, location in product((None, Genre.CLAIM), (None, Location.HALL)):
        question = replace(next(questions(period)), genre=genre, location=location)
        found = many(plain, rows.reports(people["admin"], question, 0, 100_000))
        days = {row.date for row in found}
        wanted = written.counts(written.chosen(people["admin"], ALL), span(period.first, period.last))
        assert len(found) == counted(wanted, genre, location)
        assert {row.rows for row in found} <= {len(found)}
        assert [(row.date, row.id) for row in found] == sorted(((r.date, r.id) for r in found), reverse=True)
        assert {(row.genre, row.location) for row in found} <= {
            (g.value, p.value)
            for g in Genre
            for p in Location
            if genre in {None, g} and location in {None, p}
        }
        assert all(period.first <= day <= period.last for day in days)


@EACH_PERIOD
def test_every_day_of_a_calendar(plain, written, people, period):
    for question in questions(period):
        if question.against is Against.GOAL:
            for viewer in people.values():
                found = many(plain, calendar.days(viewer, question, TODAY))
                _same(found, lists.calendar(written, viewer, question, TODAY))


@pytest.mark.parametrize("back", [-1, 0, 1, 2, 235, 400, 741])
def test_every_store_of_a_day(plain, written, people, back):
    at = TODAY - timedelta(days=back)
    for question in questions(PERIODS["month: now"]):
        if question.against is Against.GOAL:
            found = many(plain, day.stores(people["admin"], question, at, TODAY, 0, 3))
            _same(found, lists.day(written, people["admin"], question, at, TODAY))
            _reports(found, 3, question, written, at)


def test_the_reports_of_a_day_page_by_page(plain, people, written):
    question = replace(next(questions(PERIODS["month: now"])), genre=Genre.CLAIM)
    at = date(2024, 2, 29)
    ids = []
    for offset in range(0, 40, 2):
        found = many(plain, day.stores(people["admin"], question, at, TODAY, offset, 2))
        ids += [report["id"] for row in found for report in row.reports]
    wanted = counted(written.counts(written.chosen(people["admin"], ALL), [at]), Genre.CLAIM)
    assert len(ids) == len(set(ids)) == wanted


@EACH_PERIOD
def test_goals_targets_and_forecasts_of_a_month(plain, written, people, period):
    for question in questions(period):
        if question.against is Against.GOAL:
            for viewer in people.values():
                found = many(plain, goals.of_month(viewer, question, TODAY, 0, 100))
                _same(found, lists.goals(written, viewer, question, TODAY))


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2025, 2, 11), date(2025, 3, 31), date(2024, 3, 1)])
def test_forecasts_on_other_days(plain, written, people, today):
    for name in ("month: now", "month: four Sundays", "month: five Sundays", "month: leap day"):
        question = next(questions(PERIODS[name]))
        found = many(plain, goals.of_month(people["admin"], question, today, 0, 100))
        _same(found, lists.goals(written, people["admin"], question, today))


def test_nothing_of_the_managers_pages_is_for_staff(plain, people):
    question = next(questions(PERIODS["month: now"], [SCOPES[6]]))
    staff = people["staff"]
    assert many(plain, ranking.ranking(staff, question, TODAY, Listing())) == []
    assert many(plain, rows.figures(staff, question, Behind.SALES, TODAY, 0, 9)) == []
    assert many(plain, rows.reports(staff, question, 0, 9)) == []


def _ranked(plain: Any, written: Any, viewer: Any, question: Any, listing: Listing) -> None:
    found = [asdict(row) for row in many(plain, ranking.ranking(viewer, question, TODAY, listing))]
    wanted = lists.ranking(written, viewer, question, TODAY, listing)
    assert [row["number"] for row in found] == [row["number"] for row in wanted], (question, listing)
    for row, expected in zip(found, wanted, strict=True):
        for name in ("measure", "percentile"):
            assert row.pop(name) == pytest.approx(expected.pop(name)), (name, question, listing)
        assert row.pop("total") == len(wanted) - 1
        assert {name: row[name] for name in expected} == expected, (question, listing)


def _same(found: list[Any], wanted: list[dict[str, Any]]) -> None:
    told = [
        {name: value for name, value in asdict(row).items() if name in fields}
        for row, fields in zip(found, wanted, strict=True)
    ]
    assert told == wanted


def _reports(found: list[Any], limit: int, question: Any, written: Any, at: date) -> None:
    every = sum(sum(written.counts([row.store_id], [at])) for row in found)
    assert {row.reports_total for row in found} <= {every}, question
    assert sum(len(row.reports) for row in found) == min(limit, every)
