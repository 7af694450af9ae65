"""/health/ready/ of both applications: each part by name, within two seconds whatever hangs, no secret."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from shared.telemetry.migrations import Migration, of_ours
from shared.telemetry.probe import Probe
from tests.s3 import House, make_bucket, new_house
from tests.stream.served import away, lets_read_alone, run
from tests.telemetry.watched import Watched, watched
from web import health

OK = {"state": "ok"}
HELD = """SELECT count(*) FROM pg_stat_activity
          WHERE starts_with(query, 'SELECT app, name') AND wait_event_type = 'Lock'"""
MOST_SECONDS = 4.5  # two, and what a machine adds that is busy with six other things


@dataclass(frozen=True)
class Serving:
    """A service, its database, and the bucket of its pictures."""

    service: Watched
    database: str
    bucket: House

    def ready(self) -> httpx.Response:
        """Its answer, which came in time; what was asked a second ago is asked anew."""
        time.sleep(1.1)
        began = time.monotonic()
        answer = self.service.get("/health/ready/")
        assert time.monotonic() - began < MOST_SECONDS
        return answer


@pytest.fixture(params=["c3-app", "c3-app-stream"], scope="module")
def serving(request, database, s3_server, tmp_path_factory) -> Iterator[Serving]:
    """Either application, with a worker that has just said that it is there."""
    bucket = new_house(s3_server)
    with watched(request.param, database, tmp_path_factory.mktemp("log"), **bucket.environment) as service:
        yield Serving(service, database, bucket)
    bucket.door.shut()


@pytest.fixture(autouse=True)
def worker(database) -> None:
    run(database, "DELETE FROM embedding_workers")
    run(database, "DELETE FROM embedding_queue")
    run(database, "INSERT INTO embedding_workers (model) VALUES ('m')")


def test_every_part_is_named_with_its_state(serving):
    answer = serving.ready()
    assert (answer.status_code, answer.headers["Cache-Control"].count("no-store")) == (200, 1)
    assert answer.json() == {
        "status": "ready",
        "database": OK,
        "migrations": {"state": "ok", "unapplied": 0},
        "worker": {"state": "ok", "lag_seconds": 0},
        "storage": OK,
    }


def test_without_its_database_it_is_not_ready_and_still_alive_to_say_so(serving):
    with away(serving.database):
        answer = serving.ready()
    assert answer.status_code == 503
    assert answer.json()["database"] == {"state": "no answer"}
    assert answer.json()["storage"] == OK
    assert serving.ready().status_code == 200


def test_a_database_that_lets_read_alone_is_not_ready(serving):
    with lets_read_alone(serving.database):
        answer = serving.ready()
    assert (answer.status_code, answer.json()["database"]) == (503, {"state": "read-only"})
    assert serving.ready().status_code == 200


def test_a_database_that_hangs_is_not_waited_for(serving):
    with psycopg.connect(serving.database) as connection:
        connection.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        for _ in range(5):
            answer = serving.ready()
            assert (answer.status_code, answer.json()["database"]) == (503, {"state": "no answer"})
        assert run(serving.database, HELD)[0][0] <= 2  # one in a process, however often it is asked
    assert serving.ready().status_code == 200


def test_an_unapplied_migration_is_not_ready(serving):
    run(serving.database, "UPDATE django_migrations SET name = 'x' || name WHERE app = 'chats'")
    answer = serving.ready()
    run(serving.database, "UPDATE django_migrations SET name = substr(name, 2) WHERE app = 'chats'")
    assert answer.status_code == 503
    assert answer.json()["migrations"]["state"] == "unapplied"
    assert answer.json()["migrations"]["unapplied"] > 0
    assert answer.json()["database"] == OK


def test_a_database_that_nobody_has_migrated_is_not_ready(serving):
    run(serving.database, "ALTER TABLE django_migrations RENAME TO elsewhere")
    answer = serving.ready()
    run(serving.database, "ALTER TABLE elsewhere RENAME TO django_migrations")
    assert answer.status_code == 503
    assert answer.json()["database"] == OK
    assert answer.json()["migrations"]["unapplied"] >= len(of_ours())


def test_a_migration_of_a_newer_version_is_no_hindrance(serving):
    run(serving.database, "INSERT INTO django_migrations (app, name, applied) VALUES ('chats', '9_', now())")
    assert serving.ready().json()["migrations"] == {"state": "ok", "unapplied": 0}


@pytest.mark.parametrize("how", ["shut", "stick"])
def test_a_storage_that_is_away_or_hangs_degrades_it(serving, how):
    getattr(serving.bucket.door, how)()
    answer = serving.ready()
    serving.bucket.door.open()
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["storage"] == {"state": "away"}
    assert serving.ready().json()["storage"] == OK


def test_a_bucket_that_is_not_there_degrades_it(serving):
    serving.bucket.client.delete_bucket(Bucket=serving.bucket.bucket)
    answer = serving.ready()
    make_bucket(serving.bucket)
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["storage"] == {"state": "no bucket"}
    assert serving.ready().json()["storage"] == OK


def test_what_nobody_has_asked_has_no_answer():
    assert Probe("nothing", lambda: OK).answer() is None


def test_a_worker_that_is_away_or_late_degrades_it(serving):
    run(
        serving.database,
        "INSERT INTO embedding_queue (kind, source_id, due_at)"
        " VALUES ('report', 1, now() - interval '1 hour')",
    )
    late = serving.ready()
    assert (late.status_code, late.json()["status"]) == (200, "degraded")
    assert late.json()["worker"]["state"] == "late"
    assert 3599 <= late.json()["worker"]["lag_seconds"] <= 3660
    run(serving.database, "UPDATE embedding_workers SET seen_at = now() - interval '2 minutes'")
    assert serving.ready().json()["worker"]["state"] == "away"


def test_it_tells_no_secret(serving):
    serving.bucket.door.shut()
    with away(serving.database):
        text = serving.ready().text
    serving.bucket.door.open()
    for secret in (serving.database, "own_", "127.0.0.1", serving.bucket.bucket, "Error", "password"):
        assert secret not in text


def test_live_stays_what_it_was(serving):
    assert serving.service.get("/health/").json() == {"status": "ok"}


def test_the_migrations_that_both_look_for_are_those_that_django_knows():
    known = {Migration(*key) for key in MigrationLoader(None).disk_migrations}
    assert health._wanted() == known
    assert of_ours() == {one for one in known if one.app not in {"admin", "auth", "axes", "contenttypes"}}
