"""A download from the real c3-app: it begins at once, and however it ends, nothing is left behind."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from launch.services import commands
from shared.settings import ROOT
from tests.cast import CAST, PASSWORD
from tests.launch.launcher import free_ports

REPORTS = 15_000
WORDS = "お客様の言葉"
FILL = f"""
    INSERT INTO daily_reports (id, store_id, user_id, date, genre, location, title, content)
    SELECT n, 2, 'shibuya-staff', date '2026-10-01' + n / 1000, 'claim', 'hall', '題' || n,
           repeat('{WORDS}', 70)
    FROM generate_series(1, {REPORTS}) n"""  # noqa: S608  our own words
ASKED = {"table": "reports", "first": "2026-10-01", "last": "2026-10-31", "store": "2", "kind": "csv"}


@dataclass(frozen=True)
class Server:
    """A running c3-app with one worker, its database, and what it has logged."""

    url: str
    database: str
    log: Path

    @contextmanager
    def signed_in(self) -> Iterator[httpx.Client]:
        """渋谷's 店長."""
        login = {"user_id": CAST.manager, "password": PASSWORD}
        with httpx.Client(base_url=self.url, timeout=30) as client:
            csrf = token(client, "/accounts/login/")
            client.post("/accounts/login/", data=login | {"csrfmiddlewaretoken": csrf})
            yield client

    def backends(self) -> list[str]:
        """The states of the application's connections."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT state FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            return [state for (state,) in rows]


def token(client: httpx.Client, path: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def server(database, tmp_path_factory) -> Iterator[Server]:
    """c3-app by its own command, on 15,000 reports of 20 MB."""
    with psycopg.connect(database, autocommit=True, options="-c statement_timeout=0") as connection:
        connection.execute(FILL)
        connection.execute("ANALYZE daily_reports")
    number, _ = free_ports()
    command = commands("127.0.0.1", number, workers=1)["c3-app"].split()
    server = Server(f"http://127.0.0.1:{number}", database, tmp_path_factory.mktemp("log") / "log")
    environment = {**os.environ, "DATABASE_URL": database, "ALLOWED_HOSTS": "127.0.0.1"}
    with (
        server.log.open("wb") as log,
        subprocess.Popen(
            [sys.executable, *command[1:]], cwd=ROOT, env=environment, stdout=log, stderr=log
        ) as process,
    ):
        until(lambda: _answers(server))
        yield server
        process.terminate()


def until(true, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _answers(server: Server) -> bool:
    try:
        return httpx.get(f"{server.url}/health/").status_code == 200
    except httpx.TransportError:
        return False


def begin(client: httpx.Client, **changed: str):
    form = ASKED | changed | {"csrfmiddlewaretoken": token(client, "/export/")}
    return client.stream("POST", "/export/", data=form)


@pytest.fixture
def client(server) -> Iterator[httpx.Client]:
    """渋谷's 店長."""
    with server.signed_in() as client:
        yield client


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_begins_within_a_second_and_comes_in_full(server, client, kind):
    started = time.monotonic()
    with begin(client, kind=kind) as response:
        pieces = response.iter_bytes()
        first = next(pieces)
        assert time.monotonic() - started < 1
        data = first + b"".join(pieces)
    assert response.status_code == 200
    if kind == "csv":
        assert data.count(b"\r\n") == REPORTS + 1
    else:
        assert data.startswith(b"PK")
        assert b"PK\x05\x06" in data[-100:]


def test_a_slow_reader_holds_no_transaction_and_one_who_goes_leaves_nothing(server, client):
    with begin(client) as response:
        next(response.iter_raw(1024))
        time.sleep(1)
        assert "idle in transaction" not in server.backends()
        assert "active" not in server.backends()
    for _ in range(10):  # more than the server's threads: each was given back
        with begin(client) as response:
            next(response.iter_raw(1024))
    until(lambda: set(server.backends()) <= {"idle"})
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_the_database_breaks_off_does_not_look_complete(server, client, kind):
    with begin(client, kind=kind) as response:
        pieces = response.iter_raw(1024)
        data = next(pieces)
        with psycopg.connect(server.database, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            data += b"".join(pieces)
    assert WORDS not in server.log.read_text()
    assert "OperationalError" in server.log.read_text()
    assert client.get("/").status_code == 200


def test_what_nobody_can_answer_is_no_file_at_all(server, client):
    csrf = token(client, "/export/")
    with psycopg.connect(server.database, autocommit=True) as connection:
        connection.execute("ALTER TABLE daily_reports RENAME TO elsewhere")
    try:
        response = client.post("/export/", data=ASKED | {"csrfmiddlewaretoken": csrf})
    finally:
        with psycopg.connect(server.database, autocommit=True) as connection:
            connection.execute("ALTER TABLE elsewhere RENAME TO daily_reports")
    assert response.status_code == 500
    assert "Content-Disposition" not in response.headers
