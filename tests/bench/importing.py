"""`python -m tests.bench.importing [reports]`: `import_csv` of a million reports and what belongs to them.

The demo's generator writes the eight files (200 stores, realistic texts), the command imports them as its own
process into a migrated, durable, embedded PostgreSQL with all its indexes and triggers, and then once more. A
file of two gigabytes that is no CSV comes last. The exit code is 1 when a bound is missed.
"""

import csv
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg
from psycopg import sql

from shared.embedded import server
from tests.bench.telling import say, verdict
from tests.bench.unhurried import unhurried
from web.demo.chain import Chain
from web.demo.rows import (
    Area,
    Comment,
    CommentReaction,
    Goal,
    Performance,
    Post,
    PostReaction,
    Report,
    Row,
    Store,
    User,
)

REPORTS = 1_000_000
STORES, REPORTS_A_DAY = 200, 5
MOST_SECONDS, MOST_MEGABYTES = 600, 500
MEGABYTE = 1 << 20
TWO_GIGABYTES = 2 << 30
TABLES = {
    "stores": ("stores",),
    "users": ("users",),
    "performances": ("store_daily_performances",),
    "reports": ("daily_reports",),
    "bbs_posts": ("bbs_posts",),
    "bbs_comments": ("bbs_comments",),
    "bbs_reactions": ("bbs_reactions", "bbs_comment_reactions"),
    "goals": ("monthly_goals",),
}
HEADERS = {
    "stores": "store_id,name,prefecture,address,opened_on,kind,area,changeover_hour",
    "users": "user_id,store_id,role,last_name,first_name,email,is_active",
    "performances": "store_id,date,sales_amount,customer_count,cash_difference,registered_by,created_at",
    "reports": "report_id,store_id,user_id,date,genre,location,title,content,post_to_bbs,created_at",
    "bbs_posts": "post_id,store_id,user_id,report_id,genre,title,content,created_at",
    "bbs_comments": "comment_id,post_id,user_id,content,is_best_answer,created_at",
    "bbs_reactions": "target,target_id,user_id,kind,created_at",
    "goals": "store_id,year,month,goal_text,achievement_rate,achievement_text",
}


@dataclass(frozen=True)
class Run:
    """One run of the command: its seconds, those of its and PostgreSQL's processors, memory, words.

    `peak` and `postgres` are the most MB that the command and PostgreSQL held.
    """

    code: int
    seconds: float
    busy: float
    peak: float
    postgres: float
    printed: str
    said: str

    @property
    def counts(self) -> dict[str, list[int]]:
        """By file: read, new, changed, unchanged, rows of the table."""
        lines = (line.split(".csv:") for line in self.printed.splitlines() if ".csv:" in line)
        return {name: [int(number) for number in re.findall(r"\d+", rest)] for name, rest in lines}


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    with TemporaryDirectory(prefix="c3-bench-import-") as name, server(Path(name) / "postgres") as url:
        folder = Path(name) / "files"
        folder.mkdir()
        os.environ |= {
            "DATABASE_URL": url,
            "DEBUG": "1",
            "SECRET_KEY": "bench-only-" + "0" * 50,
            "C3_DATA": name,
        }
        started = time.perf_counter()
        write(
            folder,
            Chain(
                date(2026, 11, 22), stores=STORES, days=wanted * 102 // 100_000, reports_per_day=REPORTS_A_DAY
            ),
        )
        size = sum(path.stat().st_size for path in folder.iterdir()) / MEGABYTE
        print(f"eight files of {size:.0f} MB, invented in {time.perf_counter() - started:.0f} s")
        subprocess.run([sys.executable, "-m", "web", "migrate", "-v", "0"], check=True)
        postgres = Path(name) / "postgres"
        runs = [_run(folder, postgres), _run(folder, postgres)]
        told = list(_told(url, runs))
        huge = Path(name) / "huge"
        huge.mkdir()
        with (huge / "reports.csv").open("wb") as file:
            file.write(HEADERS["reports"].encode() + b"\n1,1,")
            file.truncate(TWO_GIGABYTES)
        refused = _run(huge, postgres)
    print(f"two gigabytes of nothing: refused in {refused.seconds:.1f} s, peak {refused.peak:.0f} MB")
    print(*("  " + line for line in refused.said.strip().splitlines()[-2:]), sep="\n")
    return verdict([*told, *_bounds(runs, refused)])


def write(folder: Path, chain: Chain) -> None:
    """The chain as the eight files of an import."""
    areas: dict[int, str] = {}
    with ExitStack() as stack:
        files: dict[str, Any] = {}
        for name, header in HEADERS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            file.write(header + "\n")
            files[name] = csv.writer(file)
        for row in chain.rows():
            if isinstance(row, Area):
                areas[row.id] = row.name
            elif type(row) in FILE_OF:
                files[FILE_OF[type(row)]].writerow(_cells(row, areas))


FILE_OF: dict[type[Row], str] = {
    Store: "stores",
    User: "users",
    Performance: "performances",
    Report: "reports",
    Post: "bbs_posts",
    Comment: "bbs_comments",
    PostReaction: "bbs_reactions",
    CommentReaction: "bbs_reactions",
    Goal: "goals",
}


