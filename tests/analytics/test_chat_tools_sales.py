"""Sales in the chat are the sums of the raw rows."""

from datetime import date, timedelta

import pytest

from stream.chat.ledger import Status
from tests.analytics.chain import TODAY
from tests.analytics.raw import span
from tests.chat_tools import Asker

FEBRUARY = span(date(2026, 2, 1), date(2026, 2, 28))
LAST_WEEK = span(date(2026, 3, 2), date(2026, 3, 8))
ROLES = ("admin", "area", "manager", "staff")
EACH_ROLE = pytest.mark.parametrize("role", ROLES)
STORES = {"admin": (2, 3, 4, 5, 6, 7, 8, 9), "area": (2, 3, 7, 9), "manager": (2,), "staff": (2,)}


@pytest.fixture
def ask(chain_url, people):
    return lambda role, **more: Asker(chain_url, people[role], TODAY, **more)


@EACH_ROLE
@pytest.mark.parametrize(
    ("words", "days"), [("2月", FEBRUARY), ("先週", LAST_WEEK), ("3/9", [date(2026, 3, 9)])]
)
async def test_a_period_has_the_sums_of_the_stores_that_the_person_reads(ask, written, role, words, days):
    answer = await ask(role)("sales_of", period=words)
    stores = STORES[role]
    sold, came = (written.sums(stores, days, which) for which in (0, 1))
    assert answer.result.status == Status.OK
    assert (answer.value("sales"), answer.value("customers")) == (sold, came)
    assert answer.value("spend") == (sold // came if came else None)
    filed = [(store, day) for store in stores for day in days if (store, day) in written.filed]
    assert answer.value("filed") == len(filed)
    missing = sum(written.is_missing(store, day, TODAY) for store in stores for day in days)
    assert answer.value("missing") == (missing or None)


@EACH_ROLE
async def test_a_week_stands_beside_the_week_before_and_that_of_the_year_before(ask, written, role):
    answer = await ask(role)("sales_of", period="先週")
    now = written.sums(STORES[role], LAST_WEEK, 0)
    for name, change, days in (("base_sales", "change", 7), ("year_sales", "year_change", 364)):
        before = written.sums(STORES[role], [day - timedelta(days) for day in LAST_WEEK], 0)
        assert answer.value(name) == before
        assert answer.value(change) == round((now / before - 1) * 100, 1)


async def test_a_month_stands_beside_the_month_before(ask, written):
    answer = await ask("manager")("sales_of", period="2月")
    january = written.sums([2], span(date(2026, 1, 1), date(2026, 1, 31)), 0)
    assert answer.value("base_sales") == january


async def test_the_best_day_and_each_day_are_those_of_the_rows(ask, written):
    answer = await ask("manager")("sales_of", period="2月", by="day")
    sold = {day: written.filed[2, day][0] for day in FEBRUARY if (2, day) in written.filed}
    best = max(sold, key=lambda day: sold[day])
    assert (answer.value("best_day"), answer.value("best_day_sales")) == (best, sold[best])
    assert [amount for _, amount in answer.rows("name", "sales")] == list(sold.values())
    table = answer.ledger.artifacts[0]
    assert [row[:2] for row in table["rows"]] == [[f"{day}", amount] for day, amount in sold.items()]


async def test_weeks_sum_their_days(ask, written):
    answer = await ask("manager")("sales_of", period="2月", by="week")
    assert sum(amount for _, amount in answer.rows("name", "sales")) == written.sums([2], FEBRUARY, 0)
    assert [period.days for period, _ in answer.rows("name", "sales")] == [1, 7, 7, 7, 6]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("去年", date(2025, 1, 1), date(2025, 12, 31)),  # its points are months
        ("2026-01-15..2026-03-09", date(2026, 1, 15), date(2026, 3, 9)),  # its points are days
    ],
)
async def test_months_sum_their_days_within_the_period(ask, written, words, first, last):
    answer = await ask("manager")("sales_of", period=words, by="month")
    told = answer.rows("name", "sales")
    wanted: dict[date, int] = {}
    for day in span(first, last):
        if (2, day) in written.filed:
            wanted[day.replace(day=1)] = wanted.get(day.replace(day=1), 0) + written.filed[2, day][0]
    assert [amount for _, amount in told] == list(wanted.values())
    assert [max(first, month) for month in wanted] == [period.first for period, _ in told]
    assert all(first <= period.first <= period.last <= last for period, _ in told)
    names = [line.split()[0] for line in answer.lines.splitlines() if line.startswith("name=")]
    assert len(names) == len(wanted)
    if first.year == 2026:  # cut at both ends; there is a table of its days
        months = ("2026年1月15日", "2026年2月", "2026年3月1日")
        assert [name.split("=")[-1][: len(month)] for name, month in zip(names, months, strict=True)] == [
            *months
        ]
        return
    (table,) = answer.ledger.artifacts
    assert [row[1] for row in table["rows"]] == list(wanted.values())
    assert table["rows"][-1][0] == "2025年12月"


