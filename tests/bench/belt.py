"""`python -m tests.bench.belt`: what the belt under the chat's tools costs, in one run.

Each tool is called for three people (one store, an area, all stores) in turn without the belt, with it, and
with what it might have been: policies (row-level security) on the tables, under a role that they bind. All
are asked over the pool of c3-app-stream, on the demo's chain of 50 stores and a year; some thousand vectors
are made up. All three must find the same. The exit code is 1 when the belt costs a typical tool (the median
of all) more than a fifth at p50.

Milliseconds of a call. "asked" are journeys to the server and back; the belt's own statements travel with
the tool's. "plans" are statements that are planned with other indexes than without the belt. The belt are
views of what the asker may read, under a role that may read nothing else (`stream/chat/belt.py`).

An argument (`large`: 200 stores, two years) measures another size. `C3_BENCH_DATA` names a folder that keeps
the database for the next run.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

import django

from shared.access import Viewer
from shared.chat import running
from shared.db import Query, one
from shared.embedded import server
from shared.pool import Pool, new_pool
from shared.reader import PLAINLY, Asking, Reader
from stream.chat import belt
from stream.chat.belt import Belt
from stream.chat.scope import Scope
from tests.bench import search
from tests.bench.belt_policies import made, taken_back
from tests.bench.belt_vectors import QUESTION, filled_up
from tests.bench.services import configure, manage
from tests.bench.telling import verdict
from tests.bench.unhurried import unhurried
from tests.chat_tools import called

WAYS: Final = ("bare", "belt", "policies")
PEOPLE: Final = {"one store": "manager", "an area": "area", "all stores": "admin"}
CALLS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("search_reports", {"query": "釣り銭の間違い"}),
    ("search_reports", {"genre": "claim", "period": "先月"}),
    ("search_board", {"query": "清掃 工夫"}),
    ("search_knowledge", {"query": "レジ締め"}),
    ("gather_topic", {"topic": "待ち時間"}),
    ("report_statistics", {"period": "先月"}),
    ("claim_statistics", {"period": "先月"}),
    ("sales_of", {"period": "先月"}),
    ("sales_of", {"period": "今年"}),
    ("cash_differences", {"period": "先月"}),
    ("goal_status", {}),
    ("compare_periods", {"metric": "sales", "period": "先月"}),
    ("rank_stores", {"metric": "sales", "period": "先月"}),
)
ROUNDS, MOST = 15, 1.2
SLOW_SECONDS, FEW_ROUNDS = 0.3, 5  # of a way that is so slow, fewer rounds say enough
HEAD = """| asker | tool | asked | bare p50 | p95 | belt p50 | p95 | ratio | plans | policies p50 | p95 | ratio | plans |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""  # noqa: E501


@dataclass
class Timed:
    """One call by one person: the seconds of each round, and how many statements are planned otherwise."""

    asker: str
    name: str
    journeys: int = 0
    seconds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    plans: dict[str, int] = field(default_factory=dict)

    def ratio(self, way: str) -> float:
        """The median of a way by that without the belt."""
        return median(self.seconds[way]) / median(self.seconds["bare"])

    @property
    def row(self) -> str:
        """A row of the table."""
        told = [self.asker, self.name, str(self.journeys), *_times(self.seconds["bare"])]
        for way in WAYS[1:]:
            told += [*_times(self.seconds[way]), f"{self.ratio(way):.2f}", str(self.plans[way] or "")]
        return f"| {' | '.join(told)} |"


