"""Two stretches, and the stores, stand beside each other in the chat as the raw rows say."""

from datetime import date

import pytest

from shared.analytics.counts import CELLS
from shared.words import Genre, Metric
from stream.chat.ledger import Status
from tests.analytics.chain import TODAY
from tests.analytics.raw import quotient, span
from tests.chat_tools import Asker

FEBRUARY = span(date(2026, 2, 1), date(2026, 2, 28))
JANUARY = span(date(2026, 1, 1), date(2026, 1, 31))
STORES = {"admin": (2, 3, 4, 5, 6, 7, 8, 9), "area": (2, 3, 7, 9), "manager": (2,), "staff": (2,)}
EACH_METRIC = pytest.mark.parametrize("metric", list(Metric))


@pytest.fixture
def ask(chain_url, people):
    return lambda role, **more: Asker(chain_url, people[role], TODAY, **more)


def measured(written, metric, stores, days):
    sold, came, off = (written.sums(stores, days, which) for which in (0, 1, 2))
    cells = list(zip(CELLS, written.counts(stores, days), strict=True))
    return {
        Metric.SALES: sold,
        Metric.CUSTOMERS: came,
        Metric.SPEND: quotient(sold, came),
        Metric.DIFFERENCE: off,
        Metric.CLAIMS: sum(n for (genre, _), n in cells if genre is Genre.CLAIM),
        Metric.REPORTS: sum(n for _, n in cells),
    }[metric]


@EACH_METRIC
@pytest.mark.parametrize("role", STORES)
async def test_two_months_are_those_of_the_rows(ask, written, metric, role):
    answer = await ask(role)("compare_periods", metric=metric.value, period="2月", against="1月")
    a, b = (measured(written, metric, STORES[role], days) for days in (FEBRUARY, JANUARY))
    assert (answer.value("a"), answer.value("b"), answer.value("difference")) == (a, b, a - b)
    assert answer.value("change") == (round((a / b - 1) * 100, 1) if b > 0 else None)


async def test_a_month_alone_is_compared_with_the_one_before(ask, written):
    answer = await ask("manager")("compare_periods", metric="売上", period="2月")
    assert answer.value("against").first == date(2026, 1, 1)
    assert answer.value("b") == written.sums([2], JANUARY, 0)


async def test_without_a_stretch_that_of_the_page_is_compared(ask):
    """「前月比は？」: a call that names no stretch is no fault of the records."""
    answer = await ask("manager")("compare_periods", metric="sales")
    assert answer.result.status == Status.OK
    assert {"a", "b"} <= answer.result.facts.keys()


async def test_a_side_that_nobody_filed_has_no_figure_and_no_difference(ask):
    answer = await ask("admin")("compare_periods", metric="sales", period="2月", store="無口店")
    assert answer.result.status == Status.EMPTY
    assert {"a", "b", "difference"}.isdisjoint(answer.result.facts)


async def test_nothing_is_compared_with_the_time_before_all_records(ask):
    answer = await ask("admin")("compare_periods", metric="sales", period="2000-01-01..2000-12-31")
    assert answer.result.status == Status.NO_PERIOD


@EACH_METRIC
@pytest.mark.parametrize("role", ["admin", "area"])
async def test_stores_stand_in_the_order_of_the_rows(ask, written, metric, role):
    answer = await ask(role)("rank_stores", metric=metric.value, period="2月")
    each = {written.shops[s].name: measured(written, metric, [s], FEBRUARY) for s in STORES[role]}
    told = answer.rows("store", "value")
    assert dict(told) == {name: value for name, value in each.items() if value is not None}
    size = abs if metric is Metric.DIFFERENCE else int  # of too much and too little, whichever is further off
    assert [value for _, value in told] == sorted((value for _, value in told), key=size, reverse=True)


@EACH_METRIC
async def test_the_smallest_come_first_where_they_are_asked_for(ask, metric):
    answer = await ask("admin")("rank_stores", metric=metric.value, period="2月", order="asc")
    size = abs if metric is Metric.DIFFERENCE else int
    told = [size(value) for _, value in answer.rows("store", "value")]
    assert len(told) > 1
    assert told == sorted(told)


@pytest.mark.parametrize("role", ["staff", "manager"])
async def test_who_sees_one_store_is_told_of_no_order_of_stores(ask, role):
    answer = await ask(role)("rank_stores", metric="sales", period="2月")
    assert answer.result.status == Status.NOT_ALLOWED
    assert not answer.ledger.facts
    assert not answer.ledger.sources


async def test_a_metric_that_is_none_is_refused(ask):
    for name in ("rank_stores", "compare_periods"):
        answer = await ask("admin")(name, metric="気温", period="2月")
        assert answer.result.status == Status.WRONG
        assert not answer.ledger.facts
    answer = await ask("admin")("rank_stores", metric="sales", order="上から")
    assert answer.result.status == Status.WRONG


