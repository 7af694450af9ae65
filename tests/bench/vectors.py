"""`python -m tests.bench.vectors`: the nearest reports of questions, beside a bare look at every vector.

On 90,000 reports with real vectors and on 730,000 that lie among each other like those (`vectors_data`),
100 questions are asked of `nearest_reports` in several scopes, beside the bare exact statement: medians,
one asked after the other. *Words* and *both* are the search of reports (20 of the questions, 20 rows) by
words alone, and by both halves in one statement. Recall is by distance: a row counts that is no further
than the exact tenth. `shared_buffers` 2 GB, one core, `maintenance_work_mem` 1 GB. The exit code is 1
when recall is below .95 anywhere, or an answer has fewer rows than there are.

An argument (`medium`, `large`) measures one size alone. `C3_BENCH_DATA` names a folder that keeps the
databases, the vectors and the graphs for the next run.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from shared.access import Viewer
from shared.cluster import VERSION
from shared.db import many, one
from shared.embedded import server
from shared.search import keywords
from shared.search.hybrid import Known, Wanted, found
from shared.search.keywords import Frequencies
from shared.words import Role, TextKind
from tests.bench import search
from tests.bench.questions import questions
from tests.bench.telling import say, verdict
from tests.bench.vectors_data import MODEL, Built, Told, built, connected, filled, like, literal, real

SIZES = ("medium", "large")
WANTED, ASKED, BESIDE, SEARCHED, WRITTEN = 10, 100, 5, 20, 50
LEAST_RECALL, SAME = 0.95, 1e-6
SINCE = search.UNTIL - timedelta(days=59)
OPTIONS = ("shared_buffers=2GB",)
HEAD = """| vectors | scope | reports in it | nearest ms | p95 | exact ms | recall@10 | words ms | both ms |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""
COSTS_HEAD = """| vectors | themselves MB | graphs MB | built in s | signs MB | a vector written, ms |
| ---: | ---: | ---: | ---: | ---: | ---: |"""
ASK = """SELECT id FROM nearest_reports(
    %(question)s::halfvec, %(model)s, %(stores)s::int[], %(since)s::date, NULL, %(genre)s::text,
    %(location)s::text, %(wanted)s)"""
EXACTLY = """
    WITH compared AS MATERIALIZED (
        SELECT r.id, v.embedding <=> %(question)s::halfvec AS distance
        FROM daily_reports r JOIN document_vectors v ON v.kind = 'report' AND v.source_id = r.id
        WHERE r.store_id = ANY(%(stores)s::int[]) AND v.model = %(model)s
          AND (%(since)s::date IS NULL OR r.date >= %(since)s::date)
          AND (%(genre)s::text IS NULL OR r.genre = %(genre)s::text)
          AND (%(location)s::text IS NULL OR r.location = %(location)s::text)
    ) SELECT id FROM compared ORDER BY distance LIMIT %(wanted)s"""
EXACTLY_ALL = """
    WITH compared AS MATERIALIZED (
        SELECT v.source_id, v.embedding <=> %(question)s::halfvec AS distance
        FROM document_vectors v WHERE v.kind = 'report' AND v.model = %(model)s
    ) SELECT source_id FROM compared ORDER BY distance LIMIT %(wanted)s"""
WRITE = """UPDATE document_vectors SET embedding = (
    SELECT o.embedding FROM document_vectors o WHERE o.kind = 'report' AND o.source_id = %s
) WHERE kind = 'report' AND source_id = %s"""


@dataclass(frozen=True)
class Scope:
    """What narrows a question; None does not."""

    name: str
    stores: list[int]
    since: date | None = None
    genre: str | None = None
    location: str | None = None


@dataclass(frozen=True)
class Measured:
    """The questions in one scope: reports in it, milliseconds, the mean recall, answers with too few rows."""

    size: int
    scope: str
    reports: int
    ours: list[float]
    exact: list[float]
    words: list[float]
    both: list[float]
    recall: float
    unfilled: int

    def row(self) -> str:
        times = f"{median(self.ours):.1f} | {np.quantile(self.ours, 0.95):.1f} | {median(self.exact):.1f}"
        searched = f"{median(self.words):.1f} | {median(self.both):.1f}"
        return (
            f"| {self.size:,} | {self.scope} | {self.reports:,} | {times} | {self.recall:.3f} | {searched} |"
        )


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-vectors-") as name:
        folder = Path(os.environ.get("C3_BENCH_DATA") or name)
        with server(folder / "postgres", VERSION, *OPTIONS) as url:
            sizes = [size for size in SIZES if size in (sys.argv[1:] or SIZES)]
            urls = {size: search.filled(url, size) for size in ("medium", *sizes)}
            sized = [_of_size(urls, size, folder) for size in sizes]
    measured = [row for rows, _ in sized for row in rows]
    print("\n".join([HEAD, *(row.row() for row in measured), "", COSTS_HEAD, *(cost for _, cost in sized)]))
    return verdict(
        [
            f"{row.size:,}, {row.scope}: recall {row.recall:.3f}, {row.unfilled} answers too short"
            for row in measured
            if row.recall < LEAST_RECALL or row.unfilled
        ]
    )


