"""What `make run` cannot work with is said in one clear sentence, and the exit code is not 0."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from shared.settings import ROOT
from tests.launch.launcher import Launcher, free_ports


def refusal(launcher: Launcher) -> str:
    """The last line of a launcher that ended by itself; nothing but progress lines is before it."""
    assert launcher.until_end() == 1
    *progress, sentence = launcher.text().splitlines()
    assert all(line.startswith("[") for line in progress), launcher.text()
    return sentence


def test_a_file_in_place_of_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    sentence = refusal(Launcher(tmp_path / "data", *free_ports()))
    assert sentence.startswith(f"The data folder {tmp_path / 'data'} cannot be used")
    assert "C3_DATA" in sentence


def test_a_data_folder_of_another_version_of_postgresql(tmp_path: Path) -> None:
    (tmp_path / "data/postgres").mkdir(parents=True)
    (tmp_path / "data/postgres/PG_VERSION").write_text("16\n")
    sentence = refusal(Launcher(tmp_path / "data", *free_ports()))
    assert "was made by PostgreSQL 16, but C3 brings 18" in sentence


def test_both_applications_on_one_port(tmp_path: Path) -> None:
    port, _ = free_ports()
    sentence = refusal(Launcher(tmp_path / "data", port, port))
    assert sentence == "WEB_PORT and STREAM_PORT name the same port: give each one of its own."


@pytest.mark.parametrize("port", [0, 65536])
def test_a_port_that_does_not_exist(tmp_path: Path, port: int) -> None:
    assert "WEB_PORT" in refusal(Launcher(tmp_path / "data", port, 8001))


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    nowhere = f"postgresql://c3@127.0.0.1:{free_ports()[0]}/c3"
    sentence = refusal(Launcher(tmp_path / "data", *free_ports(), DATABASE_URL=nowhere))
    assert sentence.startswith("The database does not let us in: ")


def test_a_database_without_pgvector_or_the_right_to_add_it_stops_the_start(tmp_path: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
        connection.execute("CREATE DATABASE guests")
    guest = os.environ["DATABASE_URL"].replace("postgres@/postgres?", "guest@/guests?")
    launcher = Launcher(tmp_path / "data", *free_ports(), DATABASE_URL=guest)
    assert launcher.until_end() == 1
    assert launcher.text().splitlines()[-1] == "`python -m web migrate` failed (code 1): the reason is above."


def test_a_missing_secret_key_with_debug_off(tmp_path: Path) -> None:
    assert refusal(Launcher(tmp_path / "data", *free_ports(), DEBUG="0")).startswith("SECRET_KEY is missing")


def test_another_python(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    command = ["make", "run", f"PYTHON={tmp_path / 'python3'}"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert made.stderr.splitlines()[0].startswith("C3 needs Python 3.11, and ")
    assert not (tmp_path / ".venv").exists()
