"""`python -m tests.bench.embedding`: how many texts the worker's own model embeds on one core.

By the length of the texts and by how many are embedded at once; then the worker itself, queue and database
included.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from stream.embedder import LocalEmbedder  # numpy comes with its first text
from tests.bench.unhurried import unhurried

os.environ["OPENBLAS_NUM_THREADS"] = "1"

SENTENCE = "ランチのピークに料理の提供が遅れ、12番のお客様を長くお待たせしてしまいました。"
LENGTHS = (20, 100, 300, 1000, 2000)
BATCHES = (1, 8, 32, 128)
SECONDS = 2.0
TEXTS = 2000


def main() -> int:
    """Measure and print."""
    embedder = LocalEmbedder()
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    embedder.embed_here(["日報"])
    grown = (psutil.Process().memory_info().rss - before) >> 20
    print(f"loading the model: {time.perf_counter() - began:.2f} s, {grown} MB")
    print("texts per second of one core")
    print("characters " + "".join(f"{f'batch {size}':>12}" for size in BATCHES))
    for length in LENGTHS:
        rates = [_rate(embedder, length, size) for size in BATCHES]
        print(f"{length:>10} " + "".join(f"{rate:>12,.0f}" for rate in rates))
    asyncio.run(_worker(embedder))
    return 0


def _text(length: int, number: int) -> str:
    return (f"{number}: " + SENTENCE * (length // len(SENTENCE) + 1))[:length]


def _rate(embedder: LocalEmbedder, length: int, size: int) -> float:
    """Texts per second of processor time, which other processes do not take away."""
    done, began, until = 0, time.process_time(), time.monotonic() + SECONDS
    while time.monotonic() < until:
        embedder.embed_here([_text(length, done + place) for place in range(size)])
        done += size
    return done / (time.process_time() - began)


async def _worker(embedder: LocalEmbedder) -> None:
    """The whole way of a text: claimed, read, embedded, kept; the database is the embedded PostgreSQL."""
    from shared.embedded import server  # noqa: PLC0415
    from tests.bench.services import configure, manage  # noqa: PLC0415

    with TemporaryDirectory(prefix="c3-bench-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        import django  # noqa: PLC0415

        django.setup()
        await asyncio.to_thread(manage, "migrate")
        _fill(url)
        from shared.pool import new_pool  # noqa: PLC0415
        from stream.batches import embed_batch  # noqa: PLC0415

        async with new_pool(url, 2) as pool:
            began, used = time.perf_counter(), time.process_time()
            while await embed_batch(pool, embedder):
                pass
            seconds, of_core = time.perf_counter() - began, time.process_time() - used
    print(
        f"the worker, {TEXTS:,} reports of 300 characters: {TEXTS / seconds:,.0f} a second by the clock,"
        f" {TEXTS / of_core:,.0f} a second of its core"
    )


def _fill(url: str) -> None:
    with unhurried(url) as connection:
        connection.execute("INSERT INTO stores (store_id, name) VALUES (2, '渋谷') ON CONFLICT DO NOTHING")
        connection.execute(
            "INSERT INTO users (user_id, password, user_type, store_id, email, last_name, first_name,"
            " is_active) VALUES ('bench', '', 'staff', 2, '', '', '', true)"
        )
        connection.execute(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " SELECT 2, 'bench', '2026-10-15', 'claim', 'hall', '題', %s || n FROM generate_series(1, %s) n",
            [_text(300, 0), TEXTS],
        )


if __name__ == "__main__":
    sys.exit(main())
