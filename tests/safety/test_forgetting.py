"""Who is forgotten leaves no trace; what belongs to the store stays; of a deleted store nothing stays."""

import psycopg
import pytest
from psycopg import sql

from tests.cast import CAST
from tests.safety.archives import everything, names_of, run, stored
from web.safety.catalog import references
from web.safety.person import OWN, NobodyError, forget

NAME, MAIL, CHATTED, DRAFTED, ADDRESS = (
    "消印花子",
    "kieru@example.jp",
    "極秘の相談",
    "書きかけの秘密",
    "203.0.113.77",
)
STORE_MARK, PICTURE_OF_OTHERS = "渋谷の秘密", 104
ME = CAST.staff
MENTIONED = "@{me} さん、見て。Thanks @{me}. @{me}_ @{me}-、＠{me}... " + f"@{ME}2 と @{ME}.jiro も"
IS_ME = rf"{ME}(?!2|\.jiro)"


@pytest.fixture
def connection(full):
    with psycopg.connect(full, autocommit=True) as connection:
        connection.execute("UPDATE users SET last_name = %s, email = %s WHERE user_id = %s", [NAME, MAIL, ME])
        connection.execute("UPDATE ai_chat_history SET content = %s", [CHATTED])
        connection.execute(
            "UPDATE report_drafts SET fields = jsonb_build_object('content', %s::text)", [DRAFTED]
        )
        connection.execute(
            "INSERT INTO axes_accesslog (user_agent, http_accept, path_info, attempt_time, session_hash,"
            " username, ip_address) VALUES ('', '', '', now(), '', %s, %s)",
            [ME, ADDRESS],
        )
        connection.execute("UPDATE bbs_comments SET content = %s WHERE id = 301", [MENTIONED.format(me=ME)])
        yield connection


def retire(connection, store=None):
    if store:
        connection.execute("UPDATE users SET is_active = false WHERE store_id = %s", [store])
        connection.execute("UPDATE stores SET closed_on = '2026-11-01' WHERE store_id = %s", [store])
    connection.execute("UPDATE users SET is_active = false WHERE user_id = %s", [ME])


def tables_with(connection, *marks):
    """The columns in which one of the marks stands anywhere, of every table, whatever their type."""
    found = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    ).fetchall()
    wanted = "|".join(marks)
    return {
        f"{table}.{column}"
        for table, column in found
        if connection.execute(
            sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {}::text ~ %s)").format(
                sql.Identifier(table), sql.Identifier(column)
            ),
            [wanted],
        ).fetchone()[0]
    }


def test_the_search_for_traces_finds_them(connection):
    found = tables_with(connection, ME, NAME, MAIL, CHATTED, DRAFTED, ADDRESS)
    assert {"users.email", "audit_events.detail", "ai_chat_history.content", "daily_reports.user_id"} <= found
    assert {"axes_accesslog.ip_address", "report_drafts.fields", "bbs_comments.content"} <= found


def test_no_trace_of_the_person_stays_in_any_table(connection):
    retire(connection)
    with connection.transaction():
        forget(connection, ME)
    assert not tables_with(connection, IS_ME, NAME, MAIL, DRAFTED, ADDRESS)
    mine = connection.execute("SELECT count(*) FROM ai_chat_threads WHERE user_id LIKE 'former-%'").fetchone()
    assert mine == (0,)


def test_what_belongs_to_the_store_stays(connection, full):
    retire(connection)
    before = everything(full)
    with connection.transaction():
        alias = forget(connection, ME).alias
    after = everything(full)
    for table in (
        "daily_reports",
        "report_versions",
        "bbs_posts",
        "report_images",
        "document_vectors",
        "bbs_reactions",
    ):
        assert {row.replace(alias, ME) for row in after[table]} == set(before[table]), table
    assert len(after["bbs_comments"]) == len(before["bbs_comments"])
    assert after["push_messages"] == [row for row in before["push_messages"] if ME not in row]
    assert len(after["store_daily_performances"]) == len(before["store_daily_performances"])


def test_a_mention_loses_its_name_and_nobody_elses(connection):
    retire(connection)
    with connection.transaction():
        forget(connection, ME)
    text = connection.execute("SELECT content FROM bbs_comments WHERE id = 301").fetchone()
    assert text == (MENTIONED.format(me="退職者"),)


