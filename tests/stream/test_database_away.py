"""The database is away: c3-app-stream starts, says so calmly, and is itself again when the database is."""

import pytest

from tests.stream.served import away, served, until

SOCKET = "/analysis/_nicegui_ws/socket.io/?EIO=4&transport=polling"


def test_it_starts_without_a_database_and_says_so(django_db_setup):
    with served("postgresql://127.0.0.1:1/none") as stream:
        answer = stream.get("/health/")
        assert (answer.status_code, answer.json()) == (503, {"status": "database away"})
        page = stream.get("/analysis/", "a" * 32)
        assert page.status_code == 503
        assert page.headers["Retry-After"] == "10"
        assert "ただいま接続できません" in page.text
        assert stream.get(SOCKET, "a" * 32).status_code == 503
        assert stream.get("/analysis/").status_code == 302


@pytest.mark.parametrize("time", ["first", "second"])
def test_it_recovers_by_itself(stream, enter, cast, database, time):
    session_key = enter(cast.manager).session_key
    with away(database):
        assert stream.get("/health/").status_code == 503
        assert stream.get("/analysis/", session_key).status_code == 503
    until(lambda: stream.get("/health/").status_code == 200, seconds=10)
    assert stream.get("/analysis/", session_key).status_code == 200


def test_ended_connections_are_not_felt(stream, enter, cast, database):
    session_key = enter(cast.manager).session_key
    for _ in range(3):
        with away(database):
            pass
        assert stream.get("/analysis/", session_key).status_code == 200
