"""One PostgreSQL for the whole test session, there before Django reads its settings.

pytest loads this early (`-p tests.postgres`), since pytest-django asks for the settings before any
`conftest.py`. What a test needs is set in the environment, so that the processes it starts agree with it;
a developer's `.env` and the data in `.c3/` are neither read nor touched. With `C3_POOLED=1` all of it,
and every process that the tests start, goes through a pgbouncer in transaction mode.

The database and what the tests start keep the time of New York, where it is mostly another day than in
Japan, and clocks are set forth and back.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest

from shared.embedded import server
from shared.settings import Settings

ELSEWHERE = "America/New_York"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
SESSION = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start the server and say where it is; a wrapper runs before pytest-django's own part of this hook."""
    folder = Path(mkdtemp(prefix="c3-test-"))
    SESSION.callback(shutil.rmtree, folder)
    Settings.model_config["env_file"] = None
    direct = SESSION.enter_context(server(folder / "postgres", 18, *FAST, f"timezone={ELSEWHERE}"))
    os.environ["C3_TESTS_DIRECT"] = direct
    os.environ.update(
        DATABASE_URL=_pooled(direct, folder / "pooler") if os.environ.get("C3_POOLED") else direct,
        C3_DATA=str(folder),
        STATIC_ROOT=str(folder / "static"),
        SECRET_KEY="tests-only-" + "0" * 50,
        DEBUG="1",
        ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
        REPORTS_SHARED_ACROSS_STORES="0",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright keeps a loop in the main thread
    )
    return (yield)


def pytest_sessionstart() -> None:
    """Django has set its own time zone for this process by now; those that the tests start have another."""
    os.environ["TZ"] = ELSEWHERE


def _pooled(direct: str, folder: Path) -> str:
    from tests.pooler import pooler  # noqa: PLC0415  most sessions have none

    return SESSION.enter_context(pooler(direct, folder, size=4)).url("postgres")


def pytest_unconfigure() -> None:
    """Stop the server and remove its folder, whatever the tests came to."""
    SESSION.close()
