"""A slow statement is logged by its text, never with its parameters: in both applications and the worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from shared.settings import settings
from shared.telemetry import statements
from tests.cast import CAST
from tests.stream.served import run, sign_in, until
from tests.telemetry.watched import Watched, watched

WORD = "zqひみつ"
SLOW_MS = 300
HELD_SECONDS = 0.8
# Whether a statement has waited for a lock for longer than that.
WAITING = """SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'
             AND datname = current_database() AND now() - query_start > interval '0.5 seconds'"""
PAGES = {"c3-app": f"/report/list/?query={WORD}", "c3-app-stream": "/analysis/sales/"}


def slow(service: Watched, part: str) -> list[dict[str, Any]]:
    found = [line for line in service.lines() if line["logger"] == "c3.statements"]
    return [line for line in found if part in line["sql"]]


@contextmanager
def held(database: str, table: str) -> Iterator[None]:
    """Nobody else reads the table for a while."""
    with psycopg.connect(database) as holder:
        holder.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
        threading.Timer(HELD_SECONDS, holder.rollback).start()
        yield


@pytest.mark.parametrize("name", PAGES)
def test_an_application_logs_a_statement_that_waited(name, own, tmp_path):
    key = sign_in(own, CAST.manager).session_key
    with watched(name, own, tmp_path, SLOW_STATEMENT_MS=str(SLOW_MS)) as service:
        service.get(PAGES[name], key)
        with held(own, "users"):
            answer = service.get(PAGES[name], key, **{"X-Request-ID": "of-the-slow-one"})
        assert answer.status_code == 200
        found = until(
            lambda: [one for one in slow(service, "FROM") if one.get("request") == "of-the-slow-one"]
        )
    assert SLOW_MS <= found[0]["ms"] < 30_000
    assert "%(session_key)s" in found[0]["sql"]
    assert key not in service.log.read_text()
    assert "zq" not in service.log.read_text()


def test_the_worker_logs_one_too(own, tmp_path):
    with watched("c3-worker", own, tmp_path, SLOW_STATEMENT_MS=str(SLOW_MS)) as worker:
        with psycopg.connect(own) as holder:
            holder.execute("LOCK TABLE embedding_queue IN ACCESS EXCLUSIVE MODE")
            until(lambda: run(own, WAITING)[0][0])
        found = until(lambda: slow(worker, "embedding_queue"))
    assert "%(" in found[0]["sql"]


def test_a_statement_that_a_program_put_together_is_not_quoted(caplog):
    statements.ran(sql.SQL("SELECT {}").format(WORD), 3.0)
    assert "slow statement, 3000 ms" in caplog.text
    assert WORD not in caplog.text


@pytest.mark.parametrize(("most", "seconds", "lines"), [(500, 0.4, 0), (500, 0.5, 1), (0, 60.0, 0)])
def test_the_setting_says_what_is_slow(caplog, monkeypatch, most, seconds, lines):
    changed = settings().model_copy(update={"slow_statement_ms": most})
    monkeypatch.setattr(statements, "settings", lambda: changed)
    statements.ran("SELECT\n   1", seconds)
    assert len(caplog.records) == lines
    assert all(record.fields["sql"] == "SELECT 1" for record in caplog.records)
