"""The chain that the pages are measured on: the demo's own generator, at the size of a real customer."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.unhurried import unhurried
from web.demo.chain import Chain
from web.demo.load import load
from web.demo.people import DEMO_STORE
from web.demo.rows import TABLES

CHAIN = Chain(until=date(2026, 11, 22), stores=50, days=365, reports_per_day=5)
# To draw and store photos would take longer than all else, and no page that is measured opens one: only their
# rows are made. Every seventh report has one, about as often as the generator says that a photo was taken;
# those of the demo store's second page have two.
PHOTOS = """
    INSERT INTO report_images
        (report_id, uploaded_by, form_id, name, thumbnail, width, height, position, digest)
    SELECT id, user_id, gen_random_uuid(), to_char(date, 'YYYY/MM/') || gen_random_uuid() || '.jpg',
           to_char(date, 'YYYY/MM/') || gen_random_uuid() || '.jpg', 1600, 1200, n, md5(id || '/' || n)
    FROM (
        SELECT *, row_number() OVER (PARTITION BY store_id ORDER BY date DESC, id DESC) AS place
        FROM daily_reports
    ) AS placed
    CROSS JOIN LATERAL generate_series(
        1, CASE WHEN store_id = %s AND place BETWEEN 21 AND 40 THEN 2 WHEN id %% 7 = 0 THEN 1 ELSE 0 END
    ) AS n"""


@dataclass(frozen=True)
class Loaded:
    """What the loader wrote, and the seconds that it took to invent and write it."""

    rows: int
    reports: int
    seconds: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def fill(database_url: str, password: str) -> Loaded:
    """Load the chain, with photos on the newest reports of the demo logins' store.

    The demo logins get `password`, a hash. The queue of texts without vectors is emptied, for an idle worker.
    """
    with unhurried(database_url) as connection:
        started = time.perf_counter()
        load(connection, CHAIN, pictures=False, password=password)
        connection.commit()
        seconds = time.perf_counter() - started
        counts = {table: _count(connection, table) for table in TABLES.values()}
        connection.execute(PHOTOS, [DEMO_STORE])
        connection.execute("TRUNCATE embedding_queue")
    with unhurried(database_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return Loaded(sum(counts.values()), counts["daily_reports"], seconds)


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 0
