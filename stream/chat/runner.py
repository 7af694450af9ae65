"""The turns of this process: claimed, kept, stopped when their people ask, given back when the process ends.

A turn is a row in the database. Whoever holds its lease runs it, and writes with the number of the attempt.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, Error

from shared.chat import running as turns
from shared.chat.channels import TURNS
from shared.chat.running import Claimed
from shared.db import Query, amany
from shared.embedded import database_url
from shared.pool import CONNECTION, Pool
from shared.reader import Reader
from shared.settings import settings
from stream.chat.cost import is_hosted
from stream.chat.life import Life, Why, get_ready

log = logging.getLogger("c3.chat")

LOOK_SECONDS: Final = 0.5
SWEEP_SECONDS: Final = 3600.0
SECONDS_WITHOUT_DATABASE: Final = 1.0
SECONDS_TO_END: Final = 2.0  # for turns that are nearly done, when the process is asked to stop
SECONDS_TO_GIVE_BACK: Final = 5.0


class Runner:
    """Runs turns, at most `chat_running_turns` at once."""

    def __init__(self, pool: Pool, reader: Reader) -> None:
        self.pool, self.reader = pool, reader
        self.lives: dict[UUID, Life] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: Any = None
        self._is_closing = False

    async def work(self) -> None:
        """Claim, run and keep turns until this is cancelled; while the database is away, try again."""
        async with asyncio.TaskGroup() as group:
            for act in (self._listen, self._keep, self._sweep):
                group.create_task(self._always(act))

    async def close(self) -> None:
        """Let turns end that are about to; of the others, give back those of which nothing is told."""
        self._is_closing = True
        await self._wait(SECONDS_TO_END)
        for life in self.lives.values():
            life.end(Why.CLOSING)
        await self._wait(SECONDS_TO_GIVE_BACK)
        for task in self._tasks:
            task.cancel()
        await self._wait(1)
        if self._client is not None:
            await self._client.aclose()

    async def _always(self, act: Any) -> None:
        hears = True
        while True:
            try:
                await act()
                hears = True
            except Error as error:
                if hears:
                    log.warning("turns wait: the database does not answer (%s)", type(error).__name__)
                hears = False
            except Exception:
                log.exception("a fault of ours, in %s", act.__name__)
                hears = False
            await asyncio.sleep(0 if hears else SECONDS_WITHOUT_DATABASE)

    async def _listen(self) -> None:
        """Claim what waits, at once when it is said, else by a look: LISTEN does not pass every pooler."""
        async with await AsyncConnection.connect(database_url(), **CONNECTION) as ear:
            await ear.execute(f"LISTEN {TURNS}")
            while True:
                await self._claim()
                notes = [note async for note in ear.notifies(timeout=LOOK_SECONDS, stop_after=1)]
                if any(UUID(note.payload) in self.lives for note in notes if _is_id(note.payload)):
                    await self._look()

    async def _keep(self) -> None:
        await self._look()
        await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        """Keep the leases, and end what is to stop or is another's."""
        held = {turn_id: life.turn.attempt for turn_id, life in self.lives.items()}
        if not held:
            return
        kept = {one.turn_id: one for one in await self._rows(turns.keep(held))}
        for turn_id, attempt in held.items():
            life = self.lives.get(turn_id)
            if life is None or life.turn.attempt != attempt:
                continue
            if turn_id not in kept:
                life.end(Why.LOST)
            elif kept[turn_id].stop_asked:
                life.end(Why.STOPPED)

    async def _sweep(self) -> None:
        await self._rows(turns.sweep())
        await asyncio.sleep(SWEEP_SECONDS)

    async def _claim(self) -> None:
        free = settings().chat_running_turns - len(self.lives)
        if free > 0 and not self._is_closing:
            for turn in await self._rows(turns.claim(free)):
                self._begin(turn)

    def _begin(self, turn: Claimed) -> None:
        life = Life(self.pool, self.reader, turn, self._new_client())
        if former := self.lives.get(turn.turn_id):
            former.end(Why.LOST)  # a lease of ours ran out while the database was away
        self.lives[turn.turn_id] = life
        task = asyncio.create_task(life.live(), name=f"turn {turn.turn_id}")
        self._tasks.add(task)
        task.add_done_callback(partial(self._forget, turn.turn_id, life))

    def _forget(self, turn_id: UUID, life: Life, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self.lives.get(turn_id) is life:
            del self.lives[turn_id]
        if not task.cancelled() and (error := task.exception()):
            log.error("turn %s ended by a fault of ours", turn_id, exc_info=error)

    def _new_client(self) -> Any:
        if self._client is None and is_hosted():
            from stream.chat.models import new_client  # noqa: PLC0415  only where there is a key

            self._client = new_client(settings().chat_running_turns + 1)
        return self._client

    async def _rows(self, query: Query[Any]) -> list[Any]:
        async with self.pool.connection() as connection:
            return await amany(connection, query)

    async def _wait(self, seconds: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)


def _is_id(payload: str) -> bool:
    try:
        UUID(payload)
    except ValueError:
        return False
    return True


@asynccontextmanager
async def running(pool: Pool, reader: Reader) -> AsyncIterator[Runner]:
    """A runner that works; at the end its turns are ended or given back."""
    runner = Runner(pool, reader)
    working = asyncio.create_task(runner.work())
    loading = asyncio.create_task(get_ready())
    try:
        yield runner
    finally:
        loading.cancel()
        closing = asyncio.create_task(runner.close())
        await asyncio.wait({closing})
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        closing.result()
