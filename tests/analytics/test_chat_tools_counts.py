"""Reports counted in the chat are the reports that were written."""

from collections import Counter
from datetime import date, timedelta

import pytest

from shared.analytics.counts import CELLS
from shared.words import Genre, Location
from stream.chat.ledger import Status
from tests.analytics.chain import TODAY
from tests.analytics.raw import span
from tests.chat_tools import Asker

FEBRUARY = span(date(2026, 2, 1), date(2026, 2, 28))
LAST_WEEK = span(date(2026, 3, 2), date(2026, 3, 8))
STORES = {"admin": (2, 3, 4, 5, 6, 7, 8, 9), "area": (2, 3, 7, 9), "manager": (2,), "staff": (2,)}
EACH_ROLE = pytest.mark.parametrize("role", STORES)


@pytest.fixture
def ask(chain_url, people):
    return lambda role, **more: Asker(chain_url, people[role], TODAY, **more)


def counted(written, stores, days, genre=None, location=None):
    cells = written.counts(stores, days)
    return sum(
        n for (g, p), n in zip(CELLS, cells, strict=True) if genre in {None, g} and location in {None, p}
    )


@EACH_ROLE
async def test_claims_and_their_rate_are_those_of_the_rows(ask, written, role):
    answer = await ask(role)("claim_statistics", period="先週")
    claims = counted(written, STORES[role], LAST_WEEK, Genre.CLAIM)
    customers = written.sums(STORES[role], LAST_WEEK, 1)
    before = [day - timedelta(7) for day in LAST_WEEK]
    assert answer.value("claims") == claims
    assert answer.value("customers") == customers
    assert answer.value("rate") == round(claims * 1000 / customers, 2)
    assert answer.value("base_claims") == counted(written, STORES[role], before, Genre.CLAIM)


@pytest.mark.parametrize(
    ("role", "until", "before"),
    [("area", date(2026, 3, 9), date(2026, 2, 9)), ("manager", TODAY, date(2026, 2, 10))],
)
async def test_a_month_that_is_not_over_has_the_rate_of_what_is_compared_with_as_many_days(
    ask, written, role, until, before
):
    answer = await ask(role)("claim_statistics", period="今月")
    stores, days = STORES[role], span(date(2026, 3, 1), until)
    same, customers = counted(written, stores, days, Genre.CLAIM), written.sums(stores, days, 1)
    claims = counted(written, stores, span(date(2026, 3, 1), TODAY), Genre.CLAIM)
    assert (answer.value("claims"), answer.value("customers")) == (claims, customers)
    assert answer.value("same_claims") == (same if same != claims else None)
    assert answer.value("rate") == round(same * 1000 / customers, 2)
    base = span(date(2026, 2, 1), before)
    stretch = answer.value("base_period")
    assert (stretch.first, stretch.last) == (base[0], base[-1])
    assert answer.value("base_claims") == counted(written, stores, base, Genre.CLAIM)
    missing = sum(written.is_missing(store, day, TODAY) for store in stores for day in days)
    assert answer.value("missing") == (missing or None)


async def test_claims_of_a_day_that_is_not_over_have_none_before_them(ask):
    answer = await ask("area")("claim_statistics", period="今日")
    assert answer.value("claims") is not None
    assert {"base_claims", "rate"}.isdisjoint(answer.result.facts)


async def test_claims_of_a_place_are_asked_for_by_its_code_or_its_name(ask, written):
    expected = counted(written, [2], FEBRUARY, Genre.CLAIM, Location.KITCHEN)
    for place in ("kitchen", "キッチン"):
        answer = await ask("manager")("claim_statistics", period="2月", location=place)
        assert answer.value("claims") == expected
    assert (await ask("manager")("claim_statistics", location="屋上")).result.status == Status.WRONG


async def test_the_places_of_claims_add_up_to_them(ask):
    answer = await ask("admin")("claim_statistics", period="2月")
    assert sum(count for _, count in answer.rows("name", "count")) == answer.value("claims")


async def test_claims_of_one_place_have_no_rows_of_others(ask):
    answer = await ask("admin")("claim_statistics", period="2月", location="hall")
    assert [(name, count) for name, count in answer.rows("name", "count")] == [
        ("ホール", answer.value("claims"))
    ]


@EACH_ROLE
@pytest.mark.parametrize("by", ["genre", "location", "day"])
async def test_reports_are_told_apart_as_they_were_written(ask, written, role, by):
    answer = await ask(role)("report_statistics", period="2月", by=by)
    stores = STORES[role]
    assert answer.value("total") == counted(written, stores, FEBRUARY)
    expected = {
        "genre": [counted(written, stores, FEBRUARY, genre) for genre in Genre],
        "location": [counted(written, stores, FEBRUARY, None, place) for place in Location],
        "day": [counted(written, stores, [day]) for day in FEBRUARY],
    }[by]
    assert [count for _, count in answer.rows("name", "count")] == [count for count in expected if count]


async def test_stores_are_told_apart_for_who_reads_them(ask, written):
    answer = await ask("area")("report_statistics", period="2月", genre="praise", by="store")
    expected = Counter(
        {
            written.shops[store].name: counted(written, [store], FEBRUARY, Genre.PRAISE)
            for store in STORES["area"]
        }
    )
    assert dict(answer.rows("name", "count")) == {name: n for name, n in expected.items() if n}
    for role in ("staff", "manager"):
        refused = await ask(role)("report_statistics", period="2月", by="store")
        assert refused.result.status == Status.NOT_ALLOWED
        assert not refused.ledger.facts


async def test_no_report_is_a_count_of_none(ask):
    answer = await ask("admin")("report_statistics", period="2月", store="無口店")
    assert (answer.result.status, answer.value("total")) == (Status.OK, 0)


async def test_a_way_of_telling_apart_that_is_none_is_refused(ask):
    assert (await ask("admin")("report_statistics", by="天気")).result.status == Status.WRONG
