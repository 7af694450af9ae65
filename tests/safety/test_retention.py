"""What nobody needs for good goes when the settings say so, in short batches; what is younger stays."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg import sql

from shared import clock, retainer
from shared.retainer import retain, rules
from shared.settings import settings
from stream import retaining
from tests.house.world import make_world
from tests.safety.aged import OLD
from tests.safety.archives import everything, run

TABLE_OF = {
    "chats": "ai_chat_threads",
    "audit": "audit_events",
    "cleared_turns": "ai_turns",
    "versions_of_reports": "report_versions",
    "versions_of_board": "bbs_versions",
    "versions_of_figures": "performance_versions",
    "board_drafts": "bbs_drafts",
    "failed_logins": "axes_accessfailurelog",
    "logins": "axes_accesslog",
    "lockouts": "axes_accessattempt",
    "questions": "question_vectors",
}
REFUSING, SLOW = (
    f"""CREATE FUNCTION met() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what}; RETURN OLD; END $$;
        CREATE TRIGGER met BEFORE DELETE ON report_drafts FOR EACH ROW EXECUTE FUNCTION met()"""
    for what in ("RAISE 'no'", "PERFORM pg_sleep(0.3)")
)
NOW = datetime.now(UTC)
RULES = {rule.name: rule for rule in rules(settings())}


@pytest.fixture
def connection(own):
    with psycopg.connect(own, autocommit=True) as connection:
        yield connection


def write(connection, rule, days, n):
    table = TABLE_OF.get(rule, rule)
    moment = f"'{(NOW - timedelta(days=days)).isoformat()}'"
    connection.execute(OLD[table].format(at=moment, n=n))
    return table


def test_every_rule_is_tested():
    assert {TABLE_OF.get(name, name) for name in RULES} == OLD.keys()


@pytest.mark.parametrize("rule", RULES)
def test_the_old_goes_and_the_young_stays(connection, own, rule):
    days = RULES[rule].days
    before = everything(own)
    table = write(connection, rule, days - 0.5, 11)
    write(connection, rule, days + 0.5, 22)
    assert retain(connection, settings(), NOW).gone == {name: int(name == rule) for name in RULES}
    after = everything(own)
    del before["catalog"], after["catalog"]
    changed = {name for name in after if after[name] != before[name]}
    assert table in changed
    assert len(after[table]) == len(before[table]) + 1
    assert not any("9022" in row or "000822" in row for name in changed for row in after[name])


def test_a_thread_that_somebody_came_back_to_stays(connection):
    write(connection, "chats", 400, 22)
    connection.execute(
        "INSERT INTO ai_chat_history (turn_id, thread_id, role, content)"
        " VALUES (gen_random_uuid(), 9022, 'user', 'まだ')"
    )
    assert retain(connection, settings(), NOW).gone["chats"] == 0


def test_what_stood_for_years_is_kept_from_the_day_on_which_it_was_changed(connection):
    make_world(connection)
    for table in map(sql.Identifier, ("daily_reports", "bbs_posts", "bbs_comments")):
        old = sql.SQL("UPDATE {} SET created_at = now() - interval '9 years'")
        connection.execute(old.format(table))
        connection.execute(sql.SQL("UPDATE {} SET content = 'z'").format(table))
    before = versions(connection)
    retain(connection, settings(), NOW)
    assert versions(connection) == before
    assert all(before)
    retain(connection, settings(), NOW + timedelta(days=settings().keep_versions_days + 1))
    assert versions(connection) == (0, 0)


def versions(connection):
    return connection.execute(
        "SELECT (SELECT count(*) FROM report_versions), (SELECT count(*) FROM bbs_versions)"
    ).fetchone()


def test_zero_days_keep_for_good(connection):
    for rule in RULES:
        write(connection, rule, 9000, 22)
    names = ("chat", "audit", "versions", "drafts", "logins")
    for_good = settings().model_copy(update={f"keep_{name}_days": 0 for name in names})
    gone = {name for name, rows in retain(connection, for_good, NOW).gone.items() if rows}
    assert gone == {"cleared_turns", "sessions", "questions", "sent_forms", "imports"}


def test_the_audit_log_still_refuses_everybody_else(connection):
    write(connection, "audit", 9000, 22)
    for statement in (
        "DELETE FROM audit_events",
        "UPDATE audit_events SET actor = NULL",
        "TRUNCATE audit_events",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    with connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('c3.audit', 'retained', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE audit_events")


def test_batches_are_short_and_let_others_write(connection, own, monkeypatch):
    monkeypatch.setattr(retainer, "BATCH", 100)
    connection.execute(
        "INSERT INTO audit_events (at, action, subject)"
        " SELECT now() - interval '9 years', 'signed_in', 'person' FROM generate_series(1, 3000)"
    )
    waits, stop = [], threading.Event()

    def writes():
        with psycopg.connect(own, autocommit=True) as other:
            while not stop.is_set():
                began = time.monotonic()
                other.execute("INSERT INTO audit_events (action, subject) VALUES ('signed_in', 'person')")
                other.execute("UPDATE users SET last_login = now() WHERE user_id = 'shibuya-staff'")
                waits.append(time.monotonic() - began)

    writer = threading.Thread(target=writes)
    writer.start()
    assert retain(connection, settings(), NOW).gone["audit"] == 3000
    stop.set()
    writer.join()
    assert len(waits) > 20
    assert max(waits) < 1


def test_no_more_than_was_said_go_at_a_time(connection):
    write(connection, "report_drafts", 200, 11)
    write(connection, "report_drafts", 200, 22)
    assert retain(connection, settings(), NOW, most=1).gone["report_drafts"] == 1
    assert retain(connection, settings(), NOW).gone["report_drafts"] == 1


def test_a_row_that_somebody_holds_is_passed_over(connection, own):
    write(connection, "report_drafts", 200, 11)
    write(connection, "report_drafts", 200, 22)
    with psycopg.connect(own) as other:
        other.execute("UPDATE report_drafts SET updated_at = now() WHERE id::text LIKE '%811'")
        assert retain(connection, settings(), NOW).gone["report_drafts"] == 1


def test_where_one_kind_cannot_go_the_others_do(connection, own, tmp_path):
    write(connection, "report_drafts", 200, 11)
    write(connection, "board_drafts", 200, 11)
    connection.execute(REFUSING)
    found = retain(connection, settings(), NOW)
    assert (found.left, found.gone["board_drafts"]) == (("report_drafts",), 1)
    ran = run(own, tmp_path, "retain")
    assert ran.code == 1
    assert "not all went of: report drafts" in ran.err


def test_it_may_take_longer_than_a_page_waits(connection):
    write(connection, "report_drafts", 200, 11)
    connection.execute(SLOW)
    connection.execute("SET statement_timeout = 100")
    assert retain(connection, settings(), NOW).gone["report_drafts"] == 1


def test_the_command_says_what_went(connection, own, tmp_path):
    write(connection, "sessions", 30, 22)
    ran = run(own, tmp_path, "retain", KEEP_CHAT_DAYS="0")
    assert "1 sessions" in ran.out
    assert "chats" not in ran.out


async def until(happened: Callable[[], bool]) -> None:
    """Let the worker work until then; 20 seconds at most."""
    for _ in range(400):
        if happened():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it did not happen")


async def test_the_worker_does_it_by_itself(connection, own, monkeypatch):
    write(connection, "sessions", 30, 22)
    monkeypatch.setattr(retaining, "database_url", lambda: own)
    monkeypatch.setattr(retaining, "SECONDS_BEFORE_FIRST", 0.0)
    old, stop = "SELECT 1 FROM sessions WHERE session_key = 'z22'", asyncio.Event()
    working = asyncio.create_task(retaining.keep_no_longer(stop))
    await until(lambda: connection.execute(old).fetchone() is None)
    stop.set()
    await working


async def test_where_the_clocks_differ_the_worker_deletes_nothing_and_says_so(
    connection, own, monkeypatch, caplog
):
    write(connection, "sessions", 30, 22)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=9000))
    monkeypatch.setattr(retaining, "database_url", lambda: own)
    monkeypatch.setattr(retaining, "SECONDS_BEFORE_FIRST", 0.0)
    stop = asyncio.Event()
    working = asyncio.create_task(retaining.keep_no_longer(stop))
    await until(lambda: "this machine's clock and the database's are 21" in caplog.text)
    stop.set()
    await working
    assert connection.execute("SELECT 1 FROM sessions WHERE session_key = 'z22'").fetchone()


def test_where_the_clocks_differ_the_command_deletes_nothing_and_says_so(connection, own, monkeypatch):
    write(connection, "sessions", 30, 22)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=9000))
    monkeypatch.setattr("web.safety.management.commands.retain.database_url", lambda: own)
    with pytest.raises(CommandError, match=r"21[56]\d\d\d hours apart"):
        call_command("retain")
    assert connection.execute("SELECT 1 FROM sessions WHERE session_key = 'z22'").fetchone()


async def test_a_database_that_is_away_does_not_end_the_worker(monkeypatch, caplog):
    monkeypatch.setattr(retaining, "database_url", lambda: "postgresql://127.0.0.1:1/none")
    monkeypatch.setattr(retaining, "SECONDS_BEFORE_FIRST", 0.0)
    stop = asyncio.Event()
    working = asyncio.create_task(retaining.keep_no_longer(stop))
    await until(lambda: "nothing was deleted for its age" in caplog.text)
    stop.set()
    await working
