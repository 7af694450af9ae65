"""`make run`, from an empty folder to Ctrl-C, and again after everything was killed.

The tests of this file are one story on one data folder, in this order: each start takes seconds.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from launch.guide import welcome
from shared.cluster import Cluster
from shared.settings import ROOT, settings
from tests.launch.launcher import Launcher, environment, free_ports, kill, status, until_gone
from tests.stream.served import until


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("launch") / "データ 1"


@pytest.fixture(scope="module")
def ports() -> list[int]:
    return free_ports()


@pytest.fixture(scope="module")
def first_run(data: Path, ports: tuple[int, int]) -> Iterator[Launcher]:
    forgotten_import(data).mkdir(parents=True)
    os.utime(forgotten_import(data), (time.time() - 90_000,) * 2)
    launcher = Launcher(data, *ports, C3_DEMO="1", WEB_CONCURRENCY="3")
    yield launcher
    kill_all(launcher)


@pytest.fixture
def next_run(data: Path, ports: tuple[int, int]) -> Iterator[Launcher]:
    launcher = Launcher(data, *ports)
    yield launcher
    kill_all(launcher)


def kill_all(launcher: Launcher) -> None:
    kill(launcher.processes())
    psutil.wait_procs([launcher.process], timeout=5)


def running(launcher: Launcher, module: str) -> list[psutil.Process]:
    return [process for process in launcher.processes() if module in process.cmdline()]


def forgotten_import(data: Path) -> Path:
    return data / "imports" / "00000000-0000-0000-0000-000000000001"


def stored_users(data: Path) -> int:
    with psycopg.connect(Cluster(data / "postgres").url("c3")) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM users")
        return count


def test_the_first_run_shows_its_steps_and_serves_on_the_ports_it_was_given(first_run: Launcher) -> None:
    first_run.until_ready()
    assert re.findall(r"\[(\d)/8\]", first_run.text()) == list("12345678")
    assert [status(port, "/health/") for port in first_run.ports] == [200, 200]
    assert status(first_run.ports[0], "/accounts/login/") == 200


def test_what_was_uploaded_yesterday_is_swept(first_run: Launcher, data: Path) -> None:
    first_run.until_ready()
    until(lambda: not forgotten_import(data).exists())


def test_more_processes_are_more_of_c3_app_and_never_of_c3_app_stream(first_run: Launcher) -> None:
    """An open page of figures lives in one process."""
    first_run.until_ready()
    (stream,) = running(first_run, "stream.main:app")
    assert stream.children() == []
    assert len(running(first_run, "web.wsgi:application")) == 1 + 3


def test_it_prints_the_addresses_and_the_demo_logins(first_run: Launcher) -> None:
    web, stream = first_run.ports
    printed = first_run.text()
    assert f"http://localhost:{web}/" in printed
    assert f"http://localhost:{stream}/analysis/" in printed
    assert all(login in printed for login in ("demo-staff", "demo-manager", "demo-area", "demo-admin"))
    assert "c3-demo-2026" in printed


@pytest.mark.parametrize(
    ("told", "host"),
    [
        ("", "localhost"),
        ("192.168.1.5,localhost", "localhost"),
        ("192.168.1.5", "192.168.1.5"),
        (".c3.jp", "c3.jp"),
    ],
)
def test_the_addresses_are_such_as_it_answers_to(told: str, host: str) -> None:
    printed = welcome(settings().model_copy(update={"allowed_hosts": told}))
    assert f" http://{host}:8000/" in printed
    assert f" http://{host}:8001/analysis/" in printed


def test_a_second_launcher_on_the_same_folder_is_told_so_in_one_sentence(first_run: Launcher) -> None:
    second = Launcher(first_run.data, *free_ports())
    assert second.until_end() == 1
    assert "C3 is already running on" in second.text().splitlines()[-1]
    assert status(first_run.ports[0], "/health/") == 200


def test_a_taken_port_is_named_with_its_variable_and_its_holder(first_run: Launcher, tmp_path: Path) -> None:
    taken = first_run.ports[1]
    second = Launcher(tmp_path / "other", free_ports()[0], taken)
    assert second.until_end() == 1
    refusal = second.text().splitlines()[-1]
    assert f"Port {taken} cannot be used" in refusal
    assert "by process " in refusal
    assert "STREAM_PORT" in refusal


def test_a_command_joins_the_running_database(first_run: Launcher) -> None:
    script = "from django.contrib.auth import get_user_model as users; print(users().objects.count())"
    joined = subprocess.run(
        [sys.executable, "-m", "web", "shell", "--no-imports", "--command", script],
        cwd=ROOT,
        env=environment(first_run.data),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(joined.stdout) == stored_users(first_run.data) > 0
    assert status(first_run.ports[0], "/health/") == 200


def test_ctrl_c_leaves_no_process_and_no_traceback(first_run: Launcher, data: Path) -> None:
    (data.parent / "users.json").write_text(json.dumps(stored_users(data)))
    assert first_run.ctrl_c() == 0
    assert until_gone(first_run) == [], first_run.text()
    assert "Traceback" not in first_run.text()


def test_the_second_run_is_up_within_15_seconds_with_the_same_data(next_run: Launcher, data: Path) -> None:
    assert next_run.until_ready() < 15
    assert stored_users(data) == json.loads((data.parent / "users.json").read_text())
    kill_all(next_run)
    assert until_gone(next_run) == [], next_run.text()


def test_after_kill_9_of_everything_the_next_run_recovers(next_run: Launcher, data: Path) -> None:
    next_run.until_ready()
    assert stored_users(data) > 0
    os.kill(next_run.process.pid, signal.SIGKILL)
    next_run.until_end()
    assert until_gone(next_run) == [], (
        next_run.text()
    )  # without their launcher the services and the database end too


def test_when_a_service_dies_all_are_stopped_with_one_sentence(next_run: Launcher) -> None:
    next_run.until_ready()
    (worker,) = running(next_run, "stream.worker")
    worker.kill()
    assert next_run.until_end() == 1
    assert "A service ended by itself" in next_run.text().splitlines()[-1]
    assert until_gone(next_run) == [], next_run.text()


@pytest.mark.parametrize("seconds", [0, 0.05, 0.3, 1])
def test_ctrl_c_in_the_midst_of_starting_leaves_no_process(next_run: Launcher, seconds: float) -> None:
    """The command that it ends then is still dying for a moment, and holds the database."""
    while "[4/8]" not in next_run.text():
        assert next_run.process.poll() is None
    time.sleep(seconds)
    assert next_run.ctrl_c() == 0
    assert until_gone(next_run) == [], next_run.text()
    assert "Traceback" not in next_run.text()


def test_a_database_of_ones_own_is_used_instead_and_stays_empty(tmp_path: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE launched")
    own = os.environ["DATABASE_URL"].replace("/postgres?", "/launched?")
    launcher = Launcher(tmp_path / "data", *free_ports(), DATABASE_URL=own, C3_DEMO="1")
    try:
        launcher.until_ready()
        with psycopg.connect(own) as connection:
            assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)
        assert not (launcher.data / "postgres").exists()
        assert "createsuperuser" in launcher.text()
        assert launcher.ctrl_c() == 0
        assert until_gone(launcher) == [], launcher.text()
    finally:
        kill_all(launcher)
