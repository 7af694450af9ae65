"""`python -m tests.bench.kept`: what Redis gains for the managers' answers, and what it would for the viewer.

The same question is asked in turn of two c3-app-stream over HTTP, one with a Redis and one without, on a
chain of 200 stores; once with nothing written in between, and once with a change before each question, so
that nothing is ever found. Then the viewer's look-up, which is one statement, is held against what a kept
one would need to be right: a look at whether the login still holds, and an answer of Redis.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
import psycopg
import redis

from shared import sessions
from shared.dates import now
from shared.db import first
from shared.embedded import server
from tests import parts
from tests.bench import big_chain
from tests.bench.services import configure, manage
from tests.bench.unhurried import unhurried
from tests.launch.launcher import free_ports
from tests.parts import HOST
from tests.stream.served import served

ROUNDS, DAYS = 40, 120
KEY = "kept-session-bench-00000000000000"
ASKED = {
    "sales: 200 stores, month": "graph_type=sales&period=month&scope=all",
    "sales: 200 stores, year": "graph_type=sales&period=year&scope=all",
    "sales: one store, month": "graph_type=sales&period=month&store=2",
    "incidents: one store, year": "graph_type=incident_trend&period=year&store=2",
}
HOLDS = "SELECT 1 FROM sessions WHERE session_key = %s AND expire_date > %s"
CHANGE = (
    "UPDATE store_daily_performances SET sales_amount = sales_amount + 1 WHERE store_id = 3 AND date = %s"
)


def main() -> int:
    """Measure, and print."""
    with TemporaryDirectory(prefix="c3-bench-kept-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        import django  # noqa: PLC0415  with the settings that were made

        django.setup()
        manage("migrate")
        big_chain.fill(url, DAYS)
        with unhurried(url, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO sessions (session_key, session_data, user_id, expire_date)"
                " VALUES (%s, '', 'bench-admin', '2100-01-01')",
                [KEY],
            )
            port = free_ports(1)[0]
            part = parts.redis(port, Path(name))
            part.start()
            try:
                with served(url) as without, served(url, REDIS_URL=f"redis://{HOST}:{port}/0") as with_redis:
                    _answers(without.url, with_redis.url, connection)
                _viewer(connection, redis.Redis(host=HOST, port=port))
            finally:
                part.end()
    return 0


def _answers(without: str, with_redis: str, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    print(
        "| answer of the API | without Redis ms | found ms | never found ms |\n| --- | ---: | ---: | ---: |"
    )
    with httpx.Client(cookies={"sessionid": KEY}, timeout=60) as browser:
        for name, query in ASKED.items():
            path = f"/analysis/api/graph-data/?{query}"
            times: dict[str, list[float]] = {"without": [], "found": [], "never": []}
            for _ in range(ROUNDS):
                times["without"].append(_got(browser, without + path))
                times["found"].append(_got(browser, with_redis + path))
            for _ in range(ROUNDS):
                connection.execute(CHANGE, [big_chain.UNTIL])
                times["never"].append(_got(browser, with_redis + path))
            shown = " | ".join(f"{1000 * median(found):.1f}" for found in times.values())
            print(f"| {name} | {shown} |", flush=True)


def _viewer(connection: "psycopg.Connection[tuple[object, ...]]", client: "redis.Redis") -> None:
    connection.prepare_threshold = None
    client.set("viewer", os.urandom(1200))
    whole = [_timed(lambda: first(connection, sessions.viewer(KEY, now()))) for _ in range(ROUNDS * 10)]
    holds = [_timed(lambda: connection.execute(HOLDS, [KEY, now()]).fetchone()) for _ in range(ROUNDS * 10)]
    asked = [_timed(lambda: client.get("viewer")) for _ in range(ROUNDS * 10)]
    print(
        f"\nThe viewer's statement {1000 * median(whole):.2f} ms; a statement that only asks whether the"
        f" login holds {1000 * median(holds):.2f} ms, and an answer of Redis {1000 * median(asked):.2f} ms."
    )


def _got(browser: httpx.Client, address: str) -> float:
    """The seconds until it was answered."""
    started = time.perf_counter()
    answer = browser.get(address)
    if answer.status_code != httpx.codes.OK:
        raise SystemExit(f"{address}: {answer.status_code}")
    return time.perf_counter() - started


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
