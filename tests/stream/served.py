"""The real c3-app-stream as a process of its own, and people who sign in at the real c3-app."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from launch.services import commands
from shared.settings import ROOT
from tests.launch.launcher import free_ports

Answer = TypeVar("Answer")
PATIENCE = 30
NEW_PASSWORD = "c3-changed-2026"


@dataclass(frozen=True)
class Stream:
    """A running c3-app-stream and its database."""

    port: int
    database: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, session_key: str = "", **headers: str) -> httpx.Response:
        """A GET that follows no redirect."""
        cookie = {"Cookie": f"sessionid={session_key}"} if session_key else {}
        return httpx.get(self.url + path, headers={**cookie, **headers}, timeout=PATIENCE)


def run(database: str, statement: str, *values: object) -> list[Any]:
    """Commit one statement; its rows."""
    with psycopg.connect(database, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def served(database: str, **settings: str) -> Iterator[Stream]:
    """c3-app-stream on `database`, from its first answer on."""
    port = free_ports()[0]
    command = commands("127.0.0.1", stream_port=port)["c3-app-stream"].split()
    with subprocess.Popen(
        [sys.executable, *command[1:]], cwd=ROOT, env=environment(database, **settings)
    ) as process:
        stream = Stream(port, database)
        try:
            until(lambda: _answers(stream), 2 * PATIENCE)
            yield stream
        finally:
            process.terminate()


def environment(database: str, **settings: str) -> dict[str, str]:
    """The variables of a service; pytest's own would change how NiceGUI behaves."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return {**mine, "DATABASE_URL": database, **settings}


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `condition` gives as soon as it is true; fails when it stays false."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


def _answers(stream: Stream) -> bool:
    try:
        return stream.get("/health/").status_code in {200, 503}
    except httpx.TransportError:
        return False


@contextmanager
def away(database: str) -> Iterator[None]:
    """The database takes no connections, and ends those it has."""
    name = conninfo_to_dict(database)["dbname"]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(str(name)), sql.SQL("false")))
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            connection.execute(allow.format(sql.Identifier(str(name)), sql.SQL("true")))


@contextmanager
def lets_read_alone(database: str) -> Iterator[None]:
    """The database takes nothing for now, as a standby, or a service whose disk is full."""
    name = sql.Identifier(str(conninfo_to_dict(database)["dbname"]))
    only = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        with away(database):
            connection.execute(only)
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
            with away(database):
                pass


@dataclass(frozen=True)
class Person:
    """Somebody with a browser at c3-app; `session_key` is the cookie that c3-app gave them."""

    user_id: str
    database: str
    browser: Any

    @property
    def session_key(self) -> str:
        return str(self.browser.cookies["sessionid"].value)

    def posts(self, path: str, **form: str) -> int:
        """Send a form to c3-app; the status of its answer."""
        return int(at_c3_app(self.database, lambda: self.browser.post(path, form).status_code))


def sign_in(database: str, user_id: str) -> Person:
    """A session as c3-app makes it."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  pytest loads this before Django's settings
    from django.test import Client  # noqa: PLC0415

    def signing_in() -> Client:
        browser = Client()
        user = get_user_model().objects.get(user_id=user_id)
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return browser

    return Person(user_id, database, at_c3_app(database, signing_in))


def at_c3_app(database: str, act: Callable[[], Answer]) -> Answer:
    """Let Django do something on `database`, committed: in a thread, which has connections of its own."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.db.utils import ConnectionHandler  # noqa: PLC0415

    def acting() -> Answer:
        name = conninfo_to_dict(database)["dbname"]
        one = ConnectionHandler({"default": {**settings.DATABASES["default"], "NAME": name}})["default"]
        connections["default"] = one
        try:
            return act()
        finally:
            one.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(acting).result()
