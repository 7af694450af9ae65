"""The pool of connections: a restart of the database under it costs no answer, however many it held."""

import asyncio

import pytest

from shared.pool import AWAY, Pool, new_pool
from tests.stream.served import away, lets_read_alone

PID = "SELECT pg_backend_pid()"


@pytest.fixture
async def pool(database):
    async with new_pool(database, 8) as pool:
        yield pool


async def held(pool: Pool, count: int) -> set[int]:
    """The processes of PostgreSQL that `count` readers at once are served by."""
    together = asyncio.Barrier(count)

    async def one() -> int:
        async with pool.connection() as connection:
            await together.wait()
            (pid,) = await (await connection.execute(PID)).fetchone() or (0,)
            return int(pid)

    return set(await asyncio.gather(*(one() for _ in range(count))))


@pytest.mark.parametrize("readers", [1, 6])
async def test_all_its_connections_may_die_at_once(pool, database, readers):
    before = await held(pool, 6)
    assert len(before) == 6
    with away(database):
        pass
    after = await held(pool, readers)
    assert len(after) == readers
    assert not after & before


async def test_without_a_database_it_says_so_and_comes_back(pool, database):
    await held(pool, 6)
    with away(database):
        for _ in range(2):
            with pytest.raises(AWAY):
                await held(pool, 1)
    assert await held(pool, 1)


async def test_a_database_that_lets_read_alone_is_away_for_who_writes(pool, database):
    with lets_read_alone(database):
        async with pool.connection() as connection:
            await connection.execute("SELECT 1")
            with pytest.raises(AWAY):
                await connection.execute("DELETE FROM sessions")
