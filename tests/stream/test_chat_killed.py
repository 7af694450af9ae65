"""A process that runs turns is killed at fifty places of them: each ends, complete or to be asked again."""

import asyncio
import json
import random
from uuid import uuid4

import pytest

from shared.chat import running as turns_of_processes
from shared.chat import turns
from shared.db import aone
from shared.pool import new_pool
from shared.reader import Reader
from shared.settings import settings
from stream.chat.runner import running
from tests.stream import dying
from tests.stream.chat_server import Reply, chat_server

KILLS, SECONDS = 10, 60
FEWEST_PLACES = 4  # that the kills met: before the first sentence, in between, at the end
BEFORE, AFTER = (0.0, 0.3), (0.0, 2.5)  # seconds between two questions, and until the process is killed
ANSWER = "".join(f"{'あ' * n}。" for n in range(1, 16)) + "\n\n- " + "い" * 9 + "\n"


@pytest.fixture
async def pool(own, monkeypatch):
    monkeypatch.setattr("stream.chat.runner.database_url", lambda: own)
    async with new_pool(own, 10) as pool:
        yield pool


async def begin(pool, who):
    async with pool.connection() as connection:
        viewer = await aone(connection, turns_of_processes.asker(who))
        return (await aone(connection, turns.start(viewer, uuid4(), None, "質問"))).turn_id


async def rows(pool, statement, *values):
    async with pool.connection() as connection:
        return await (await connection.execute(statement, values)).fetchall()


async def until_ended(pool, ids):
    async with asyncio.timeout(SECONDS):
        while True:
            left = await rows(
                pool,
                "SELECT 1 FROM ai_turns WHERE id = ANY(%s) AND state IN ('waiting', 'running')",
                list(ids),
            )
            if not left:
                return
            await asyncio.sleep(0.05)


async def end_of(pool, turn_id):
    """Its state, and whether it had been told in part; what was told is what is kept, each event once."""
    found = await rows(pool, "SELECT state, fault, attempt FROM ai_turns WHERE id = %s", turn_id)
    events = await rows(
        pool, "SELECT number, data::text FROM ai_turn_events WHERE turn_id = %s ORDER BY number", turn_id
    )
    lines = await rows(
        pool, "SELECT content FROM ai_chat_history WHERE turn_id = %s AND role = 'assistant'", turn_id
    )
    assert [number for number, _ in events] == list(range(1, len(events) + 1))
    data = [json.loads(one) for _, one in events]
    told = "".join(one["content"] for one in data if one["type"] == "token")
    assert told == "".join(content for (content,) in lines)
    assert [one["type"] in {"done", "error"} for one in data].index(True) == len(data) - 1
    return (*found[0], told)


async def test_a_turn_whose_process_is_killed_ends_complete_or_can_be_asked_again(
    pool, own, cast, monkeypatch
):
    dice = random.Random(8)  # noqa: S311  seeded, to be the same every time
    people = [cast.admin, cast.area, cast.manager, cast.staff, cast.other_staff]
    ends = []
    with chat_server(Reply(ANSWER, pause=0.04)) as server:
        variables = {"DATABASE_URL": own, **server.settings}
        given = settings().model_copy(update={"openai_base_url": server.url, "openai_api_key": _key()})
        for module in ("cost", "models"):
            monkeypatch.setattr(f"stream.chat.{module}.settings", lambda: given)
        for _ in range(KILLS):
            ids = await _killed(pool, dying.start(variables), people, dice)
            async with running(pool, Reader(pool)):
                await until_ended(pool, ids)
            ends += [await end_of(pool, one) for one in ids]
    for state, fault, _attempt, told in ends:
        assert (state, fault) in {("done", None), ("failed", "interrupted")}
        assert ANSWER.startswith(told)
        assert (told == ANSWER) or state == "failed"
    places = {(state, attempt, len(told)) for state, _, attempt, told in ends}
    assert len(places) >= FEWEST_PLACES, places


async def _killed(pool, process, people, dice):
    """Ask, each at a time of their own; kill; the leases run out."""
    ids = []
    for who in people:
        ids.append(await begin(pool, who))
        await asyncio.sleep(dice.uniform(*BEFORE))
    await asyncio.sleep(dice.uniform(*AFTER))
    process.kill()
    process.join()
    await rows(
        pool,
        "UPDATE ai_turns SET leased_until = now() - interval '1 second' WHERE id = ANY(%s) RETURNING 1",
        ids,
    )
    return ids


def _key():
    from pydantic import SecretStr  # noqa: PLC0415

    return SecretStr("sk-none")
