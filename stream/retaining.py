"""The worker and what has been kept for long enough: once a day, it goes."""

import asyncio
import logging
import time
from contextlib import suppress

import psycopg

from shared.clock import WrongClockError, agreed
from shared.embedded import database_url
from shared.retainer import Retained, retain
from shared.settings import settings

log = logging.getLogger("c3.retention")

SECONDS_BETWEEN_RUNS = 24 * 3600.0
SECONDS_BEFORE_FIRST = 600.0  # not in the rush of a start
MOST_AT_ONCE = 100_000


async def keep_no_longer(stop: asyncio.Event) -> None:
    """Delete what is too old until `stop` is set; nothing that goes wrong here ends it."""
    due = time.monotonic() + SECONDS_BEFORE_FIRST
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(due - time.monotonic(), 0))
        if stop.is_set():
            return
        due = time.monotonic() + SECONDS_BETWEEN_RUNS
        try:
            gone = (await asyncio.to_thread(retain_all)).gone
            log.info(
                "kept for long enough: %s",
                ", ".join(f"{n} {name}" for name, n in gone.items() if n) or "nothing",
            )
        except WrongClockError as error:
            log.error("%s", error)  # noqa: TRY400  whose words say it all
        except psycopg.Error as error:
            log.warning("nothing was deleted for its age: %s", type(error).__name__)


def retain_all() -> Retained:
    """One bounded run, on a connection of its own."""
    with psycopg.connect(
        database_url(), autocommit=True, connect_timeout=5, prepare_threshold=None
    ) as connection:
        return retain(connection, settings(), agreed(connection), most=MOST_AT_ONCE)
