"""All of C3 behind a pooler in transaction mode, as Supabase has it, and people who use it over HTTP."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg

from shared.embedded import server
from shared.settings import ROOT
from tests.launch.launcher import Launcher, environment, free_ports
from tests.pooler import Pooler, pooler
from tests.web.importing import WHOLE

DATABASE, PASSWORD = "c3", "pooled-2026-c3"
MANAGER, STAFF = "kanda-1", "kanda-2"
SIZE = 3  # server connections for two processes of c3-app, c3-app-stream and the worker
# As a project where somebody has switched pgvector on in Supabase's dashboard.
AS_AT_SUPABASE = """
    CREATE SCHEMA extensions;
    CREATE EXTENSION vector SCHEMA extensions;
    ALTER DATABASE c3 SET search_path = "$user", public, extensions;
"""


@dataclass(frozen=True)
class House:
    """A running C3; `direct` leads to its database past the pooler."""

    launcher: Launcher
    pooler: Pooler
    direct: str
    variables: dict[str, str]

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.launcher.ports[0]}"

    @property
    def stream(self) -> str:
        return f"http://127.0.0.1:{self.launcher.ports[1]}"

    @property
    def url(self) -> str:
        """Its database, by the pooler."""
        return self.pooler.url(DATABASE)

    def manage(self, *command: str) -> str:
        """Run one of c3-app's commands by the pooler; what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "web", *command],
            cwd=ROOT,
            env=environment(self.launcher.data, **self.variables),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def asks(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a statement, past the pooler."""
        with psycopg.connect(self.direct, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def sign_in(self, user_id: str) -> httpx.Client:
        """A browser of that person's, at c3-app."""
        client = httpx.Client(base_url=self.web, timeout=30, follow_redirects=False)
        answer = client.post(
            "/accounts/login/",
            data={
                "user_id": user_id,
                "password": PASSWORD,
                "csrfmiddlewaretoken": token(client, "/accounts/login/"),
            },
        )
        assert answer.status_code == 302, answer.text[:500]
        return client


def token(client: httpx.Client, path: str) -> str:
    """What a form of that page is sent with."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def filed(client: httpx.Client, title: str) -> httpx.Response:
    """A 日報 of today's."""
    page = client.get("/report/register/").text
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    day = re.search(r'name="date"[^>]*value="([\d-]+)"', page) or re.search(
        r'value="(\d{4}-\d\d-\d\d)"', page
    )
    assert day
    form = {
        "form_id": str(uuid4()),
        **kept,
        "date": day[1],
        "genre": "report",
        "location": "hall",
        "title": title,
        "content": "雨でお客様が少なかった。看板を出し直した。",
        "post_to_bbs": "on",
    }
    return client.post("/report/register/", data=form)


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """The house: started, migrated and filled by the pooler."""
    with (
        server(folder / "postgres", 18, "fsync=off", "synchronous_commit=off") as postgres,
        pooler(postgres, folder / "pooler", SIZE) as pool,
    ):
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("CREATE DATABASE c3")
        direct = postgres.replace("/postgres?", f"/{DATABASE}?")
        with psycopg.connect(direct, autocommit=True) as connection:
            connection.execute(AS_AT_SUPABASE)
        variables = {**pool.supabase(DATABASE), "DEBUG": "1", "SECRET_KEY": os.environ["SECRET_KEY"]}
        web, stream = free_ports()
        launcher = Launcher(folder / "data", web, stream, **variables)
        try:
            launcher.until_ready()
            yield House(launcher, pool, direct, variables)
        finally:
            launcher.ctrl_c()


def imported(house: House, folder: Path) -> str:
    """A small chain from its files; its people choose no new password here."""
    folder.mkdir(exist_ok=True)
    for name, text in WHOLE.items():
        (folder / f"{name}.csv").write_text(text)
    said = house.manage("import_csv", str(folder), "--password", PASSWORD)
    house.asks("UPDATE users SET password_is_temporary = false")
    return said
