"""The real agent over the chain: turns are asked in the database, claimed and answered by the real runner.

What is watched beside the stored events are the calls of the tools, with their arguments and results. The day
is the chain's, and vectors are made in this process by the local embedder, as the worker would.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID, uuid4

from langchain_core.callbacks import AsyncCallbackHandler

from shared.access import Viewer
from shared.chat import running, threads, turns
from shared.db import afirst
from shared.embedding.models import LOCAL_MODEL
from shared.pool import Pool, new_pool
from shared.reader import Reader
from stream.answers import answer_questions
from stream.batches import embed_batch
from stream.chat.agent import Agent
from stream.chat.ledger import Result, Status
from stream.chat.runner import running as running_turns
from stream.chat.tools import tools
from stream.embedder import LocalEmbedder
from tests.chat_events import ask_at, events_of
from tests.evaluation.asked import Question, Span
from tests.evaluation.chain import ASKERS, NOW

SECONDS_FOR_TURN: Final = 150.0
SECONDS_BETWEEN_LOOKS: Final = 0.02
NewModel = Callable[..., Any]


@dataclass(slots=True)
class Call:
    """A tool's call: its arguments as the model gave them, and what came of it."""

    name: str
    args: dict[str, str]
    result: Result | None = None

    @property
    def span(self) -> Span | None:
        """The days that it was about."""
        period = self.result.period if self.result else None
        return (period.first, period.last) if period else None

    @property
    def place(self) -> str | None:
        """The store or area that its figures are of; empty: all in reach. None of texts, and of a refusal."""
        if (
            self.result is None
            or self.result.status not in {Status.OK, Status.EMPTY}
            or "search" in self.name
        ):
            return None
        fact = self.result.facts.get("store")
        return str(fact.value) if fact else ""


@dataclass(slots=True)
class Turn:
    """A question that was answered: the answer as it is kept, all events as they are sent, what is kept."""

    question: Question
    state: str
    answer: str
    events: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    artifacts: list[dict[str, Any]]
    unbacked: int
    calls: list[Call] = field(default_factory=list)

    def everything(self) -> str:
        """All that reaches the asker's browser, as one text."""
        parts = [self.answer, self.events, self.citations, self.artifacts]
        return json.dumps(parts, ensure_ascii=False, default=str)


class Recorder(AsyncCallbackHandler):
    """Hears the calls of one turn's tools."""

    def __init__(self, calls: list[Call]) -> None:
        self.calls, self.open = calls, dict[UUID, Call]()

    async def on_tool_start(self, serialized: dict[str, Any], input_str: str, **more: Any) -> None:
        given = {name: value for name, value in (more.get("inputs") or {}).items() if isinstance(value, str)}
        call = self.open[more["run_id"]] = Call(serialized.get("name", ""), given)
        self.calls.append(call)

    async def on_tool_end(self, output: Any, **more: Any) -> None:
        result = getattr(output, "artifact", None)
        self.open[more["run_id"]].result = result if isinstance(result, Result) else None


async def turns_of(url: str, questions: Sequence[Question], new_model: NewModel | None = None) -> list[Turn]:
    """The questions' turns, in their order. People ask side by side, each of them one question at a time."""
    calls: dict[str, list[Call]] = {}
    with _watched(url, calls, new_model):
        async with new_pool(url, 12) as pool, _vectors(pool), running_turns(pool, Reader(pool)):
            by_person = defaultdict(list)
            for question in questions:
                by_person[question.who].append(question)
            asked = [_asked(pool, calls, who, theirs) for who, theirs in by_person.items()]
            found = {turn.question.id: turn for some in await asyncio.gather(*asked) for turn in some}
    return [found[question.id] for question in questions]


async def _asked(
    pool: Pool, calls: dict[str, list[Call]], who: str, questions: Sequence[Question]
) -> list[Turn]:
    found: list[Turn] = []
    in_thread: dict[str, int] = {}
    async with pool.connection() as connection:
        viewer = await afirst(connection, running.asker(ASKERS[who]))
    assert viewer is not None
    for question in questions:
        calls[viewer.user_id] = []
        async with pool.connection() as connection:
            started = await afirst(
                connection, turns.start(viewer, uuid4(), in_thread.get(question.after), question.ask)
            )
            assert started is not None, question
            assert started.turn_id is not None, (question, started)
            await ask_at(connection, started.turn_id, NOW)
        in_thread[question.id] = started.thread_id or 0
        found.append(await _ended(pool, viewer, question, started.turn_id, calls))
    return found


async def _ended(
    pool: Pool, viewer: Viewer, question: Question, turn_id: UUID, calls: dict[str, list[Call]]
) -> Turn:
    async with asyncio.timeout(SECONDS_FOR_TURN):
        while True:
            async with pool.connection() as connection:
                kept = await afirst(connection, threads.turn(viewer, turn_id))
            if kept is not None and kept.state not in {"waiting", "running"}:
                break
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return Turn(
        question, kept.state, kept.answer or "", await events_of(pool, turn_id),
        [dict(one) for one in kept.citations], [dict(one) for one in kept.artifacts], kept.unbacked,
        calls[viewer.user_id],
    )  # fmt: skip


@contextmanager
def _watched(url: str, calls: dict[str, list[Call]], new_model: NewModel | None) -> Iterator[None]:
    """The day is the chain's, the tools' calls are heard, and the model is `new_model` where one is given."""
    real = Agent.run

    async def run(_: Agent, question: str, before: Any, scope: Any, usage: Any, model: Any) -> Any:
        heard = Recorder(calls[scope.viewer.user_id])
        listening = Agent([tool.model_copy(update={"callbacks": [heard]}) for tool in tools()])
        async with aclosing(real(listening, question, before, scope, usage, model)) as happenings:
            async for happening in happenings:
                yield happening

    with ExitStack() as stack:
        changed: dict[str, Any] = {
            "stream.chat.life.now": lambda: NOW,
            "stream.chat.runner.database_url": lambda: url,
            "stream.answers.database_url": lambda: url,
            "stream.chat.vectors.current_model": lambda: LOCAL_MODEL,
            "stream.chat.tools.finding.current_model": lambda: LOCAL_MODEL,
            "stream.chat.agent.Agent.run": run,
        }
        for name, other in (
            changed | ({"stream.chat.models.new_model": new_model} if new_model else {})
        ).items():
            stack.enter_context(patch(name, other))
        yield


@asynccontextmanager
async def _vectors(pool: Pool) -> AsyncIterator[None]:
    """The worker's part: all texts have vectors, and questions get theirs until the end of the block."""
    embedder, stop = LocalEmbedder(), asyncio.Event()
    while await embed_batch(pool, embedder):
        pass
    answering = asyncio.create_task(answer_questions(pool, embedder, stop))
    try:
        yield
    finally:
        stop.set()
        answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering
