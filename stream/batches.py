"""One batch of the queue: claimed, embedded while its leases are kept, and settled."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from psycopg import Error

from shared.db import amany, aone
from shared.embedding import queue
from shared.embedding.queue import LEASE_SECONDS, Claim, Embedded, Text
from shared.pool import Pool
from stream.embedder import Embedder, ServiceAway
from stream.outcomes import Outcome, named, outcomes

log = logging.getLogger("c3.worker")


async def embed_batch(pool: Pool, embedder: Embedder) -> int:
    """Embed one batch of what is due; how many texts were claimed.

    Raises:
        ServiceAway: the model embeds nothing; the texts are due again, as if nobody had tried.
    """
    async with pool.connection() as connection:
        claims = {claim.id: claim for claim in await amany(connection, queue.claim(embedder.batch))}
        rows = await amany(connection, queue.texts(list(claims.values()))) if claims else []
        texts = [row for row in rows if has_words(row.text)]
        empty = claims.keys() - {text.id for text in texts}
        if empty:
            await aone(connection, queue.forget([claims[number] for number in empty]))
    if not texts:
        return len(claims)
    working = [claims[text.id] for text in texts]
    try:
        async with _kept(pool, working):
            found = await outcomes(embedder, [text.text for text in texts])
    except ServiceAway as error:
        async with pool.connection() as connection:
            await aone(connection, queue.release(working, named(error)))
        raise
    await _settle(pool, embedder.model, claims, texts, found)
    return len(claims)


def has_words(text: str) -> bool:
    """Whether there is anything to embed; emoji are."""
    return any(sign.isprintable() and not sign.isspace() for sign in text)


@asynccontextmanager
async def _kept(pool: Pool, claims: Sequence[Claim]) -> AsyncIterator[None]:
    """Renew the leases as long as it takes: only those of a worker that is dead end."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with suppress(Error):
                async with pool.connection() as connection:
                    await aone(connection, queue.extend(claims))

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()


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
            await aone(connection, queue.give_back(claim, named(error)))
    for claim, error in failed:
        log.warning("row %d of the queue was not embedded: %s", claim.id, named(error))
    log.debug("embedded %d of %d texts; the others changed meanwhile", kept.rows, len(embedded))
