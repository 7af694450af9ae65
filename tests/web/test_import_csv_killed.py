"""An import that is killed, wherever it is, leaves nothing in the database; one that ends, everything."""

import os
import random
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from shared.settings import ROOT
from tests.databases import own_database
from tests.web import importing
from tests.web.importing import WHOLE, command, everything, run, written

POINTS = 20
REPORTS = 3000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight files that take a second to write."""
    row = ",12,kanda-1,2026-11-{:02},other,hall,冷蔵庫の温度を確認した,朝の{}回目の確認で5度だった,false,{}\n"
    at = "2026-11-20T22:10:00+09:00"
    reports = importing.REPORTS + "".join(
        f"{6000 + number}{row.format(number % 28 + 1, number, at)}" for number in range(REPORTS)
    )
    return written(tmp_path_factory.mktemp("files") / "whole", **WHOLE | {"reports": reports})


def test_killed_at_twenty_random_points_nothing_of_it_is_in_the_database(django_db_setup, folder):
    """Who is killed between the commit and the last word has imported: then all of it is there."""
    seconds, whole = _whole(folder)
    chance = random.Random(20261123)  # noqa: S311
    killed = 0
    while killed < POINTS:
        with own_database() as own:
            before = everything(own)
            while _killed_after(seconds * chance.uniform(0.3, 1), own, folder) and everything(own) == before:
                assert _staging_tables(own) == 0
                killed += 1
                if killed == POINTS:
                    assert run(own, folder).code == 0
                    break
            assert _counts(own) == whole


def _whole(folder: Path) -> tuple[float, dict[str, int]]:
    """How long the import takes that nobody kills, and how many rows there are then."""
    with own_database() as url:
        started = time.monotonic()
        assert run(url, folder).code == 0
        return time.monotonic() - started, _counts(url)


def _killed_after(seconds: float, url: str, folder: Path) -> bool:
    """Start the import, kill it; False when it had ended before."""
    process = subprocess.Popen(
        command(folder),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": url},
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        _until_alone(url)
        return True
    return False


def _until_alone(url: str) -> None:
    """Until the server has noticed."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + 20
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(others).fetchone() != (0,):
            assert time.monotonic() < deadline, "the server goes on with the work of a dead process"
            time.sleep(0.05)


def _staging_tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged%'").fetchone()
    return int(found[0]) if found else -1


def _counts(url: str) -> dict[str, int]:
    return {table: len(rows) for table, rows in everything(url).items()}
