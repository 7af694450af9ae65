"""c3-worker (`python -m stream.worker`): gives texts and questions their vectors, looks after pictures, sends
push messages.

It asks for work once a second: LISTEN does not pass a connection pooler. No transaction is open while a model
computes, and what a worker holds when it dies is due again when its lease ends. The log counts, and never
quotes.
"""

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress

from psycopg import Error

from shared.db import aone
from shared.embedded import database_url
from shared.embedding import state
from shared.pool import Pool, new_pool
from shared.telemetry import faults, logs
from stream.answers import answer_questions
from stream.batches import embed_batch
from stream.embedder import Embedder, ServiceAway, new_embedders
from stream.pictures import look_after_pictures
from stream.push.work import send_pushes
from stream.retaining import keep_no_longer

log = logging.getLogger("c3.worker")

IDLE_SECONDS = 1.0
REST_AFTER = 600  # seconds without a text or a question
LONGEST_PAUSE = 10.0
LONGEST_PAUSE_OF_A_SERVICE = 60.0
SECONDS_TO_STOP = 1.5
SECONDS_BETWEEN_DEPTHS = 60.0


async def work(pool: Pool, embedder: Embedder, stop: asyncio.Event) -> None:
    """Embed what is due until `stop` is set; while the database or the model is away, ask less often."""
    pause, done, depth_at = IDLE_SECONDS, 0, time.monotonic() + SECONDS_BETWEEN_DEPTHS
    while not stop.is_set():
        found = 0
        try:
            found = await embed_batch(pool, embedder)
            if time.monotonic() >= depth_at:
                depth_at = time.monotonic() + SECONDS_BETWEEN_DEPTHS
                await tell_depth(pool, embedder.model)
            pause = IDLE_SECONDS
        except ServiceAway as error:
            pause = max(min(pause * 2, LONGEST_PAUSE_OF_A_SERVICE), error.seconds)
            log.warning("the model did not answer: %s; again in %.0f s", error, pause)
        except Error as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            log.warning("the database did not answer (%s); again in %.0f s", type(error).__name__, pause)
        done += found
        if found:
            continue
        if done:
            log.info("nothing is due: %d texts done", done)
            done = 0
        embedder.rest(REST_AFTER)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def tell_depth(pool: Pool, model: str) -> None:
    """Log how long the queue is, unless it is empty, and that vectors of another model are not used."""
    async with pool.connection() as connection:
        found = await aone(connection, state.depth())
        coverage = await aone(connection, state.coverage(model))
    if coverage.missing > found.waiting:
        log.warning("texts have no vector of %s, and do not wait for one: python -m stream.reindex", model)
    if found.waiting or found.set_aside:
        sentence = "%d texts wait, of which %d are due, the oldest for %.0f s; %d are set aside"
        log.info(sentence, found.waiting, found.due, found.lag_seconds, found.set_aside)


async def ended(workers: "set[asyncio.Task[None]]") -> None:
    """Wait until they have ended. Who does not come to an end is left, and so is the process: a thread that
    computes cannot be interrupted, and the leases give back what it had. A fault of another is told first."""
    done, busy = await asyncio.wait(workers, timeout=SECONDS_TO_STOP)
    if busy:
        faulty = [error for worker in done if (error := worker.exception())]
        for error in faulty:
            log.critical("a fault ended the worker", exc_info=error)
        os._exit(int(bool(faulty)))


async def main() -> None:
    """Work until SIGTERM or SIGINT; end within two seconds of it."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    for_texts, for_questions = new_embedders()
    async with new_pool(database_url(), 4) as pool:
        log.info("started: %s", for_texts.model)
        work_on = (
            work(pool, for_texts, stop),
            answer_questions(pool, for_questions, stop),
            look_after_pictures(pool, stop),
            send_pushes(pool, stop),
            keep_no_longer(stop),
        )
        workers = {asyncio.create_task(one) for one in work_on}
        await asyncio.wait({*workers, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await ended(workers)
        for embedder in (for_texts, for_questions):
            await embedder.close()
        for worker in workers:
            worker.result()


if __name__ == "__main__":
    logs.start("c3-worker")
    faults.start("c3-worker")
    asyncio.run(main())
