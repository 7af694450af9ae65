"""A store whose business date closes without a 日報: its 店長 is told, once a store and date, at 23:00."""

import asyncio
from datetime import date, datetime
from typing import Any

import pytest

from shared.dates import JAPAN
from shared.db import amany
from shared.pool import new_pool
from shared.push import outbox
from stream.push.sending import send_batch
from stream.push.work import tick
from tests.pushing import Phone
from tests.stream.pushed import MANAGER, STAFF, clean, due_now, owned, states
from tests.stream.served import run

DAY = date(2026, 10, 20)
CLOSING = datetime(2026, 10, 20, 23, 0, tzinfo=JAPAN)


@pytest.fixture(autouse=True)
def nothing_yet(database) -> None:
    """渋谷 and 梅田 have filed yesterday, and have a 店長 with a phone."""
    clean(database)
    run(database, "UPDATE stores SET changeover_hour = 5, closed_on = NULL")
    for store, manager in ((2, MANAGER), (4, "umeda-manager")):
        file(database, store, date(2026, 10, 19))
        owned(database, Phone(f"http://127.0.0.1:9/{store}"), manager)
    owned(database, Phone("http://127.0.0.1:9/staff"), STAFF)


@pytest.fixture
async def pool(database):
    async with new_pool(database, 4) as pool:
        yield pool


def file(database: str, store: int, day: date) -> None:
    run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " VALUES (%s, 'shibuya-staff', %s, 'report', 'hall', '題', '内容')",
        store,
        day,
    )


async def missed(pool, moment: datetime) -> int:
    """How many people are to be told at this moment."""
    async with pool.connection() as connection:
        return len(await amany(connection, outbox.miss_reports(moment)))


def told(database: str) -> list[tuple[Any, ...]]:
    return run(database, "SELECT user_id, source_id, date FROM push_messages ORDER BY source_id")


async def test_the_manager_of_a_store_without_a_report_is_told_at_its_closing_hour(database, pool):
    file(database, 4, DAY)
    assert await missed(pool, CLOSING) == 1
    assert told(database) == [(MANAGER, 2, DAY)]


async def test_a_store_is_told_once_a_date_whoever_asks_and_however_often(database, pool):
    await asyncio.gather(*(missed(pool, CLOSING) for _ in range(8)))
    assert await missed(pool, CLOSING.replace(minute=59)) == 0
    assert told(database) == [(MANAGER, 2, DAY), ("umeda-manager", 4, DAY)]
    assert await missed(pool, CLOSING.replace(day=21)) == 2


@pytest.mark.parametrize(
    ("moment", "people"),
    [
        (CLOSING.replace(hour=22, minute=59), 0),
        (CLOSING, 2),
        (datetime(2026, 10, 21, 0, 59, tzinfo=JAPAN), 2),
        (datetime(2026, 10, 21, 1, 0, tzinfo=JAPAN), 0),
        (datetime(2026, 10, 21, 12, 0, tzinfo=JAPAN), 0),
    ],
)
async def test_it_is_the_stores_own_hour(pool, moment, people):
    assert await missed(pool, moment) == people


async def test_the_hour_follows_where_the_business_date_ends(database, pool):
    run(database, "UPDATE stores SET changeover_hour = 3 WHERE store_id = 4")
    assert await missed(pool, CLOSING.replace(hour=21)) == 1
    assert told(database) == [("umeda-manager", 4, DAY)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stores SET closed_on = '2026-10-19' WHERE kind = 'store'",
        "UPDATE stores SET opened_on = '2026-10-21'",
        "DELETE FROM daily_reports",
        "UPDATE daily_reports SET date = '2026-10-01'",
        "DELETE FROM push_subscriptions",
        "UPDATE users SET user_type = 'staff' WHERE user_type = 'manager'",
        "UPDATE users SET is_active = false WHERE user_type = 'manager'",
    ],
)
async def test_a_store_that_is_closed_or_files_nothing_is_not_told_of(database, pool, change):
    before = run(database, "SELECT user_id, user_type FROM users")
    opened = run(database, "SELECT store_id, opened_on FROM stores")
    run(database, change)
    people = await missed(pool, CLOSING)
    for user_id, role in before:
        run(database, "UPDATE users SET user_type = %s WHERE user_id = %s", role, user_id)
    for store, day in opened:
        run(database, "UPDATE stores SET opened_on = %s WHERE store_id = %s", day, store)
    assert people == 0


async def test_it_is_told_in_our_words_unless_the_report_came_meanwhile(database, pool, service, phones):
    run(database, "DELETE FROM push_subscriptions")
    first, other = owned(database, phones.phone("/one")), "umeda-manager"
    owned(database, phones.phone("/two"), other)
    await missed(pool, CLOSING)
    file(database, 4, DAY)
    due_now(database)
    await send_batch(pool, service)
    (post,) = phones.posts
    message = first.read(post.body)
    assert message["title"] == "日報がまだ登録されていません"
    assert message["url"] == "/report/register/?date=2026-10-20"
    assert sorted(states(database)) == [("dropped", 1, "nothing to tell"), ("sent", 1, "")]


async def test_the_workers_tick_asks_for_this_moment(pool, monkeypatch):
    monkeypatch.setattr("stream.push.work.now", lambda: CLOSING)
    assert await tick(pool) == 2
    assert await tick(pool) == 0
