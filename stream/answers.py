"""The worker and questions: whoever searches waits for the vector of the question, so it comes first.

Beside the queue, in a thread of its own: a batch of texts in work does not hold a question up. The worker
says every few seconds that it is there; while its model answers nothing it does not, and nobody waits.
"""

import asyncio
import logging
import time
from contextlib import suppress

from psycopg import AsyncConnection, Error

from shared.db import Query, amany, aone
from shared.embedded import database_url
from shared.embedding import questions
from shared.embedding.questions import CHANNEL, Answered
from shared.embedding.queue import Done
from shared.pool import CONNECTION, Pool
from stream.embedder import Embedder, ServiceAway
from stream.outcomes import named, outcomes

log = logging.getLogger("c3.questions")

SECONDS_BETWEEN_LOOKS = 0.5  # where LISTEN is not delivered: behind a pooler in transaction mode
SECONDS_BETWEEN_SIGNS = 5.0
SECONDS_BETWEEN_SWEEPS = 60.0
SECONDS_WITHOUT_DATABASE = 2.0


async def answer_questions(pool: Pool, embedder: Embedder, stop: asyncio.Event) -> None:
    """Answer until `stop` is set; while the database is away, try again (the other task says so)."""
    while not stop.is_set():
        with suppress(Error):
            await _listen(pool, embedder, stop)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_WITHOUT_DATABASE)
    with suppress(Error):
        await _run(pool, questions.gone(embedder.model))


async def _listen(pool: Pool, embedder: Embedder, stop: asyncio.Event) -> None:
    sign_at = sweep_at = 0.0
    answers = True
    async with await AsyncConnection.connect(database_url(), **CONNECTION) as ear:
        await ear.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            if answers and time.monotonic() >= sign_at:
                sign_at = time.monotonic() + SECONDS_BETWEEN_SIGNS
                await _run(pool, questions.here(embedder.model))
            if time.monotonic() >= sweep_at:
                sweep_at = time.monotonic() + SECONDS_BETWEEN_SWEEPS
                await _run(pool, questions.sweep())
            try:
                found = await answer_batch(pool, embedder)
                answers = answers or found > 0
            except ServiceAway as error:
                if answers:
                    log.warning("the model answers no question: %s", error)
                found, answers, sign_at = 0, False, 0.0
            if not found:
                async for _ in ear.notifies(timeout=SECONDS_BETWEEN_LOOKS, stop_after=1):
                    pass


async def answer_batch(pool: Pool, embedder: Embedder) -> int:
    """Answer what was asked; how many questions that were.

    Raises:
        ServiceAway: the model embeds nothing; nobody waits for an answer any more.
    """
    async with pool.connection() as connection:
        asked = await amany(connection, questions.take(embedder.model))
    if not asked:
        return 0
    try:
        found = await outcomes(embedder, [question.text for question in asked])
    except ServiceAway:
        await _run(pool, questions.give_up(embedder.model, [question.digest for question in asked]))
        await _run(pool, questions.gone(embedder.model))
        raise
    pairs = list(zip(asked, found, strict=True))
    answered = [Answered(one.digest, it) for one, it in pairs if not isinstance(it, Exception)]
    failed = [(one.digest, it) for one, it in pairs if isinstance(it, Exception)]
    if answered:
        await _run(pool, questions.keep(embedder.model, answered))
    if failed:
        await _run(pool, questions.give_up(embedder.model, [digest for digest, _ in failed]))
    for _digest, error in failed:
        log.warning("a question was not embedded: %s", named(error))
    return len(asked)


async def _run(pool: Pool, statement: Query[Done]) -> None:
    async with pool.connection() as connection:
        await aone(connection, statement)
