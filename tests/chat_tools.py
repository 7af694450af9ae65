"""A tool of the chat called as the agent calls it, on a real database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage

from shared.access import Viewer
from shared.analytics.question import Question
from shared.pool import new_pool
from shared.reader import Asking, Reader
from stream.chat.cost import Usage
from stream.chat.ledger import Ledger, Result
from stream.chat.scope import Run, Scope
from stream.chat.tools import tools


@dataclass(frozen=True)
class Answer:
    """What the model reads, and what the turn knows afterwards."""

    lines: str
    result: Result
    ledger: Ledger

    def value(self, name: str) -> Any:
        """A fact's value; None where there is none."""
        fact = self.result.facts.get(name)
        return fact.value if fact else None

    def rows(self, *names: str) -> list[tuple[Any, ...]]:
        """The values of the rows."""
        return [tuple(row[name].value if name in row else None for name in names) for row in self.result.rows]


async def called(scope: Scope, name: str, **arguments: str) -> ToolMessage:
    """What the tool answers; `arguments` are what a model sends."""
    runtime: ToolRuntime[Any, Any] = ToolRuntime(
        state={},
        context=Run(scope, None, "", Usage()),
        config={},
        stream_writer=print,
        tool_call_id="1",
        store=None,
    )
    tool = next(tool for tool in tools() if tool.name == name)
    call = {"type": "tool_call", "id": "1", "name": name, "args": {**arguments, "runtime": runtime}}
    message = await tool.ainvoke(call)
    assert isinstance(message, ToolMessage)
    return message


class Asker:
    """Calls tools for one person on one business date; `asking` as in `Scope`."""

    def __init__(
        self,
        url: str,
        viewer: Viewer,
        today: date,
        asked_from: Question | None = None,
        vector: str | None = None,
        asking: Asking | None = None,
    ) -> None:
        self.url, self.viewer, self.today = url, viewer, today
        self.asked_from, self.vector, self.asking = asked_from, vector, asking

    async def __call__(self, name: str, **arguments: str) -> Answer:
        """The tool's answer; `arguments` are what a model sends."""
        async with new_pool(self.url, 2) as pool:
            scope = Scope(
                self.viewer,
                self.today,
                pool,
                Reader(pool),
                self._vector_of,
                asked_from=self.asked_from,
                asking=self.asking,
            )
            message = await called(scope, name, **arguments)
        return Answer(str(message.content), message.artifact, scope.ledger)

    async def _vector_of(self, _: str) -> str | None:
        return self.vector
