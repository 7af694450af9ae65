"""`python -m stream.reindex`: after a change of model every text gets a vector of the new one.

It queues what has none, and shows how the queue goes down: by the workers that run, by itself when none does.
Searches go on meanwhile, and new texts come first. Interrupted, it goes on where it was; run twice, it finds
nothing to do.
"""

import argparse
import asyncio
import logging
import sys
import time
from contextlib import suppress

from psycopg import Error

from shared.db import amany, aone
from shared.embedded import database_url
from shared.embedding import rework, state
from shared.embedding.models import current_model
from shared.embedding.state import Depth
from shared.pool import Pool, new_pool
from shared.telemetry import logs
from shared.words import TextKind
from stream.batches import embed_batch
from stream.embedder import Embedder, ServiceAway, new_embedders

WRONG = 1
SECONDS_OF_OTHERS = 30  # a worker that was stopped is believed to be there for 20
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_LINES = 5.0


async def main(*, only_queue: bool = False) -> int:
    """Queue, then work or watch until nothing waits; 1 when texts failed, or another model's worker runs."""
    model = current_model()
    async with new_pool(database_url(), 2) as pool:
        if await _others(pool, model):
            _say("別のモデルのワーカーが動いています。先に再起動してください / restart the workers first")
            return WRONG
        queued = await queue_all(pool, model)
        _say(f"{model}: {queued:,}件を待ち行列に入れました / texts queued")
        if only_queue:
            return 0
        left = await drain(pool)
    if left.set_aside:
        _say(f"{left.set_aside:,}件は作れませんでした（管理画面で見られます）/ texts failed, see the admin")
        return WRONG
    _say("すべての文章に新しいベクトルがあります / every text has its vector")
    return 0


async def queue_all(pool: Pool, model: str) -> int:
    """Queue every text without a vector of `model`, a stretch at a time; how many were not queued before."""
    queued = 0
    for kind in TextKind:
        looked_at = last = 0
        while True:
            async with pool.connection() as connection:
                stretch = await aone(connection, rework.requeue(kind, model, last))
            if not stretch.looked_at:
                break
            looked_at, queued, last = looked_at + stretch.looked_at, queued + stretch.queued, stretch.last_id
            _say(f"  {kind}: {looked_at:,}件を調べました / texts looked at")
    return queued


async def drain(pool: Pool) -> Depth:
    """Until nothing waits: watch the workers, or work when there is none; what is left then."""
    embedder, _ = new_embedders()
    began, first, told_at = time.monotonic(), None, 0.0
    try:
        while True:
            with suppress(Error):  # the database is away: look again
                async with pool.connection() as connection:
                    depth = await aone(connection, state.depth())
                    is_helped = bool(await amany(connection, rework.workers()))
                if not depth.waiting:
                    return depth
                first = first or depth.waiting
                if time.monotonic() - told_at >= SECONDS_BETWEEN_LINES:
                    told_at = time.monotonic()
                    _say(progress(first, depth.waiting, told_at - began))
                if not is_helped and await _worked(pool, embedder):
                    continue
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        await embedder.close()


def progress(first: int, waiting: int, seconds: float) -> str:
    """How far it is: texts that wait of those at first, and the minutes that it will take at this pace."""
    done = max(first - waiting, 0)
    line = f"  残り{waiting:,}件（{done * 100 // first}%済み）/ {waiting:,} left"
    if not done:
        return line
    minutes = round(waiting * seconds / done / 60) + 1
    return f"{line}, {done / seconds:,.0f}/s, 約{minutes:,}分 / about {minutes:,} min"


async def _worked(pool: Pool, embedder: Embedder) -> int:
    """Embed for a while; how many texts that were."""
    done, until = 0, time.monotonic() + SECONDS_BETWEEN_LOOKS
    try:
        while time.monotonic() < until and (found := await embed_batch(pool, embedder)):
            done += found
    except ServiceAway as error:
        _say(f"  モデルが応答しません。待っています / the model does not answer: {error}")
        await asyncio.sleep(max(error.seconds, SECONDS_BETWEEN_LINES))
    return done


async def _others(pool: Pool, model: str) -> bool:
    """Whether workers go on embedding with another model; one that was just stopped is waited for."""
    until = time.monotonic() + SECONDS_OF_OTHERS
    while True:
        async with pool.connection() as connection:
            there = {worker.model for worker in await amany(connection, rework.workers())}
        if there <= {model} or time.monotonic() > until:
            return not there <= {model}
        _say(f"  ほかのモデルのワーカーが止まるのを待っています / waiting for {', '.join(there - {model})}")
        await asyncio.sleep(SECONDS_BETWEEN_LINES)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logs.start("c3-reindex")
    logging.getLogger().setLevel(logging.WARNING)
    parser = argparse.ArgumentParser(prog="python -m stream.reindex", description=__doc__)
    parser.add_argument("--only-queue", action="store_true", help="leave the work to the workers")
    try:
        sys.exit(asyncio.run(main(only_queue=parser.parse_args().only_queue)))
    except KeyboardInterrupt:
        _say("\n中断しました。もう一度実行すると続きから始めます / interrupted: run it again to go on")
        sys.exit(130)