@pytest.mark.parametrize(
    ("against", "first", "last"),
    [
        ("昨年同月", date(2025, 1, 1), date(2025, 1, 31)),
        ("前年", date(2025, 1, 1), date(2025, 1, 31)),
        ("前月", date(2025, 12, 1), date(2025, 12, 31)),
        ("先月", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
async def test_the_year_before_is_that_of_the_period_that_is_asked_for(ask, written, against, first, last):
    answer = await ask("manager")("compare_periods", metric="sales", period="1月", against=against)
    compared = answer.value("against")
    assert (compared.first, compared.last) == (first, last)
    assert answer.value("b") == written.sums([2], span(first, last), 0)


YESTERDAY = date(2026, 3, 9)  # 渋谷 alone has filed today


@EACH_METRIC
@pytest.mark.parametrize(
    ("asked", "own", "base"),
    [
        (("area", "今月", "先月"), (date(2026, 3, 1), YESTERDAY), (date(2026, 2, 1), date(2026, 2, 9))),
        (("manager", "今月", "先月"), (date(2026, 3, 1), TODAY), (date(2026, 2, 1), date(2026, 2, 10))),
        (("area", "今月", "前年同月"), (date(2026, 3, 1), YESTERDAY), (date(2025, 3, 1), date(2025, 3, 9))),
        (("area", "今週", "先週"), (YESTERDAY, YESTERDAY), (date(2026, 3, 2), date(2026, 3, 2))),
        (("area", "今年", "去年"), (date(2026, 1, 1), YESTERDAY), (date(2025, 1, 1), date(2025, 3, 9))),
        (("area", "今年", "2024年"), (date(2026, 1, 1), YESTERDAY), (date(2024, 1, 1), date(2024, 3, 9))),
        (("area", "2026-03-01..2026-03-10", "2月"), (date(2026, 3, 1), YESTERDAY), FEBRUARY[:9:8]),
        (("area", "先月", "今月"), FEBRUARY[:9:8], (date(2026, 3, 1), YESTERDAY)),
    ],
)
async def test_what_is_under_way_is_compared_up_to_the_same_day(ask, written, metric, asked, own, base):
    role, period, against = asked
    answer = await ask(role)("compare_periods", metric=metric.value, period=period, against=against)
    a, b = (measured(written, metric, STORES[role], span(*days)) for days in (own, base))
    for name, days, value in (("a", own, a), ("b", base, b)):
        stretch = answer.value(f"{name}_period")
        assert (stretch.first, stretch.last, answer.value(f"{name}_same")) == (*days, value)
    assert answer.value("difference") == a - b
    assert answer.value("change") == (round((a / b - 1) * 100, 1) if b > 0 else None)
    assert [value for _, value in answer.ledger.artifacts[-1]["rows"]] == [b, a]


async def test_the_whole_of_both_is_told_beside_what_is_compared(ask, written):
    answer = await ask("area")("compare_periods", metric="sales", period="今月", against="先月")
    days = span(date(2026, 3, 1), TODAY)
    assert answer.value("a") == written.sums(STORES["area"], days, 0)
    assert answer.value("b") == written.sums(STORES["area"], FEBRUARY, 0)


async def test_a_day_that_is_not_over_differs_from_none(ask):
    answer = await ask("area")("compare_periods", metric="sales", period="今日", against="昨日")
    assert {"difference", "change", "a_same", "b_same"}.isdisjoint(answer.result.facts)
    assert {"a", "b"} <= answer.result.facts.keys()


@pytest.mark.parametrize(
    ("store", "period", "against", "unfiled"),
    [
        ("横浜店", "2025年2月", "2025年1月", set()),  # it opened on 12 February 2025
        ("池袋店", "2025年8月", "2025年7月", set()),  # it closed on 19 July 2025
        ("無口店", "今日", "昨日", None),
        ("千葉店", "昨日", "2026-03-08", set()),  # it opened yesterday
        ("横浜店", "今日", "昨日", {"a_unfiled"}),
    ],
)
async def test_a_side_is_unfiled_only_where_it_was_to_be_filed(ask, store, period, against, unfiled):
    answer = await ask("admin")(
        "compare_periods", metric="sales", period=period, against=against, store=store
    )
    assert answer.result.status == (Status.EMPTY if unfiled is None else Status.OK)
    told = {name for name in answer.result.facts if name in {"a_unfiled", "b_unfiled"}}
    assert told == ({"a_unfiled", "b_unfiled"} if unfiled is None else unfiled)


@pytest.mark.parametrize("name", ["compare_periods", "rank_stores", "sales_of", "cash_differences"])
async def test_before_anybody_was_open_nothing_is_unfiled(ask, name):
    metric = {} if name in {"sales_of", "cash_differences"} else {"metric": "sales"}
    answer = await ask("admin")(name, period="2020年3月", store="横浜店", **metric)
    expected = Status.EMPTY if name == "rank_stores" else Status.CLOSED  # some stores were always there
    assert answer.result.status == expected
    assert "営業していない" in answer.lines or name == "rank_stores"
