"""The real c3-app-stream, started again and again to be killed.

Most are forked from a process in which what they import is loaded already: else fifty starts would take
minutes. What runs in them is the command of the service, with an environment of its own.
"""

import multiprocessing
import os
import runpy
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection

import psutil

from launch.services import commands
from shared.settings import ROOT
from tests.stream.served import PATIENCE, environment

HEAVY = [
    "dashboard.calendar", "dashboard.goals", "dashboard.incidents", "dashboard.overview", "dashboard.sales",
    "dashboard.stores", "langchain_openai", "nicegui", "stream.api.application", "stream.chat.agent",
    "stream.chat.models", "stream.chat.rules.model", "stream.chat.runner", "stream.chat.tools.figures",
    "uvicorn",
]  # fmt: skip


def work(port: int, variables: dict[str, str]) -> None:
    """Be c3-app-stream on that port, in that environment, until killed."""
    from shared.embedded import database_url  # noqa: PLC0415  loaded in the process that this is forked from
    from shared.settings import settings  # noqa: PLC0415  as above

    os.environ.clear()
    os.environ.update(variables)
    settings.cache_clear()
    database_url.cache_clear()
    _python, _m, module, *sys.argv[1:] = _command(port)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def forked(port: int, database: str, **settings: str) -> psutil.Process:
    """One that is about to answer, forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*HEAVY, __name__])
    process = context.Process(target=work, args=(port, environment(database, **settings)))
    process.start()
    return psutil.Process(process.pid)


def executed(port: int, database: str, **settings: str) -> psutil.Process:
    """One that is about to answer, started by its command."""
    command = [sys.executable, *_command(port)[1:]]
    return psutil.Popen(command, cwd=ROOT, env=environment(database, **settings))


def until_answers(port: int, process: psutil.Process) -> None:
    """Wait for its first answer."""
    deadline = time.monotonic() + PATIENCE
    while not _answers(port):
        assert process.is_running(), "it ended by itself"
        assert time.monotonic() < deadline, "it does not answer"
        time.sleep(0.02)


def kill(process: psutil.Process) -> None:
    """SIGKILL, and wait for its end."""
    with suppress(psutil.NoSuchProcess):
        process.kill()
        process.wait(PATIENCE)


def _command(port: int) -> list[str]:
    return commands("127.0.0.1", stream_port=port)["c3-app-stream"].split()


def _answers(port: int) -> bool:
    browser = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        browser.request("GET", "/health/")
        return browser.getresponse().status in {200, 503}
    except OSError:
        return False
    finally:
        browser.close()
