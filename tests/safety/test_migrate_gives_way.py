"""A migration that cannot have its lock gives way: people wait for seconds at most, and it comes back."""

import os
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from tests.safety.archives import run


@pytest.fixture
def held(migrated, tmp_path):
    """A long transaction reads reports; the newest migration of reports has yet to come."""
    run(migrated, tmp_path, "migrate", "reports", "0005_pictures_of_posts", "-v0")
    with psycopg.connect(migrated) as connection:
        connection.execute("SELECT * FROM daily_reports")
        yield migrated, connection


def test_people_wait_for_seconds_and_the_migration_comes_back(held, tmp_path):
    url, reading = held
    waits, stop = list[float](), threading.Event()

    def look() -> None:
        with psycopg.connect(url, autocommit=True) as person:
            while not stop.is_set():
                began = time.monotonic()
                person.execute("SELECT count(*) FROM daily_reports")
                waits.append(time.monotonic() - began)
                time.sleep(0.05)

    person = threading.Thread(target=look)
    person.start()
    timer = threading.Timer(25, reading.commit)
    timer.start()
    ran = run(url, tmp_path, "migrate", "reports", "-v0")
    timer.cancel()
    stop.set()
    person.join()
    assert ran.code == 0, ran.err
    assert "A table is in use for more than 5 s; again in 5 s." in ran.err
    assert 4 < max(waits) < 9
    with psycopg.connect(url) as connection:
        connection.execute("SELECT written_at FROM daily_reports")


def test_without_it_they_would_wait_for_as_long_as_the_reader_reads(held):
    """Django's own command, for comparison."""
    url, reading = held
    own = "import django, sys; django.setup(); from django.core.management.commands.migrate import Command;"
    own += "Command().run_from_argv(['web', 'migrate', 'reports', '-v0'])"
    with subprocess.Popen([sys.executable, "-c", own], env=environment(url)) as migration:
        with psycopg.connect(url, autocommit=True) as person:
            deadline = time.monotonic() + 120
            while not person.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                assert time.monotonic() < deadline
                time.sleep(0.1)
            person.execute("SET statement_timeout = '8s'")
            with pytest.raises(psycopg.errors.QueryCanceled):
                person.execute("SELECT count(*) FROM daily_reports")
        reading.commit()
        assert migration.wait(60) == 0


def environment(url):
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "web.settings"}
    return {**os.environ, **own, "PGOPTIONS": "-c statement_timeout=0"}
