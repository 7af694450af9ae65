"""Every figure of the charts, recomputed from the raw rows in plain Python: equal to the yen."""

from dataclasses import asdict

import pytest

from shared.analytics import series
from shared.db import many
from tests.analytics.chain import TODAY
from tests.analytics.points import Told
from tests.analytics.questions import PERIODS, SCOPES, questions

EACH_PERIOD = pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS.keys())


@EACH_PERIOD
def test_figures_and_reports_of_a_period(plain, written, people, period):
    for question in questions(period):
        query = series.overview(people["admin"], question, TODAY)
        _same(many(plain, query), Told(written, people["admin"], question, TODAY), question)


@EACH_PERIOD
def test_figures_alone_and_reports_alone(plain, written, people, period):
    for question in questions(period, [SCOPES[0], *SCOPES[5:8]]):
        asked = (people["admin"], question, TODAY)
        _same(many(plain, series.sales(*asked)), Told(written, *asked, with_counts=False), question)
        _same(many(plain, series.incidents(*asked)), Told(written, *asked, with_figures=False), question)


@pytest.mark.parametrize("role", ["area", "manager", "staff"])
def test_figures_within_each_role_s_reach(plain, written, people, role):
    for period in list(PERIODS.values())[::4]:
        for question in questions(period):
            asked = (people[role], question, TODAY)
            _same(many(plain, series.overview(*asked)), Told(written, *asked), question)


def test_a_staff_member_gets_no_average_and_neither_of_the_managers_pages(plain, people):
    own = next(questions(PERIODS["month: now"], [SCOPES[6]]))
    assert many(plain, series.sales(people["staff"], own, TODAY)) == []
    assert many(plain, series.incidents(people["staff"], own, TODAY)) == []
    overview = many(plain, series.overview(people["staff"], own, TODAY))
    assert {point.others_sales for point in overview} == {None}


def test_the_whole_chain_with_only_one_store_has_no_others(plain, people):
    plain.execute("DELETE FROM monthly_goals")
    for table in (
        "store_group_members",
        "store_daily_performances",
        "daily_reports",
        "report_day_counts",
        "report_month_counts",
    ):
        plain.execute(f"DELETE FROM {table} WHERE store_id > 2")  # noqa: S608  a constant
    plain.execute("UPDATE users SET store_id = 1 WHERE store_id > 2")
    plain.execute("DELETE FROM stores WHERE store_id > 2")
    for question in questions(PERIODS["month: now"], [SCOPES[6]]):
        for point in many(plain, series.overview(people["manager"], question, TODAY)):
            assert (point.others_sales, point.others_most, sum(point.others_counts)) == (None, 0, 0)


def _same(rows: list[series.Point], told: Told, question: object) -> None:
    expected = told.points()
    assert [row.date for row in rows] == [point.date for point in expected], question
    for row, point in zip(rows, expected, strict=True):
        found, wanted = asdict(row), asdict(point)
        means = found.pop("others_counts"), wanted.pop("others_counts")
        assert found == wanted, question
        assert means[0] == pytest.approx(means[1], abs=1e-4), question
