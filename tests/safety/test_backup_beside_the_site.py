"""Photos come, go and are swept up while a backup is made: each one that it names is in it all the same."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from shared import backups
from shared.backups import Running
from shared.dates import now
from shared.db import Query
from shared.storage import Folder
from shared.sweeper import Sweeper
from tests.cast import CAST
from tests.s3 import forget_settings
from tests.safety.archives import in_folder, names_of, of_archive, rows_of
from web.reports import keeping
from web.safety.backup import backup

DAY = timedelta(days=1)


@pytest.fixture
def pictures(monkeypatch, tmp_path):
    """The folder of this process's pictures."""
    monkeypatch.setenv("C3_DATA", str(tmp_path))
    forget_settings()
    (tmp_path / "pictures").mkdir()
    yield tmp_path / "pictures"
    monkeypatch.undo()
    forget_settings()


@pytest.fixture
def connection(own):
    with psycopg.connect(own, autocommit=True) as connection:
        yield connection


def staged(connection, pictures, age=0.0):
    """A photo of a phone: its files, then its row; `age` in days."""
    names = [f"2026/11/{uuid4()}.jpg" for _ in range(2)]
    for name in names:
        Folder(pictures).save(name, name.encode())
        grown(pictures / name, age)
    connection.execute(
        "INSERT INTO report_images (form_id, uploaded_by, name, thumbnail, width, height, digest, created_at)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 1, 1, %s, %s)",
        [CAST.staff, *names, uuid4().hex * 2, now() - age * DAY],
    )
    return names


def grown(path, age):
    """The file was written so many days ago."""
    written = time.time() - age * 86400
    os.utime(path, (written, written))


def again_and_again(act: Callable[[], object], stop: threading.Event, counted: list[int]) -> threading.Thread:
    """Something that others do until it is enough."""

    def go() -> None:
        while not stop.is_set():
            act()
            counted.append(1)

    thread = threading.Thread(target=go)
    thread.start()
    return thread


def busy(own, pictures, monkeypatch, archive):
    """Make a backup while one phone sends and drops photos and the sweeper sweeps; how often they did."""
    stop, dropped, swept = threading.Event(), list[int](), list[int]()
    with ExitStack() as stack:
        phone, sweeper = (stack.enter_context(psycopg.connect(own, autocommit=True)) for _ in range(2))
        monkeypatch.setattr(keeping, "connection", phone)

        def send_and_drop() -> None:
            staged(phone, pictures)
            gone = phone.execute(
                "DELETE FROM report_images WHERE id ="
                " (SELECT id FROM report_images ORDER BY random() LIMIT 1) RETURNING name, thumbnail"
            ).fetchall()
            keeping.forget([name for row in gone for name in row])

        threads = [
            again_and_again(send_and_drop, stop, dropped),
            again_and_again(lambda: Sweeper(sweeper, now(), most=5).sweep(), stop, swept),
        ]
        try:
            made = backup(own, archive, now(), lambda _step: time.sleep(0.02))
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert dropped
    assert swept
    return made


def named_in(archive):
    return {
        name for row in rows_of(of_archive(archive), "report_images") for name in row if name.endswith(".jpg")
    }


def test_every_picture_that_the_backup_names_is_in_it(connection, own, pictures, monkeypatch, tmp_path):
    for _ in range(200):
        staged(connection, pictures, age=2)
    made = busy(own, pictures, monkeypatch, tmp_path / "a.tar")
    archive = of_archive(tmp_path / "a.tar")
    named = named_in(tmp_path / "a.tar")
    assert len(named) > 100
    assert made.pictures.missing == []
    assert {name: archive[f"pictures/{name}"] for name in named} == {name: name.encode() for name in named}


def test_without_the_lock_some_would_be_missing(connection, own, pictures, monkeypatch, tmp_path):
    never: Query[Running] = Query("SELECT false AS is_running", Running, {})
    monkeypatch.setattr(backups, "running", lambda: never)
    for _ in range(200):
        staged(connection, pictures, age=2)
    assert busy(own, pictures, monkeypatch, tmp_path / "a.tar").pictures.missing


def test_what_stayed_for_a_backup_is_swept_after_it(connection, own, pictures, monkeypatch):
    monkeypatch.setattr(keeping, "connection", connection)
    first, second = staged(connection, pictures), staged(connection, pictures)
    with psycopg.connect(own) as other:
        other.execute(backups.begin().sql, backups.begin().params)
        connection.execute("DELETE FROM report_images WHERE name = %s", [first[0]])
        keeping.forget(first)
        for name in first:
            grown(pictures / name, 2)
        assert Sweeper(connection, now()).sweep().unnamed == 0
        assert len(in_folder(pictures)) == 4
    assert Sweeper(connection, now()).sweep().unnamed == 2
    assert in_folder(pictures).keys() == set(second)


def test_the_lock_is_of_this_database_alone(connection, own, database):
    with psycopg.connect(database) as elsewhere:
        elsewhere.execute(backups.begin().sql, backups.begin().params)
        assert connection.execute(backups.running().sql, backups.running().params).fetchone() == (False,)


def test_nobody_waits_for_a_backup(connection, own, pictures, tmp_path):
    """Rows are written, changed and deleted beside it, and no lock of it is in the way."""
    waits = list[float]()

    def write(_step: str) -> None:
        began = time.monotonic()
        connection.execute("UPDATE users SET last_login = now()")
        connection.execute("DELETE FROM sessions")
        staged(connection, pictures)
        waits.append(time.monotonic() - began)

    staged(connection, pictures)
    connection.execute("SET statement_timeout = '5s'")
    made = backup(own, tmp_path / "a.tar", now(), write)
    assert len(waits) > 40
    assert made.pictures.files == 2
    assert len(names_of(connection)) > 40
