"""C3's services, started by their own commands on the bench's database; the bare view beside them."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch.guide import is_healthy
from launch.services import commands
from shared.settings import ROOT, settings
from tests.launch.launcher import free_ports

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 60  # a busy machine takes its time, and what was found would be lost


@dataclass(frozen=True)
class Service:
    """A running command; `port` is 0 where nobody calls."""

    process: "subprocess.Popen[bytes]"
    port: int


def configure(folder: Path, database_url: str) -> None:
    """Let this process and those that it starts work on this database and folder, whatever `.env` says."""
    os.environ.update(
        DATABASE_URL=database_url,
        C3_DATA=str(folder),
        SECRET_KEY="bench-only-" + "0" * 50,
        DEBUG="1",
        ALLOWED_HOSTS=HOST,
        REPORTS_SHARED_ACROSS_STORES="0",
        DJANGO_SETTINGS_MODULE="web.settings",
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    )
    settings.cache_clear()  # whoever asked before, of another folder


def manage(*command: str) -> None:
    """Run one of Django's commands to its end. Raises `CalledProcessError`."""
    subprocess.run([sys.executable, "-m", "web", *command, "--verbosity", "0"], cwd=ROOT, check=True)


@contextmanager
def services() -> Iterator[dict[str, Service]]:
    """c3-app, c3-app-stream, c3-worker, and `bare`: the bare view under c3-app's command. All answer."""
    web, stream, bare = free_ports(3)
    ours = commands(HOST, web, stream, settings().web_concurrency)
    beside = commands(HOST, bare, stream, settings().web_concurrency)["c3-app"]
    with ExitStack() as stack:
        start = stack.enter_context
        yield {
            "c3-app": start(_running("c3-app", ours["c3-app"], web, STREAM_PORT=str(stream))),
            "c3-app-stream": start(_running("c3-app-stream", ours["c3-app-stream"], stream)),
            "c3-worker": start(_running("c3-worker", ours["c3-worker"])),
            "bare": start(_running("bare", beside, bare, DJANGO_SETTINGS_MODULE="tests.bench.settings")),
        }


@contextmanager
def stream_alone() -> Iterator[Service]:
    """c3-app-stream; it answers."""
    port = free_ports(1)[0]
    with _running("c3-app-stream", commands(HOST, stream_port=port)["c3-app-stream"], port) as service:
        yield service


@contextmanager
def _running(name: str, command: str, port: int = 0, **variables: str) -> Iterator[Service]:
    log = settings().data_dir / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            shlex.split(command), cwd=ROOT, env={**os.environ, **variables}, stdout=output, stderr=output
        )
    try:
        _await(process, port, log)
        yield Service(process, port)
    finally:
        process.terminate()
        process.wait(SECONDS_TO_STOP)


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while port and not is_healthy(port, HOST):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{log.stem} does not answer:\n{log.read_text()[-3000:]}")
        time.sleep(0.2)
