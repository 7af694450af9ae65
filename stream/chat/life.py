"""One attempt at a turn, from its first event to its last.

The answer is made by a task of its own. Whatever ends it (its end, its person, a fault, this process), the
turn is then ended here, or given back, by writes that nothing interrupts.
"""

import asyncio
import gc
import logging
from contextlib import aclosing, suppress
from enum import Enum, auto
from functools import cache
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qsl

from psycopg import Error

from shared.access import Viewer
from shared.analytics.question import Question, Unclear, read
from shared.chat import places, running
from shared.chat.running import MOST_ATTEMPTS, Claimed, Event, Outcome
from shared.dates import now
from shared.pool import AWAY, Pool
from shared.reader import Reader
from shared.settings import settings
from shared.telemetry.context import TURN
from shared.words import TurnFault, TurnState
from stream.chat.cost import Usage, is_hosted, model_name
from stream.chat.counted import COUNTS
from stream.chat.happenings import Failed
from stream.chat.outbox import Lost, Outbox, patiently
from stream.chat.receipts import Known
from stream.chat.scope import Scope
from stream.chat.telling import Teller
from stream.chat.vectors import vectors

log = logging.getLogger("c3.chat")

LONGEST_TURN: Final = 90.0  # seconds
CALM_AFTER: Final = 20.0  # seconds from a start, when those who have waited for it are served


class Why(Enum):
    """Why an answer is broken off: its person asked, the turn is another's, the process ends."""

    STOPPED = auto()
    LOST = auto()
    CLOSING = auto()


class Life:
    """A turn that this process runs; `client` asks the hosted model."""

    def __init__(self, pool: Pool, reader: Reader, turn: Claimed, client: Any = None) -> None:
        self.pool, self.reader, self.turn, self.client = pool, reader, turn, client
        self.usage = Usage(is_free=not is_hosted())
        self._outbox = Outbox(pool, turn)
        self._teller: Teller | None = None
        self._answering: asyncio.Task[None] | None = None
        self._why: Why | None = None

    def end(self, why: Why) -> None:
        """Break the answer off, if it is still being made."""
        if self._why is None and not (self._answering and self._answering.done()):
            self._why = why
            if self._answering:
                self._answering.cancel()

    async def live(self) -> None:
        """All of it. What the database refuses is left for another attempt, when the lease has run out."""
        TURN.set(str(self.turn.turn_id))
        try:
            await self._begin()
        except Lost:
            log.info("turn %s is another's, or gone", self.turn.turn_id)
        except Error as error:
            log.warning("turn %s waits for another attempt: %s", self.turn.turn_id, type(error).__name__)
        finally:
            if self._answering:
                self._answering.cancel()

    async def _begin(self) -> None:
        is_stopped = await self._outbox.begin()
        if self.turn.told or self.turn.attempt > MOST_ATTEMPTS:
            await self._finish(TurnState.FAILED, TurnFault.INTERRUPTED)
        elif is_stopped:
            await self._finish(TurnState.STOPPED)
        else:
            self._outbox.say([{"type": "start"}])
            self._answering = asyncio.create_task(self._answer())
            if self._why:
                self._answering.cancel()
            await asyncio.wait({self._answering})
            await self._ended(_error_of(self._answering))

    async def _answer(self) -> None:
        """Have the question answered. Raises what stood in the way."""
        async with asyncio.timeout(LONGEST_TURN):
            await asyncio.to_thread(_load, is_hosted())
            from stream.chat.models import new_model  # noqa: PLC0415  as in _agent

            scope = await self._scope()
            most = settings().max_chat_history
            remembered = running.memory(self.turn.thread_id, self.turn.turn_id, most)
            before = await patiently(self.pool, remembered)
            stores = [one.name for one in await patiently(self.pool, places.names(scope.viewer))]
            self._teller = Teller(scope.ledger, Known(scope.today, stores=stores))
            model = new_model(scope, stores, self.client)
            happenings = _agent().run(self.turn.question, before, scope, self.usage, model)
            async with aclosing(happenings):
                async for happening in happenings:
                    self._outbox.say([*self._teller.events(happening)])
            self._outbox.say([*self._teller.rest()])
            await self._outbox.flush()

    async def _scope(self) -> Scope:
        """Who asks, as they are now, and when. Raises `Failed` for somebody who has left."""
        found = await patiently(self.pool, running.asker(self.turn.user_id))
        if not found:
            raise Failed(TurnFault.INTERRUPTED)
        viewer = found[0]
        asked_from = question_of(self.turn.asked_from, viewer)
        today = viewer.today(now())
        return Scope(viewer, today, self.pool, self.reader, vectors(self.pool), asked_from)

    async def _ended(self, error: BaseException | None) -> None:
        has_told = self._teller is not None and self._teller.has_told
        if self._why is Why.LOST or isinstance(error, Lost):
            raise Lost
        if error is None:
            await self._finish(TurnState.DONE)
        elif self._why is Why.STOPPED:
            await self._finish(TurnState.STOPPED)
        elif self._why is Why.CLOSING and not has_told:
            await patiently(self.pool, running.give_back(self.turn.turn_id, self.turn.attempt))
        else:
            await self._finish(TurnState.FAILED, self._fault(error))

    def _fault(self, error: BaseException) -> TurnFault:
        if isinstance(error, Failed):
            return error.fault
        if isinstance(error, asyncio.CancelledError):
            return TurnFault.INTERRUPTED
        if isinstance(error, AWAY):
            return TurnFault.DATABASE
        if isinstance(error, TimeoutError):
            return TurnFault.SLOW
        log.error("turn %s failed by a fault of ours", self.turn.turn_id, exc_info=error)
        return TurnFault.BROKEN

    async def _finish(self, state: TurnState, fault: TurnFault | None = None) -> None:
        teller, usage = self._teller, self.usage
        if teller and state is not TurnState.DONE:
            self._outbox.say([*teller.stopped()])
        outcome = Outcome(
            state.value,
            fault.value if fault else None,
            model_name(),
            usage.input_tokens,
            usage.output_tokens,
            usage.cost,
            teller.unbacked if teller else 0,
            teller.citations if teller else (),
            [dict(one) for one in teller.ledger.artifacts] if teller else (),
        )
        await self._outbox.finish(outcome, _last(state, fault))
        _count(outcome)


