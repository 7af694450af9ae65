"""The life of a turn on a real database: answered, stopped, cleared, taken over, given back."""

import asyncio
import time
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from pydantic import SecretStr

from shared.chat import running as turns_of_processes
from shared.chat import threads, turns
from shared.dates import JAPAN
from shared.db import afirst, amany, aone
from shared.pool import new_pool
from shared.reader import Reader
from shared.settings import settings
from stream.chat import life
from stream.chat.runner import running
from tests.analytics import chain
from tests.chat_events import events_of
from tests.databases import own_database
from tests.stream.chat_server import INPUT_TOKENS, MODEL, OUTPUT_TOKENS, Reply, chat_server

SECONDS = 30
NOON = datetime.combine(chain.TODAY, datetime.min.time().replace(hour=12), JAPAN)
SALES = Reply(calls=[("sales_of", '{"period": "先月"}')])
QUESTION = "先月の売上は？"
CITED = """
    INSERT INTO ai_turn_events (turn_id, number, data) SELECT %s, number, data::jsonb
    FROM (VALUES (1, '{"type": "start"}'), (2, '{"type": "citation", "n": 1, "url": "/report/view/1/"}'),
                 (3, '{"type": "token", "content": "3件でした [1]。"}')) AS told (number, data)"""


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
def hosted(monkeypatch):
    """`hosted(server)`: turns ask that model."""

    def told(server):
        changed = {
            "openai_api_key": SecretStr("sk-none"),
            "openai_base_url": server.url,
            "openai_model": MODEL,
        }
        given = settings().model_copy(update=changed)
        for module in ("models", "life", "cost"):
            monkeypatch.setattr(f"stream.chat.{module}.settings", lambda: given)

    return told


async def asked(pool, who, question=QUESTION, thread=None):
    async with pool.connection() as connection:
        viewer = await aone(connection, turns_of_processes.asker(who))
        started = await afirst(connection, turns.start(viewer, uuid4(), thread, question))
    assert started is not None
    assert started.turn_id, started
    return viewer, started


async def until_told(pool, turn_id):
    async with asyncio.timeout(SECONDS):
        while True:
            if any(event["type"] == "token" for event in await events_of(pool, turn_id)):
                return
            await asyncio.sleep(0.02)


async def until(condition, seconds=SECONDS):
    async with asyncio.timeout(seconds):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


async def ended(pool, viewer, turn_id: UUID):
    """The turn at its end, and its events: what was told is what is kept."""
    async with asyncio.timeout(SECONDS):
        while True:
            async with pool.connection() as connection:
                turn = await afirst(connection, threads.turn(viewer, turn_id))
            if turn is not None and turn.state not in {"waiting", "running"}:
                break
            await asyncio.sleep(0.02)
    events = await events_of(pool, turn_id)
    assert "".join(event["content"] for event in events if event["type"] == "token") == (turn.answer or "")
    assert events[-1]["type"] in {"done", "error"}
    return turn, events


async def change(pool, statement, *values):
    async with pool.connection() as connection:
        await connection.execute(statement, values)


@pytest.mark.parametrize(
    "question", ["先週のクレームは何件？内容も", "今月の目標の達成率は？", "昨日の売上は？"]
)
async def test_the_rules_answer_without_a_key(pool, cast, question):
    async with running(pool, Reader(pool)):
        viewer, started = await asked(pool, cast.admin, question)
        turn, events = await ended(pool, viewer, started.turn_id)
    assert (turn.state, turn.unbacked, turn.model) == ("done", 0, "c3-rules")
    assert [event["type"] for event in events[:2]] == ["start", "tool"]


