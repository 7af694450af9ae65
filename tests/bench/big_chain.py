"""A chain of 200 stores with 730 days of figures, targets and 5 reports a day each, made by the database.

Figures vary by store, weekday and season, reports by genre and location, without chance: two runs are alike.
Some days are 未提出, some registers were not counted, some stores opened or closed within the two years.
"""

import os
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.bench.telling import say
from tests.bench.unhurried import unhurried

UNTIL = date(2026, 11, 22)
STORES, DAYS, REPORTS = 200, 730, 5
DAYS_AT_ONCE = 73
PASSWORD = "c3-bench-2026"

PLACES = """
    INSERT INTO areas (name) SELECT 'エリア' || lpad(n::text, 2, '0') FROM generate_series(1, 10) n;
    INSERT INTO stores (store_id, name, kind, opened_on) VALUES (1, '本部', 'hq', '2015-04-01');
    INSERT INTO stores (store_id, name, kind, area_id, opened_on, closed_on)
    SELECT n + 1, '店舗' || lpad(n::text, 3, '0'), 'store', 1 + n % 10,
           CASE WHEN n % 29 = 0 THEN %(until)s::date - 15 * n % 700 ELSE date '2018-04-01' END,
           CASE WHEN n % 41 = 0 THEN %(until)s::date - 60 END
    FROM generate_series(1, %(stores)s) n;
    SELECT setval(pg_get_serial_sequence('stores', 'store_id'), 1000);
    INSERT INTO store_groups (name) SELECT 'グループ' || n FROM generate_series(1, 5) n;
    INSERT INTO store_group_members (group_id, store_id)
    SELECT g, s.store_id FROM generate_series(1, 5) g
    JOIN stores s ON s.kind = 'store' AND s.store_id % (g + 1) = 0;
"""
PEOPLE = """
    INSERT INTO users (user_id, store_id, user_type, last_name, first_name, password)
    SELECT 'staff-' || store_id, store_id, 'staff', '佐藤', '第' || store_id, %(password)s FROM stores
    UNION ALL SELECT 'manager-' || store_id, store_id, 'manager', '鈴木', '第' || store_id, %(password)s
    FROM stores WHERE kind = 'store'
    UNION ALL SELECT 'bench-area', 1, 'area', '伊藤', '誠', %(password)s
    UNION ALL SELECT 'bench-admin', 1, 'admin', '山本', '彩', %(password)s;
    INSERT INTO area_managers (user_id, area_id) SELECT 'bench-area', id FROM areas WHERE id <= 2;
"""
FIGURES = """
    INSERT INTO store_daily_performances
        (store_id, date, sales_amount, customer_count, cash_difference, registered_by)
    SELECT s.store_id, day::date, customers * (1800 + s.store_id % 17 * 40 + d * 13 % 97), customers,
           CASE WHEN (d + s.store_id) % 19 = 0 THEN NULL
                WHEN (d * 7 + s.store_id * 3) % 11 = 0 THEN (d * 131 + s.store_id * 17) % 2001 - 1000
                ELSE 0 END,
           'manager-' || s.store_id
    FROM stores s
    CROSS JOIN generate_series(%(until)s::date - %(days)s::int + 1, %(until)s::date, interval '1 day') day
    CROSS JOIN LATERAL (SELECT day::date - date '2024-01-01' AS d) n
    CROSS JOIN LATERAL (SELECT 90 + s.store_id % 50 + (d * 37 + s.store_id * 11) % 41
                               + CASE WHEN extract(isodow FROM day) >= 6 THEN 60 ELSE 0 END AS customers) c
    WHERE s.kind = 'store' AND day::date BETWEEN s.opened_on AND coalesce(s.closed_on, 'infinity')
      AND (d * 13 + s.store_id * 29) % 83 <> 0;
"""
GOALS = """
    INSERT INTO monthly_goals (store_id, year, month, goal_text, sales_target, updated_by)
    SELECT s.store_id, extract(year FROM m), extract(month FROM m), '笑顔で迎え、待たせない',
           9000000 + s.store_id * 21000 + extract(month FROM m)::int * 100000, 'manager-' || s.store_id
    FROM stores s
    CROSS JOIN generate_series(date_trunc('month', %(until)s::date - %(days)s::int + 1), %(until)s::date,
                               interval '1 month') m
    WHERE s.kind = 'store' AND m >= s.opened_on;
"""
WRITTEN = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content, created_at)
    SELECT s.store_id, 'staff-' || s.store_id, day::date,
           (ARRAY['claim', 'praise', 'accident', 'report', 'other'])
               [1 + (d * 3 + s.store_id * 5 + k * 7 + d * k %% 13) %% 5],
           (ARRAY['kitchen', 'hall', 'cashier', 'toilet', 'other'])
               [1 + (d * 11 + s.store_id + k * 3 + d * k %% 7) %% 5],
           '日報' || k, '混み合う時間に席へのご案内が遅れました。番号札を配り、声をかけました。' || d,
           day + interval '13 hours' + k * interval '10 minutes'
    FROM stores s
    CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') day
    CROSS JOIN LATERAL (SELECT day::date - date '2024-01-01' AS d) n
    CROSS JOIN generate_series(1, %(reports)s) k
    WHERE s.kind = 'store'
"""


def filled(url: str) -> str:
    """The URL of the database with the chain on the server at `url`; made unless a run before left it."""
    own = urlsplit(url)._replace(path="/big_chain").geturl()
    with unhurried(url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'big_chain'").fetchone()
        if found:
            return own
        connection.execute("CREATE DATABASE big_chain")
    _migrate(own)
    fill(own)
    return own


def session(user_id: str) -> str:
    """The key of a new session of somebody, as c3-app makes it; on the database of the settings."""
    import django  # noqa: PLC0415  with the settings that the bench has made

    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    browser = Client()
    browser.force_login(get_user_model().objects.get(user_id=user_id))
    connection.close()
    return str(browser.cookies["sessionid"].value)


def fill(url: str, days: int = DAYS) -> None:
    """Put the chain with so many days into the migrated database at `url`."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415  needs Django's settings

    known = {"until": UNTIL, "stores": STORES, "days": days, "password": make_password(PASSWORD)}
    with unhurried(url, cursor_factory=psycopg.ClientCursor) as connection:
        for part in (PLACES, PEOPLE, FIGURES, GOALS):
            _timed(connection, part.replace(" % ", " %% "), known)
        for first in range(0, days, DAYS_AT_ONCE):
            _timed(connection, WRITTEN, _stretch(first, days) | {"reports": REPORTS})
        connection.execute("TRUNCATE embedding_queue")
    with unhurried(url, autocommit=True) as connection:
        connection.execute("VACUUM (FREEZE, ANALYZE)")


def _stretch(first: int, days: int) -> dict[str, object]:
    start = UNTIL.toordinal() - days + 1 + first
    last = min(start + DAYS_AT_ONCE - 1, UNTIL.toordinal())
    return {"first": date.fromordinal(start), "last": date.fromordinal(last)}


def _timed(connection: psycopg.Connection[Any], statements: str, known: dict[str, object]) -> None:
    started = time.perf_counter()
    connection.execute(statements.encode(), known)
    name = " ".join(statements.split()[:3])
    say(f"{name} {time.perf_counter() - started:.1f} s")


def _migrate(url: str) -> None:
    from tests.bench.search import _migrate as migrate  # noqa: PLC0415

    migrate(url)


if __name__ == "__main__":
    from shared.embedded import server

    with server(Path(os.environ["C3_BENCH_DATA"]) / "postgres") as server_url:
        filled(server_url)
