"""`python -m tests.bench.exports`: files of 1,000 and of 100,000 reports from the real c3-app, CSV and XLSX.

Told: when the first byte came, when the last, how large the file is, and by how much the worker's memory
grew at most meanwhile. The exit code is 1 when a first byte takes more than a second, or 100,000 rows need
more memory than 1,000 by more than 16 MB.
"""

import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import django
import httpx
import psutil

from shared.embedded import server
from tests.bench.services import HOST, configure, manage, services
from tests.bench.telling import verdict
from tests.bench.unhurried import unhurried

SIZES = (1_000, 100_000)
MOST_SECONDS, MOST_GROWTH = 1.0, 16.0
MEGABYTE = 1 << 20
PASSWORD = "c3-bench-2026"
LOGIN = "bench-admin"

# A hundred stores; texts of 120 characters, each of its own, as reports are.
FILL = """
    INSERT INTO stores (name, kind) SELECT '店' || n, 'store' FROM generate_series(1, 100) n;
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
    SELECT s.store_id, 'bench-admin', date '2026-01-01' + n / 500, 'claim', 'hall', '題' || n,
           'お客様を' || repeat(md5(n::text), 2) || repeat('長くお待たせした', 6)
    FROM generate_series(0, 99999) n
    JOIN (SELECT store_id, row_number() OVER (ORDER BY store_id) - 1 AS place
          FROM stores WHERE kind = 'store') s ON s.place = n % 100;
    TRUNCATE embedding_queue;
    ANALYZE"""


@dataclass(frozen=True)
class Found:
    """One download; memory in MB, time in seconds."""

    rows: int
    kind: str
    first_byte: float
    total: float
    size: float
    growth: float


def main() -> int:
    """Measure, print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        logging.getLogger("httpx").setLevel(logging.WARNING)
        manage("migrate")
        manage("collectstatic", "--noinput")
        _fill(url)
        with services() as running:
            workers = psutil.Process(running["c3-app"].process.pid).children()
            with httpx.Client(base_url=f"http://{HOST}:{running['c3-app'].port}", timeout=300) as client:
                _sign_in(client)
                for kind in ("csv", "xlsx"):
                    _downloaded(client, workers, SIZES[0], kind)  # what a first time loads stays loaded
                found = [
                    _downloaded(client, workers, rows, kind) for kind in ("csv", "xlsx") for rows in SIZES
                ]
    print(_table(found))
    return verdict(_missed(found))


def _fill(url: str) -> None:
    from web.accounts.models import User  # noqa: PLC0415  needs Django's settings

    User.objects.create_superuser(LOGIN, PASSWORD)
    with unhurried(url, autocommit=True) as connection:
        connection.execute(FILL)


def _sign_in(client: httpx.Client) -> None:
    form = {"user_id": LOGIN, "password": PASSWORD, "csrfmiddlewaretoken": _token(client, "/accounts/login/")}
    client.post("/accounts/login/", data=form)


def _token(client: httpx.Client, path: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
    if not found:
        raise SystemExit(f"no form at {path}")
    return found[1]


def _downloaded(client: httpx.Client, workers: list[psutil.Process], rows: int, kind: str) -> Found:
    """The days that hold so many rows: five hundred a day."""
    last = f"2026-01-{rows // 500:02}" if rows < 10_000 else "2026-12-31"
    form = {"table": "reports", "first": "2026-01-01", "last": last, "store": "", "kind": kind}
    form["csrfmiddlewaretoken"] = _token(client, "/export/")
    before = max(worker.memory_info().rss for worker in workers)
    size, started = 0, time.perf_counter()
    with _peak(workers) as peak, client.stream("POST", "/export/", data=form) as response:
        pieces = response.iter_raw()
        size += len(next(pieces))
        first_byte = time.perf_counter() - started
        size += sum(map(len, pieces))
        total = time.perf_counter() - started
    if response.status_code != httpx.codes.OK:
        raise SystemExit(f"{response.status_code} for {form}")
    return Found(rows, kind, first_byte, total, size / MEGABYTE, max(0, max(peak) - before) / MEGABYTE)


@contextmanager
def _peak(workers: list[psutil.Process]) -> Iterator[list[int]]:
    """The largest memory of a worker, looked at every twentieth of a second."""
    seen, done = [0], Event()

    def look() -> None:
        while not done.wait(0.05):
            seen.append(max(worker.memory_info().rss for worker in workers))

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _table(found: list[Found]) -> str:
    head = f"{'file':>6} {'reports':>9} {'first byte':>11} {'all of it':>10} {'size':>9} {'memory grew':>12}"
    lines = [
        f"{one.kind:>6} {one.rows:>9,} {one.first_byte:>9.2f} s {one.total:>8.1f} s {one.size:>6.1f} MB"
        f" {one.growth:>9.1f} MB"
        for one in found
    ]
    return "\n".join([head, *lines])


def _missed(found: list[Found]) -> list[str]:
    late = [
        f"the first byte of {one.rows:,} reports as {one.kind} took {one.first_byte:.2f} s"
        for one in found
        if one.first_byte > MOST_SECONDS
    ]
    small = {one.kind: one.growth for one in found if one.rows == SIZES[0]}
    grown = [
        f"{one.rows:,} reports as {one.kind} need {one.growth - small[one.kind]:.0f} MB more"
        for one in found
        if one.growth - small[one.kind] > MOST_GROWTH
    ]
    return late + grown


if __name__ == "__main__":
    sys.exit(main())
