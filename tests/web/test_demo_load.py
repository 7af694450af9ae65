"""A chain meets the migrated database: all of it, within the constraints, or nothing."""

from collections import Counter
from datetime import date

import psycopg
import pytest

from web.demo.chain import Chain
from web.demo.load import load
from web.demo.rows import TABLES, Shot

CHAIN = Chain(date(2026, 11, 23), stores=5, days=30, reports_per_day=5)


@pytest.fixture(scope="module")
def loaded(database):
    """A connection to a database that holds the chain, and none of the cast."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("TRUNCATE areas, stores, users CASCADE")
        with connection.transaction():
            load(connection, CHAIN, pictures=False)
        yield connection


def count(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_every_row_arrives_in_its_table(loaded):
    expected = Counter(TABLES[type(row)] for row in CHAIN.rows() if not isinstance(row, Shot))
    assert {table: count(loaded, table) for table in expected} == dict(expected)


def test_a_load_for_benchmarks_has_no_pictures_and_nobody_who_can_log_in(loaded):
    assert count(loaded, "report_images") == 0
    assert loaded.execute("SELECT DISTINCT password FROM users").fetchall() == [("!",)]


def test_the_triggers_ran_so_that_every_text_waits_for_its_vector(loaded):
    waiting = dict(loaded.execute("SELECT kind, count(*) FROM embedding_queue GROUP BY kind").fetchall())
    assert waiting["report"] == count(loaded, "daily_reports")
    assert waiting["post"] == count(loaded, "bbs_posts")
    assert waiting["comment"] == count(loaded, "bbs_comments")


def test_what_is_written_next_gets_a_new_number(loaded):
    newest = loaded.execute("SELECT max(id) FROM daily_reports").fetchone()[0]
    with loaded.transaction(force_rollback=True):
        written = loaded.execute(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " SELECT store_id, user_id, date, genre, location, title, content FROM daily_reports LIMIT 1"
            " RETURNING id"
        ).fetchone()
    assert written == (newest + 1,)


def test_a_second_chain_is_refused_and_leaves_nothing(loaded):
    before = count(loaded, "daily_reports")
    with pytest.raises(psycopg.errors.UniqueViolation), loaded.transaction():
        load(loaded, CHAIN, pictures=False)
    assert count(loaded, "daily_reports") == before


def test_the_audit_log_tells_it_in_one_event(loaded):
    rows = loaded.execute(
        "SELECT actor, action, detail -> 'daily_reports' -> 1 FROM audit_events"
        " WHERE id > (SELECT max(id) FROM audit_events WHERE action <> 'imported')"
    ).fetchall()
    assert rows == [(None, "imported", count(loaded, "daily_reports"))]
