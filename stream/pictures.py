"""The worker and pictures: it delivers those that wait for their storage, sweeps up those nobody has."""

import asyncio
import logging
import time
from contextlib import suppress

import psycopg

from shared import outbox
from shared.clock import WrongClockError, agreed
from shared.db import amany
from shared.embedded import database_url
from shared.outbox import Waiting
from shared.pool import Pool
from shared.storage import StorageError, folder, storage
from shared.sweeper import Sweeper

log = logging.getLogger("c3.pictures")

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_BETWEEN_SWEEPS = 3600.0
SECONDS_BEFORE_SWEEP = 60.0  # not in the rush of a start
SWEPT_AT_ONCE = 2000


async def look_after_pictures(pool: Pool, stop: asyncio.Event) -> None:
    """Deliver and sweep until `stop` is set; nothing that goes wrong here ends it."""
    sweep_at, after = time.monotonic() + SECONDS_BEFORE_SWEEP, ""
    while not stop.is_set():
        with suppress(psycopg.Error):  # the other task says that the database is away
            while await deliver(pool) and not stop.is_set():
                pass
            if time.monotonic() >= sweep_at and is_here():
                sweep_at = time.monotonic() + SECONDS_BETWEEN_SWEEPS
                after = await asyncio.to_thread(sweep, after)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_LOOKS)


async def deliver(pool: Pool) -> int:
    """Bring one batch of due files to their storage; how many it took."""
    if not is_here():
        return 0
    async with pool.connection() as connection:
        batch = await amany(connection, outbox.due())
    outcomes = await asyncio.to_thread(_save_all, batch) if batch else {}
    done = [name for name, error in outcomes.items() if not error]
    async with pool.connection() as connection:
        if done:
            await amany(connection, outbox.remove(done))
        for name, error in outcomes.items():
            if error:
                await amany(connection, outbox.failed(name, error))
    if done:
        log.info("%d files of pictures were brought to their storage", len(done))
    return len(done)


def sweep(after: str = "") -> str:
    """One bounded sweep, on a connection of its own; the file name behind which the next one begins."""
    try:
        with psycopg.connect(
            database_url(), autocommit=True, connect_timeout=5, prepare_threshold=None
        ) as connection:
            swept = Sweeper(connection, agreed(connection), most=SWEPT_AT_ONCE).sweep(after)
    except WrongClockError as error:
        log.error("%s", error)  # noqa: TRY400  whose words say it all
        return after
    except psycopg.Error as error:
        log.warning("nothing was swept: %s", type(error).__name__)
        return after
    log.info("swept up %s", swept)
    for line in swept.errors:
        log.warning("not swept: %s", line)
    return swept.after


def is_here() -> bool:
    """False when new pictures go to a folder which this machine does not have: c3-app's own disk."""
    return storage() is not folder() or folder().root.is_dir()


def _save_all(batch: list[Waiting]) -> dict[str, str]:
    """What went wrong with each file, by its name; empty: nothing."""
    return {waiting.name: _save(waiting) for waiting in batch}


def _save(waiting: Waiting) -> str:
    try:
        storage().save(waiting.name, waiting.data)
    except StorageError as error:
        log.warning("a picture still waits for its storage: %s", error)
        return type(error.__cause__ or error).__name__
    return ""
