"""Who listens to which turn: two connections of this process hear and read what is told, for all of them.

One is notified of turns that have told something (`_hear`), the other reads what it was (`_read`), by one
statement for all turns that are due, however much came in the meantime. Nobody who waits holds a connection
of the pool, and a pool that is busy with turns holds nobody up. What was read lies in each listener's hand
until their line takes it: who is slow is read for no further while the hand is full, and slows nobody.
All turns that somebody listens to are due each second. Behind a pooler in transaction mode LISTEN hears
nothing: once such a look has found what nobody said, they are due four times a second, until a note comes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, Error

from shared.chat.channels import EVENTS
from shared.chat.hearing import MOST, Heard, Standing, heard
from shared.db import amany
from shared.embedded import database_url
from shared.pool import CONNECTION, unheard

log = logging.getLogger("c3.hearing")

LOOK_SECONDS: Final = 1.0
DEAF_SECONDS: Final = 0.25  # between looks where news comes without a note
BEAT_SECONDS: Final = 15.0
BEAT: Final = b":\n\n"
RETRY: Final = b"retry: 1000\n\n"  # milliseconds until a browser comes back

Own = AsyncConnection[Any]


class Listener:
    """One line to a browser. `newest` is the number of the last event that is here or has gone out,
    `standing` how the turn stood when it was last read: None before that."""

    def __init__(self, turn_id: UUID, after_number: int) -> None:
        self.turn_id, self.newest = turn_id, after_number
        self.standing: Standing | None = None
        self.hand: list[bytes] = []
        self.is_closed = False
        self.has_more = False  # there may be more to read than fits
        self.woken = asyncio.Event()

    @property
    def is_full(self) -> bool:
        """Nothing is read for it until its line has taken what is here."""
        return len(self.hand) >= MOST

    def take(self, rows: Sequence[Heard]) -> None:
        """What was read of the turn, as far as it joins on to what is here."""
        fresh = [row for row in rows if (row.number or 0) > self.newest]
        if self.is_full or (fresh and fresh[0].number != self.newest + 1):
            self.has_more = True
            return
        before = self.standing, self.has_more
        self.standing, self.has_more = Standing(rows[0].standing), len(rows) == MOST
        self.hand.extend(f"id: {row.number}\ndata: {row.data}\n\n".encode() for row in fresh)
        self.newest = fresh[-1].number or 0 if fresh else self.newest
        if fresh or self.has_more or before != (self.standing, self.has_more):
            self.woken.set()

    def handed(self) -> bytes:
        """What is in the hand, which is empty then."""
        said = b"".join(self.hand)
        self.hand.clear()
        return said

    @property
    def has_ended(self) -> bool:
        """Nothing more will come."""
        is_over = self.standing is Standing.OVER and not self.has_more and not self.hand
        return self.is_closed or is_over or self.standing in {Standing.GONE, Standing.RETIRED}

    def close(self) -> None:
        """It ends, whatever the turn does."""
        self.is_closed = True
        self.woken.set()


class Hub:
    """The listeners of this process, and the two connections that work for them."""

    def __init__(self) -> None:
        self.is_closed = False
        self.is_deaf = False  # news has come without a note
        self._listeners: dict[str, set[Listener]] = {}  # by the turn's id, as it is notified
        self._due: set[str] = set()
        self._is_due = asyncio.Event()

    @contextmanager
    def listening(self, turn_id: UUID, after_number: int) -> Iterator[Listener]:
        """A listener from after that event on, for as long as its line stands."""
        listener, turn = Listener(turn_id, after_number), str(turn_id)
        listener.is_closed = self.is_closed
        self._listeners.setdefault(turn, set()).add(listener)
        self._look_for([turn])
        try:
            yield listener
        finally:
            self._listeners[turn].remove(listener)
            if not self._listeners[turn]:
                del self._listeners[turn]

    async def said(self, listener: Listener) -> AsyncIterator[bytes]:
        """What the turn tells, as it is told, up to its end; a beat where it is silent for long."""
        clock = asyncio.get_running_loop().time
        yield RETRY
        beat_at = clock() + BEAT_SECONDS
        while True:
            listener.woken.clear()
            said = listener.handed()
            if listener.has_more:
                self._look_for([str(listener.turn_id)])
            if said or clock() >= beat_at:
                yield said or BEAT
                beat_at = clock() + BEAT_SECONDS
            elif listener.has_ended:
                return
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(listener.woken.wait(), beat_at - clock())

    async def work(self) -> None:
        """Hear and read for as long as this runs; while the database is away, try again each second."""
        async with asyncio.TaskGroup() as both:
            both.create_task(_always(self._hear))
            both.create_task(_always(self._read))

    def close(self) -> None:
        """End every line: who listened comes back, and is answered by another process."""
        self.is_closed = True
        for listener in self._of(self._listeners):
            listener.close()

    async def _hear(self, ear: Own) -> None:
        await ear.execute(f"LISTEN {EVENTS}")
        async for note in ear.notifies():
            self.is_deaf = False
            self._look_for([note.payload])

    async def _read(self, eye: Own) -> None:
        eye.add_notify_handler(unheard)
        clock = asyncio.get_running_loop().time
        looked_at = -LOOK_SECONDS
        while True:
            pause = DEAF_SECONDS if self.is_deaf else LOOK_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_due.wait(), max(0.0, looked_at + pause - clock()))
            self._is_due.clear()
            due, self._due = self._due, set()
            if clock() < looked_at + pause:
                await self._look(eye, due)
                continue
            looked_at = clock()
            if await self._look(eye, set(self._listeners)) - due:
                self.is_deaf = True

    async def _look(self, eye: Own, turns: Iterable[str]) -> set[str]:
        """One statement for all, each from where the one who has least of it stands; which had news."""
        wanted: dict[UUID, int] = {}
        for listener in self._of(turns):
            if not listener.is_full:
                least = wanted.get(listener.turn_id, listener.newest)
                wanted[listener.turn_id] = min(least, listener.newest)
        rows = await amany(eye, heard(wanted)) if wanted else []
        for turn, found in groupby(rows, key=lambda row: row.turn_id):
            news = list(found)
            for listener in self._of([str(turn)]):
                listener.take(news)
        return {str(row.turn_id) for row in rows if row.number}

    def _look_for(self, turns: Iterable[str]) -> None:
        wanted = self._listeners.keys() & set(turns)
        if wanted:
            self._due |= wanted
            self._is_due.set()

    def _of(self, turns: Iterable[str]) -> list[Listener]:
        return [listener for turn in turns for listener in self._listeners.get(turn, ())]


async def _always(act: Callable[[Own], Awaitable[None]]) -> None:
    is_there = True
    while True:
        try:
            async with await AsyncConnection.connect(database_url(), **CONNECTION) as own:
                is_there = True
                await act(own)
        except Error as error:
            if is_there:
                log.warning("what turns tell is not heard (%s); trying again", type(error).__name__)
            is_there = False
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def hearing() -> AsyncIterator[Hub]:
    """A hub that hears; at the end its lines are closed."""
    hub = Hub()
    working = asyncio.create_task(hub.work())
    try:
        yield hub
    finally:
        hub.close()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
