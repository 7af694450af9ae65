"""What a run of the agent is given, and of it a tool beside the model's arguments: who asks, when, and where
what is found is noted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from shared.access import Viewer
from shared.analytics.question import Question
from shared.db import Query
from shared.pool import Pool
from shared.reader import Asking, Reader
from stream.chat.belt import Belt
from stream.chat.cost import Usage
from stream.chat.ledger import Ledger

Row = TypeVar("Row")
Vectors = Callable[[str], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What one turn may know. `today` is the business date of the asker's store; `asked_from` the question of
    the managers' page it was asked from; `vector_of` gives a question's vector (None: there is none).
    `asking` is how a tool asks; None: with the asker's belt on, which only who measures it takes off."""

    viewer: Viewer
    today: date
    pool: Pool
    reader: Reader
    vector_of: Vectors
    asked_from: Question | None = None
    ledger: Ledger = field(default_factory=Ledger)
    asking: Asking | None = None

    async def rows(self, query: Query[Row]) -> list[Row]:
        """The statement's rows, from where figures are read, of those that the asker may read."""
        return await self.reader.many(query, self.asking or Belt.of(self.viewer))


@dataclass(frozen=True, slots=True)
class Run:
    """The context of one run of the agent: the chat model that answers, what it is told before the question,
    and what it uses."""

    scope: Scope
    model: Any
    prompt: str
    usage: Usage
