"""c3-worker (`python -m stream.worker`): gives texts and questions their vectors, and looks after pictures.

It asks for work once a second: LISTEN does not pass a connection pooler. No transaction is open while a model
computes, and what a worker holds when it dies is due again when its lease ends. The log counts, and never
quotes.
"""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress

from psycopg import Error

from shared.db import amany, aone
from shared.embedded import database_url
from shared.embedding import queue
from shared.embedding.queue import Claim, Embedded, Text
from shared.pool import Pool, new_pool
from stream.answers import answer_questions
from stream.embedder import Embedder, LocalEmbedder
from stream.outcomes import Outcome, outcomes
from stream.pictures import look_after_pictures

log = logging.getLogger("c3.worker")

IDLE_SECONDS = 1.0
REST_AFTER = 600  # seconds without a text or a question
LONGEST_PAUSE = 10.0
SECONDS_TO_STOP = 1.5


async def work(pool: Pool, embedder: Embedder, stop: asyncio.Event) -> None:
    """Embed what is due until `stop` is set; while the database is away, ask again ever more slowly."""
    pause, last_work, done = IDLE_SECONDS, time.monotonic(), 0
    while not stop.is_set():
        try:
            found = await embed_batch(pool, embedder)
            pause = IDLE_SECONDS
        except Error as error:
            found = 0
            pause = min(pause * 2, LONGEST_PAUSE)
            log.warning("the database did not answer (%s); again in %.0f s", type(error).__name__, pause)
        done += found
        if found:
            last_work = time.monotonic()
        else:
            if done:
                log.info("the queue is empty: %d texts done", done)
                done = 0
            if time.monotonic() - last_work > REST_AFTER:
                embedder.rest()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


async def embed_batch(pool: Pool, embedder: Embedder) -> int:
    """Embed one batch of what is due; how many texts were claimed."""
    async with pool.connection() as connection:
        claims = {claim.id: claim for claim in await amany(connection, queue.claim())}
        texts = await amany(connection, queue.texts(list(claims.values()))) if claims else []
    if texts:
        found = await outcomes(embedder, [text.text for text in texts])
        await _settle(pool, embedder.model, claims, texts, found)
    return len(claims)


async def _settle(
    pool: Pool, model: str, claims: dict[int, Claim], texts: Sequence[Text], found: Sequence[Outcome]
) -> None:
    """Write the vectors, and note the failures."""
    pairs = list(zip(texts, found, strict=True))
    embedded = [
        Embedded(claims[text.id], text.store_id, outcome)
        for text, outcome in pairs
        if not isinstance(outcome, Exception)
    ]
    failed = [(claims[text.id], outcome) for text, outcome in pairs if isinstance(outcome, Exception)]
    async with pool.connection() as connection:
        kept = await aone(connection, queue.keep(model, embedded))
        for claim, error in failed:
            await aone(connection, queue.give_back(claim, type(error).__name__))
    for claim, error in failed:
        log.warning("row %d of the queue was not embedded: %s", claim.id, type(error).__name__)
    log.debug("embedded %d of %d texts; the others changed meanwhile", kept.rows, len(embedded))


async def main() -> None:
    """Work until SIGTERM or SIGINT; end within two seconds of it."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    embedder = LocalEmbedder()
    async with new_pool(database_url(), 3) as pool:
        log.info("started")
        work_on = (
            work(pool, embedder, stop),
            answer_questions(pool, embedder, stop),
            look_after_pictures(pool, stop),
        )
        workers = {asyncio.create_task(one) for one in work_on}
        await asyncio.wait({*workers, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        _done, busy = await asyncio.wait(workers, timeout=SECONDS_TO_STOP)
        if busy:
            os._exit(0)  # a thread that computes cannot be interrupted; the leases give back what it had
        for worker in workers:
            worker.result()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    asyncio.run(main())
