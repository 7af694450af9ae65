"""Reports with vectors: real ones of a year of 50 stores, and as many as are asked for that lie like those.

The texts of the smaller chain are embedded, each once. The larger chain's vectors are made from these: to one
is added a part of the difference of two of its ten nearest (as another dish or another table in one text
would move it), and some noise. With the parts below, the median distance of a vector to its nearest, and to
its tenth, is what the real ones come to when the curves of 2,500 to 75,000 are drawn on (0.02 and 0.06).
"""

import os
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from tests.bench.halves import copied
from tests.bench.telling import say
from tests.bench.unhurried import unhurried

MODEL = "universal-sentence-encoder-multilingual-3"
PART, NOISE, NEIGHBOURS = 1.0, 0.1, 10
AT_ONCE = 256
GRAPHS = import_module("web.search.migrations.0003_nearest")


@dataclass(frozen=True)
class Told:
    """The reports of a chain, a column each, in the order in which they were filed."""

    ids: Any
    stores: Any
    dates: Any
    genres: Any
    locations: Any
    vectors: Any


@dataclass(frozen=True)
class Built:
    """What the graphs cost: seconds on one core, bytes; those of the signs and of the vectors themselves."""

    seconds: float
    graphs: int
    signs: int
    vectors: int


def real(texts: list[str], kept: Path) -> Any:
    """The vectors of distinct texts, in their order; `kept` holds them from the first time on."""
    from stream.embedder import LocalEmbedder  # noqa: PLC0415  loads numpy and the weights

    if kept.exists():
        return np.load(kept)
    started, embedder = time.perf_counter(), LocalEmbedder()
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    vectors = np.empty((len(texts), 512), np.float16)
    for at in range(0, len(texts), AT_ONCE):
        part = order[at : at + AT_ONCE]
        vectors[part] = embedder.embed_here([texts[one] for one in part])
    say(f"embedded {len(texts):,} texts at {len(texts) / (time.perf_counter() - started):.0f} a second")
    np.save(kept, vectors)
    return vectors


def like(vectors: Any, count: int, kept: Path) -> Any:
    """So many vectors that lie among each other as `vectors` do; `kept` as above."""
    if kept.exists():
        return np.load(kept)
    nearest = _nearest(vectors.astype(np.float32))
    rng, made = np.random.default_rng(1), np.empty((count, vectors.shape[1]), np.float16)
    for at in range(0, count, 50_000):
        size = min(50_000, count - at)
        base = rng.integers(0, len(vectors), size)
        one, other = (nearest[base, rng.integers(0, NEIGHBOURS, size)] for _ in range(2))
        moved = vectors[one].astype(np.float32) - vectors[other].astype(np.float32)
        noise = rng.standard_normal(moved.shape, np.float32) * NOISE / np.sqrt(moved.shape[1])
        sums = vectors[base] + PART * rng.random((size, 1), np.float32) * moved + noise
        made[at : at + size] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    np.save(kept, made)
    return made


def filled(connection: Any, vectors_of: Any) -> Told:
    """Give every report of the database its vector, unless a run before did; without graphs at first."""
    columns = (
        "SELECT id, store_id, date::text, genre, location FROM daily_reports ORDER BY date, created_at, id"
    )
    rows = connection.execute(columns).fetchall()
    vectors = vectors_of(len(rows))
    ids, stores, dates, genres, locations = (np.array(column) for column in zip(*rows, strict=True))
    told = Told(ids, stores, dates, genres, locations, vectors)
    (known,) = connection.execute("SELECT count(*) FROM document_vectors").fetchone()
    if known != len(rows):
        connection.execute("".join(f"DROP INDEX IF EXISTS {name};" for name in GRAPHS.GRAPHS))
        connection.execute("TRUNCATE document_vectors")
        started = time.perf_counter()
        copied(connection, [row[:2] for row in rows], vectors, MODEL, "report")
        connection.execute("VACUUM ANALYZE document_vectors, report_signs")
        say(f"copied {len(rows):,} vectors in with their signs in {time.perf_counter() - started:.0f} s")
    return told


def built(connection: Any) -> Built:
    """Make the graphs that are missing; each remembers the seconds that it took."""
    connection.execute("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0")
    for name, texts in GRAPHS.GRAPHS.items():
        if not connection.execute("SELECT to_regclass(%s)", [name]).fetchone()[0]:
            started = time.perf_counter()
            connection.execute(GRAPHS.graph(name, texts))
            took = f"{time.perf_counter() - started:.1f}"
            connection.execute(
                sql.SQL("COMMENT ON INDEX {} IS {}").format(sql.Identifier(name), sql.Literal(took))
            )
            say(f"{name}: {took} s")
    names = [name for name in GRAPHS.GRAPHS if "report" in name]
    return Built(
        *connection.execute(
            "SELECT sum(obj_description(name::regclass, 'pg_class')::float8),"
            " sum(pg_relation_size(name::regclass))::bigint, pg_total_relation_size('report_signs'),"
            " pg_table_size('document_vectors') FROM unnest(%s::text[]) name",
            [names],
        ).fetchone()
    )


def literal(vector: Any) -> str:
    """As the database reads it."""
    return "[" + ",".join(f"{x:.6g}" for x in vector) + "]"


def connected(url: str) -> "psycopg.Connection[Any]":
    """A connection of the bench's own."""
    return unhurried(url, autocommit=True)


def _nearest(vectors: Any) -> Any:
    """For each vector the numbers of its nearest."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    nearest = np.empty((len(vectors), NEIGHBOURS), np.int32)
    for at in range(0, len(vectors), 500):
        likeness = vectors[at : at + 500] @ vectors.T
        likeness[np.arange(len(likeness)), np.arange(at, at + len(likeness))] = -9
        nearest[at : at + 500] = np.argpartition(likeness, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    return nearest
