"""The worker's part: send what is due, notice missing 日報 (once a minute), forget old messages (hourly)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from psycopg import Error

from shared.dates import now
from shared.db import amany
from shared.pool import Pool
from shared.push import outbox
from shared.settings import settings

log = logging.getLogger("c3.push")

SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_BETWEEN_TICKS = 60.0
SECONDS_BETWEEN_SWEEPS = 3600.0


async def send_pushes(pool: Pool, stop: asyncio.Event) -> None:
    """Send until `stop` is set; without keys nothing is sent, and what waits is forgotten in time.

    Raises:
        UnsafeSettings: the two keys are no pair.
    """
    if not settings().push_is_on:
        await _look_after(pool, stop, _nothing)
        return
    # Without keys their packages are not loaded.
    from stream.push.sending import send_batch  # noqa: PLC0415  only where push has keys
    from stream.push.service import PushService  # noqa: PLC0415  as above

    async with PushService(settings()) as service:
        await _look_after(pool, stop, lambda: send_batch(pool, service))


async def tick(pool: Pool) -> int:
    """Write down whom a missing 日報 is to be told to, as stores close; how many people."""
    async with pool.connection() as connection:
        return len(await amany(connection, outbox.miss_reports(now())))


async def _look_after(pool: Pool, stop: asyncio.Event, send: Callable[[], Awaitable[int]]) -> None:
    tick_at = sweep_at = 0.0
    while not stop.is_set():
        with suppress(Error):  # the other task says that the database is away
            if time.monotonic() >= tick_at:
                await tick(pool)
                tick_at = time.monotonic() + SECONDS_BETWEEN_TICKS
            if time.monotonic() >= sweep_at:
                await _sweep(pool)
                sweep_at = time.monotonic() + SECONDS_BETWEEN_SWEEPS
            sent = 0
            while not stop.is_set() and (found := await send()):
                sent += found
            if sent:
                log.info("%d messages were looked at, and sent where there was something to tell", sent)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_LOOKS)


async def _sweep(pool: Pool) -> None:
    async with pool.connection() as connection:
        await amany(connection, outbox.sweep(now()))


async def _nothing() -> int:
    return 0
