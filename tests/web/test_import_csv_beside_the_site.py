"""An import while C3 is in use: nobody waits for it, and nobody's work is lost by it."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from shared.settings import ROOT
from tests.cast import CAST
from tests.web.importing import PERFORMANCES, REACTIONS, USERS, WHOLE, command, everything, run, written

HARMLESS = {"AccessShareLock", "RowShareLock", "RowExclusiveLock"}


@pytest.fixture
def site(own) -> Iterator["psycopg.Connection[Any]"]:
    """Somebody who uses C3 meanwhile, and waits for two seconds at most."""
    with psycopg.connect(own, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '2s'")
        yield connection


@pytest.fixture
def folder(tmp_path) -> Path:
    """Files that also change a person and a day of 渋谷."""
    users = USERS + f"{CAST.staff},2,staff,佐藤,美咲,misaki@example.com,true\n"
    figures = PERFORMANCES + "2,2026-11-20,1000,10,,,2026-11-20T23:10:00+09:00\n"
    return written(tmp_path, **WHOLE | {"users": users, "performances": figures})


def test_the_site_reads_and_writes_while_an_import_is_at_work(own, site, folder):
    reports = _one(site, "SELECT count(*) FROM daily_reports")
    with _stalled(own, site, folder, at="store_daily_performances") as process:
        assert _one(site, "SELECT count(*) FROM daily_reports") == reports
        site.execute("UPDATE users SET last_login = now() WHERE user_id = %s", [CAST.staff])
        site.execute("UPDATE stores SET closed_on = NULL WHERE store_id = 2")
        written_now = _one(
            site,
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " VALUES (2, 'shibuya-staff', '2026-11-22', 'other', 'hall', '題', '内容') RETURNING id",
        )
        assert written_now > 5002
    assert process.returncode == 0
    assert _one(site, "SELECT count(*) FROM daily_reports") == reports + 3


def test_an_import_locks_no_table(own, site, folder):
    held = """
        SELECT array_agg(DISTINCT l.mode)
        FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE c.relpersistence = 'p' AND l.granted AND l.pid = (
            SELECT pid FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database())"""
    with _stalled(own, site, folder, at="store_daily_performances"):
        assert set(_one(site, held)) <= HARMLESS


def test_who_saves_the_same_row_meanwhile_is_not_overwritten_and_the_import_says_so(own, site, folder):
    before = everything(own)
    with _stalled(own, site, folder, at="bbs_reactions") as process:
        site.execute(
            "INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)"
            " VALUES (2, '2026-11-20', 999, 9)"
        )
    assert process.returncode == 2
    assert "ほかの人が同じ行を保存しました" in process.said
    after = everything(own)
    assert after.pop("store_daily_performances") != before.pop("store_daily_performances")
    assert after == before


def test_nor_is_who_corrects_a_day_meanwhile_that_the_import_would_change(own, site, folder):
    assert run(own, folder).code == 0
    figures = PERFORMANCES.replace("412300", "412500")
    reactions = REACTIONS + "post,702,kita,iine,2026-11-22T09:00:00+09:00\n"
    written(folder, performances=figures, bbs_reactions=reactions)
    with _stalled(own, site, folder, at="bbs_reactions") as process:
        site.execute(
            "UPDATE store_daily_performances SET sales_amount = 412800"
            " WHERE store_id = 12 AND date = '2026-11-20'"
        )
    assert process.returncode == 2
    assert "ほかの人が同じ行を保存しました" in process.said
    assert (
        _one(site, "SELECT sales_amount FROM store_daily_performances WHERE sales_amount > 412000") == 412800
    )


class _Import:
    """The command, as it runs."""

    def __init__(self, url: str, folder: Path) -> None:
        environment = {**os.environ, "DATABASE_URL": url}
        self.process = subprocess.Popen(
            command(folder), cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
        )
        self.said = ""

    @property
    def returncode(self) -> int:
        return int(self.process.returncode)


@contextmanager
def _stalled(url: str, site: Any, folder: Path, at: str) -> Iterator[_Import]:
    """The import, when it has come to write into the table `at`; it goes on afterwards, to its end."""
    with psycopg.connect(url) as holding:
        holding.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(at)))
        running = _Import(url, folder)
        waiting = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        deadline = time.monotonic() + 60
        while not _one(site, waiting):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield running
        holding.rollback()
    running.said = running.process.communicate(timeout=120)[1]


def _one(connection: Any, statement: str) -> Any:
    return connection.execute(statement).fetchone()[0]
