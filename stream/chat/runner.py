"""The life of turns in this process: claimed, run, told, ended; stopped when asked; given back at the end.

A turn is a row in the database. Whoever holds its lease runs it, and writes with the number of the attempt.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from psycopg import AsyncConnection, Error

from shared.access import Viewer
from shared.analytics.question import Question, Unclear, read
from shared.chat import places
from shared.chat import running as turns
from shared.chat.running import LEASE_SECONDS, MOST_ATTEMPTS, Claimed, Event, Held, Outcome
from shared.chat.turns import CHANNEL
from shared.dates import now
from shared.db import Query, afirst, amany
from shared.embedded import database_url
from shared.pool import AWAY, CONNECTION, Pool
from shared.reader import Reader
from shared.settings import settings
from shared.words import TurnFault, TurnState
from stream.chat.cost import Usage
from stream.chat.counted import COUNTS
from stream.chat.scope import Scope
from stream.chat.vectors import vectors

log = logging.getLogger("c3.chat")

SECONDS_BETWEEN_LOOKS: Final = 0.5
SECONDS_BETWEEN_SWEEPS: Final = 3600.0
SECONDS_WITHOUT_DATABASE: Final = 1.0
LONGEST_TURN: Final = 120.0  # seconds
PATIENCE: Final = 8  # tries of a write while the database is away, a second between them


class Lost(Exception):
    """The turn is not ours any more: another process has it, it was cleared, or it has ended."""


class Runner:
    """Runs the turns of this process, at most `chat_running_turns` at once."""

    def __init__(self, pool: Pool, reader: Reader) -> None:
        self.pool, self.reader = pool, reader
        self.running: dict[UUID, asyncio.Task[None]] = {}
        self.is_stopping = False

    async def work(self) -> None:
        """Claim and run until this is cancelled; while the database is away, try again."""
        while True:
            try:
                await self._listen()
            except Error as error:
                log.warning("turns wait, since the database is away: %s", type(error).__name__)
            await asyncio.sleep(SECONDS_WITHOUT_DATABASE)

    async def _listen(self) -> None:
        clock = asyncio.get_running_loop().time
        sweep_at = 0.0
        async with await AsyncConnection.connect(database_url(), **CONNECTION) as ear:
            await ear.execute(f"LISTEN {CHANNEL}")
            while True:
                await self._claim()
                if clock() >= sweep_at:
                    sweep_at = clock() + SECONDS_BETWEEN_SWEEPS
                    await self._one(turns.sweep())
                async for note in ear.notifies(timeout=SECONDS_BETWEEN_LOOKS, stop_after=1):
                    await self._heard(note.payload)

    async def _heard(self, payload: str) -> None:
        """A turn of ours was stopped or cleared; others are new, and claimed by the next look."""
        with suppress(ValueError):
            running = self.running.get(UUID(payload))
            if running:
                held = await self._one(turns.stopping(UUID(payload)))
                if held is None or held.stop_asked:
                    running.cancel()

    async def _claim(self) -> None:
        free = settings().chat_running_turns - len(self.running)
        if free <= 0 or self.is_stopping:
            return
        async with self.pool.connection() as connection:
            claimed = await amany(connection, turns.claim(free))
        for turn in claimed:
            task = asyncio.create_task(self._run(turn), name=f"turn {turn.turn_id}")
            self.running[turn.turn_id] = task
            task.add_done_callback(partial(self._forget, turn.turn_id))

    def _forget(self, turn_id: UUID, _: object) -> None:
        self.running.pop(turn_id, None)

    async def _run(self, turn: Claimed) -> None:
        life = Life(self, turn)
        renewing = asyncio.create_task(self._renew(turn))
        try:
            await life.live()
        except Lost:
            log.info("turn %s is another's, or gone", turn.turn_id)
        except Error as error:
            log.warning("turn %s waits for another attempt: %s", turn.turn_id, type(error).__name__)
        finally:
            renewing.cancel()

    async def _renew(self, turn: Claimed) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with suppress(Error):
                held = await self._one(turns.renew(turn.turn_id, turn.attempt))
                if held is None or held.stop_asked:
                    self.running[turn.turn_id].cancel()
                    return

    async def stop(self) -> None:
        """End all turns; another process takes them up."""
        self.is_stopping = True
        tasks = list(self.running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, query: "Query[Held] | Query[turns.Done]") -> Held | None:
        async with self.pool.connection() as connection:
            return await afirst(connection, query)  # type: ignore[arg-type]


class Life:
    """One attempt at one turn."""

    def __init__(self, runner: Runner, turn: Claimed) -> None:
        self.runner, self.turn, self.pool = runner, turn, runner.pool
        self.usage = Usage()

    async def live(self) -> None:
        """From its first event to its last. Raises `Lost`, and a database's `Error` after some patience."""
        if self.turn.told or self.turn.attempt > MOST_ATTEMPTS:
            await self._end(
                Outcome(TurnState.FAILED.value, TurnFault.INTERRUPTED.value), _error(TurnFault.INTERRUPTED)
            )
            return
        if self.turn.attempt == 1:
            await self._tell([{"type": "start"}])
        from stream.chat.agent import Failed  # noqa: PLC0415  langchain, 85 MB, with the first turn
        from stream.chat.telling import Teller  # noqa: PLC0415

        teller: Teller | None = None
        try:
            async with asyncio.timeout(LONGEST_TURN):
                scope = await self._scope()
                teller = Teller(scope.ledger)
                await self._answer(scope, teller)
        except Failed as failed:
            await self._failed(failed.fault, teller)
        except TimeoutError:
            await self._failed(TurnFault.SLOW, teller)
        except AWAY:
            await self._failed(TurnFault.DATABASE, teller)
        except (Lost, Error):
            raise
        except Exception:
            log.exception("turn %s failed by a fault of ours", self.turn.turn_id)
            await self._failed(TurnFault.BROKEN, teller)
        except asyncio.CancelledError:
            await asyncio.shield(self._cancelled(teller))
        else:
            await self._ended(TurnState.DONE, teller)

    async def _answer(self, scope: Scope, teller: "object") -> None:
        from stream.chat.agent import new_model, run  # noqa: PLC0415
        from stream.chat.telling import Teller  # noqa: PLC0415
        from stream.chat.tools import tools  # noqa: PLC0415

        assert isinstance(teller, Teller)
        async with self.pool.connection() as connection:
            before = await amany(
                connection, turns.memory(self.turn.thread_id, self.turn.turn_id, settings().max_chat_history)
            )
            names = [one.name for one in await amany(connection, places.names(scope.viewer))]
        model = new_model(scope, names)
        async with aclosing(run(self.turn.question, before, scope, self.usage, tools(), model)) as happenings:
            async for happening in happenings:
                await self._tell(list(teller.events(happening)))
        await self._tell(list(teller.rest()))

    async def _scope(self) -> Scope:
        async with self.pool.connection() as connection:
            viewer = await afirst(connection, turns.asker(self.turn.user_id))
        if viewer is None:
            raise Lost
        today = viewer.today(now())
        return Scope(
            viewer,
            today,
            self.pool,
            self.runner.reader,
            vectors(self.pool),
            _question(self.turn.asked_from, viewer),
        )

    async def _failed(self, fault: TurnFault, teller: "object") -> None:
        log.warning("turn %s failed: %s", self.turn.turn_id, fault.value)
        await self._ended(TurnState.FAILED, teller, fault)

    async def _cancelled(self, teller: "object") -> None:
        """Stopped by its person, cleared, or this process ends."""
        if not self.runner.is_stopping:
            await self._ended(TurnState.STOPPED, teller)
        else:
            async with self.pool.connection() as connection:
                await amany(connection, turns.give_back(self.turn.turn_id, self.turn.attempt))

    async def _ended(self, state: TurnState, teller: "object", fault: TurnFault | None = None) -> None:
        from stream.chat.agent import model_name  # noqa: PLC0415
        from stream.chat.telling import Teller  # noqa: PLC0415

        told = teller if isinstance(teller, Teller) else None
        if told and state is not TurnState.DONE:
            await self._tell(list(told.rest()))
        outcome = Outcome(
            state.value,
            fault.value if fault else None,
            model_name(),
            self.usage.input_tokens,
            self.usage.output_tokens,
            self.usage.cost,
            told.unbacked if told else 0,
            told.citations if told else (),
            [dict(one) for one in told.ledger.artifacts] if told else (),
        )
        await self._end(outcome, _error(fault) if fault else {"type": "done", "state": state.value})

    async def _end(self, outcome: Outcome, event: Event) -> None:
        await self._write(turns.finish(self.turn.turn_id, self.turn.attempt, outcome, event))
        COUNTS.update(
            {
                f"turns_{outcome.state}": 1,
                "input_tokens": outcome.input_tokens,
                "output_tokens": outcome.output_tokens,
                "unbacked": outcome.unbacked,
            }
        )

    async def _tell(self, events: Sequence[Event]) -> None:
        if events:
            await self._write(turns.tell(self.turn.turn_id, self.turn.attempt, events))

    async def _write(self, query: Query[Held]) -> None:
        """Write, with patience while the database is away. Raises `Lost` when the turn is not ours."""
        for _ in range(PATIENCE):
            try:
                async with self.pool.connection() as connection:
                    held = await afirst(connection, query)
            except AWAY:
                await asyncio.sleep(1)
                continue
            if held is None:
                raise Lost
            return
        raise AWAY("the database stays away")


def _error(fault: TurnFault) -> Event:
    return {"type": "error", "content": fault.label}


def _question(asked_from: str, viewer: Viewer) -> Question | None:
    """The question of the page that it was asked from; None for none, and for nonsense."""
    if not asked_from:
        return None
    with suppress(Unclear):
        return read(dict(parse_qsl(asked_from)), viewer, viewer.today(now()))
    return None


@asynccontextmanager
async def running(pool: Pool, reader: Reader) -> AsyncIterator[Runner]:
    """A runner that works; at the end its turns are given back."""
    runner = Runner(pool, reader)
    working = asyncio.create_task(runner.work())
    try:
        yield runner
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await runner.stop()
