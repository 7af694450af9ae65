"""`python -m tests.bench.load [seconds] [people]`: a chain of 200 stores at lunch close, for five minutes.

nginx, two c3-app (gunicorn, one process of 8 threads each), two c3-app-stream, two c3-worker, PostgreSQL
with its replica behind pgbouncer in transaction mode, Redis and an S3-compatible server, all on one
machine, which the people who ask share: they are one process more. 200 stores x 60 days x 5 reports.
People file reports (every third with a photo), save figures, read, comment, react, search, look at
figures and ask the chat, each with a pause before the next. The exit code is 1 when an answer was an
error, or when memory grew.

*ms* are those of one request through nginx, from its first byte sent to its last byte read; an answer of
the chat is from the question to the stream's end. *CPU ms* is what one request cost all processes of that
kind together. *Grew* compares the second quarter of the run with its last; over 10 % and 25 MB is missed.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory

import psutil

from shared.cluster import Cluster
from tests import s3
from tests.bench import big_chain
from tests.bench.load_people import Load, People, crowd
from tests.bench.services import configure, manage
from tests.bench.telling import verdict
from tests.bench.unhurried import unhurried
from tests.topology.databases import DATABASE, OPTIONS
from tests.topology.house import House, house

SECONDS, PEOPLE, DAYS = 300, 100, 60
SECONDS_TO_WARM = 40  # until each process has imported what it needs, the chat too
SECONDS_BETWEEN_SAMPLES = 5
MOST_GROWTH = 0.10  # of a process's memory, from the second quarter of the run to the last
MOST_MORE = 25  # MB that are no growth: caches fill up
MEGABYTE = 1 << 20


def main() -> int:
    """Do it and print; 1 when anything is bad."""
    seconds, people = [*map(int, sys.argv[1:]), *(SECONDS, PEOPLE)[len(sys.argv) - 1 :]]
    with TemporaryDirectory(prefix="c3-bench-load-") as name, s3.running() as s3_port:
        folder = Path(name)
        configure(folder, Cluster((folder / "primary").resolve()).url(DATABASE))
        os.environ["STATIC_ROOT"] = str(folder / "static")
        with house(folder, s3_port, _with_chain) as built:
            report, missed = asyncio.run(_measured(built, seconds, people))
    print(report)
    return verdict(missed)


def _with_chain(primary: Cluster) -> None:
    import django  # noqa: PLC0415  with the settings that were made

    primary.start(*OPTIONS, "max_wal_size=4GB", "shared_buffers=512MB")
    with unhurried(primary.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    django.setup()
    manage("migrate")
    manage("collectstatic", "--noinput")
    big_chain.fill(primary.url(DATABASE), DAYS)


async def _measured(built: House, seconds: int, people: int) -> tuple[str, list[str]]:
    """The report, and what is not well: the first errors, and whose memory grew."""
    load = Load()
    signed_in = People.of(built.databases.direct, people)
    going = asyncio.create_task(crowd(built.front.port, signed_in, load))
    await asyncio.sleep(SECONDS_TO_WARM)
    load.forget()
    before, started, memory = _cpu(built), time.perf_counter(), list[dict[str, int]]()
    while time.perf_counter() - started < seconds:
        await asyncio.sleep(SECONDS_BETWEEN_SAMPLES)
        memory.append(await asyncio.to_thread(_memory, built))
    load.is_over = True
    lasted, after = time.perf_counter() - started, _cpu(built)
    await going
    spent = {name: after[name] - before[name] for name in before}
    text = [*_rates(load, lasted, people), "", *_costs(spent, load), "", *_held(memory)]
    return "\n".join(text), [*load.errors[:20], *(f"{name} grew" for name in _grown(memory))]


def _rates(load: Load, lasted: float, people: int) -> list[str]:
    every = [second for found in load.seconds.values() for second in found]
    lines = [
        (
            f"{people} people for {lasted:.0f} s: **{len(every) / lasted:.1f} requests/s**, {len(every):,} in"
            f" all, {len(load.errors)} errors; {load.reports:,} reports, {load.figures:,} days of figures,"
            f" {load.comments:,} comments, {load.turns:,} answers of the chat."
        ),
        "",
        "| request | number | p50 ms | p95 ms | p99 ms | most ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    named = [("all requests", every), *sorted(load.seconds.items()), ("answer of the chat", load.answers)]
    return lines + [_row(name, found) for name, found in named if len(found) > 1]


def _row(name: str, found: list[float]) -> str:
    cut = quantiles(found, n=100, method="inclusive")
    shown = " | ".join(f"{1000 * value:,.0f}" for value in (cut[49], cut[94], cut[98], max(found)))
    return f"| {name} | {len(found):,} | {shown} |"


def _cpu(built: House) -> dict[str, float]:
    """Seconds of CPU that each kind of process has used so far."""
    others = {"nginx": built.front.part, "redis": built.redis, "pgbouncer": built.databases.pooler}
    parts = {**built.services, **others}
    used = dict.fromkeys((name.split("-")[0] for name in parts), 0.0)
    for name, part in parts.items():
        assert part.process
        used[name.split("-")[0]] += _used(part.process.pid)
    for kind, cluster in (("postgres", built.databases.primary), ("replica", built.databases.replica)):
        used[kind] = _used(int((cluster.folder / "postmaster.pid").read_text().split()[0]))
    return {**used, "the people": sum(psutil.Process().cpu_times()[:2])}


def _used(number: int) -> float:
    """Of a process and its children, those that have ended included."""
    own = psutil.Process(number)
    used = sum(own.cpu_times()[:4])
    for child in own.children(recursive=True):
        try:
            used += sum(child.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return used


def _costs(spent: dict[str, float], load: Load) -> list[str]:
    requests = sum(map(len, load.seconds.values()))
    return [
        "| processes | CPU s | CPU ms a request |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {used:.1f} | {1000 * used / requests:.2f} |" for name, used in spent.items()),
    ]


def _memory(built: House) -> dict[str, int]:
    held = built.memory()
    for name, cluster in (("PostgreSQL", built.databases.primary), ("its replica", built.databases.replica)):
        number = int((cluster.folder / "postmaster.pid").read_text().split()[0])
        family = [psutil.Process(number), *psutil.Process(number).children(recursive=True)]
        held[name] = sum(_own(process) for process in family)
    return held


def _own(process: psutil.Process) -> int:
    """What is not shared with others: PostgreSQL's processes share most."""
    try:
        return int(process.memory_full_info().uss)
    except psutil.NoSuchProcess:
        return 0


def _growth(memory: list[dict[str, int]]) -> dict[str, tuple[float, float]]:
    """MB in the second quarter and in the last."""
    quarter = len(memory) // 4
    second, last = memory[quarter : 2 * quarter], memory[-quarter:]
    return {
        name: (mean(one[name] for one in second) / MEGABYTE, mean(one[name] for one in last) / MEGABYTE)
        for name in memory[0]
    }


def _grown(memory: list[dict[str, int]]) -> list[str]:
    """Processes whose memory is not flat."""
    return [
        name for name, (a, b) in _growth(memory).items() if b > a * (1 + MOST_GROWTH) and b - a > MOST_MORE
    ]


def _held(memory: list[dict[str, int]]) -> list[str]:
    return [
        "| process | MB, second quarter | MB, last quarter | grew |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {name} | {a:.0f} | {b:.0f} | {100 * (b - a) / a:+.1f} % |"
            for name, (a, b) in _growth(memory).items()
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
