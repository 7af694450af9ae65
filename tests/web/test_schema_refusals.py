"""What the tables refuse from anybody: psql, an import, the admin, and code with a mistake in it."""

import psycopg
import pytest
from psycopg.errors import (
    CheckViolation,
    ForeignKeyViolation,
    NotNullViolation,
    StringDataRightTruncation,
    UniqueViolation,
)

FORM = "00000000-0000-4000-8000-000000000001"
REPORT = {
    "store_id": "2",
    "user_id": "'shibuya-staff'",
    "date": "'2026-10-15'",
    "genre": "'claim'",
    "location": "'hall'",
    "title": "'題'",
    "content": "'内容'",
    "form_id": f"'{FORM}'",
}
DAY = {
    "store_id": "2",
    "date": "'2026-10-15'",
    "sales_amount": "345600",
    "customer_count": "120",
    "cash_difference": "-500",
}
GOAL = {"store_id": "2", "year": "2026", "month": "10", "goal_text": "'笑顔'", "achievement_rate": "80"}
POST = {
    "id": "1",
    "store_id": "2",
    "user_id": "'shibuya-staff'",
    "genre": "'claim'",
    "title": "'題'",
    "content": "'内容'",
}
COMMENT = {"post_id": "1", "user_id": "'shibuya-staff'", "content": "'内容'", "is_best_answer": "true"}
REACTION = {"post_id": "1", "user_id": "'shibuya-staff'", "kind": "'iine'"}
PICTURE = {
    "uploaded_by": "'shibuya-staff'",
    "form_id": f"'{FORM}'",
    "name": "'a.jpg'",
    "thumbnail": "'b.jpg'",
    "width": "1600",
    "height": "1200",
    "digest": "'abc'",
}
ROWS = {
    "daily_reports": REPORT,
    "store_daily_performances": DAY,
    "monthly_goals": GOAL,
    "bbs_comments": COMMENT,
    "bbs_reactions": REACTION,
    "report_images": PICTURE,
}


@pytest.fixture
def db(database):
    """A connection with one post, rolled back at the end."""
    with psycopg.connect(database) as connection:
        insert(connection, "bbs_posts", POST)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield connection
        connection.rollback()


def insert(db, table, row, **changed):
    """One row as psql would write it."""
    values = {**row, **changed}
    db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})")


@pytest.mark.parametrize("table", ROWS)
def test_the_rows_that_are_changed_below_are_good(db, table):
    insert(db, table, ROWS[table])


@pytest.mark.parametrize(
    ("table", "changed", "refusal"),
    [
        ("daily_reports", {"genre": "'fire'"}, CheckViolation),
        ("daily_reports", {"genre": "'Claim'"}, CheckViolation),
        ("daily_reports", {"genre": "''"}, CheckViolation),
        ("daily_reports", {"genre": "NULL"}, NotNullViolation),
        ("daily_reports", {"location": "'garden'"}, CheckViolation),
        ("daily_reports", {"title": "''"}, CheckViolation),
        ("daily_reports", {"title": "repeat('あ', 201)"}, StringDataRightTruncation),
        ("daily_reports", {"store_id": "999"}, ForeignKeyViolation),
        ("daily_reports", {"user_id": "'nobody'"}, ForeignKeyViolation),
        ("store_daily_performances", {"sales_amount": "-1"}, CheckViolation),
        ("store_daily_performances", {"customer_count": "-1"}, CheckViolation),
        ("monthly_goals", {"achievement_rate": "101"}, CheckViolation),
        ("monthly_goals", {"achievement_rate": "-1"}, CheckViolation),
        ("monthly_goals", {"month": "13"}, CheckViolation),
        ("monthly_goals", {"month": "0"}, CheckViolation),
        ("monthly_goals", {"year": "26"}, CheckViolation),
        ("bbs_comments", {"post_id": "999"}, ForeignKeyViolation),
        ("bbs_reactions", {"kind": "'sad'"}, CheckViolation),
        ("report_images", {"report_id": "999"}, ForeignKeyViolation),
    ],
)
def test_a_row_that_means_nothing_is_refused(db, table, changed, refusal):
    with pytest.raises(refusal):
        insert(db, table, ROWS[table], **changed)


@pytest.mark.parametrize(
    ("table", "different"),
    [
        ("daily_reports", {}),  # the form_id
        ("store_daily_performances", {"sales_amount": "1"}),
        ("monthly_goals", {"goal_text": "'別の目標'"}),
        ("bbs_comments", {"content": "'二つ目の正解'"}),
        ("bbs_reactions", {}),
        ("report_images", {"name": "'c.jpg'", "thumbnail": "'d.jpg'"}),
        ("report_images", {"digest": "'def'", "thumbnail": "'d.jpg'"}),
    ],
)
def test_what_there_is_once_is_refused_twice(db, table, different):
    insert(db, table, ROWS[table])
    with pytest.raises(UniqueViolation):
        insert(db, table, ROWS[table], **different)


@pytest.mark.parametrize(
    ("table", "different"),
    [
        ("daily_reports", {"form_id": "NULL"}),
        ("store_daily_performances", {"store_id": "3"}),
        ("store_daily_performances", {"date": "'2026-10-16'"}),
        ("monthly_goals", {"month": "11"}),
        ("bbs_comments", {"is_best_answer": "false"}),
        ("bbs_reactions", {"kind": "'naruhodo'"}),
        ("bbs_reactions", {"user_id": "'umeda-staff'"}),
        ("report_images", {"name": "'c.jpg'", "thumbnail": "'d.jpg'", "uploaded_by": "'umeda-staff'"}),
    ],
)
def test_what_differs_stands_beside_it(db, table, different):
    insert(db, table, ROWS[table])
    insert(db, table, ROWS[table], **different)


def test_reports_without_a_form_are_as_many_as_there_are(db):
    for _ in range(3):
        insert(db, "daily_reports", REPORT, form_id="NULL")


@pytest.mark.parametrize("table", ["daily_reports", "store_daily_performances"])
def test_the_business_date_is_a_date(db, table):
    kind = db.execute(
        "SELECT data_type, is_nullable FROM information_schema.columns"
        " WHERE table_name = %s AND column_name = 'date'",
        [table],
    )
    assert kind.fetchone() == ("date", "NO")


@pytest.mark.parametrize(
    "what",
    ["users WHERE user_id = 'shibuya-staff'", "stores WHERE store_id = 2", "bbs_posts", "daily_reports"],
)
def test_what_others_hang_on_is_not_deleted_from_under_them(db, what):
    insert(db, "bbs_comments", COMMENT)
    insert(db, "daily_reports", REPORT)
    db.execute("UPDATE bbs_posts SET report_id = (SELECT id FROM daily_reports)")
    with pytest.raises(ForeignKeyViolation):
        db.execute(f"DELETE FROM {what}")


def test_a_bare_insert_gets_the_defaults_from_the_database(db):
    insert(db, "daily_reports", REPORT)
    row = db.execute(
        "SELECT post_to_bbs, created_at <= clock_timestamp(), updated_at = created_at FROM daily_reports"
    ).fetchone()
    assert row == (False, True, True)


@pytest.mark.parametrize(("hour", "is_good"), [("0", True), ("23", True), ("24", False), ("-1", False)])
def test_a_store_changes_over_at_an_hour_of_the_day(db, hour, is_good):
    row = {"name": "'新しい店'", "changeover_hour": hour}
    if is_good:
        insert(db, "stores", row)
    else:
        with pytest.raises(CheckViolation):
            insert(db, "stores", row)
