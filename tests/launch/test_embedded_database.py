"""The embedded PostgreSQL: shared by processes, private to its owner, and able to come back from anything."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import pytest

from shared.cluster import Cluster, DataFolderError
from shared.embedded import server, url
from shared.settings import ROOT
from tests.launch.launcher import kill, servers

HOLD = """
import sys, time
from pathlib import Path
from shared.embedded import url
start = time.perf_counter()
print(url(Path(sys.argv[1])), time.perf_counter() - start, flush=True)
sys.stdin.read()
"""
AS_AN_ORDINARY_USER = """
import encodings.idna, os, pwd, sys, psutil, psycopg
from pathlib import Path
from shared.embedded import url
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
with psycopg.connect(url(Path(sys.argv[1]))) as connection:
    print(connection.execute("SELECT current_database()").fetchone()[0])
"""


class Process:
    """A process that uses the embedded database in `data` until it is ended."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url, self.seconds = "", 0.0

    def __enter__(self) -> "Process":
        assert self.process.stdout
        self.url, seconds = self.process.stdout.readline().split()
        self.seconds = float(seconds)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    kill(servers(tmp_path))


def answer(address: str, question: str) -> str:
    with psycopg.connect(address) as connection:
        ((value,),) = connection.execute(question.encode())
        return str(value)


def test_processes_share_one_server_and_the_last_one_stops_it(data: Path) -> None:
    with Process(data) as first:
        with Process(data) as second:
            assert second.url == first.url
            assert answer(first.url, "SELECT current_database()") == "c3"
            first.process.communicate()
            assert answer(second.url, "SELECT 1") == "1"
        assert servers(data) == []


def test_joining_a_running_server_takes_less_than_a_fifth_of_a_second(data: Path) -> None:
    with Process(data), Process(data) as joined:
        assert joined.seconds < 0.2


def test_nobody_else_can_read_what_it_keeps(data: Path) -> None:
    with Process(data):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.iterdir())}
    others = stat.S_IRWXG | stat.S_IRWXO
    passable = modes.pop("data") & others
    assert passable in (0, stat.S_IXOTH)  # root's server runs as somebody who has to get through
    assert {name: mode & others for name, mode in modes.items()} == dict.fromkeys(modes, 0)


def test_its_log_has_errors_and_nothing_of_what_was_typed(data: Path) -> None:
    with Process(data) as started, psycopg.connect(started.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE said (words text PRIMARY KEY)")
        for _ in range(2):
            with suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO said VALUES ('給料のこと')")
        log = Cluster(data / "postgres")._log.read_text()
    assert "duplicate key" in log
    assert "給料のこと" not in log


def test_it_keeps_its_data_after_kill_9_of_every_process(data: Path) -> None:
    with Process(data) as killed:
        with psycopg.connect(killed.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
        kill([*servers(data), psutil.Process(killed.process.pid)])
    with Process(data) as again:
        assert answer(again.url, "SELECT value FROM kept") == "42"


def test_a_stale_number_that_now_belongs_to_another_program_is_no_obstacle(data: Path) -> None:
    with Process(data):
        lines = (data / "postgres/postmaster.pid").read_text().splitlines()
    (data / "postgres/postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with Process(data) as again:
        assert answer(again.url, "SELECT 1") == "1"


def test_an_interrupted_first_start_is_begun_anew(data: Path) -> None:
    (data / "postgres.part").mkdir(parents=True)
    (data / "postgres.part/PG_VERSION").write_text("18")
    with Process(data) as started:
        assert answer(started.url, "SELECT 1") == "1"


def test_a_path_too_long_for_a_socket_works(data: Path) -> None:
    long = data / ("長い" * 20)
    with Process(long) as started:
        assert answer(started.url, "SELECT 1") == "1"
        socket_folder = Cluster(long / "postgres")._socket_folder
        assert stat.S_IMODE(socket_folder.stat().st_mode) == stat.S_IRWXU
    assert not socket_folder.exists()


def test_postgresql_16_is_there_for_a_cluster_of_ones_own(tmp_path: Path) -> None:
    with server(tmp_path / "sixteen", 16, "fsync=off") as address:
        assert answer(address, "SHOW server_version").startswith("16.")
        assert answer(address, "SHOW fsync") == "off"
    assert servers(tmp_path) == []


def test_a_folder_of_another_version_is_refused_in_one_sentence(data: Path) -> None:
    with server(data / "postgres", 16):
        pass
    with pytest.raises(DataFolderError, match=r"was made by PostgreSQL 16, but C3 brings 18: .* C3_DATA\.$"):
        url(data)


def test_a_file_in_place_of_the_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DataFolderError, match=r"^The data folder .*data cannot be used .*C3_DATA\.$"):
        url(tmp_path / "data")


def test_an_ordinary_user_has_a_server_too(open_folder: Path) -> None:
    done = as_an_ordinary_user(open_folder / "data")
    assert (done.stdout, done.stderr) == ("c3\n", "")
    assert servers(open_folder) == []


def test_an_unreadable_folder_is_refused_in_one_sentence(open_folder: Path) -> None:
    (open_folder / "data").mkdir(mode=0)
    done = as_an_ordinary_user(open_folder / "data")
    assert done.returncode == 1
    assert done.stderr.startswith(f"The data folder {open_folder / 'data'} cannot be used (Permission denied")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder in which everybody may make another."""
    with TemporaryDirectory(prefix="c3-test-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def as_an_ordinary_user(data: Path) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, "-c", AS_AN_ORDINARY_USER, str(data)]
    return subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
