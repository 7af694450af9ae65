"""Who listens to which turn: one connection of this process hears what is told, and hands it to all of them.

Nobody holds a connection of the pool while they wait. What was told is read once for everybody by one
statement, however many events came in the meantime, and lies in each listener's hand until their line takes
it: who is slow has at most two handfuls (`MOST`), gets no more until these are gone, and then reads on from
the table. Behind a pooler, where LISTEN hears nothing, one look a second does the same.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, Error

from shared.chat.hearing import MOST, Heard, Standing, heard
from shared.chat.running import EVENTS
from shared.db import amany
from shared.embedded import database_url
from shared.pool import AWAY, CONNECTION, Pool

log = logging.getLogger("c3.hearing")

LOOK_SECONDS: Final = 1.0
EAR: Final[dict[str, Any]] = CONNECTION | {"tcp_user_timeout": 10_000}  # ms until a lost network is noticed
BEAT_SECONDS: Final = 15.0
BEAT: Final = b":\n\n"
RETRY: Final = b"retry: 1000\n\n"  # milliseconds until a browser comes back

Ear = AsyncConnection[Any]


class Listener:
    """One line to a browser. `newest` is the number of the last event that is here or has gone out."""

    def __init__(self, turn_id: UUID, after_number: int) -> None:
        self.turn_id, self.newest = turn_id, after_number
        self.standing = Standing.OPEN
        self.hand: list[bytes] = []
        self.is_behind = True  # it takes nothing from others, and reads on by itself
        self.is_closed = False
        self.woken = asyncio.Event()
        self._has_missed = False

    def take(self, rows: Sequence[Heard]) -> None:
        """What one of the hub's looks brought, which joins on to what is here. A full hand takes no more."""
        fresh = [row for row in rows if (row.number or 0) > self.newest]
        joins_on = not fresh or fresh[0].number == self.newest + 1
        if self.is_behind or not joins_on or len(self.hand) + len(fresh) > MOST:
            self.miss()
        else:
            self._keep(rows, fresh)

    def miss(self) -> None:
        """There may be news, which it has to read by itself."""
        self.is_behind = self._has_missed = True
        self.woken.set()

    async def look(self, pool: Pool) -> None:
        """Read on from the table. Raises `AWAY`; then it is still behind."""
        self._has_missed = False
        async with pool.connection() as connection:
            rows = await amany(connection, heard({self.turn_id: self.newest}))
        self._keep(rows, [row for row in rows if row.number is not None])
        self.is_behind = self._has_missed or len(rows) == MOST

    def handed(self) -> bytes:
        """What is in the hand, which is empty then."""
        said = b"".join(self.hand)
        self.hand.clear()
        return said

    @property
    def has_ended(self) -> bool:
        """Nothing more will come."""
        over = self.standing is Standing.OVER and not self.is_behind and not self.hand
        return self.is_closed or over or self.standing in {Standing.GONE, Standing.RETIRED}

    def close(self) -> None:
        """It ends, whatever the turn does."""
        self.is_closed = True
        self.woken.set()

    def _keep(self, rows: Sequence[Heard], fresh: Sequence[Heard]) -> None:
        self.standing = Standing(rows[0].standing)
        self.hand.extend(f"id: {row.number}\ndata: {row.data}\n\n".encode() for row in fresh)
        if fresh or self.standing is not Standing.OPEN:
            self.woken.set()
        self.newest = fresh[-1].number or 0 if fresh else self.newest


class Hub:
    """The listeners of this process, and the one connection that hears for them."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.is_closed = False
        self._listeners: dict[str, set[Listener]] = {}  # by the turn's id, as it is notified

    @contextmanager
    def listening(self, turn_id: UUID, after_number: int) -> Iterator[Listener]:
        """A listener from after that event on, for as long as its line stands."""
        listener, turn = Listener(turn_id, after_number), str(turn_id)
        listener.is_closed = self.is_closed
        self._listeners.setdefault(turn, set()).add(listener)
        try:
            yield listener
        finally:
            self._listeners[turn].remove(listener)
            if not self._listeners[turn]:
                del self._listeners[turn]

    async def said(self, listener: Listener) -> AsyncIterator[bytes]:
        """What the turn tells, as it is told, up to its end; a beat where it is silent for long."""
        clock = asyncio.get_running_loop().time
        beat_at = clock() + BEAT_SECONDS
        yield RETRY
        while True:
            listener.woken.clear()
            if listener.is_behind:
                with suppress(AWAY):
                    await listener.look(self.pool)
            if said := listener.handed():
                yield said
                beat_at = clock() + BEAT_SECONDS
            elif listener.has_ended:
                return
            elif clock() >= beat_at:
                yield BEAT
                beat_at = clock() + BEAT_SECONDS
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(listener.woken.wait(), beat_at - clock())

    async def hear(self) -> None:
        """Hear and hand on, for as long as this runs; while the database is away, try again each second."""
        hears = True
        while True:
            try:
                async with await AsyncConnection.connect(database_url(), **EAR) as ear:
                    await ear.execute(f"LISTEN {EVENTS}")
                    hears = True
                    await self._hand_on(ear)
            except Error as error:
                if hears:
                    log.warning("what turns tell is not heard (%s); trying again", type(error).__name__)
                hears = False
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """End every line: who listened comes back, and is answered by another process."""
        self.is_closed = True
        for listener in self._of(self._listeners):
            listener.close()

    async def _hand_on(self, ear: Ear) -> None:
        clock = asyncio.get_running_loop().time
        look_at = 0.0
        while True:
            pause = max(0.0, look_at - clock())
            told = {note.payload async for note in ear.notifies(timeout=pause, stop_after=1)}
            if clock() >= look_at:
                look_at = clock() + LOOK_SECONDS
                await self._look(ear, [*self._listeners])
            else:
                await self._look(ear, told)

    async def _look(self, ear: Ear, turns: Iterable[str]) -> None:
        """One statement for all of them, each from where the one who has least of it stands."""
        wanted: dict[UUID, int] = {}
        for listener in self._of(turns):
            if listener.is_behind:
                listener.miss()
            else:
                least = wanted.get(listener.turn_id, listener.newest)
                wanted[listener.turn_id] = min(least, listener.newest)
        rows = await amany(ear, heard(wanted)) if wanted else []
        for turn, found in groupby(rows, key=lambda row: row.turn_id):
            news = list(found)
            for listener in self._of([str(turn)]):
                listener.take(news)

    def _of(self, turns: Iterable[str]) -> list[Listener]:
        return [listener for turn in turns for listener in self._listeners.get(turn, ())]


@asynccontextmanager
async def hearing(pool: Pool) -> AsyncIterator[Hub]:
    """A hub that hears; at the end its lines are closed."""
    hub = Hub(pool)
    ears = asyncio.create_task(hub.hear())
    try:
        yield hub
    finally:
        hub.close()
        ears.cancel()
        with suppress(asyncio.CancelledError):
            await ears
