"""The real `python -m launch` in a process of its own, for the tests of starting and stopping."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil

from launch import leftovers
from shared.settings import ROOT

PATIENCE = 120
PORTS = range(20_000, 32_000)


class Launcher:
    """`python -m launch` on a data folder and two free ports; `more` are further variables."""

    code = ROOT  # the folder it is started in

    def __init__(self, data: Path, web_port: int, stream_port: int, **more: str) -> None:
        self.data, self.ports = data, (web_port, stream_port)
        self.output = data.with_name(f"{data.name}-{time.monotonic_ns()}.log")
        self.started = time.monotonic()
        with self.output.open("wb") as output:
            self.process = psutil.Popen(
                [sys.executable, "-m", "launch"],
                cwd=self.code,
                env=environment(data, WEB_PORT=str(web_port), STREAM_PORT=str(stream_port), **more),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def text(self) -> str:
        """What it has printed so far."""
        return self.output.read_text()

    def until_ready(self) -> float:
        """Wait for its last step; the seconds since its start."""
        while "[8/8]" not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < self.started + PATIENCE, self.text()
            time.sleep(0.05)
        return time.monotonic() - self.started

    def until_end(self) -> int:
        """Wait for its end; the exit code."""
        return self.process.wait(PATIENCE)

    def ctrl_c(self) -> int:
        """What a terminal does on Ctrl-C: the signal goes to the whole group. The exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.until_end()

    def processes(self) -> list[psutil.Process]:
        """All that belongs to it: its children, its services and the database on its folder."""
        children = []
        with suppress(psutil.NoSuchProcess):
            children = [self.process, *self.process.children(recursive=True)]
        marked = leftovers.of(str(self.data))
        return [process for process in {*children, *marked, *servers(self.data)} if _is_alive(process)]


def environment(data: Path, **more: str) -> dict[str, str]:
    """That of a person at a console, without what the test session set for itself."""
    inherited = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}
    }
    mine = {"C3_DATA": str(data), "STATIC_ROOT": str(data.parent / "static"), "C3_DEMO": "0"}
    return {**inherited, **mine, **more}


def free_ports(many: int = 2) -> list[int]:
    """Ports of this machine that nobody listens on, below those that the kernel deals out.

    One of these it may give to whoever connects somewhere, before it is used.
    """
    found: list[int] = []
    with ExitStack() as stack:
        while len(found) < many:
            port = secrets.choice(PORTS)
            with suppress(OSError):
                stack.enter_context(socket.create_server(("127.0.0.1", port)))
                found.append(port)
    return found


def status(port: int, path: str) -> int:
    """The HTTP status of a page on this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def until_gone(launcher: Launcher, seconds: float = 15) -> list[psutil.Process]:
    """Those of its processes that are still there after `seconds`."""
    deadline = time.monotonic() + seconds
    while (alive := launcher.processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return alive


def servers(folder: Path) -> list[psutil.Process]:
    """The PostgreSQL processes of a folder: they call themselves by what they do, but stand in it."""
    return [
        process for process in psutil.process_iter() if _stands_in(process, folder) and _is_alive(process)
    ]


def kill(processes: Iterable[psutil.Process]) -> None:
    """`kill -9` each, if it has not ended on account of another."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _stands_in(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        return Path(process.cwd()).is_relative_to(folder)
    return False


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False