def _error_of(task: asyncio.Task[None]) -> BaseException | None:
    return asyncio.CancelledError() if task.cancelled() else task.exception()


def _last(state: TurnState, fault: TurnFault | None) -> Event:
    if fault:
        return {"type": "error", "content": fault.label}
    return {"type": "done", "state": state.value}


def _count(outcome: Outcome) -> None:
    COUNTS[f"turns_{outcome.state}"] += 1
    COUNTS["input_tokens"] += outcome.input_tokens
    COUNTS["output_tokens"] += outcome.output_tokens
    COUNTS["unbacked"] += outcome.unbacked
    if outcome.fault:
        COUNTS[f"fault_{outcome.fault}"] += 1
        log.warning("a turn failed: %s", outcome.fault)


@cache
def _agent() -> Any:
    from stream.chat.agent import Agent  # noqa: PLC0415  langchain: 4 seconds, 60 MB
    from stream.chat.tools import tools  # noqa: PLC0415  as above

    return Agent(tools())


async def get_ready() -> None:
    """Load what an answer needs before the first is asked for, which would wait for it."""
    await asyncio.sleep(CALM_AFTER)
    await asyncio.to_thread(_load, is_hosted())


@cache
def _load(hosted: bool) -> None:
    """Import what is heavy, while the loop goes on; looks for circular rubbish leave it out then."""
    import_module("langchain_openai" if hosted else "stream.chat.rules.model")
    _agent()
    gc.freeze()


def question_of(asked_from: str, viewer: Viewer) -> Question | None:
    """The question of the page that it was asked from; None for none, and for nonsense."""
    if not asked_from:
        return None
    with suppress(Unclear):
        return read(dict(parse_qsl(asked_from)), viewer, viewer.today(now()))
    return None
