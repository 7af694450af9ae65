"""`python -m tests.bench.staff`: what a page of C3 costs beside a bare Django view, on a year of 50 stores.

Eight browsers on kept-alive connections, in one process of their own, ask for a page for a second, then
for the next one, round after round. The chain is that of the demo's own generator; the services run by
the very commands of `launch.services`. The exit code is 1 when a stated bound is missed.

The *bare view* is the baseline: one session look-up and one query (the newest 20 reports of the person's
store), answered as JSON without a template, under the same settings, middleware and gunicorn command.
"Beside bare" is the median of the rounds' ratios. Every seventh report has a photo; the detail page has
two, and "list, photos on all" is a page of the list on which every report has two. "list, 50 stores" is
what 本部 reads; the other pages are those of a store's スタッフ. SQL counts all statements of a page, session
and viewer included; RSS counts memory that PostgreSQL's processes share once for each of them.
"""

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
from tests.bench.services import configure, manage, services
from tests.bench.staff_pages import PASSWORD, Page, pages
from tests.bench.staff_report import Findings, missed, text
from tests.bench.telling import say, verdict

ROUNDS = 20
SECONDS = 1.0
BROWSERS = 8


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        say("migrating, collecting static files")
        manage("migrate")
        manage("collectstatic", "--noinput")
        say("inventing and loading a year of 50 stores")
        loaded = fill(url, make_password(PASSWORD))
        say("starting the services")
        with services() as running:
            web, bare = running["c3-app"].port, running["bare"].port
            measured = pages(web, bare)
            idle = memory(running, Path(name) / "postgres")
            connection.close()
            rounds = _rounds(measured, web, bare)
            after = memory(running, Path(name) / "postgres")
    findings = Findings(loaded, measured, rounds, idle, after)
    print(text(findings))
    return verdict(missed(findings))


def _rounds(measured: list[Page], web: int, bare: int) -> dict[str, list[Round]]:
    """Every page in turn, again and again, so that what else the machine does falls on all alike."""
    found: dict[str, list[Round]] = {page.name: [] for page in measured}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        for number in range(ROUNDS + 1):
            if number % 5 == 0:
                say(f"round {number} of {ROUNDS}" if number else "warming up")
            for page in measured:
                port = bare if page is measured[0] else web
                done = elsewhere.submit(drive, port, page.path, page.cookie, BROWSERS, SECONDS).result()
                if number:
                    found[page.name].append(done)
    return found


if __name__ == "__main__":
    sys.exit(main())
