"""render.yaml: its builds and start commands, as bash runs them on Render, before a pooler with TLS.

Each service has a folder with what git knows, and a Python environment with nothing in it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.settings import ROOT, Settings
from tests.databases import empty_database
from tests.launch.launcher import free_ports
from tests.launch.test_hosting import RENDER, on_render
from tests.parts import Part
from tests.pooler import behind, pooler

HOST = "c3-app.onrender.com"
ADDRESS = f"https://{HOST}"
STREAM = "https://c3-app-stream.onrender.com"
SERVICES: dict[str, dict[str, Any]] = {service["name"]: service for service in RENDER["services"]}
# What whoever makes the blueprint is asked for, but for the database.
TOLD = {
    "ALLOWED_HOSTS": f"{HOST},c3-app-stream.onrender.com",
    "CSRF_TRUSTED_ORIGINS": ADDRESS,
    "WEB_URL": ADDRESS,
    "STREAM_API_URL": STREAM,
}
# What Render tells every Python service whose description does not say otherwise.
OF_RENDER = {
    "GUNICORN_CMD_ARGS": "--preload --access-logfile - --bind=0.0.0.0:10000",
    "WEB_CONCURRENCY": "3",
    "FORWARDED_ALLOW_IPS": "*",
}
OF_A_MACHINE = {name.upper() for name in Settings.model_fields} | {"VIRTUAL_ENV", "DJANGO_ALLOW_ASYNC_UNSAFE"}


class Instance:
    """What Render makes of one service of the file."""

    def __init__(self, name: str, folder: Path, told: dict[str, str]) -> None:
        self.name, self.code, self.port = name, folder / name, free_ports(1)[0]
        self.described = SERVICES[name]
        for path in known_to_git():
            target = self.code / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, target)
        subprocess.run([sys.executable, "-m", "venv", self.code / ".venv"], check=True)
        values = {
            key: entry.get("value", told.get(key, "")) for key, entry in on_render(self.described).items()
        }
        generated = {"SECRET_KEY": "kV8sQ1nXz4Lw7Rb2Tm9Yc6Jd3Hf5Gp0A/Ue+Io=Zx7"}
        here = {"C3_DATA": str(folder / "disk"), "PORT": str(self.port)}
        of_the_environment = {
            "VIRTUAL_ENV": str(self.code / ".venv"),
            "PATH": f"{self.code / '.venv' / 'bin'}:{os.environ['PATH']}",
        }
        self.environment = {
            **{name: value for name, value in os.environ.items() if is_the_machines(name)},
            **OF_RENDER, **of_the_environment, **values, **generated, **here,
        }  # fmt: skip
        self.part = self._part(folder)

    def run(self, command: str) -> None:
        """A command that ends by itself, and well."""
        done = subprocess.run(
            ["/bin/bash", "-c", self.described[command]],
            cwd=self.code, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    def _part(self, folder: Path) -> Part:
        """Its start command, at work when its health check is answered, or its log says so."""

        def is_up() -> bool:
            path = self.described.get("healthCheckPath")
            if path is None:
                return "started" in made.log.read_text()
            try:
                return self.asked(path).is_success
            except httpx.TransportError:
                return False

        command = ["/bin/bash", "-c", f"cd {self.code} && {self.described['startCommand']}"]
        made = Part(self.name, command, folder, is_up)
        made.environment = self.environment
        return made

    def asked(self, path: str) -> httpx.Response:
        """An answer, as Render's proxy passes it on."""
        headers = {"Host": f"{self.name}.onrender.com", "X-Forwarded-Proto": "https"}
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=30)


def known_to_git() -> list[str]:
    """The paths of all files that Render gets, but for those of the tests."""
    command = [shutil.which("git") or "/usr/bin/git", "ls-files", "-z", ":!tests"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in asked.stdout.split("\0") if (ROOT / path).is_file()]


def is_the_machines(name: str) -> bool:
    """Whether a variable is of this machine, and not of the tests."""
    return not name.startswith(("PYTEST", "C3_TESTS")) and name not in OF_A_MACHINE


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Instance]]:
    """Built, migrated before the first starts, started."""
    folder = tmp_path_factory.mktemp("render")
    with ExitStack() as stack:
        database = stack.enter_context(empty_database())
        door = stack.enter_context(pooler(os.environ["C3_TESTS_DIRECT"], folder / "pooler"))
        told = {**TOLD, **door.supabase(behind(database))}
        made = {name: Instance(name, folder, told) for name in SERVICES}
        for instance in made.values():
            instance.environment.update(door.supabase(behind(database)))
            instance.run("buildCommand")
        made["c3-app"].run("preDeployCommand")
        for instance in made.values():
            stack.callback(instance.part.end)
            instance.part.start()
        yield made


def test_every_service_is_built_and_starts_with_nothing_but_the_file(instances) -> None:
    assert instances.keys() == {"c3-app", "c3-app-stream", "c3-worker"}
    page = instances["c3-app"].asked("/accounts/login/")
    assert page.status_code == 200
    assert "ログイン" in page.text
    assert "max-age=31536000" in page.headers["strict-transport-security"]
    led = instances["c3-app-stream"].asked("/analysis/")
    assert led.status_code in {302, 303, 307}
    assert led.headers["location"].startswith(ADDRESS)


def test_all_parts_are_ready(instances) -> None:
    for name in ("c3-app", "c3-app-stream"):
        answer = instances[name].asked("/health/ready/")
        assert (answer.status_code, answer.json()["status"]) == (200, "ready"), answer.text


def test_render_logs_no_address(instances) -> None:
    """Its proxy does not, and gunicorn is not asked to."""
    assert instances["c3-app"].asked("/accounts/login/?next=/zqtyped/").status_code == 200
    log = instances["c3-app"].part.log.read_text()
    assert "/accounts/login/" in log
    assert "zqtyped" not in log


def test_a_static_file_of_the_build_is_served(instances) -> None:
    page = instances["c3-app"].asked("/accounts/login/").text
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert instances["c3-app"].asked(style).status_code == 200