async def test_by_day_or_week_of_a_period_that_is_told_by_months_has_no_rows(ask):
    for by in ("day", "week"):
        answer = await ask("manager")("sales_of", period="去年", by=by)
        assert not answer.result.rows


async def test_days_that_nobody_filed_have_no_sales_instead_of_none(ask):
    answer = await ask("admin")("sales_of", period="2月", store="無口店")
    assert answer.result.status == Status.EMPTY
    assert answer.value("sales") is None
    assert answer.value("missing") == len(FEBRUARY)
    assert "売上0" not in answer.lines


async def test_the_page_of_a_figure_asks_the_same_and_is_one_that_the_person_may_open(ask):
    managers = await ask("manager")("sales_of", period="2月")
    assert managers.ledger.sources[0].url.startswith(
        "/analysis/sales/?scope=store:2&period=month&from=2026-02-01"
    )
    own = await ask("staff")("sales_of", period="2月")
    assert own.ledger.sources[0].url.startswith("/analysis/?scope=store:2&period=month&from=2026-02-01")


async def test_a_period_to_come_is_said_to_be_one(ask):
    assert (await ask("manager")("sales_of", period="来月")).result.status == Status.FUTURE
    assert (await ask("manager")("sales_of", period="そのうち")).result.status == Status.NO_PERIOD


async def test_a_month_that_is_not_over_stands_beside_as_many_days_of_the_month_before(ask, written):
    answer = await ask("manager")("sales_of", period="今月")  # 渋谷 has filed today already
    days, before = span(date(2026, 3, 1), TODAY), span(date(2026, 2, 1), date(2026, 2, 10))
    now, then = written.sums([2], days, 0), written.sums([2], before, 0)
    assert (answer.value("sales"), answer.value("base_sales")) == (now, then)
    assert answer.value("change") == round((now / then - 1) * 100, 1)
    assert answer.value("through") == TODAY
    compared = answer.value("base_period")
    assert (compared.first, compared.last) == (before[0], before[-1])


async def test_today_is_summed_but_not_compared_until_every_store_has_filed_it(ask, written):
    answer = await ask("area")("sales_of", period="今月")
    stores, yesterday = STORES["area"], TODAY - timedelta(1)
    until = written.sums(stores, span(date(2026, 3, 1), yesterday), 0)
    then = written.sums(stores, span(date(2026, 2, 1), date(2026, 2, 9)), 0)
    assert answer.value("sales") == written.sums(stores, span(date(2026, 3, 1), TODAY), 0)
    assert (answer.value("base_sales"), answer.value("through")) == (then, yesterday)
    assert answer.value("change") == round((until / then - 1) * 100, 1)


async def test_four_weeks_stand_beside_the_four_before_not_beside_themselves(ask, written):
    answer = await ask("manager")("sales_of", period="2026-02-01..2026-03-09")
    before = written.sums([2], span(date(2025, 12, 26), date(2026, 1, 31)), 0)
    assert answer.value("base_sales") == before


async def test_a_part_of_an_area_is_not_told_as_the_area(ask, written):
    answer = await ask("manager")("sales_of", period="2月", store="東京エリア")
    assert answer.result.status == Status.NO_STORE
    assert not answer.ledger.facts
    whole = await ask("area")("sales_of", period="2月", store="東京エリア")
    assert whole.value("sales") == written.sums([2, 3, 7, 9], FEBRUARY, 0)


@pytest.mark.parametrize("role", ["manager", "staff"])
@pytest.mark.parametrize("store", ["", "全店", "自店", "当店"])
async def test_who_reads_one_store_is_told_that_it_is_that_one(ask, written, role, store):
    answer = await ask(role)("sales_of", period="2月", store=store)
    assert (answer.value("store"), answer.value("sales")) == ("渋谷店", written.sums([2], FEBRUARY, 0))


@pytest.mark.parametrize(
    ("role", "words", "title"),
    [
        ("staff", "先週", "売上 3/2〜3/8 渋谷店"),
        ("staff", "3/9", "売上 3/9 渋谷店"),
        ("manager", "2月", "売上 2026年2月 渋谷店"),
        ("admin", "2025年", "売上 2025年"),
        ("admin", "2025-11-03..2025-11-05", "売上 2025/11/3〜11/5"),
    ],
)
async def test_a_receipt_is_titled_by_its_period_and_its_store(ask, role, words, title):
    assert (await ask(role)("sales_of", period=words)).ledger.sources[0].title == title


async def test_a_year_that_is_not_over_stands_beside_the_same_days_of_the_year_before(ask, written):
    answer = await ask("manager")("sales_of", period="今年")
    first, last = date(2025, 1, 1), TODAY.replace(year=2025)
    stretch = answer.value("base_period")
    assert (stretch.first, stretch.last) == (first, last)
    assert answer.value("base_sales") == written.sums([2], span(first, last), 0)


async def test_the_own_store_of_who_has_none_is_all_of_theirs(ask, written):
    answer = await ask("admin")("sales_of", period="2月", store="自店")
    assert answer.value("sales") == written.sums(STORES["admin"], FEBRUARY, 0)
    assert answer.value("store") is None
