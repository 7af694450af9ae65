"""`python -m tests.bench.telemetry [rounds]`: what logs, request ids and metrics cost.

Each application with JSON logs (a line a request), request ids, timed statements and metrics, beside
itself without them, in one run: rounds of 150 requests take turns. Told is the processor's time for a
request: of all processes of the service, medians. It is nearly the same on a busy machine, where pages a
second are not. The exit code is 1 when a request costs more than a millisecond more.
"""

import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import django
import psutil
from django.db import connection

from launch.guide import is_healthy
from launch.services import commands
from shared.embedded import server
from shared.settings import ROOT
from tests.bench.services import HOST, SECONDS_TO_STOP, configure, manage
from tests.bench.telling import verdict
from tests.launch.launcher import free_ports

ROUNDS = 8
REQUESTS = 150
MOST_MICROSECONDS = 1000
TOKEN = "bench-only-token-of-metrics"
PAGES = {"c3-app": ("/report/list/", "/health/"), "c3-app-stream": ("/analysis/api/calendar/", "/health/")}
WATCHED = {"LOG_FORMAT": "json", "METRICS_TOKEN": TOKEN}
UNWATCHED = {"DJANGO_SETTINGS_MODULE": "tests.bench.unwatched_settings", "LOG_FORMAT": "json"}
HEAD = """| service | address | µs without | µs with | more | |
| --- | --- | ---: | ---: | ---: | ---: |"""
FILL = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
    SELECT 2, 'shibuya-staff', current_date - n / 5, 'claim', 'hall', '題' || n, repeat('内容', 50)
    FROM generate_series(1, 500) n"""


@dataclass(frozen=True)
class Running:
    """A service, and the port that it answers on."""

    process: psutil.Popen
    port: int

    def processor(self) -> float:
        """Seconds of the processor that it has used, all of its processes."""
        times = [one.cpu_times() for one in (self.process, *self.process.children())]
        return float(sum(one.user + one.system for one in times))


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with TemporaryDirectory(prefix="c3-bench-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        manage("migrate")
        manage("collectstatic", "--noinput")
        cookie = _fill()
        missed = []
        print(f"{rounds} rounds.\n\n{HEAD}")
        for service, paths in PAGES.items():
            with _both(service) as (watched, unwatched):
                for path in paths:
                    with_it, without = _measured(rounds, path, cookie, watched, unwatched)
                    more = with_it - without
                    print(
                        f"| {service} | `{path}` | {without:,.0f} | {with_it:,.0f} | {more:+,.0f} |"
                        f" {more / without:+.1%} |"
                    )
                    if more > MOST_MICROSECONDS:
                        missed.append(f"{service} `{path}`: {more:+,.0f} µs")
    return verdict(missed)


def _measured(
    rounds: int, path: str, cookie: str, watched: Running, unwatched: Running
) -> tuple[float, float]:
    """Microseconds of a request with and without."""
    spent: dict[int, list[float]] = {watched.port: [], unwatched.port: []}
    for number in range(rounds + 1):
        for one in (watched, unwatched) if number % 2 else (unwatched, watched):
            microseconds = _round(one, path, cookie)
            if number:
                spent[one.port].append(microseconds)
    return median(spent[watched.port]), median(spent[unwatched.port])


def _round(one: Running, path: str, cookie: str) -> float:
    """Microseconds of the processor that a request took."""
    connection = HTTPConnection(HOST, one.port, timeout=60)
    before = one.processor()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.OK:
            raise SystemExit(f"{path}: {answer.status}")
    connection.close()
    return (one.processor() - before) / REQUESTS * 1e6


def _fill() -> str:
    """The cast, and 500 reports; the cookie of 渋谷's 店長."""
    from django.test import Client  # noqa: PLC0415  after django.setup

    from tests.cast import CAST, make_cast  # noqa: PLC0415  as above
    from web.accounts.models import User  # noqa: PLC0415  as above

    make_cast()
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    client = Client()
    user = User.objects.get(user_id=CAST.manager)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    connection.close()
    return f"sessionid={client.cookies['sessionid'].value}"


@contextmanager
def _both(service: str) -> Iterator[tuple[Running, Running]]:
    """The service as it is, and without."""
    ports = free_ports(2)
    as_it_is = commands(HOST, ports[0], ports[0], 2)[service]
    without = commands(HOST, ports[1], ports[1], 2)[service].replace("stream.main", "tests.bench.unwatched")
    with (
        _running(as_it_is, ports[0], WATCHED) as watched,
        _running(without, ports[1], UNWATCHED) as unwatched,
    ):
        yield watched, unwatched


@contextmanager
def _running(command: str, port: int, variables: dict[str, str]) -> Iterator[Running]:
    log = Path(os.environ["C3_DATA"]) / f"{port}.log"
    with log.open("wb") as output:
        process = psutil.Popen(
            shlex.split(command), cwd=ROOT, env={**os.environ, **variables}, stdout=output, stderr=output
        )
    deadline = time.monotonic() + 120
    try:
        while not is_healthy(port, HOST):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(log.read_text()[-3000:])
            time.sleep(0.2)
        yield Running(process, port)
    finally:
        process.terminate()
        process.wait(SECONDS_TO_STOP)


if __name__ == "__main__":
    sys.exit(main())
