"""Cash differences and goals in the chat are those of the raw rows."""

from datetime import date

import pytest

from shared.dates import month_of
from stream.chat.ledger import Status
from tests.analytics.chain import TODAY
from tests.analytics.raw import span
from tests.chat_tools import Asker

FEBRUARY = span(date(2026, 2, 1), date(2026, 2, 28))
STORES = {"admin": (2, 3, 4, 5, 6, 7, 8, 9), "area": (2, 3, 7, 9), "manager": (2,), "staff": (2,)}
EACH_ROLE = pytest.mark.parametrize("role", STORES)


@pytest.fixture
def ask(chain_url, people):
    return lambda role, **more: Asker(chain_url, people[role], TODAY, **more)


@EACH_ROLE
async def test_differences_are_summed_and_the_largest_days_told_first(ask, written, role):
    answer = await ask(role)("cash_differences", period="2月")
    off = [
        (day, written.shops[store].name, written.filed[store, day][2])
        for store in STORES[role]
        for day in FEBRUARY
        if (store, day) in written.filed and written.filed[store, day][2]
    ]
    largest = max(abs(amount) for _, _, amount in off)
    assert answer.value("sum") == sum(amount for _, _, amount in off)
    assert answer.value("off_days") == len(off)
    assert abs(answer.value("largest")) == largest
    told = answer.rows("date", "store", "difference")
    assert set(told) <= set(off)
    assert len(told) == min(len(off), 20)
    assert (answer.value("largest_date"), answer.value("largest")) == (told[0][0], told[0][2])
    sizes = [abs(amount) for _, _, amount in told]
    assert sizes == sorted(sizes, reverse=True)


async def test_no_register_counted_is_no_difference_of_none(ask):
    answer = await ask("admin")("cash_differences", period="2月", store="無口店")
    assert (answer.result.status, answer.value("sum")) == (Status.EMPTY, None)


async def test_days_that_were_filed_without_counting_the_register_are_not_unfiled(ask, written):
    uncounted = [day for (store, day), (*_, off) in written.filed.items() if store == 2 and off is None]
    before, day = sorted(uncounted)[:2]
    cash = await ask("manager")("cash_differences", period=f"{day}")
    both = await ask("manager")("compare_periods", metric="difference", period=f"{day}", against=f"{before}")
    for answer in (cash, both):
        assert answer.result.status == Status.UNCOUNTED
        assert answer.value("sum") is None


async def test_a_goal_is_told_with_what_was_sold_of_it(ask, written):
    answer = await ask("manager")("goal_status", month="今月")
    days = span(date(2026, 3, 1), TODAY)
    sold = written.sums([2], days, 0)
    target = sum(written.targets[2, day] for day in span(date(2026, 3, 1), date(2026, 3, 31)))
    assert target == answer.value("target") == 7_654_321
    assert answer.value("sold") == sold
    assert answer.value("attainment") == sold * 1000 // target / 10
    assert answer.value("forecast") > sold
    _, rate, _ = written.goals[2, 2026, 3]
    assert answer.value("achievement_rate") == rate


async def test_of_several_stores_what_is_told_beside_a_target_is_of_those_that_have_one(ask, written):
    months = (date(2025, 3, 1), date(2025, 12, 1), date(2026, 2, 1), date(2026, 3, 1))
    stores = STORES["admin"]
    told = 0
    for first in months:
        days = span(*month_of(first))
        aiming = [store for store in stores if any((store, day) in written.targets for day in days)]
        if not aiming:
            continue
        told += written.sums(aiming, days, 0) != written.sums(stores, days, 0)
        answer = await ask("admin")("goal_status", month=f"{first.year}年{first.month}月")
        target = sum(written.targets.get((store, day), 0) for store in stores for day in days)
        sold = sum(
            written.filed[key][0] for key in written.filed if key in written.targets and key[1] in days
        )
        assert (answer.value("target"), answer.value("sold")) == (target, sold)
        assert answer.value("attainment") == sold * 1000 // target / 10
        (_month, row_target, row_sold), *_ = answer.rows("month", "target", "sold")
        assert (row_target, row_sold) == (target, sold)
    assert told


async def test_the_months_before_are_told_as_they_ended(ask, written):
    answer = await ask("manager")("goal_status", month="今月")
    for month, target, sold in answer.rows("month", "target", "sold"):
        days = span(month.first, month.last)
        assert target == sum(written.targets[2, day] for day in days)
        assert sold == written.sums([2], days, 0)


async def test_a_month_without_a_goal_has_none(ask):
    answer = await ask("admin")("goal_status", month="1月", store="梅田店")
    assert answer.result.status == Status.EMPTY
    assert answer.value("target") is None


async def test_the_month_to_come_may_have_a_goal_already(ask, written):
    answer = await ask("manager")("goal_status", month="来月")
    april = span(date(2026, 4, 1), date(2026, 4, 30))
    target = sum(written.targets.get((2, day), 0) for day in april)
    assert answer.value("target") == (target or None)
    assert answer.value("sold") is None


@pytest.mark.parametrize("stretch", ["今年", "去年", "10月から12月", "過去3か月"])
async def test_of_several_months_no_single_goal_is_told(ask, stretch):
    answer = await ask("manager")("goal_status", month=stretch)
    assert answer.result.status == Status.ONE_MONTH
    assert not answer.result.facts


async def test_of_a_week_over_the_end_of_a_month_it_is_the_goal_of_its_end(ask):
    answer = await ask("manager")("goal_status", month="2026-02-23..2026-03-01")
    assert answer.result.period.first == date(2026, 3, 1)


async def test_a_goals_words_are_data_between_marks(ask):
    assert "<<<\n笑顔\n>>>" in (await ask("manager")("goal_status", month="今月")).lines


@EACH_ROLE
async def test_the_largest_difference_of_a_whole_year_is_found(ask, written, role):
    answer = await ask(role)("cash_differences", period="2025年")
    days = span(date(2025, 1, 1), date(2025, 12, 31))
    filed = [written.filed.get((store, day)) for store in STORES[role] for day in days]
    amounts = [abs(figures[2]) for figures in filed if figures and figures[2]]
    assert abs(answer.value("largest")) == max(amounts)
    assert answer.value("off_days") == len(amounts)
