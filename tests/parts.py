"""Parts of the house that run as processes of their own: started, asked to stop, killed, started again."""

import os
import pwd
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from launch.guide import is_healthy
from launch.services import commands
from shared.settings import ROOT
from tests.stream.served import until

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 40


class Part:
    """One process and its children. `is_up` says whether it does its work."""

    def __init__(
        self,
        name: str,
        command: list[str],
        folder: Path,
        is_up: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        owner: pwd.struct_passwd | None = None,
    ) -> None:
        self.name, self.command, self.is_up, self.owner = name, command, is_up, owner
        self.log = folder / f"{name}.log"
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("PYTEST")
        } | dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def runs(self) -> bool:
        """Whether its process lives."""
        return self.process is not None and self.process.poll() is None

    def begin(self) -> None:
        """Start it; it may not work yet."""
        identity: dict[str, Any] = {}
        if self.owner:
            identity = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": [], "cwd": "/"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                **{"cwd": ROOT, **identity},
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start it, and wait until it works."""
        self.begin()
        self.until_up()

    def until_up(self) -> None:
        """Wait until it works. Fails with the end of its log."""
        try:
            until(lambda: self.is_up() or not self.runs, SECONDS_TO_START)
            assert self.runs
        except AssertionError:
            raise AssertionError(f"{self.name} does not start:\n{self.log.read_text()[-2000:]}") from None

    def ask_to_stop(self) -> int:
        """SIGTERM, as who deploys does; waits for its end, and gives its exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(SECONDS_TO_STOP)

    def kill(self) -> None:
        """SIGKILL to it and its children, whatever they do."""
        if self.process and self.runs:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end(self) -> None:
        """Leave nothing of it, politely where that is quick."""
        if self.process and self.runs:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
        self.kill()

    def memory(self) -> int:
        """Bytes that it and its children hold (RSS)."""
        assert self.process
        with suppress(psutil.NoSuchProcess):
            own = psutil.Process(self.process.pid)
            return sum(_held(one) for one in (own, *own.children(recursive=True)))
        return 0


def web(name: str, port: int, folder: Path, environment: Mapping[str, str], workers: int = 1) -> Part:
    """A c3-app."""
    return _service(name, commands(HOST, port, workers=workers)["c3-app"], port, folder, environment)


def stream(name: str, port: int, folder: Path, environment: Mapping[str, str]) -> Part:
    """A c3-app-stream."""
    return _service(name, commands(HOST, stream_port=port)["c3-app-stream"], port, folder, environment)


def worker(name: str, folder: Path, environment: Mapping[str, str]) -> Part:
    """A c3-worker; nobody can ask it whether it works."""
    command = [sys.executable, *shlex.split(commands()["c3-worker"])[1:]]
    part = Part(name, command, folder, lambda: "started" in part.log.read_text(), environment)
    return part


def redis(port: int, folder: Path) -> Part:
    """Debian's Redis, which keeps nothing on disk: what it holds is a cache."""
    options = ["--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
    command = ["redis-server", *options, "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]
    return Part("redis", command, folder, lambda: answers(port))


def answers(port: int) -> bool:
    """Whether somebody takes calls there."""
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def serves(url: str) -> bool:
    """Whether a GET there is answered with 200."""
    with suppress(httpx.TransportError):
        return httpx.get(url, timeout=5).status_code == 200
    return False


def _service(name: str, command: str, port: int, folder: Path, environment: Mapping[str, str]) -> Part:
    arguments = [sys.executable, *shlex.split(command)[1:]]
    return Part(name, arguments, folder, lambda: is_healthy(port, HOST), environment)


def _held(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        return int(process.memory_info().rss)
    return 0