def _of_size(urls: dict[str, str], size: str, folder: Path) -> tuple[list[Measured], str]:
    def vectors(count: int) -> Any:
        return real_ones if size == "medium" else like(distinct, count, folder / "made.npy")

    with connected(urls["medium"]) as connection:
        columns = "SELECT title || chr(10) || content FROM daily_reports ORDER BY date, created_at, id"
        texts = [text for (text,) in connection.execute(columns)]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    distinct = real(list(numbers), folder / "texts.npy")
    real_ones = distinct[[numbers[text] for text in texts]]
    asked = real(questions(), folder / "questions.npy")[: 2 * ASKED : 2]
    with connected(urls[size]) as connection:
        told = filled(connection, vectors)
        costs = built(connection)
        rows = [_measured(connection, told, scope, asked) for scope in _scopes(connection)]
        written = _written(connection, told)
    return rows, _cost(len(told.ids), costs, written)


def _scopes(connection: Any) -> Iterator[Scope]:
    by_area: dict[int | None, list[int]] = {}
    for store, area in connection.execute("SELECT store_id, area_id FROM stores ORDER BY 1").fetchall():
        by_area.setdefault(area, []).append(store)
    everywhere = sorted(store for stores in by_area.values() for store in stores)
    of_area = max(by_area.values(), key=len)
    yield Scope("one store", [of_area[0]])
    yield Scope("one store, 60 days", [of_area[0]], SINCE)
    yield Scope("one area", of_area)
    yield Scope("all", everywhere)
    yield Scope("all, 60 days", everywhere, SINCE)
    yield Scope("all, genre and location", everywhere, None, "claim", "hall")
    yield Scope("all, genre, location, 60 days", everywhere, SINCE, "claim", "hall")
    yield Scope("all, a rare genre and location", everywhere, None, "praise", "toilet")


def _measured(connection: Any, told: Told, scope: Scope, asked: Any) -> Measured:
    within = _within(told, scope)
    distances = _distances(told.vectors[within], asked.astype(np.float32))
    places = {number: at for at, number in enumerate(told.ids[within].tolist())}
    ours, recalls, unfilled = [], [], 0
    most = min(WANTED, len(places))
    for question, away in zip(asked, distances, strict=True):
        furthest = np.partition(away, most - 1)[most - 1] + SAME
        seconds, rows = _timed(connection, ASK, scope, question)
        ours.append(seconds)
        recalls.append(sum(away[places[number]] <= furthest for number in rows) / most)
        unfilled += len(rows) < most
    bare = EXACTLY_ALL if scope.name == "all" else EXACTLY
    exact = [_timed(connection, bare, scope, question)[0] for question in asked[:BESIDE]]
    say(f"{len(told.ids):,} {scope.name}: {median(ours):.1f} ms, recall {np.mean(recalls):.3f}")
    words, both = (_searched(connection, scope, given) for given in (None, asked))
    recall = float(np.mean(recalls))
    return Measured(len(told.ids), scope.name, len(places), ours, exact, words, both, recall, unfilled)


def _distances(vectors: Any, asked: Any) -> Any:
    """Of each question to each vector."""
    likeness = np.empty((len(asked), len(vectors)), np.float32)
    for at in range(0, len(vectors), 20_000):
        part = vectors[at : at + 20_000].astype(np.float32)
        likeness[:, at : at + 20_000] = asked @ part.T / np.linalg.norm(part, axis=1)
    return 1 - likeness / np.linalg.norm(asked, axis=1, keepdims=True)


def _within(told: Told, scope: Scope) -> Any:
    """Which of the reports are in the scope."""
    fits = np.isin(told.stores, scope.stores)
    if scope.since:
        fits &= told.dates >= scope.since.isoformat()
    if scope.genre:
        fits &= (told.genres == scope.genre) & (told.locations == scope.location)
    return fits


def _timed(connection: Any, statement: str, scope: Scope, question: Any) -> tuple[float, list[int]]:
    """Milliseconds and the ids."""
    known = {name: getattr(scope, name) for name in ("stores", "since", "genre", "location")}
    known |= {"question": literal(question), "model": MODEL, "wanted": WANTED}
    started = time.perf_counter()
    rows = connection.execute(statement, known).fetchall()
    return (time.perf_counter() - started) * 1000, [number for (number,) in rows]


def _searched(connection: Any, scope: Scope, vectors: Any) -> list[float]:
    """Milliseconds of the search of reports, by words alone without `vectors`."""
    viewer = Viewer("bench", "", Role.ADMIN, scope.stores[0], "", 5, "", scope.stores, scope.stores)
    frequencies = Frequencies(one(connection, keywords.statistics("daily_reports")))
    known, took = Known({"daily_reports": frequencies}), []
    for at, text in enumerate(questions()[: 2 * SEARCHED : 2]):
        wanted = Wanted(
            text,
            keywords.parsed(text),
            None if vectors is None else literal(vectors[at]),
            MODEL,
            [TextKind.REPORT],
            scope.since,
            genre=scope.genre,
            location=scope.location,
        )
        started = time.perf_counter()
        many(connection, found(viewer, wanted, 20, known))
        took.append((time.perf_counter() - started) * 1000)
    return took


def _written(connection: Any, told: Told) -> float:
    """Milliseconds that a vector takes which is written with its sign and its place in the graphs."""
    rng, took = np.random.default_rng(3), []
    with connection.transaction(force_rollback=True):
        for here, other in rng.choice(told.ids, (WRITTEN, 2)).tolist():
            started = time.perf_counter()
            connection.execute(WRITE, [other, here])
            took.append((time.perf_counter() - started) * 1000)
    return median(took)


def _cost(vectors: int, costs: Built, written: float) -> str:
    themselves, graphs, signs = (f"{size / 1e6:.0f}" for size in (costs.vectors, costs.graphs, costs.signs))
    return f"| {vectors:,} | {themselves} | {graphs} | {costs.seconds:.0f} | {signs} | {written:.1f} |"


if __name__ == "__main__":
    sys.exit(main())
