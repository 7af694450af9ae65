"""Runs beside the services: says when they are ready and where, and ends them if their launcher is gone."""

import sys
import time
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

import psutil
import psycopg

from launch import leftovers
from launch.steps import TOTAL, step
from shared.embedded import database_url
from shared.settings import Settings, settings

SECONDS_TO_BE_READY = 60
DEMO_LOGINS = ("demo-staff", "demo-manager", "demo-area", "demo-admin")
DEMO_PASSWORD = "c3-demo-2026"  # noqa: S105  printed on purpose; exists in the demo only


def main(launcher: psutil.Process) -> None:
    """Wait for both applications, print how to reach them, then stay as long as the launcher does.

    Raises:
        SystemExit: they are not ready within a minute.
    """
    own = settings()
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while not all(is_healthy(port, name_of(own)) for port in (own.web_port, own.stream_port)):
        if time.monotonic() > deadline:
            raise SystemExit(f"Not ready after {SECONDS_TO_BE_READY} s: the lines above say why.")
        time.sleep(0.2)
    step(TOTAL, "準備ができました / ready\n" + welcome(own))
    while _is_alive(launcher):
        time.sleep(1)
    leftovers.end(str(own.data_dir))


def is_healthy(port: int, host: str) -> bool:
    """Whether `/health/` on this machine answers 200, asked by a name that it answers to."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": host})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def name_of(own: Settings) -> str:
    """A name by which C3 answers: this machine, unless ALLOWED_HOSTS leaves that out."""
    return "localhost" if "localhost" in own.hosts else own.hosts[0].lstrip(".")


def welcome(own: Settings) -> str:
    """Where C3 is, who may log in, and how to stop it."""
    host = name_of(own)
    return "\n".join(
        [
            f"  日報 (c3-app)         http://{host}:{own.web_port}/",
            f"  分析 (c3-app-stream)  http://{host}:{own.stream_port}/analysis/",
            *_logins(own),
            "  Ctrl-C で終了 / Ctrl-C stops everything",
        ]
    )


def _is_alive(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


def _logins(own: Settings) -> list[str]:
    if not own.own_database_url and _has_demo():
        return [f"  ログイン / log in as  {' '.join(DEMO_LOGINS)}  (password {DEMO_PASSWORD})"]
    return ["  最初の本部ユーザー / the first 本部 user: .venv/bin/python -m web createsuperuser"]


def _has_demo() -> bool:
    with suppress(psycopg.Error), psycopg.connect(database_url()) as connection:
        found = connection.execute("SELECT 1 FROM users WHERE user_id = %s", [DEMO_LOGINS[0]]).fetchone()
        return found is not None
    return False


if __name__ == "__main__":
    main(psutil.Process(int(sys.argv[1])))