async def test_a_hosted_model_answers_with_receipts(pool, cast, hosted):
    with chat_server(SALES, Reply("売上は{v2}です。\n\nよく売れた店は新宿中央店です。")) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            turn, events = await ended(pool, viewer, started.turn_id)
    assert turn.state == "done"
    assert "円です。 [1]" in turn.answer
    assert "新宿中央店" not in turn.answer
    assert turn.unbacked == 1
    assert turn.citations[0]["url"].startswith("/analysis/")
    kinds = [event["type"] for event in events]
    assert kinds.index("citation") < kinds.index("token")
    assert sum("html" in event for event in events) == 2
    async with pool.connection() as connection:
        kept = await connection.execute(
            "SELECT input_tokens, output_tokens, cost FROM ai_turns WHERE id = %s", [started.turn_id]
        )
        used = await kept.fetchone()
    assert used == (2 * INPUT_TOKENS, 2 * OUTPUT_TOKENS, 54)


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (Reply(fault="500"), "away"),
        (SALES, "loop"),
        (Reply(""), "broken"),
        (Reply("答え。" * 9, fault="cut"), "away"),
    ],
)
async def test_a_fault_is_a_sentence_that_says_what_to_do(pool, cast, hosted, reply, fault):
    with chat_server(reply) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            turn, events = await ended(pool, viewer, started.turn_id)
    assert (turn.state, turn.fault) == ("failed", fault)
    assert "もう一度" in events[-1]["content"]


async def test_a_turn_has_an_end_in_time(pool, cast, hosted, monkeypatch):
    monkeypatch.setattr(life, "LONGEST_TURN", 1.0)
    with chat_server(Reply("あ。" * 500, pause=0.05)) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            turn, _events = await ended(pool, viewer, started.turn_id)
    assert (turn.state, turn.fault) == ("failed", "slow")


async def test_a_turn_stops_within_a_second_and_keeps_what_was_told(pool, cast, hosted):
    with chat_server(Reply("あ。" * 500, pause=0.05)) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            await until_told(pool, started.turn_id)
            began = time.monotonic()
            async with pool.connection() as connection:
                await afirst(connection, turns.stop(viewer, started.turn_id))
            turn, events = await ended(pool, viewer, started.turn_id)
            assert time.monotonic() - began < 1
    assert turn.state == "stopped"
    assert turn.answer
    assert events[-1] == {"type": "done", "state": "stopped"}


async def test_a_turn_whose_thread_is_cleared_leaves_nothing(pool, cast, hosted):
    with chat_server(Reply("あ。" * 500, pause=0.05)) as server:
        hosted(server)
        async with running(pool, Reader(pool)) as runner:
            viewer, started = await asked(pool, cast.admin)
            await until_told(pool, started.turn_id)
            async with pool.connection() as connection:
                await afirst(connection, threads.clear(viewer, started.thread_id))
            await until(lambda: not runner.lives, 2)
    assert not await events_of(pool, started.turn_id)


async def test_what_is_told_while_a_thread_is_cleared_holds_it_up_and_goes_with_it(pool, cast):
    viewer, started = await asked(pool, cast.admin)
    async with pool.connection() as telling, pool.connection() as clearing:

        async def cleared() -> int:
            async with clearing.transaction():
                await amany(clearing, threads.hold_turns(viewer, started.thread_id))
                return (await aone(clearing, threads.clear(viewer, started.thread_id))).threads

        async with telling.transaction():
            await telling.execute("SELECT FROM ai_turns WHERE id = %s FOR UPDATE", [started.turn_id])
            gone = asyncio.create_task(cleared())
            await asyncio.sleep(0.3)
            told = "INSERT INTO ai_turn_events (turn_id, number, data) VALUES (%s, 99, '{}')"
            await telling.execute(told, [started.turn_id])
        assert await gone == 1
    assert not await events_of(pool, started.turn_id)


async def test_what_a_person_asked_before_is_remembered(pool, cast, hosted):
    with chat_server(Reply("一つ目の答え。"), Reply("二つ目。")) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, first = await asked(pool, cast.admin, "最初の質問")
            await ended(pool, viewer, first.turn_id)
            viewer, second = await asked(pool, cast.admin, "次の質問", first.thread_id)
            await ended(pool, viewer, second.turn_id)
    assert [one["content"] for one in server.requests[-1]["messages"][1:]] == [
        "最初の質問",
        "一つ目の答え。",
        "次の質問",
    ]


async def test_a_process_that_ends_gives_its_turn_to_another(pool, cast, hosted):
    with chat_server(Reply(fault="hangs"), Reply("答えです。")) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            await until(lambda: server.requests)
        began = time.monotonic()
        async with running(pool, Reader(pool)):
            turn, events = await ended(pool, viewer, started.turn_id)
        assert time.monotonic() - began < 3
    assert turn.state == "done"
    assert [event["type"] for event in events] == ["start", "start", "token", "done"]


