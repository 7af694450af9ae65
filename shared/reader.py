"""Where figures are read: a replica while there is one and it is near, else the primary.

How far a replica is behind is told by positions in the write-ahead log, not by clocks: it is near while it
has replayed what the primary had written `MOST_BEHIND` seconds ago. So a primary in which nothing happens
does not make its replica look old. What fails on the replica is asked of the primary at once.

Where there is a Redis, answers of `LASTING` rows are kept there, each for as long as no figure has changed
that it was made of (`shared.kept`).

How a statement is asked of the chosen server may be said by the caller (`Asking`): the chat's tools read in a
transaction in which a person's rows alone are there. Answers to them are kept apart.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol, TypeVar

import psycopg

from shared.analytics import changes
from shared.analytics.series import Point
from shared.db import Query, amany, aone
from shared.kept import Kept
from shared.pool import AWAY, Pool, new_pool

log = logging.getLogger("c3.reader")

Row = TypeVar("Row")
MOST_BEHIND: Final = 10.0  # seconds
LOOK_SECONDS: Final = 1.0
# Rows of figures alone, whose every source is counted by the triggers of `figure_changes`.
LASTING: Final[frozenset[type]] = frozenset({Point})
LONGEST: Final = 15.0  # seconds that a replica has for an answer: one whose network is gone gives none


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the write-ahead log, in bytes from its beginning; None where there is none."""

    place: int | None


WRITTEN: Final = Query("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS place", Position, {})
# None on a server that is no replica (any more): its figures would not be the primary's.
REPLAYED: Final = Query(
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') END::bigint"
    " AS place",
    Position,
    {},
)


class Asking(Protocol):
    """How a statement is asked of a server; `whose` names for whom, where others would be told otherwise."""

    @property
    def whose(self) -> str: ...
    async def rows(self, pool: Pool, query: Query[Row]) -> list[Row]: ...


class Plainly:
    """As it stands, for nobody in particular."""

    whose = ""

    async def rows(self, pool: Pool, query: Query[Row]) -> list[Row]:
        """All rows, on a connection that is given back."""
        async with pool.connection() as connection:
            return await amany(connection, query)


PLAINLY: Final = Plainly()


class Reader:
    """Reads figures. Each statement has its own connection: none is held between two."""

    def __init__(self, primary: Pool, replica: Pool | None = None, kept: Kept | None = None) -> None:
        self.primary, self.replica, self.kept = primary, replica, kept
        self.is_near = False  # whether the replica may be asked
        self._written: deque[tuple[float, int]] = deque()  # when the primary had written up to where

    async def many(self, query: Query[Row], asking: Asking = PLAINLY) -> list[Row]:
        """All rows. Raises `AWAY` when no database answers."""
        if self.replica is not None and self.is_near:
            try:
                async with asyncio.timeout(LONGEST):
                    return await self._read(self.replica, query, asking)
            except (
                psycopg.Error,
                TimeoutError,
            ) as error:  # the primary says whether it is the statement's fault
                self._note(is_near=False, why=type(error).__name__)
        return await self._read(self.primary, query, asking)

    async def _read(self, pool: Pool, query: Query[Row], asking: Asking) -> list[Row]:
        """The rows as they are there now. Changes are counted before they are read, on the same server: what
        comes in between makes them newer than their number, never older."""
        if self.kept is None or query.row not in LASTING or self.kept.rests:
            return await asking.rows(pool, query)
        (counted,) = await PLAINLY.rows(pool, changes.counted(*changes.span(query.params)))
        rows = await self.kept.get(query, counted, asking.whose)
        if rows is None:
            rows = await asking.rows(pool, query)
            await self.kept.put(query, counted, rows, asking.whose)
        return rows

    async def watch(self, replica: Pool) -> None:
        """Look how far the replica is, for as long as this runs."""
        while True:
            await self._look(replica)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, replica: Pool) -> None:
        with suppress(*AWAY):  # a primary that is away writes nothing either
            self._remember(await _place(self.primary, WRITTEN))
        try:
            async with asyncio.timeout(LONGEST):
                replayed = await _place(replica, REPLAYED)
        except (psycopg.Error, TimeoutError) as error:
            self._note(is_near=False, why=type(error).__name__)
            return
        is_near = bool(self._written) and replayed is not None and replayed >= self._written[0][1]
        self._note(is_near=is_near, why="behind" if replayed is not None else "no replica")

    def _remember(self, place: int | None) -> None:
        """Keep where the primary is; of what is older than `MOST_BEHIND`, only the newest."""
        if place is not None:
            self._written.append((monotonic(), place))
        while len(self._written) > 1 and self._written[1][0] <= monotonic() - MOST_BEHIND:
            self._written.popleft()

    def _note(self, *, is_near: bool, why: str) -> None:
        if is_near != self.is_near:
            log.info(
                "figures are read from the %s", "replica" if is_near else f"primary: the replica is {why}"
            )
        self.is_near = is_near


@asynccontextmanager
async def reading(primary: Pool, replica_url: str, kept: Kept | None = None) -> AsyncIterator[Reader]:
    """A reader, and while it is in use the watch over the replica at `replica_url` (empty: there is none)."""
    if not replica_url:
        yield Reader(primary, kept=kept)
        return
    async with new_pool(replica_url, 10) as replica:
        reader = Reader(primary, replica, kept)
        watch = asyncio.create_task(reader.watch(replica))
        try:
            yield reader
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def _place(pool: Pool, query: Query[Position]) -> int | None:
    async with pool.connection() as connection:
        return (await aone(connection, query)).place
