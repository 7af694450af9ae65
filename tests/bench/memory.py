"""What each process holds: RSS, and PSS, in which pages that several processes share are divided."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.services import Service

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Memory:
    """Of `processes` together, in MB."""

    name: str
    processes: int
    rss: float
    pss: float


def memory(services: Mapping[str, Service], postgres: Path) -> list[Memory]:
    """Of c3-app's master and workers, c3-app-stream, c3-worker, and the PostgreSQL on `postgres`."""
    master, stream, worker = (
        psutil.Process(services[name].process.pid) for name in ("c3-app", "c3-app-stream", "c3-worker")
    )
    postmaster = psutil.Process(int((postgres / "postmaster.pid").read_text().split()[0]))
    return [
        _of("c3-app: gunicorn's master", [master]),
        *(_of("c3-app: a gunicorn worker", [child]) for child in master.children()),
        _of("c3-app-stream: uvicorn", [stream]),
        _of("c3-worker", [worker]),
        _of("PostgreSQL, all together", [postmaster, *postmaster.children(recursive=True)]),
    ]


def _of(name: str, processes: list[psutil.Process]) -> Memory:
    held = [process.memory_full_info() for process in processes]
    return Memory(
        name,
        len(processes),
        sum(one.rss for one in held) / MEGABYTE,
        sum(one.pss for one in held) / MEGABYTE,
    )
