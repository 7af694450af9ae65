"""`one`, `first` and `many` on both synchronous connections, and their three async twins."""

from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
import pytest
import pytest_asyncio

from shared.db import NoRow, Query, afirst, amany, aone, first, many, one


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its day."""

    n: int
    day: date


def numbers_up_to(last: int) -> Query[Number]:
    return Query(
        "SELECT n, date '2026-10-01' + n AS day FROM generate_series(1, %(last)s::int) AS n ORDER BY n",
        Number,
        {"last": last},
    )


NUMBERS = [Number(n, date(2026, 10, 1) + timedelta(days=n)) for n in (1, 2, 3)]


@pytest.fixture(params=["django", "psycopg"])
def connection(request, plain, django_side):
    return plain if request.param == "psycopg" else django_side


@pytest_asyncio.fixture
async def async_connection(world):
    async with await psycopg.AsyncConnection.connect(world) as connection:
        yield connection


def test_many_gives_the_rows_in_their_order_and_nothing_for_nothing(connection):
    assert many(connection, numbers_up_to(3)) == NUMBERS
    assert many(connection, numbers_up_to(0)) == []


def test_first_gives_the_first_row_or_none(connection):
    assert first(connection, numbers_up_to(3)) == NUMBERS[0]
    assert first(connection, numbers_up_to(0)) is None


def test_one_gives_the_row_and_raises_for_nothing(connection):
    assert one(connection, numbers_up_to(1)) == NUMBERS[0]
    with pytest.raises(NoRow):
        one(connection, numbers_up_to(0))


def test_columns_that_are_not_the_fields_are_refused(connection):
    with pytest.raises(TypeError, match=r"Number has \['n', 'day'\], the statement returns \['day', 'n'\]"):
        many(connection, Query("SELECT current_date AS day, 1 AS n", Number, {}))


async def test_the_async_twins_answer_alike(async_connection):
    assert await amany(async_connection, numbers_up_to(3)) == NUMBERS
    assert await afirst(async_connection, numbers_up_to(3)) == NUMBERS[0]
    assert await aone(async_connection, numbers_up_to(1)) == NUMBERS[0]


async def test_the_async_twins_say_nothing_alike(async_connection):
    assert await amany(async_connection, numbers_up_to(0)) == []
    assert await afirst(async_connection, numbers_up_to(0)) is None
    with pytest.raises(NoRow):
        await aone(async_connection, numbers_up_to(0))


def test_no_executor_begins_or_ends_a_transaction(plain):
    many(plain, numbers_up_to(1))
    assert plain.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    plain.rollback()
    plain.autocommit = True
    many(plain, numbers_up_to(1))
    assert plain.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
