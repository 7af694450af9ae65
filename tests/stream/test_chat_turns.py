"""A turn from its question to its end, by the rules, on a real database."""

import asyncio
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from shared.chat import running, threads, turns
from shared.dates import JAPAN
from shared.db import amany, aone
from shared.pool import new_pool
from shared.reader import Reader
from stream.chat.runner import Runner
from tests.analytics import chain
from tests.chat_events import ask_at, events_of
from tests.databases import own_database

SECONDS = 30
NOON = datetime.combine(chain.TODAY, time(12), JAPAN)


@pytest.fixture(scope="module")
def written(django_db_setup):
    with own_database() as url:
        chain.write(url)
        yield url


@pytest.fixture
async def pool(written, monkeypatch):
    monkeypatch.setattr("stream.chat.runner.database_url", lambda: written)
    monkeypatch.setattr("stream.chat.life.now", lambda: NOON)
    async with new_pool(written, 5) as pool:
        yield pool


@pytest.fixture
async def runner(pool):
    runner = Runner(pool, Reader(pool))
    working = asyncio.create_task(runner.work())
    yield runner
    working.cancel()
    await runner.close()


async def asked(pool, who, question, thread=None, again_of=None, moment=NOON):
    async with pool.connection() as connection:
        viewer = await aone(connection, running.asker(who))
        started = await aone(connection, turns.start(viewer, uuid4(), thread, question, "", again_of))
        assert started.turn_id
        await ask_at(connection, started.turn_id, moment)
    return viewer, started


async def ended(pool, viewer, turn_id: UUID):
    async with asyncio.timeout(SECONDS):
        while True:
            async with pool.connection() as connection:
                turn = await aone(connection, threads.turn(viewer, turn_id))
            if turn.state not in {"waiting", "running"}:
                return turn, await events_of(pool, turn_id)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "question",
    [
        "先週のクレームは何件？内容も",
        "先月と今月の売上を比べて",
        "今月の目標の達成率は？",
        "先月の違算は？",
        "昨日の売上は？",
        "店舗別の売上ランキング先月",
        "先月の場所別の日報件数",
        "日報に書かれた出来事をまとめて",
        "先月の日別の売上",
    ],
)
async def test_a_question_is_answered(runner, pool, cast, question):
    viewer, started = await asked(pool, cast.admin, question)
    turn, events = await ended(pool, viewer, started.turn_id)
    assert turn.state == "done", (turn.fault, events)
    assert turn.unbacked == 0
    assert "".join(event["content"] for event in events if event["type"] == "token") == turn.answer


async def said_before(pool, started):
    async with pool.connection() as connection:
        lines = await amany(connection, running.memory(started.thread_id, started.turn_id, 20))
    return [line.content for line in lines if line.role == "user"]


async def test_what_is_asked_again_leans_on_what_it_leaned_on_before(runner, pool, cast):
    """「その前は？」 asked again, and again, is the same month; what follows leans on the last of them."""
    _viewer, first = await asked(pool, cast.admin, "先月の売上は？")
    await ended(pool, _viewer, first.turn_id)
    thread, before = first.thread_id, "その前は？"
    answers, latest = [], None
    for _time in range(3):
        viewer, latest = await asked(pool, cast.admin, before, thread, latest and latest.turn_id)
        assert await said_before(pool, latest) == ["先月の売上は？"]
        answers.append((await ended(pool, viewer, latest.turn_id))[0].answer)
    assert "1月" in answers[0]
    assert len({*answers}) == 1
    viewer, further = await asked(pool, cast.admin, before, thread)
    assert await said_before(pool, further) == ["先月の売上は？", before]
    assert "2025年12月" in (await ended(pool, viewer, further.turn_id))[0].answer


async def test_over_the_changeover_what_was_asked_of_today_stays_that_day(runner, pool, cast):
    """At 5:10 somebody goes on about the evening of which they asked at 4:50."""
    night = NOON.replace(hour=4, minute=50)
    viewer, first = await asked(pool, cast.admin, "今日の売上は？", moment=night)
    await ended(pool, viewer, first.turn_id)
    viewer, further = await asked(pool, cast.admin, "客数は？", first.thread_id)
    answer = (await ended(pool, viewer, further.turn_id))[0].answer
    assert f"{(NOON - timedelta(days=1)).day}日" in answer


async def test_a_turn_of_another_thread_is_not_asked_again(runner, pool, cast):
    viewer, elsewhere = await asked(pool, cast.admin, "先月の売上は？")
    await ended(pool, viewer, elsewhere.turn_id)
    _viewer, first = await asked(pool, cast.admin, "先月の客数は？")
    await ended(pool, viewer, first.turn_id)
    _viewer, then = await asked(pool, cast.admin, "その前は？", first.thread_id, elsewhere.turn_id)
    assert await said_before(pool, then) == ["先月の客数は？"]
    await ended(pool, viewer, then.turn_id)