def _cells(row: Row, areas: dict[int, str]) -> list[object]:
    """The row as its file has it."""
    match row:
        case Store():
            named = [row.store_id, row.name, row.prefecture, row.address, row.opened_on]
            return [*named, row.kind, areas.get(row.area_id or 0), row.changeover_hour]
        case User():
            return [*row[:5], "", "true"]
        case PostReaction() | CommentReaction():
            return ["post" if isinstance(row, PostReaction) else "comment", *row]
    return list(row[: HEADERS[FILE_OF[type(row)]].count(",") + 1])


def _run(folder: Path, postgres: Path) -> Run:
    """Run the command, looking at its memory and PostgreSQL's four times a second."""
    command = [sys.executable, "-m", "web", "import_csv", str(folder)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watched = Watched(psutil.Process(process.pid), psutil.Process(_postmaster(postgres)))
    watching = threading.Thread(target=watched.until_end)
    watching.start()
    printed, said = process.communicate()
    watching.join()
    seconds = time.perf_counter() - started
    say(f"import_csv: {seconds:.0f} s, {said.strip().splitlines()[-1:]}")
    return Run(process.returncode, seconds, watched.busy, watched.peak, watched.postgres, printed, said)


class Watched:
    """A process and a PostgreSQL while the process lives: the most memory (MB), the processor's seconds."""

    def __init__(self, process: psutil.Process, postmaster: psutil.Process) -> None:
        self.process, self.postmaster = process, postmaster
        self.peak = self.postgres = 0.0
        self.seconds: dict[int, float] = {}
        self.before = self._seconds_of(self._servers())

    @property
    def busy(self) -> float:
        """The processors' seconds since the beginning."""
        return sum(seconds - self.before.get(pid, 0) for pid, seconds in self.seconds.items())

    def until_end(self) -> None:
        """Look four times a second."""
        while self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE:
            servers = self._servers()
            self.peak = max(self.peak, _held([self.process]))
            self.postgres = max(self.postgres, _held(servers))
            self.seconds |= self._seconds_of([self.process, *servers])
            time.sleep(0.25)

    def _servers(self) -> list[psutil.Process]:
        return [self.postmaster, *self.postmaster.children(recursive=True)]

    def _seconds_of(self, processes: list[psutil.Process]) -> dict[int, float]:
        found = {}
        for process in processes:
            with suppress(psutil.Error):
                times = process.cpu_times()
                found[process.pid] = times.user + times.system
        return found


def _postmaster(postgres: Path) -> int:
    return int((postgres / "postmaster.pid").read_text().split()[0])


def _held(processes: list[psutil.Process]) -> float:
    """MB that the processes hold: for PostgreSQL, shared pages are counted once."""
    total = 0.0
    for process in processes:
        try:
            total += process.memory_full_info().pss if len(processes) > 1 else process.memory_info().rss
        except psutil.Error:
            continue
    return total / MEGABYTE


def _told(url: str, runs: list[Run]) -> Iterator[str]:
    """Print the table; the sentences about numbers that differ."""
    first, second = runs
    print(f"{'file':<14}{'read':>10}{'new':>10}{'count(*)':>10}{'again new':>10}{'changed':>9}")
    with unhurried(url) as connection:
        for name, numbers in first.counts.items():
            counted = sum(_count(connection, table) for table in TABLES[name])
            again = second.counts.get(name, [0, -1, -1])
            print(f"{name:<14}{numbers[0]:>10}{numbers[1]:>10}{counted:>10}{again[1]:>10}{again[2]:>9}")
            if not numbers[0] == numbers[1] == numbers[4] == counted or again[1] or again[2]:
                yield f"{name}: {numbers}, then {again}, count(*) {counted}"
        queued = _count(connection, "embedding_queue")
    rows = sum(numbers[0] for numbers in first.counts.values())
    for what, run in (("first", first), ("again", second)):
        print(
            f"{what}: {rows} rows in {run.seconds:.0f} s ({run.busy:.0f} s of processors), "
            f"{rows / run.seconds:.0f} rows/s; "
            f"peak {run.peak:.0f} MB, PostgreSQL with its shared buffers {run.postgres:.0f} MB; "
            f"load {os.getloadavg()[0]:.1f}"
        )
    print(f"texts queued for embedding: {queued}")


def _bounds(runs: list[Run], refused: Run) -> Iterator[str]:
    bounds: list[tuple[str, float, float]] = [
        *((f"seconds of run {number}", run.seconds, MOST_SECONDS) for number, run in enumerate(runs, 1)),
        *((f"peak MB of run {number}", run.peak, MOST_MEGABYTES) for number, run in enumerate(runs, 1)),
        ("peak MB of the refused file", refused.peak, MOST_MEGABYTES),
    ]
    yield from (f"{name}: {value:.0f} (bound {most})" for name, value, most in bounds if value > most)
    yield from (
        f"run {number} ended with {run.code}: {run.said[-500:]}"
        for number, run in enumerate(runs, 1)
        if run.code
    )
    if refused.code != 1:
        yield f"two gigabytes ended with {refused.code}"


def _count(connection: "psycopg.Connection[Any]", table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 0


if __name__ == "__main__":
    sys.exit(main())
