"""What changes in the tables of people, stores, goals and figures leaves an event, whoever writes the row."""

import json

import psycopg
import pytest

NOBODY = None


@pytest.fixture
def db(database):
    """A connection as a console has it, with figures and a goal; rolled back."""
    with psycopg.connect(database) as connection:
        connection.execute("SET c3.audit = 'summed'")
        connection.execute(
            "INSERT INTO store_daily_performances"
            " (store_id, date, sales_amount, customer_count, cash_difference, registered_by)"
            " VALUES (2, '2026-11-22', 345600, 120, -500, 'shibuya-manager')"
        )
        connection.execute(
            "INSERT INTO monthly_goals (store_id, year, month, goal_text, updated_by)"
            " VALUES (2, 2026, 11, '笑顔', 'shibuya-manager')"
        )
        connection.execute("INSERT INTO areas (id, name) VALUES (77, '北')")
        connection.execute("INSERT INTO store_groups (id, name) VALUES (78, '駅前')")
        connection.execute("INSERT INTO store_group_members (group_id, store_id) VALUES (78, 2)")
        connection.execute("RESET c3.audit")
        yield connection
        connection.rollback()


def events(db):
    """What this transaction has written: actor, action, subject, its id, the store, the columns."""
    rows = db.execute(
        "SELECT actor, action, subject, subject_id, store_id, detail FROM audit_events"
        " WHERE at >= transaction_timestamp() ORDER BY id"
    )
    return rows.fetchall()


CHANGES = [
    (
        "INSERT INTO knowledge_documents (id, kind, title, body) VALUES (77, 'faq', '題', '本文')",
        (
            "added",
            "document",
            "77",
            None,
            {"kind": [None, "faq"], "title": [None, "題"], "version": [None, 1]},
        ),
    ),
    (
        (
            "INSERT INTO users (user_id, store_id, user_type, last_name, password)"
            " VALUES ('neu', 2, 'staff', '山田', 'hash')"
        ),
        (
            "added",
            "person",
            "neu",
            2,
            {
                "store_id": [None, 2],
                "user_type": [None, "staff"],
                "last_name": [None, "山田"],
                "is_active": [None, True],
            },
        ),
    ),
    (
        "UPDATE users SET user_type = 'manager' WHERE user_id = 'shibuya-staff'",
        ("changed", "person", "shibuya-staff", 2, {"user_type": ["staff", "manager"]}),
    ),
    (
        "UPDATE users SET store_id = 3 WHERE user_id = 'shibuya-staff'",
        ("changed", "person", "shibuya-staff", 3, {"store_id": [2, 3]}),
    ),
    (
        "UPDATE users SET email = 'a@example.jp' WHERE user_id = 'shibuya-staff'",
        ("changed", "person", "shibuya-staff", 2, {"email": ["", "a@example.jp"]}),
    ),
    (
        "UPDATE users SET is_active = false WHERE user_id = 'shibuya-staff'",
        ("retired", "person", "shibuya-staff", 2, {"is_active": [True, False]}),
    ),
    (
        (
            "UPDATE users SET password = 'a new hash', password_is_temporary = true"
            " WHERE user_id = 'shibuya-staff'"
        ),
        ("password", "person", "shibuya-staff", 2, {"password": [None, None]}),
    ),
    (
        "UPDATE users SET password = 'a new hash', last_name = '佐々木' WHERE user_id = 'shibuya-staff'",
        (
            "changed",
            "person",
            "shibuya-staff",
            2,
            {"last_name": ["佐藤", "佐々木"], "password": [None, None]},
        ),
    ),
    (
        "INSERT INTO area_managers (user_id, area_id) VALUES ('shibuya-manager', 77)",
        ("added", "area_manager", "shibuya-manager", None, {"area_id": [None, 77]}),
    ),
    (
        "DELETE FROM area_managers",
        ("removed", "area_manager", "tokyo-area", None, {"area_id": [1, None]}),
    ),
    (
        "INSERT INTO stores (store_id, name, kind) VALUES (50, '札幌店', 'store')",
        (
            "added",
            "store",
            "50",
            50,
            {"name": [None, "札幌店"], "kind": [None, "store"], "changeover_hour": [None, 5]},
        ),
    ),
    (
        "UPDATE stores SET closed_on = '2026-12-31', changeover_hour = 6 WHERE store_id = 2",
        ("changed", "store", "2", 2, {"closed_on": [None, "2026-12-31"], "changeover_hour": [5, 6]}),
    ),
    ("INSERT INTO areas (id, name) VALUES (78, '南')", ("added", "area", "78", None, {"name": [None, "南"]})),
    (
        "UPDATE areas SET name = '北海道' WHERE id = 77",
        ("changed", "area", "77", None, {"name": ["北", "北海道"]}),
    ),
    ("DELETE FROM areas WHERE id = 77", ("removed", "area", "77", None, {"name": ["北", None]})),
    (
        "INSERT INTO store_groups (id, name) VALUES (79, '路面店')",
        ("added", "group", "79", None, {"name": [None, "路面店"]}),
    ),
    (
        "UPDATE store_groups SET name = '駅ナカ' WHERE id = 78",
        ("changed", "group", "78", None, {"name": ["駅前", "駅ナカ"]}),
    ),
    (
        "INSERT INTO store_group_members (group_id, store_id) VALUES (78, 4), (78, 3)",
        ("changed", "group", "78", None, {"entered": [None, [3, 4]]}),
    ),
    (
        "DELETE FROM store_group_members WHERE group_id = 78",
        ("changed", "group", "78", None, {"gone": [None, [2]]}),
    ),
    (
        "WITH gone AS (DELETE FROM store_group_members) DELETE FROM store_groups WHERE id = 78",
        ("removed", "group", "78", None, {"name": ["駅前", None]}),
    ),
    (
        "INSERT INTO monthly_goals (store_id, year, month, goal_text) VALUES (2, 2026, 12, '早く')",
        ("added", "goal", "2026-12", 2, {"goal_text": [None, "早く"], "store_id": [None, 2]}),
    ),
    (
        "UPDATE monthly_goals SET achievement_rate = 80",
        ("changed", "goal", "2026-11", 2, {"achievement_rate": [None, 80]}),
    ),
    (
        (
            "INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)"
            " VALUES (3, '2026-11-22', 0, 0)"
        ),
        (
            "added",
            "figures",
            "2026-11-22",
            3,
            {"store_id": [None, 3], "sales_amount": [None, 0], "customer_count": [None, 0]},
        ),
    ),
    (
        "UPDATE store_daily_performances SET sales_amount = 354600",
        ("changed", "figures", "2026-11-22", 2, {"sales_amount": [345600, 354600]}),
    ),
    (
        "DELETE FROM store_daily_performances",
        (
            "removed",
            "figures",
            "2026-11-22",
            2,
            {
                "store_id": [2, None],
                "sales_amount": [345600, None],
                "customer_count": [120, None],
                "cash_difference": [-500, None],
            },
        ),
    ),
]
EACH = pytest.mark.parametrize(("statement", "told"), CHANGES, ids=[change[0][:60] for change in CHANGES])