async def test_a_turn_that_was_told_in_part_ends_as_interrupted_and_keeps_the_part(pool, cast, hosted):
    with chat_server(Reply("あ。" * 500, pause=0.05)) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            await until_told(pool, started.turn_id)
        async with running(pool, Reader(pool)):
            turn, _events = await ended(pool, viewer, started.turn_id)
    assert (turn.state, turn.fault) == ("failed", "interrupted")
    assert turn.answer.startswith("あ。")


async def test_what_was_cited_before_a_process_was_killed_stays_cited(pool, cast):
    viewer, started = await asked(pool, cast.admin)
    await change(pool, CITED, started.turn_id)
    async with running(pool, Reader(pool)):
        turn, _events = await ended(pool, viewer, started.turn_id)
    assert (turn.fault, turn.answer) == ("interrupted", "3件でした [1]。")
    assert turn.citations == [{"n": 1, "url": "/report/view/1/"}]


async def test_a_turn_that_was_begun_too_often_ends(pool, cast):
    viewer, started = await asked(pool, cast.admin)
    await change(pool, "UPDATE ai_turns SET attempt = 3 WHERE id = %s", started.turn_id)
    async with running(pool, Reader(pool)):
        turn, _events = await ended(pool, viewer, started.turn_id)
    assert (turn.state, turn.fault) == ("failed", "interrupted")


async def test_one_that_was_thought_dead_and_comes_back_writes_nothing(pool, cast, hosted):
    with chat_server(Reply("あ。" * 300, pause=0.02)) as server:
        hosted(server)
        async with running(pool, Reader(pool)) as runner:
            _viewer, started = await asked(pool, cast.admin)
            await until_told(pool, started.turn_id)
            await change(pool, "UPDATE ai_turns SET attempt = attempt + 1 WHERE id = %s", started.turn_id)
            before = len(await events_of(pool, started.turn_id))
            await until(lambda: not runner.lives, 5)
            assert len(await events_of(pool, started.turn_id)) - before <= 1
    await change(
        pool, "UPDATE ai_turns SET state = 'failed', fault = 'interrupted' WHERE id = %s", started.turn_id
    )


async def test_no_more_than_the_settings_say_run_at_once(pool, cast, hosted, monkeypatch):
    few = settings().model_copy(update={"chat_running_turns": 1})
    monkeypatch.setattr("stream.chat.runner.settings", lambda: few)
    with chat_server(Reply("あ。い。", pause=0.1)) as server:
        hosted(server)
        async with running(pool, Reader(pool)) as runner:
            begun = [await asked(pool, who) for who in (cast.admin, cast.manager, cast.area)]
            most = 0
            async with asyncio.timeout(SECONDS):
                for viewer, started in begun:
                    while (await events_of(pool, started.turn_id) or [{}])[-1].get("type") != "done":
                        most = max(most, len(runner.lives))
                        await asyncio.sleep(0.02)
                    await ended(pool, viewer, started.turn_id)
    assert most == 1


async def test_lines_to_the_database_that_drop_lose_and_double_nothing(pool, cast, hosted, written):
    answer = "".join(f"{'あ' * n}。" for n in range(1, 40))
    with chat_server(Reply(answer, pause=0.01)) as server:
        hosted(server)
        async with running(pool, Reader(pool)):
            viewer, started = await asked(pool, cast.admin)
            await until_told(pool, started.turn_id)
            with psycopg.connect(written, autocommit=True) as other:
                for _ in range(3):
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                    await asyncio.sleep(0.3)
            await asyncio.sleep(2)
            turn, _events = await ended(pool, viewer, started.turn_id)
    assert (turn.state, turn.answer) == ("done", answer)


async def test_a_retired_person_is_told_nothing(pool, cast):
    viewer, started = await asked(pool, cast.staff)
    await change(pool, "UPDATE users SET is_active = false WHERE user_id = %s", cast.staff)
    async with running(pool, Reader(pool)):
        turn, events = await ended(pool, viewer, started.turn_id)
    await change(pool, "UPDATE users SET is_active = true WHERE user_id = %s", cast.staff)
    assert turn.state == "failed"
    assert not any(event["type"] in {"tool", "token"} for event in events)
