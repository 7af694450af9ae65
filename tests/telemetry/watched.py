"""The real services by their own commands, each with its log in a file."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from launch.services import commands
from shared.settings import ROOT
from tests.cast import PASSWORD
from tests.launch.launcher import free_ports
from tests.stream.served import environment, until

SECONDS_TO_START = 120
TOKEN = "tests-only-token-of-metrics"
JSON = {"LOG_FORMAT": "json", "METRICS_TOKEN": TOKEN}


@dataclass(frozen=True)
class Watched:
    """A running service; `port` is 0 for the worker."""

    name: str
    port: int
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, session_key: str = "", **headers: str) -> httpx.Response:
        """A GET that follows no redirect."""
        cookie = {"Cookie": f"sessionid={session_key}"} if session_key else {}
        return httpx.get(self.url + path, headers={**cookie, **headers}, timeout=30)

    @contextmanager
    def signed_in(self, user_id: str) -> Iterator[httpx.Client]:
        """A browser of c3-app, after the login."""
        with httpx.Client(base_url=self.url, timeout=30) as client:
            send(client, "/accounts/login/", user_id=user_id, password=PASSWORD)
            yield client

    def lines(self) -> list[dict[str, Any]]:
        """Its log, every line of which is a JSON object."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def access(self, **wanted: object) -> list[dict[str, Any]]:
        """Lines about requests, with these values."""
        found = [line for line in self.lines() if line["logger"] == "c3.access"]
        return [line for line in found if wanted.items() <= line.items()]

    def metrics(self) -> dict[str, float]:
        """All samples, by name and labels as they are written."""
        text = self.get("/metrics", Authorization=f"Bearer {TOKEN}").text
        samples = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in samples}


@contextmanager
def watched(name: str, database: str, folder: Path, **settings: str) -> Iterator[Watched]:
    """`c3-app` (two processes), `c3-app-stream` or `c3-worker` on `database`, from its first answer on."""
    port = free_ports()[0]
    command = commands("127.0.0.1", port, port, workers=2)[name].split()
    log = folder / f"{name}.log"
    variables = environment(database, **{"ALLOWED_HOSTS": "127.0.0.1", **JSON, **settings})
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *command[1:]], cwd=ROOT, env=variables, stdout=output, stderr=output
        ) as process,
    ):
        service = Watched(name, 0 if name == "c3-worker" else port, log, process)
        try:
            until(lambda: _answers(service), SECONDS_TO_START)
            yield service
        finally:
            process.terminate()


def send(client: httpx.Client, path: str, to: str = "", **form: str) -> httpx.Response:
    """Open the form at `path`, and send it (to another address, if one is named)."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
    assert found, path
    return client.post(to or path, data=form | {"csrfmiddlewaretoken": found[1]})


def _answers(service: Watched) -> bool:
    assert service.process.poll() is None, service.log.read_text()
    if not service.port:
        return "started" in service.log.read_text()
    try:
        return service.get("/health/").status_code in {200, 503}
    except httpx.TransportError:
        return False
