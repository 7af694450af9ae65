"""`python -m tests.bench.analytics`: the managers' pages and API on 200 stores x 730 days x 5 reports.

Every page and answer is asked over HTTP (gzip) of the real c3-app-stream, in turn with the one statement
of figures that it runs, on a connection of the same kind; medians. Then by 8 who ask at once, without a
pause (p95); then its statements are counted in PostgreSQL's own log. In Chromium: memory of an open page,
and the time from a key to the chart drawn anew. The exit code is 1 when an answer takes over 1.5 times
its statement and 10 ms, or over 3 statements. `C3_BENCH_DATA` names a folder that keeps the database for
the next run.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from shared.db import many
from shared.embedded import server
from shared.pool import CONNECTION
from tests.bench import big_chain
from tests.bench.analytics_addresses import Address, addresses
from tests.bench.services import HOST, configure, manage, stream_alone
from tests.bench.telling import say, verdict

ROUNDS, BROWSERS, IN_TURN, TRIES = 9, 8, 5, 4
MOST_RATIO, MOST_MORE_MS, MOST_STATEMENTS = 1.5, 10.0, 3
HEAD = """| address | statement ms | served ms | ratio | p95 at 8 ms | statements | kB | |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""
NOT_FIGURES = ("SET ", "BEGIN", "COMMIT", "ROLLBACK", "DEALLOCATE")


@dataclass
class Measured:
    """One address: milliseconds of each round over HTTP and of its bare statement; p95 of 8 at once."""

    address: Address
    served: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    size: int = 0
    p95: float = 0
    statements: int = 0

    @property
    def is_missed(self) -> bool:
        """Whether it misses a bound."""
        is_slow = median(self.served) > MOST_RATIO * median(self.bare) + MOST_MORE_MS
        return is_slow or self.statements > MOST_STATEMENTS

    def line(self) -> str:
        """A row of the table."""
        mark = "missed" if self.is_missed else ""
        return (
            f"| {self.address.name} | {median(self.bare):.1f} | {median(self.served):.1f} |"
            f" {median(self.served) / median(self.bare):.2f} | {self.p95:.0f} | {self.statements} |"
            f" {self.size / 1000:.0f} | {mark} |"
        )


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-analytics-") as name:
        folder = Path(os.environ.get("C3_BENCH_DATA") or name)
        with server(folder / "postgres") as server_url:
            url = big_chain.filled(server_url)
            configure(folder, url)
            manage("migrate")
            key = big_chain.session("bench-admin")
            found = _measured(url, key)
            counted = _counted(url, key, found, folder / "postgres.log")
            print("\n".join([HEAD, *(each.line() for each in counted), "", *_in_chromium(key)]))
    return verdict([each.address.name for each in counted if each.is_missed])


def _measured(url: str, key: str) -> list[Measured]:
    """Every address in turn with its statement, again and again; then by several at once."""
    found = [Measured(address) for address in addresses(url)]
    own = CONNECTION | {"cursor_factory": psycopg.Cursor}  # c3-app-stream's is for its loop
    with stream_alone() as service, psycopg.connect(url, **own) as bare:
        for number in range(ROUNDS + 1):
            say(f"round {number} of {ROUNDS}" if number else "warming up")
            for each in found:
                taken = _took(partial(many, bare, each.address.query))
                served = _took(partial(_size, service.port, each, key))
                if number:
                    each.bare.append(taken)
                    each.served.append(served)
        say("eight at once")
        for each in found:
            each.p95 = _p95(service.port, each, key)
    return found


def _p95(port: int, each: Measured, key: str) -> float:
    """Milliseconds that 95 of 100 answers take at most while eight browsers ask for it without a pause."""

    def one() -> list[float]:
        return [_took(partial(_size, port, each, key)) for _ in range(IN_TURN)]

    with ThreadPoolExecutor(BROWSERS) as at_once:
        waits = sorted(
            wait for found in [at_once.submit(one) for _ in range(BROWSERS)] for wait in found.result()
        )
    return waits[int(len(waits) * 0.95)]


def _counted(url: str, key: str, found: list[Measured], log: Path) -> list[Measured]:
    """How many statements each answer issues, as PostgreSQL's log tells it: the least of several times, since
    what c3-app-stream asks by itself twice a second is told there, too."""
    with _logged(url), stream_alone() as service:
        for each in found:
            _size(service.port, each, key)
            each.statements = min(_issued(service.port, each, key, log) for _ in range(TRIES))
    return found


def _issued(port: int, each: Measured, key: str, log: Path) -> int:
    start = log.stat().st_size
    _size(port, each, key)
    time.sleep(0.3)
    with log.open("rb") as written:
        written.seek(start)
        return _statements(written.read().decode(errors="replace"))


def _statements(text: str) -> int:
    """A statement may begin on the log's next line, after a tab; the pool's own trial has no words at all."""
    marks = ("execute <unnamed>: ", "statement: ")
    joined = text.replace("\n\t", " ")
    told = [
        line.split(mark, 1)[1].strip(" ;") for line in joined.splitlines() for mark in marks if mark in line
    ]
    return sum(bool(words) and not words.startswith(NOT_FIGURES) for words in told)


@contextmanager
def _logged(url: str) -> Iterator[None]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER DATABASE big_chain SET log_statement = 'all'")
        yield
        connection.execute("ALTER DATABASE big_chain RESET log_statement")


def _in_chromium(key: str) -> list[str]:
    from tests.bench.analytics_browser import told  # noqa: PLC0415  Playwright's loop stays out of the rest

    with stream_alone() as service:
        return told(service, key)


def _took(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _size(port: int, each: Measured, key: str) -> None:
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        headers = {"Cookie": f"sessionid={key}", "Accept-Language": "ja", "Accept-Encoding": "gzip"}
        connection.request("GET", each.address.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != HTTPStatus.OK:
            raise SystemExit(f"{each.address.path} answers {answer.status}: {body[:300]!r}")
        each.size = len(body)
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
