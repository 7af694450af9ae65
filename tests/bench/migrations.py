"""`python -m tests.bench.migrations [REPORTS]`: how long each migration keeps people waiting.

The tables are made as the first release had them, filled, and migrated to today's one by one, while one
person files reports and another logs in all the time. The longest time that either of them waited is told.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import psycopg

from shared.embedded import server
from tests.bench.unhurried import unhurried

REPORTS = 1_000_000
FIRST = [
    ("accounts", "0002_initial"),
    ("stores", "0001_initial"),
    ("reports", "0001_initial"),
    ("board", "0001_initial"),
]
PEOPLE = """
    INSERT INTO stores (store_id, name, kind) VALUES (1, '本部', 'hq');
    INSERT INTO stores (store_id, name) SELECT n, '第' || n || '号店' FROM generate_series(2, 201) n;
    INSERT INTO users (user_id, password, last_name, store_id, user_type)
    SELECT 'p' || n, '!', '人' || n, 1 + n % 201, CASE n WHEN 201 THEN 'admin' ELSE 'staff' END
    FROM generate_series(1, 2000) n"""
REPORT = """
    INSERT INTO daily_reports (date, genre, location, title, content, store_id, user_id)
    SELECT date '2022-01-01' + (n / 800)::int,
           (ARRAY['claim','praise','accident','report','other'])[1 + n %% 5],
           (ARRAY['kitchen','hall','cashier','toilet','other'])[1 + n %% 5], '本日の報告 ' || n,
           'ランチの時間にお客様を' || n %% 37 || '分ほどお待たせしました。'
           || '番号札を用意し、次回から声をかけます。' || md5(n::text),
           2 + n %% 200, 'p' || 1 + n %% 2000
    FROM generate_series(%s::int, %s::int) n"""
FIGURES = """
    INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)
    SELECT s, date '2022-01-01' + d, 300000 + d, 120
    FROM generate_series(2, 201) s, generate_series(0, 1249) d"""
POSTS = """
    INSERT INTO bbs_posts (genre, title, content, store_id, user_id)
    SELECT 'claim', '相談 ' || n, '皆さんはどうしていますか。' || md5(n::text), 2 + n % 200,
           'p' || 1 + n % 2000
    FROM generate_series(1, 50000) n;
    INSERT INTO bbs_comments (content, user_id, post_id)
    SELECT '番号札を配る。' || md5(n::text), 'p' || 1 + n % 2000, 1 + n % 50000
    FROM generate_series(1, 150000) n"""


class Person:
    """Somebody who does one thing again and again, and the longest time that it took."""

    def __init__(self, url: str, act: Callable[["psycopg.Connection[tuple[object, ...]]"], object]) -> None:
        self.longest, self.times, self._stop = 0.0, 0, threading.Event()
        self._thread = threading.Thread(target=self._go, args=(url, act))
        self._thread.start()

    def _go(self, url: str, act: Callable[["psycopg.Connection[tuple[object, ...]]"], object]) -> None:
        with unhurried(url, autocommit=True, prepare_threshold=None) as connection:
            while not self._stop.is_set():
                began = time.monotonic()
                act(connection)
                self.longest, self.times = max(self.longest, time.monotonic() - began), self.times + 1
                time.sleep(0.005)

    def end(self) -> None:
        self._stop.set()
        self._thread.join()

    def told(self) -> float:
        """The longest time since this was asked last."""
        longest, self.longest = self.longest, 0.0
        return longest


@contextmanager
def people(url: str) -> Iterator[list[Person]]:
    """One who files reports, one who logs in and looks, one who answers on the board."""
    number = iter(range(5_000_000, 9_000_000))

    def file(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        place = next(number)
        connection.execute(REPORT, [place, place])

    def log_in(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        connection.execute("UPDATE users SET last_login = now() WHERE user_id = 'p7'")
        connection.execute(
            "SELECT id FROM daily_reports WHERE store_id = 9 ORDER BY date DESC, id DESC LIMIT 20"
        )

    def answer(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        connection.execute("INSERT INTO bbs_comments (content, user_id, post_id) VALUES ('はい', 'p7', 1)")

    with ExitStack() as stack:
        found = [Person(url, file), Person(url, log_in), Person(url, answer)]
        for person in found:
            stack.callback(person.end)
        yield found


def main(reports: int) -> None:
    """Fill, migrate, tell."""
    with ExitStack() as stack:
        name = stack.enter_context(TemporaryDirectory(prefix="c3-migrations-"))
        options = ("max_wal_size=4GB", "maintenance_work_mem=256MB")
        url = stack.enter_context(server(Path(name) / "postgres", 18, *options))
        os.environ.update(DATABASE_URL=url, C3_DATA=name, SECRET_KEY="x" * 50, DEBUG="1")
        os.environ["DJANGO_SETTINGS_MODULE"] = "web.settings"
        django.setup()
        _measure(url, reports)


def _measure(url: str, reports: int) -> None:
    from django.db import connection  # noqa: PLC0415  after the settings
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    MigrationExecutor(connection).migrate(FIRST)
    began = time.monotonic()
    with unhurried(url, autocommit=True) as filling:
        filling.execute(PEOPLE)
        for first in range(0, reports, 100_000):
            filling.execute(REPORT, [first + 1, min(first + 100_000, reports)])
        filling.execute(FIGURES)
        filling.execute(POSTS)
        filling.execute("VACUUM ANALYZE")
    print(f"{reports} reports, 250000 days, 50000 posts, 150000 comments in {time.monotonic() - began:.0f} s")
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with people(url) as everybody:
        time.sleep(2)
        print(f"{'before all':66} {_waits(everybody)}")
        for migration, _backwards in plan:
            began = time.monotonic()
            connection.cursor().execute("SET lock_timeout = '5s'")
            MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
            took = time.monotonic() - began
            time.sleep(0.2)
            print(f"{migration!s:55} {took:8.1f} s; {_waits(everybody)}", flush=True)
        print(f"written meanwhile: {everybody[0].times} reports")


def _waits(everybody: list[Person]) -> str:
    return "waited: " + ", ".join(
        f"{name} {person.told():7.3f} s"
        for name, person in zip(("reports", "login", "board"), everybody, strict=True)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