class Watched:
    """Asks as another does, and remembers what."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.asked = asking, list[Query[Any]]()
        self.whose = asking.whose

    async def rows(self, pool: Pool, query: Query[Any]) -> list[Any]:
        """As that one."""
        self.asked.append(query)
        return await self.asking.rows(pool, query)


def main() -> int:
    """Measure and print; 1 when the bound is missed."""
    size = sys.argv[1] if len(sys.argv) > 1 else "medium"
    with TemporaryDirectory(prefix="c3-bench-belt-") as name:
        folder = Path(os.environ.get("C3_BENCH_DATA") or name)
        with server(folder / "postgres", 18, "shared_buffers=1GB") as url:
            own = search.filled(url, size)
            configure(folder, own)
            manage("migrate")
            filled_up(own)
            django.setup()
            made(own)
            try:
                timed = asyncio.run(_measured(own))
            finally:
                taken_back(own)
    return _told(timed, size)


async def _measured(url: str) -> list[Timed]:
    timed = []
    with unhurried(url, autocommit=True) as connection:
        people = {asker: _viewer(connection, role) for asker, role in PEOPLE.items()}
        async with new_pool(url, 4) as pool:
            for asker, viewer in people.items():
                for name, arguments in CALLS:
                    said = " ".join((name, *arguments.values()))
                    timed.append(await _call(Timed(asker, said), connection, pool, viewer, name, arguments))
                    print(timed[-1].row, file=sys.stderr, flush=True)
    return timed


async def _call(
    timed: Timed, connection: Any, pool: Pool, viewer: Viewer, name: str, arguments: dict[str, str]
) -> Timed:
    found, bare = dict[str, tuple[str, str]](), list[set[str]]()
    for way in WAYS:
        with _by(way) as put_on:
            asking = Watched(_asking(way, viewer))
            found[way] = await _answer(pool, viewer, asking, name, arguments)
            plans = [_indexes(connection, query, viewer, put_on) for query in asking.asked]
        timed.journeys = len(asking.asked)
        bare = bare or plans
        timed.plans[way] = sum(one != other for one, other in zip(plans, bare, strict=True))
    if len(set(found.values())) > 1:
        raise SystemExit(f"{name} does not find the same: {found}")
    for _ in range(ROUNDS):
        for way in WAYS:
            known = timed.seconds[way]
            if len(known) >= FEW_ROUNDS and min(known) > SLOW_SECONDS:
                continue
            with _by(way):
                began = time.perf_counter()
                await _answer(pool, viewer, _asking(way, viewer), name, arguments)
                known.append(time.perf_counter() - began)
    return timed


async def _answer(
    pool: Pool, viewer: Viewer, asking: Asking, name: str, arguments: dict[str, str]
) -> tuple[str, str]:
    scope = Scope(viewer, search.UNTIL, pool, Reader(pool), _vector, asking=asking)
    message = await called(scope, name, **arguments)
    return str(message.content), str(message.artifact)


async def _vector(_text: str) -> str:
    return QUESTION


def _asking(way: str, viewer: Viewer) -> Asking:
    return PLAINLY if way == "bare" else Belt.of(viewer)


@contextmanager
def _by(way: str) -> Iterator[str]:
    """While this runs the belt is put on in this way; the statement that does, empty for none."""
    usual = belt.PUT_ON
    by_policies = usual.replace("c3_reader.put_on", "c3_policies.put_on")
    statement = by_policies if way == "policies" else usual
    belt.PUT_ON = statement  # type: ignore[misc]
    try:
        yield "" if way == "bare" else statement
    finally:
        belt.PUT_ON = usual  # type: ignore[misc]


def _indexes(connection: Any, query: Query[Any], viewer: Viewer, put_on: str) -> set[str]:
    """The indexes by which the statement is planned, and the tables that it reads whole."""
    with connection.transaction():
        if put_on:
            connection.execute(put_on, (viewer.stores, viewer.report_stores, viewer.user_id))
        ((plan,),) = connection.execute("EXPLAIN (FORMAT JSON) " + query.sql, query.params).fetchall()
    return set(_nodes(plan[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[str]:
    if "Index Name" in plan:
        yield plan["Index Name"]
    elif plan["Node Type"] == "Seq Scan":
        yield f"all of {plan['Relation Name']}"
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _viewer(connection: Any, role: str) -> Viewer:
    """The first of them who may sign in."""
    ((user_id,),) = connection.execute(
        "SELECT u.user_id FROM users u JOIN stores s USING (store_id) WHERE u.user_type = %s AND u.is_active"
        " AND (s.kind = 'store' OR u.user_type <> 'manager') ORDER BY 1 LIMIT 1",
        [role],
    ).fetchall()
    return one(connection, running.asker(user_id))


def _times(seconds: list[float]) -> tuple[str, str]:
    high = quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    return f"{median(seconds) * 1000:.1f}", f"{high * 1000:.1f}"


def _typical(timed: list[Timed], way: str) -> float:
    return median(one.ratio(way) for one in timed)


def _compared(timed: list[Timed], way: str) -> str:
    worst = max(timed, key=lambda one: one.ratio(way))
    return (
        f"a typical tool takes {_typical(timed, way):.2f} times as long (p50); the worst is {worst.name} for"
        f" {worst.asker}, {worst.ratio(way):.2f} times."
    )


def _told(timed: list[Timed], size: str) -> int:
    """Print the table and what became of the bound."""
    stores, days = search.CHAINS[size]
    print(f"{stores} stores x {days} days x 5 reports, the board and the manuals of the demo.\n\n{HEAD}")
    print("\n".join(one.row for one in timed), end="\n\n")
    print("\n".join(f"- {way}: {_compared(timed, way)}" for way in WAYS[1:]))
    is_dear = _typical(timed, "belt") > MOST
    return verdict([f"the belt costs a typical tool more than {MOST} times"] if is_dear else [])


if __name__ == "__main__":
    sys.exit(main())
