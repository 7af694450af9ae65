"""A changed password or a retired person ends their sessions, whoever writes the row."""

import psycopg
import pytest


@pytest.fixture
def db(database):
    """A connection with two sessions of the staff, one of the manager and one of nobody; rolled back."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO sessions (session_key, session_data, expire_date, user_id) VALUES"
            " ('phone', '', now() + interval '1 day', 'shibuya-staff'),"
            " ('laptop', '', now() + interval '1 day', 'shibuya-staff'),"
            " ('counter', '', now() + interval '1 day', 'shibuya-manager'),"
            " ('nobody', '', now() + interval '1 day', NULL)"
        )
        yield connection
        connection.rollback()


def sessions(db):
    return {key for (key,) in db.execute("SELECT session_key FROM sessions")}


OTHERS = {"counter", "nobody"}
ALL = OTHERS | {"phone", "laptop"}


@pytest.mark.parametrize(
    "change",
    ["password = 'another hash'", "is_active = false", "password = 'another hash', is_active = true"],
)
def test_all_sessions_of_this_person_end_and_no_other(db, change):
    db.execute(f"UPDATE users SET {change} WHERE user_id = 'shibuya-staff'")
    assert sessions(db) == OTHERS


@pytest.mark.parametrize(
    "change",
    ["password = password", "is_active = true", "first_name = '葵'", "store_id = 3", "user_type = 'manager'"],
)
def test_what_ends_no_access_ends_no_session(db, change):
    db.execute(f"UPDATE users SET {change} WHERE user_id = 'shibuya-staff'")
    assert sessions(db) == ALL


def test_one_statement_on_many_people_ends_the_sessions_of_all(db):
    db.execute("UPDATE users SET is_active = false WHERE store_id = 2")
    assert sessions(db) == {"nobody"}