@EACH
def test_a_change_in_the_database_itself_leaves_one_event_of_nobody(db, statement, told):
    db.execute(statement)
    assert events(db) == [(NOBODY, *told)]


@EACH
def test_the_event_names_the_person_that_the_transaction_names(db, statement, told):
    db.execute("SELECT set_config('c3.user_id', 'hq-admin', true)")
    db.execute(statement)
    assert events(db) == [("hq-admin", *told)]


@EACH
def test_a_transaction_that_sums_up_itself_leaves_none(db, statement, told):
    db.execute("SELECT set_config('c3.audit', 'summed', true)")
    db.execute(statement)
    assert events(db) == []


def test_somebody_who_is_brought_back_is_told_as_such(db):
    db.execute("UPDATE users SET is_active = false WHERE user_id = 'shibuya-staff'")
    db.execute("UPDATE users SET is_active = true WHERE user_id = 'shibuya-staff'")
    assert [event[1] for event in events(db)] == ["retired", "restored"]


@pytest.mark.parametrize(
    "statement",
    [
        (
            "UPDATE users SET last_login = now(), language = 'en', password_is_temporary = true, version = 9,"
            " updated_at = now()"
        ),
        "UPDATE users SET user_type = user_type, password = password",
        "UPDATE stores SET version = version + 1, name = name",
        "UPDATE monthly_goals SET updated_by = NULL, goal_text = goal_text",
        "UPDATE store_daily_performances SET registered_by = NULL, sales_amount = sales_amount",
    ],
)
def test_what_changes_nothing_worth_telling_leaves_none(db, statement):
    db.execute(statement)
    assert events(db) == []


def test_a_row_names_its_person_only_where_this_very_statement_wrote_them(db):
    for sales, writer in ((1, "shibuya-manager"), (2, "hq-admin")):
        db.execute(
            "UPDATE store_daily_performances SET sales_amount = %s, registered_by = %s", [sales, writer]
        )
    db.execute("DELETE FROM store_daily_performances")
    assert [event[0] for event in events(db)] == [NOBODY, "hq-admin", NOBODY]


def test_many_rows_leave_an_event_each(db):
    db.execute("UPDATE users SET email = user_id || '@example.jp' WHERE store_id = 2")
    assert {event[3] for event in events(db)} == {"shibuya-staff", "shibuya-manager"}


def test_no_event_holds_a_password(db):
    db.execute("INSERT INTO users (user_id, store_id, last_name, password) VALUES ('neu', 2, '山', 'S3CRET')")
    db.execute("UPDATE users SET password = 'S3CRET-2'")
    db.execute("DELETE FROM users WHERE user_id = 'neu'")
    assert "S3CRET" not in json.dumps(events(db))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'hq-admin'",
        "DELETE FROM audit_events",
        "DELETE FROM audit_events WHERE id < 0",
        "TRUNCATE audit_events",
        "TRUNCATE axes_accesslog, audit_events",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_events",
    ],
)
def test_no_event_is_changed_or_deleted_whoever_asks(db, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        db.execute(statement)


@pytest.mark.parametrize("column", ["action", "subject"])
def test_a_code_that_is_no_word_is_refused(db, column):
    words = {"action": "added", "subject": "store"} | {column: "nonsense"}
    with pytest.raises(psycopg.errors.CheckViolation):
        db.execute("INSERT INTO audit_events (action, subject) VALUES (%(action)s, %(subject)s)", words)
