"""One command from an empty folder to a running C3, and back: a line per step, one sentence per refusal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
from honcho.manager import Manager

from launch import leftovers
from launch.checks import hold_data_folder, refuse_taken_ports
from launch.services import commands
from launch.steps import step
from shared.embedded import database_url
from shared.settings import ROOT, Settings, settings

SECONDS_TO_RECOVER = 60
ASKED_TO_STOP = {128 + signal.SIGINT, 128 + signal.SIGTERM}


def main() -> int:
    """Start everything and stay until it is stopped; the exit code is 0 after Ctrl-C or SIGTERM.

    Raises:
        SystemExit: C3 cannot start, or a service ended by itself; its text is one sentence for the console.
    """
    _on_stop(signal.default_int_handler)
    try:
        _prepare(settings())
        code = _run_services(settings())
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    finally:
        _on_stop(signal.SIG_IGN)  # from here on everything is being stopped already
    if code not in ASKED_TO_STOP:
        raise SystemExit(
            f"A service ended by itself (code {code}; the lines above say which), so all were stopped."
        )
    print("終了しました / stopped", flush=True)
    return 0


def environment(own: Settings) -> Mapping[str, str]:
    """That of all that is started. uvicorn reads whom it believes from there, and nothing of `.env`."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "FORWARDED_ALLOW_IPS": own.forwarded_allow_ips,
        leftovers.MARK: str(own.data_dir),
    }


def _on_stop(handler: Callable[[int, FrameType | None], Any] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


def _prepare(own: Settings) -> None:
    step(1, f"データフォルダを確認しています / checking the data folder {own.data_dir}")
    hold_data_folder(own.data_dir)
    leftovers.end(str(own.data_dir))
    step(2, f"ポートを確認しています / checking ports {own.web_port} and {own.stream_port}")
    refuse_taken_ports(_host(own), WEB_PORT=own.web_port, STREAM_PORT=own.stream_port)
    step(3, "データベースを起動しています / starting the database")
    _refuse_silent_database(database_url())
    step(4, "テーブルを準備しています / migrating the tables")
    _manage(own, "migrate", "--verbosity", "0")
    step(5, "デモデータを準備しています / filling in the demo chain")
    _fill_demo(own)
    step(6, "静的ファイルを集めています / collecting static files")
    _manage(own, "collectstatic", "--noinput", "--verbosity", "0")


def _fill_demo(own: Settings) -> None:
    if own.own_database_url:
        print("      自分のデータベースなので行いません / skipped: the database is your own", flush=True)
    elif not own.c3_demo:
        print("      C3_DEMO=0 なので行いません / skipped: C3_DEMO is 0", flush=True)
    else:
        _manage(own, "demo")


def _run_services(own: Settings) -> int:
    """Run until a service ends or a signal comes; the exit code of what ended it. Leaves no process."""
    step(7, "アプリケーションを起動しています / starting c3-app, c3-app-stream and the worker")
    manager = Manager()
    services = commands(_host(own), own.web_port, own.stream_port, own.web_concurrency)
    services["c3"] = f"python -m launch.guide {os.getpid()}"
    for name, command in services.items():
        manager.add_process(name, f"exec {command}", env=dict(environment(own)), cwd=str(ROOT))
    try:
        manager.loop()
    except KeyError:  # honcho, when a signal comes before it knows the numbers of its processes
        return 128 + signal.SIGINT
    finally:
        leftovers.end(str(own.data_dir))
    return int(manager.returncode)


def _host(own: Settings) -> str:
    """This machine only; all its addresses once ALLOWED_HOSTS says by which name it is reached."""
    return "127.0.0.1" if own.is_laptop and not own.allowed_hosts else "0.0.0.0"  # noqa: S104  asked for


def _manage(own: Settings, *command: str) -> None:
    """Run one of Django's commands to its end; after Ctrl-C none of it is left.

    A command that is still dying holds the database: whoever ends then would not be the last, and would leave
    the server running. So its end is waited for, also where Ctrl-C came before its number was known.

    Raises:
        SystemExit: it failed.
    """
    arguments = [sys.executable, "-m", "web", *command]
    try:
        # In a session of its own it does not see Ctrl-C: that is ours to answer.
        started = subprocess.Popen(arguments, cwd=ROOT, env=environment(own), start_new_session=True)
        code = started.wait()
    except KeyboardInterrupt:
        leftovers.end(str(own.data_dir))
        raise
    if code:
        raise SystemExit(f"`python -m web {command[0]}` failed (code {code}): the reason is above.")


def _refuse_silent_database(url: str) -> None:
    """One that is just recovering is waited for.

    Raises:
        SystemExit: it does not answer, or does not let us in.
    """
    deadline = time.monotonic() + SECONDS_TO_RECOVER
    while True:
        try:
            return psycopg.connect(url, connect_timeout=5).close()
        except psycopg.Error as error:
            if "database system is" not in str(error) or time.monotonic() > deadline:
                raise SystemExit(f"The database does not let us in: {str(error).splitlines()[0]}") from None
            time.sleep(0.2)