def test_the_audit_log_says_that_it_was_done_and_not_to_whom(connection):
    retire(connection)
    with connection.transaction():
        alias = forget(connection, ME).alias
    last = connection.execute(
        "SELECT action, subject, subject_id, detail FROM audit_events ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert last == ("removed", "person", alias, {})
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM audit_events")


def test_every_column_that_names_a_person_is_renamed_or_deleted(connection):
    deleted = {(table, column) for table, column in OWN if column != "username"}
    assert deleted <= set(references(connection, "users"))


@pytest.mark.parametrize(
    ("user_id", "why"),
    [("nobody", "nobody with the login id"), (CAST.manager, "retire the person first")],
)
def test_who_still_works_here_is_not_forgotten(connection, user_id, why):
    with pytest.raises(NobodyError, match=why):
        forget(connection, user_id)


def test_the_last_head_office_person_stays(connection):
    connection.execute("UPDATE users SET user_type = 'admin' WHERE user_id = %s", [ME])
    retire(connection)
    with connection.transaction():
        forget(connection, ME)
    assert connection.execute(
        "SELECT count(*) FROM users WHERE user_type = 'admin' AND is_active"
    ).fetchone() == (1,)


def test_the_command_shows_first_and_deletes_when_told_again(connection, full, tmp_path):
    retire(connection)
    before = everything(full)
    shown = run(full, tmp_path, "forget_person", ME)
    assert "daily_reports: 2 kept without a name" in shown.out
    assert "sessions: " not in shown.out  # they ended when the person was retired
    assert everything(full).items() >= {k: v for k, v in before.items() if k != "catalog"}.items()
    assert run(full, tmp_path, "forget_person", ME, "--confirm", CAST.manager).code == 1
    done = run(full, tmp_path, "forget_person", ME, "--confirm", ME)
    assert done.code == 0, done.err
    assert not tables_with(connection, NAME, MAIL)


def test_nothing_of_a_store_stays(connection, full, tmp_path):
    connection.execute("UPDATE daily_reports SET content = %s WHERE store_id = 2", [STORE_MARK])
    connection.execute(
        "UPDATE bbs_posts SET content = %s WHERE store_id = 2 AND deleted_at IS NULL", [STORE_MARK]
    )
    connection.execute(
        "UPDATE ai_turns SET citations = %s", ['[{"kind": "report", "id": "101", "title": "z"}]']
    )
    retire(connection, CAST.shibuya)
    files = stored(tmp_path / "pictures", names_of(connection))
    elsewhere = names_of(connection)
    shown = run(full, tmp_path, "forget_store", "2")
    assert "daily_reports: 3" in shown.out
    assert "Nothing was deleted" in shown.out
    assert run(full, tmp_path, "forget_store", "2", "--confirm", "新宿店").code == 1
    done = run(full, tmp_path, "forget_store", "2", "--confirm", "渋谷店")
    assert done.code == 0, done.err
    assert not tables_with(connection, STORE_MARK, NAME, MAIL, CHATTED, "渋谷店", "shibuya-")
    for table, column in references(connection, "stores"):
        words = sql.SQL("SELECT count(*) FROM {} WHERE {} = 2").format(
            sql.Identifier(table), sql.Identifier(column)
        )
        assert connection.execute(words).fetchone() == (0,), table
    named = set(names_of(connection))
    assert {name for name in files if (tmp_path / "pictures" / name).exists()} == named
    assert named < set(elsewhere)


def test_people_of_a_store_are_forgotten_however_long_a_statement_takes(connection, full, tmp_path):
    connection.execute(
        "CREATE FUNCTION unlimited() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF current_setting('statement_timeout') <> '0' THEN RAISE 'would be cut'; END IF;"
        " RETURN OLD; END $$"
    )
    connection.execute(
        "CREATE TRIGGER unlimited BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION unlimited()"
    )
    retire(connection, CAST.shibuya)
    assert connection.execute("SHOW statement_timeout").fetchone() == ("8s",)
    ran = run(full, tmp_path, "forget_store", "2", "--confirm", "渋谷店")
    assert ran.code == 0, ran.err


def test_the_other_stores_keep_everything(connection, full, tmp_path):
    before = everything(full)
    retire(connection, CAST.shibuya)
    assert run(full, tmp_path, "forget_store", "2", "--confirm", "渋谷店").code == 0
    after = everything(full)
    for table in ("daily_reports", "store_daily_performances", "monthly_goals", "document_vectors"):
        (column,) = {name for where, name in references(connection, "stores") if where == table}
        kept = connection.execute(
            sql.SQL("SELECT t::text FROM {} t WHERE {} <> 2 ORDER BY 1").format(
                sql.Identifier(table), sql.Identifier(column)
            )
        )
        assert [row for (row,) in kept] == after[table]
        assert set(after[table]) <= set(before[table])
        assert after[table]


@pytest.mark.parametrize(("store", "why"), [(1, "is open"), (2, "is open"), (99, "no store 99")])
def test_an_open_store_is_not_deleted(full, tmp_path, store, why):
    ran = run(full, tmp_path, "forget_store", str(store), "--confirm", "渋谷店")
    assert ran.code == 1
    assert why in ran.err


def test_a_deletion_that_was_stopped_goes_on(connection, full, tmp_path):
    retire(connection, CAST.shibuya)
    connection.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stopped'; END $$"
    )
    connection.execute(
        "CREATE TRIGGER stop BEFORE DELETE ON monthly_goals FOR EACH ROW EXECUTE FUNCTION stop()"
    )
    stopped = run(full, tmp_path, "forget_store", "2", "--confirm", "渋谷店")
    assert stopped.code == 1
    assert "run it again" in stopped.err
    connection.execute("DROP TRIGGER stop ON monthly_goals")
    assert run(full, tmp_path, "forget_store", "2", "--confirm", "渋谷店").code == 0
    assert connection.execute("SELECT count(*) FROM stores WHERE store_id = 2").fetchone() == (0,)
