"""`make bench`: what a page of C3 costs beside a bare Django view, on a year of 50 stores, in one run.

The database is the embedded PostgreSQL with its own, durable, settings; the services run by the very
commands of `launch.services`. The exit code is 1 when a stated bound is missed.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.contrib.auth.hashers import make_password
from django.db import connection

from shared.embedded import server
from tests.bench.browsers import Round, drive
from tests.bench.data import fill
from tests.bench.memory import memory
from tests.bench.pages import PASSWORD, Page, pages
from tests.bench.report import Findings, conditions, missed, save, text
from tests.bench.services import configure, manage, services

ROUNDS = 20
SECONDS = 1.0
BROWSERS = 8


def main() -> int:
    """Measure, print, write `docs/benchmarks.md`; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        _say("migrating, collecting static files")
        manage("migrate")
        manage("collectstatic", "--noinput")
        _say("inventing and loading a year of 50 stores")
        loaded = fill(url, make_password(PASSWORD))
        _say("starting the services")
        with services() as running:
            web, bare = running["c3-app"].port, running["bare"].port
            measured = pages(web, bare)
            idle = memory(running, Path(name) / "postgres")
            surroundings = conditions(os.getloadavg()[0])
            connection.close()
            rounds = _rounds(measured, web, bare)
            after = memory(running, Path(name) / "postgres")
    findings = Findings(loaded, measured, rounds, idle, after, surroundings)
    print(text(findings))
    save(findings)
    for sentence in missed(findings):
        print(f"MISSED: {sentence}", file=sys.stderr)
    return 1 if missed(findings) else 0


def _rounds(measured: list[Page], web: int, bare: int) -> dict[str, list[Round]]:
    """Every page in turn, again and again, so that what else the machine does falls on all alike."""
    found: dict[str, list[Round]] = {page.name: [] for page in measured}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        for number in range(ROUNDS + 1):
            if number % 5 == 0:
                _say(f"round {number} of {ROUNDS}" if number else "warming up")
            for page in measured:
                port = bare if page is measured[0] else web
                done = elsewhere.submit(drive, port, page.path, page.cookie, BROWSERS, SECONDS).result()
                if number:
                    found[page.name].append(done)
    return found


def _say(text: str) -> None:
    print(f"bench: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
