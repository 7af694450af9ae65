"""`python -m tests.bench.backup [REPORTS]`: how long a backup and a restore take, and how much memory.

A year of the bench's chain, copied until it has so many reports, with a file for each of its pictures.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.embedded import server
from shared.settings import ROOT
from tests.bench.data import CHAIN, PHOTOS
from tests.bench.unhurried import unhurried
from tests.pictures import jpeg

REPORTS = 1_000_000
MORE = """
    INSERT INTO daily_reports (date, genre, location, title, content, store_id, user_id)
    SELECT date, genre, location, title, content || n, store_id, user_id
    FROM daily_reports, generate_series(1, %s) n"""
PEAK = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"""


def main(reports: int) -> None:
    """Fill, back up, restore, tell."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="c3-backup-")))
        url = stack.enter_context(
            server(place / "postgres", 18, "max_wal_size=4GB", "maintenance_work_mem=256MB")
        )
        with unhurried(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE here")
            connection.execute("CREATE DATABASE there")
        here, there = (url.replace("/postgres?", f"/{name}?") for name in ("here", "there"))
        run(here, place / "here", "migrate", "-v0")
        fill(here, reports, place / "here" / "pictures")
        archive = place / "a.tar"
        run(here, place / "here", "backup", str(archive))
        print(f"{archive.stat().st_size / 1e6:.0f} MB", flush=True)
        run(there, place / "there", "restore", str(archive), "--check")
        run(there, place / "there", "restore", str(archive))


def fill(url: str, reports: int, pictures: Path) -> None:
    """The chain, its pictures' files, and more reports."""
    os.environ.update(DATABASE_URL=url, C3_DATA=str(pictures.parent), SECRET_KEY="x" * 50, DEBUG="1")
    from web.demo.load import load  # noqa: PLC0415  after the settings

    began = time.monotonic()
    with unhurried(url) as connection:
        load(connection, CHAIN, pictures=False, password="!")
        connection.execute(PHOTOS, [2])
    with unhurried(url, autocommit=True) as connection:
        (have,) = connection.execute("SELECT count(*) FROM daily_reports").fetchone() or (1,)
        if reports > have:
            connection.execute(MORE, [reports // have])
        names = connection.execute("SELECT unnest(ARRAY[name, thumbnail]) FROM report_images").fetchall()
    data = jpeg((640, 480))
    for (name,) in names:
        (pictures / name).parent.mkdir(parents=True, exist_ok=True)
        (pictures / name).write_bytes(data)
    told = f"{reports} reports, {len(names)} files of {len(data)} bytes"
    print(f"filled in {time.monotonic() - began:.0f} s: {told}", flush=True)


def run(url: str, data: Path, *command: str) -> None:
    """A command as an operator runs it; its time and its peak memory."""
    began = time.monotonic()
    told = {**os.environ, "DATABASE_URL": url, "C3_DATA": str(data), "SECRET_KEY": "x" * 50, "DEBUG": "1"}
    whole = [sys.executable, "-c", PEAK, sys.executable, "-m", "web", *command]
    ran = subprocess.run(whole, check=True, capture_output=True, text=True, cwd=ROOT, env=told)
    code, peak = ran.stdout.split()[-2:]
    print(
        f"{command[0]} {command[-1][:9]}: exit {code}, {time.monotonic() - began:.0f} s, {peak} MB at most",
        flush=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
