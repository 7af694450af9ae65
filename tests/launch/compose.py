"""docker-compose.yml without containers: its commands and health checks in their order, its environment, its
front in a real nginx with TLS.

A container is reached by its name there and by a port here; what a service is told is the same otherwise. The
servers of Postgres and of the pictures are the tests' own.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from shutil import which
from typing import Any

import yaml

from shared.settings import ROOT
from tests.databases import empty_database
from tests.launch import launcher
from tests.launch.launcher import free_ports
from tests.parts import Part, answers

SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
TESTS_OWN = {"db", "storage"}
HOST = "localhost"
TOLD = {
    "C3_HOST": HOST,
    "SECRET_KEY": "k7hQ2vX9pL4mZ8wR1tY6uB3nC5dF0gJsA7eKiOqWxMzVbNhTrP",
    "DB_PASSWORD": "database",
    "STORAGE_PASSWORD": "pictures-of-tests",
}
# What the image runs when it is built, but for the packages, which are here.
BUILT = re.compile(r"DEBUG=1 [^;]*collectstatic --noinput")
CAST = "import django; django.setup(); from tests.cast import make_cast; make_cast()"


class Compose:
    """All services of the file that are at work, behind one origin."""

    def __init__(self, folder: Path, database: str, storage: int) -> None:
        self.folder, self.database = folder, database
        self.http, self.https, self.web, self.stream, self.redis = free_ports(5)
        self.origin = f"https://{HOST}:{self.https}"
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.configuration = folder / "nginx.conf"
        self.places = {
            "storage:9000": f"127.0.0.1:{storage}",
            "redis:6379": f"127.0.0.1:{self.redis}",
            "c3-app:8000": f"127.0.0.1:{self.web}",
            "c3-app-stream:8001": f"127.0.0.1:{self.stream}",
            "0.0.0.0:8000": f"127.0.0.1:{self.web}",
            "0.0.0.0 --port 8001": f"127.0.0.1 --port {self.stream}",
            "localhost:8000": f"localhost:{self.web}",
            "localhost:8001": f"localhost:{self.stream}",
            f"https://{HOST}": self.origin,
            "redis-server": f"redis-server --bind 127.0.0.1 --port {self.redis}",
            "redis-cli": f"redis-cli -p {self.redis}",
            "nginx -t -q": f"{nginx()} -t -q -c {self.configuration}",
            "python ": f"{sys.executable} ",
        }

    @property
    def bucket(self) -> str:
        """Its name."""
        return self.environment("c3-app")["SUPABASE_STORAGE_BUCKET"]

    def environment(self, service: str) -> dict[str, str]:
        """What a service is told."""
        told = {name: self.here(str(value)) for name, value in SERVICES[service]["environment"].items()}
        of_the_image = {"C3_DATA": str(self.folder / "data"), "STATIC_ROOT": str(self.folder / "static")}
        return {**told, **of_the_image, "DATABASE_URL": self.database}

    def here(self, text: str) -> str:
        """A value of the file as Compose fills it in, with this machine's places."""
        filled = re.sub(
            r"\$\{(\w+)(?::(-|\?)([^}]*))?\}",
            lambda found: TOLD.get(found[1]) or (found[3] if found[2] == "-" else ""),
            text,
        )
        for name, place in self.places.items():
            filled = re.sub(rf"(?<![\w.-]){re.escape(name)}", place, filled)
        return filled

    def command(self, service: str) -> list[str]:
        """What a service runs."""
        if service == "front":
            return [nginx(), "-c", str(self.configuration)]
        return shlex.split(self.here(SERVICES[service]["command"]))

    def run(self, command: list[str], environment: dict[str, str]) -> str:
        """What a command that ends by itself, and well, prints."""
        told = launcher.environment(self.folder / "data", **environment)
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def part(self, service: str) -> Part:
        """A service that stays; it works when its health check, or else its log, says so."""
        environment = self.environment(service) if "environment" in SERVICES[service] else {}
        check = self.here(SERVICES[service].get("healthcheck", {}).get("test", ""))

        def is_up() -> bool:
            if not check:
                return "started" in made.log.read_text()
            asked = subprocess.run(["/bin/sh", "-c", check], cwd=ROOT, capture_output=True, check=False)
            return asked.returncode == 0 and (service != "front" or answers(self.https))

        made = Part(service, self.command(service), self.folder, is_up, environment)
        return made

    def write_front(self) -> None:
        """What nginx's image makes of the template, inside an `http` like the image's, and a certificate."""
        told = self.environment("front") | {
            "FRONT_HOST": f"{HOST}:{self.https}",
            "FRONT_HTTP": f"127.0.0.1:{self.http}",
            "FRONT_HTTPS": f"127.0.0.1:{self.https}",
            "FRONT_CERTIFICATE": str(self.certificate),
            "FRONT_KEY": str(self.key),
        }
        template = (ROOT / "deploy/compose/front.conf.template").read_text()
        filled = re.sub(r"\$\{(FRONT_[A-Z]+)\}", lambda found: told[found[1]], template)
        places = "".join(
            f"{name}_temp_path {self.folder}/{name}; "
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root; " if os.geteuid() == 0 else ""
        errors = f"error_log {self.folder}/error.log notice;"
        self.configuration.write_text(
            f"{user}daemon off; pid {self.folder}/pid; {errors} events {{}}\n"
            f"http {{ access_log {self.folder}/access.log; {places}\n{filled}}}\n"
        )
        asked = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST} -addext"
        names = [f"subjectAltName=DNS:{HOST}", "-out", str(self.certificate), "-keyout", str(self.key)]
        self.run([*asked.split(), *names], {})


def order() -> list[str]:
    """The services, each after those that it waits for."""
    return [
        *TopologicalSorter({name: one.get("depends_on", ()) for name, one in SERVICES.items()}).static_order()
    ]


def nginx() -> str:
    """Debian's."""
    return which("nginx") or "/usr/sbin/nginx"


@contextmanager
def up(folder: Path, storage: int) -> Iterator[Compose]:
    """`docker compose up` on a new database, then the cast in it; everything ends afterwards."""
    with empty_database() as database:
        compose = Compose(folder, database, storage)
        compose.write_front()
        (built,) = BUILT.findall((ROOT / "Dockerfile").read_text())
        compose.run(["/bin/sh", "-c", compose.here(built)], {})
        started: list[Part] = []
        try:
            for service in order():
                if SERVICES[service].get("restart") == "no":
                    compose.run(compose.command(service), compose.environment(service))
                elif service not in TESTS_OWN:
                    started.append(compose.part(service))
                    started[-1].start()
            told = {**compose.environment("c3-app"), "DJANGO_SETTINGS_MODULE": "web.settings"}
            compose.run([sys.executable, "-c", CAST], told)
            yield compose
        finally:
            for part in reversed(started):
                part.end()
