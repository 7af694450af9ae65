"""A question put to the rules in the real agent, with tools and receipts, on the demo's chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from shared.chat import places, running
from shared.chat.running import Line
from shared.dates import JAPAN
from shared.db import afirst, amany
from shared.pool import Pool
from shared.reader import Reader
from stream.chat.agent import Agent
from stream.chat.cost import Usage
from stream.chat.happenings import Looked, Piece
from stream.chat.ledger import Ledger
from stream.chat.receipts import checked
from stream.chat.rules.model import RuleModel
from stream.chat.scope import Scope
from stream.chat.sentences import Cutter
from stream.chat.tools import tools
from web.demo.chain import Chain
from web.demo.load import load

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 14, tzinfo=JAPAN)


def write_demo(url: str) -> None:
    """The demo's chain in place of the cast."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE areas, stores, users CASCADE")
        with connection.transaction():
            load(connection, Chain(TODAY, now=NOW), pictures=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """Which tools were called, and the answer as it is told; `unbacked` counts what receipts took out."""

    tools: list[str]
    text: str
    unbacked: int
    ledger: Ledger


async def ask(pool: Pool, who: str, question: str, *before: str) -> Answer:
    """The answer that `who` gets, after the questions `before` in the thread."""
    async with pool.connection() as connection:
        viewer = await afirst(connection, running.asker(who))
        assert viewer is not None
        names = await amany(connection, places.names(viewer))
    scope = Scope(viewer, TODAY, pool, Reader(pool), _no_vector)
    model = RuleModel(today=TODAY, stores=tuple(one.name for one in names))
    lines = [
        line for asked in before for line in (Line("user", asked, NOW), Line("assistant", "はい。", NOW))
    ]
    looked, said = list[str](), list[str]()
    async for happening in Agent(tools()).run(question, lines, scope, Usage(), model):
        match happening:
            case Looked():
                looked.append(happening.name)
            case Piece():
                said.append(happening.text)
    return _told(looked, said, scope.ledger)


def _told(looked: list[str], said: Sequence[str], ledger: Ledger) -> Answer:
    cutter = Cutter()
    units = [unit for piece in said for unit in cutter.feed(piece)]
    parts = [checked(unit.text, ledger) for unit in [*units, *cutter.rest()]]
    return Answer(looked, "".join(part.text for part in parts), sum(part.unbacked for part in parts), ledger)


async def _no_vector(_question: str) -> None:
    return None
