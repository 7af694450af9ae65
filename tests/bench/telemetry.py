"""What logs, request ids and metrics cost: each application with them beside itself without them, in one run.

They are driven in turn, a second each, so that what else the machine does falls on both alike; told are the
medians of the rounds. The exit code is 1 when pages a second fall by more than `MOST_LOST`.
"""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import django
from django.db import connection

from launch.guide import is_healthy
from launch.services import commands
from shared.embedded import server
from shared.settings import ROOT
from tests.bench.browsers import drive
from tests.bench.services import HOST, configure, manage
from tests.launch.launcher import free_ports

ROUNDS = int(os.environ.get("ROUNDS", "20"))
BROWSERS = 4
MOST_LOST = 0.10
TOKEN = "bench-only-token-of-metrics"
PAGES = {"c3-app": ("/report/list/", "/health/"), "c3-app-stream": ("/analysis/api/calendar/", "/health/")}
WATCHED = {"LOG_FORMAT": "json", "METRICS_TOKEN": TOKEN}
UNWATCHED = {"DJANGO_SETTINGS_MODULE": "tests.bench.unwatched_settings", "LOG_FORMAT": "json"}
FILL = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
    SELECT 2, 'shibuya-staff', current_date - n / 5, 'claim', 'hall', '題' || n, repeat('内容', 50)
    FROM generate_series(1, 500) n"""


def main() -> int:
    """Measure, print, write `docs/benchmarks-telemetry.md`; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        manage("migrate")
        manage("collectstatic", "--noinput")
        cookie = _fill()
        lines, is_missed = [], False
        for service, paths in PAGES.items():
            with _both(service) as (watched, unwatched):
                for path in paths:
                    line, lost = _measured(service, path, cookie, watched, unwatched)
                    lines.append(line)
                    is_missed = is_missed or lost > MOST_LOST
                    print(line, flush=True)
    _save(lines)
    return int(is_missed)


def _measured(service: str, path: str, cookie: str, watched: int, unwatched: int) -> tuple[str, float]:
    rates: dict[int, list[float]] = {watched: [], unwatched: []}
    for number in range(ROUNDS + 1):
        for port in (watched, unwatched) if number % 2 else (unwatched, watched):
            found = drive(port, path, cookie, BROWSERS, 1.0)
            if number:
                rates[port].append(found.rate)
    with_it, without = median(rates[watched]), median(rates[unwatched])
    micros = (1 / with_it - 1 / without) * 1e6
    lost = 1 - with_it / without
    line = f"| {service} | `{path}` | {without:.0f} | {with_it:.0f} | {lost:+.1%} | {micros:+.0f} |"
    return line, lost


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
def _both(service: str) -> Iterator[tuple[int, int]]:
    """The ports of the service as it is, and without."""
    with ExitStack() as stack:
        ports = free_ports(2)
        command = commands(HOST, ports[0], ports[0], 2)[service]
        stack.enter_context(_running(command, ports[0], WATCHED))
        command = commands(HOST, ports[1], ports[1], 2)[service].replace(
            "stream.main", "tests.bench.unwatched"
        )
        stack.enter_context(_running(command, ports[1], UNWATCHED))
        yield ports[0], ports[1]


@contextmanager
def _running(command: str, port: int, variables: dict[str, str]) -> Iterator[None]:
    log = Path(os.environ["C3_DATA"]) / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            shlex.split(command), cwd=ROOT, env={**os.environ, **variables}, stdout=output, stderr=output
        )
    deadline = time.monotonic() + 120
    try:
        while not is_healthy(port, HOST):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(log.read_text()[-3000:])
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _save(lines: list[str]) -> None:
    text = [
        "# What watching costs",
        "",
        "`python -m tests.bench.telemetry`: each application with JSON logs (a line a request), request ids,",
        f"timed statements and metrics, beside itself without; {ROUNDS} rounds of a second each in turn,",
        f"{BROWSERS} browsers, medians. The load of the machine at the end was {os.getloadavg()[0]:.1f}.",
        "",
        "| service | address | a second without | with | lost | µs a request |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        *lines,
    ]
    (ROOT / "docs" / "benchmarks-telemetry.md").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    sys.exit(main())
