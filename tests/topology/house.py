"""The house with two of everything: nginx, two c3-app, two c3-app-stream, two c3-worker, a pooler, Postgres
with its replica, Redis, a bucket."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.cluster import Cluster
from tests import parts, s3
from tests.launch.launcher import free_ports
from tests.parts import HOST, Part
from tests.pushing import VAPID
from tests.stream.served import run
from tests.topology.databases import Databases, databases
from tests.topology.front import Front

WEB, STREAM, WORKERS = ("web-1", "web-2"), ("stream-1", "stream-2"), ("worker-1", "worker-2")


@dataclass(frozen=True)
class House:
    """All parts; `services` are those of C3, by their names."""

    databases: Databases
    redis: Part
    bucket: s3.House
    front: Front
    services: dict[str, Part]

    @property
    def url(self) -> str:
        """The one origin."""
        return self.front.url

    def asked(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the primary has to say; whatever it changes is committed."""
        return run(self.databases.direct, statement, *values)

    def restart(self, name: str) -> None:
        """One service anew, as who deploys does it: nothing new is sent to it, it ends, it comes back."""
        is_called = name in self.front.web | self.front.stream
        if is_called:
            self.front.drain(name)
        part = self.services[name]
        part.ask_to_stop()
        part.start()
        if is_called:
            self.front.undrain(name)

    def memory(self) -> dict[str, int]:
        """Bytes that each part holds (RSS)."""
        return {part.name: part.memory() for part in (self.front.part, self.redis, *self.services.values())}


@contextmanager
def house(
    folder: Path, s3_port: int, prepare: Callable[[Cluster], None], workers: int = 1, **settings: str
) -> Iterator[House]:
    """All of it, at work; `prepare` starts the primary. Nothing is left afterwards."""
    with ExitStack() as stack:
        base = stack.enter_context(databases(folder, prepare))
        *ports, redis_port = free_ports(5)
        web, stream = dict(zip(WEB, ports[:2], strict=True)), dict(zip(STREAM, ports[2:], strict=True))
        redis = parts.redis(redis_port, folder)
        bucket = s3.new_house(s3_port)
        stack.callback(bucket.door.shut)
        front = Front(folder, web, stream)
        told = {**_environment(base, front, redis_port, folder), **bucket.environment, **settings}
        services = [
            *(parts.web(name, port, folder, told, workers) for name, port in front.web.items()),
            *(parts.stream(name, port, folder, told) for name, port in front.stream.items()),
            *(parts.worker(name, folder, told) for name in WORKERS),
        ]
        everything = (redis, *services, front.part)
        stack.callback(_end, everything)
        for part in everything:
            part.begin()
        for part in everything:
            part.until_up()
        yield House(base, redis, bucket, front, {part.name: part for part in services})


def _end(everything: Iterable[Part]) -> None:
    """All of them at once."""
    for part in everything:
        if part.process and part.runs:
            part.process.terminate()
    for part in everything:
        part.end()


def _environment(base: Databases, front: Front, redis: int, folder: Path) -> dict[str, str]:
    return {
        **VAPID,
        "DATABASE_URL": base.pooled,
        "DATABASE_REPLICA_URL": base.copy,
        "REDIS_URL": f"redis://{HOST}:{redis}/0",
        "STREAM_API_URL": front.url,
        "WEB_URL": front.url,
        "ALLOWED_HOSTS": HOST,
        "CSRF_TRUSTED_ORIGINS": front.url,
        "C3_DATA": str(folder / "data"),
        "STATIC_ROOT": os.environ["STATIC_ROOT"],
    }
