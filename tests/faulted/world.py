"""c3-app as `make run` starts it, behind a proxy that can lose what passes; killed, it can start again."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any

import psycopg

from launch.guide import is_healthy
from launch.services import commands
from shared.settings import ROOT
from tests.cutting import Cutting
from tests.launch.launcher import free_ports

HOST = "localhost"
SECONDS_TO_START = 60
WORKERS = int(os.environ.get("WEB_CONCURRENCY", "2"))


class World:
    """The server's side: its database, its pictures, c3-app, and the line to it."""

    def __init__(self, database: str, folder: Path, **settings: str) -> None:
        self.database, self.folder, self.settings = database, folder, settings
        self.port = free_ports(1)[0]
        self.line = Cutting(self.port)
        self.process: subprocess.Popen[bytes] | None = None
        self.kills = 0
        self.timers: list[Timer] = []

    @property
    def address(self) -> str:
        """c3-app as the browser knows it, with the slash."""
        return f"http://{HOST}:{self.line.port}/"

    @property
    def is_up(self) -> bool:
        """Whether c3-app answers."""
        return is_healthy(self.port, HOST)

    def start(self) -> None:
        """Start c3-app, unless it runs; it may not answer yet."""
        if self.process and self.process.poll() is None:
            return
        _, *arguments = shlex.split(commands("127.0.0.1", self.port, workers=WORKERS)["c3-app"])
        told = {
            "DATABASE_URL": self.database,
            "C3_DATA": str(self.folder),
            "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
            **self.settings,
        }
        with (self.folder / "c3-app.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**os.environ, **told},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the process and its workers, whatever they are doing."""
        if self.process and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def in_a_while(self, seconds: float, act: Any) -> None:
        """Do that then, while the person goes on."""
        timer = Timer(seconds, act)
        timer.daemon = True
        timer.start()
        self.timers.append(timer)

    def calm(self) -> None:
        """Everything that was to go wrong has; the line is whole and the server answers.

        Raises:
            TimeoutError: it does not.
        """
        for timer in self.timers:
            timer.cancel()
            timer.join()
        self.timers.clear()
        self.line.heal()
        self.start()
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.is_up:
            if time.monotonic() > deadline:
                raise TimeoutError((self.folder / "c3-app.log").read_text()[-3000:])
            time.sleep(0.1)

    def asked(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that the database has to say; whatever it changes is committed."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def sign_out(self, user_id: str) -> None:
        """All logins of the person end on the server."""
        self.asked("DELETE FROM sessions WHERE user_id = %s", user_id)


@contextmanager
def running(database: str, folder: Path, **settings: str) -> Iterator[World]:
    """A world that answers; nothing of it is left afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    world = World(database, folder, **settings)
    try:
        world.start()
        world.calm()
        yield world
    finally:
        for timer in world.timers:
            timer.cancel()
        world.line.shut()
        world.kill()
