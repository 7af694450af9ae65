"""What a turn tells, on its way into the database: in order, each once, and many events by one statement.

Events are written while the agent works on; what comes while a statement is on its way goes by the next one.
"""

import asyncio
from collections.abc import Sequence
from typing import Final, TypeVar

from shared.chat import running
from shared.chat.running import Claimed, Event, Outcome
from shared.db import Query, amany
from shared.pool import AWAY, Pool

Row = TypeVar("Row")
PATIENCE: Final = 8  # tries while the database is away, a second between them
PAUSE: Final = 1.0


class Lost(Exception):
    """The turn is not ours any more: another process has it, it was cleared, or it has ended."""


async def patiently(pool: Pool, query: Query[Row]) -> list[Row]:
    """The statement's rows; while the database is away it is said again. Raises `AWAY` in the end."""
    for _ in range(PATIENCE - 1):
        try:
            return await _rows(pool, query)
        except AWAY:
            await asyncio.sleep(PAUSE)
    return await _rows(pool, query)


class Outbox:
    """Writes what is told, for one attempt at a turn."""

    def __init__(self, pool: Pool, turn: Claimed) -> None:
        self.pool, self.turn = pool, turn
        self._last = 0  # the number of the last event that is written
        self._waiting: list[Event] = []
        self._writing: asyncio.Task[None] | None = None

    async def begin(self) -> bool:
        """Find the place where the turn's events end; whether it is to stop. Raises `Lost`."""
        held = await patiently(self.pool, running.renew(self.turn.turn_id, self.turn.attempt))
        if not held:
            raise Lost
        self._last = held[0].last
        return held[0].stop_asked

    def say(self, events: Sequence[Event]) -> None:
        """Have the events written, soon. Raises what stood in the way of those before."""
        self._waiting += events
        if self._writing is not None and self._writing.done():
            self._writing.result()
            self._writing = None
        if self._waiting and self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def flush(self) -> None:
        """Wait until all is written. Raises `Lost` or `AWAY`."""
        self.say(())
        while self._writing is not None:
            await asyncio.shield(self._writing)
            self.say(())

    async def finish(self, outcome: Outcome, event: Event) -> None:
        """The last event, and the answer into the thread. Raises `Lost` or `AWAY`."""
        await self.flush()
        ended = running.finish(self.turn.turn_id, self.turn.attempt, outcome, event)
        if not await patiently(self.pool, ended):
            raise Lost

    async def _write(self) -> None:
        await asyncio.sleep(0)  # what is said in the same breath goes by the same statement
        while self._waiting:
            events, self._waiting = self._waiting, []
            told = running.tell(self.turn.turn_id, self.turn.attempt, events, self._last)
            held = await patiently(self.pool, told)
            if not held:
                raise Lost
            self._last = held[0].last


async def _rows(pool: Pool, query: Query[Row]) -> list[Row]:
    async with pool.connection() as connection:
        return await amany(connection, query)
