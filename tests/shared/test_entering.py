"""A ticket into c3-app-stream: good once, for a minute, in one browser, while its login holds."""

from datetime import timedelta

import psycopg
import pytest

from shared import sessions
from shared.dates import now
from shared.db import first, one
from shared.entering import digest, offer, redeem

NOW = now()
LOGIN, STATE = "login-of-the-manager", "secret-of-the-browser"


@pytest.fixture
def db(database):
    """A connection with a session of the manager; rolled back."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO sessions (session_key, session_data, expire_date, user_id)"
            " VALUES (%s, '', %s, 'shibuya-manager')",
            [LOGIN, NOW + timedelta(days=1)],
        )
        yield connection
        connection.rollback()


def offered(db, ticket="ticket", session_key=LOGIN, at=NOW):
    return first(db, offer(session_key, ticket, digest(STATE), at))


def redeemed(db, ticket="ticket", state=STATE, key="opened", after=0.0):
    return first(db, redeem(ticket, state, key, NOW + timedelta(seconds=after)))


def keys(db):
    return {key for (key,) in db.execute("SELECT session_key FROM sessions")}


def tickets(db):
    return db.execute("SELECT * FROM entry_tickets").fetchall()


def test_a_ticket_opens_a_session_of_its_person_as_long_as_theirs(db):
    assert offered(db).expires_at == NOW + timedelta(seconds=60)
    opened = redeemed(db, after=59)
    assert (opened.session_key, opened.expire_date) == ("opened", NOW + timedelta(days=1))
    assert one(db, sessions.viewer("opened", NOW, entered=True)).user_id == "shibuya-manager"


def test_what_it_opens_is_no_login_at_c3_app(db):
    offered(db)
    redeemed(db)
    assert first(db, sessions.viewer("opened", NOW)) is None
    assert offered(db, "second", session_key="opened") is None


def test_it_is_good_once(db):
    offered(db)
    assert redeemed(db)
    assert redeemed(db, key="replayed") is None
    assert "replayed" not in keys(db)


@pytest.mark.parametrize(("after", "is_good"), [(60, True), (60.001, False), (3600, False)])
def test_it_is_good_for_a_minute(db, after, is_good):
    offered(db)
    assert (redeemed(db, after=after) is not None) is is_good
    assert tickets(db) == []


def test_in_another_browser_it_opens_nothing_and_is_spent(db):
    offered(db)
    assert redeemed(db, state="secret of another browser") is None
    assert redeemed(db) is None
    assert keys(db) == {LOGIN}


def test_nobody_reads_it_in_the_database(db):
    offered(db, "the ticket itself")
    told = str(tickets(db))
    assert "the ticket itself" not in told
    assert STATE not in told


def test_a_logout_ends_the_session_that_was_opened_and_the_ticket_that_was_not(db):
    offered(db)
    redeemed(db)
    offered(db, "second")
    db.execute("DELETE FROM sessions WHERE session_key = %s", [LOGIN])
    assert (keys(db), tickets(db)) == (set(), [])
    assert redeemed(db, "second") is None


@pytest.mark.parametrize("change", ["password = 'another hash'", "is_active = false"])
def test_a_changed_password_and_a_retirement_end_both(db, change):
    offered(db)
    redeemed(db)
    db.execute(f"UPDATE users SET {change} WHERE user_id = 'shibuya-manager'")  # noqa: S608
    assert keys(db) == set()


def test_whose_login_has_ended_gets_no_ticket(db):
    assert offered(db, session_key="unknown") is None
    assert offered(db, at=NOW + timedelta(days=2)) is None


def test_tickets_that_nobody_came_with_are_swept_by_the_next(db):
    offered(db, "first")
    offered(db, "second", at=NOW + timedelta(seconds=61))
    assert [row[0] for row in tickets(db)] == [digest("second")]
