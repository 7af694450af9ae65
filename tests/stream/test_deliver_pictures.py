"""A photo survives its storage: upload begun, bucket stopped, bucket back; it is there once."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest

from shared import clock
from shared.dates import now
from shared.pool import new_pool
from shared.settings import ROOT
from shared.storage.owner import KEY
from stream import pictures
from stream.pictures import deliver
from tests.s3 import House, forget_settings
from tests.stream.served import at_c3_app, environment, run, sign_in, until
from tests.web.reporting import REGISTER, photo, typed

CALM = "写真はお預かりしました"


@pytest.fixture(autouse=True)
def clean(database) -> Iterator[None]:
    yield
    for table in ("picture_outbox", "report_images", "daily_reports"):
        run(database, f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
async def pool(database):
    async with new_pool(database, 2) as pool:
        yield pool


def file_report(database: str, count: int = 1) -> str:
    """A member of staff files a report with photos; what they then read."""
    browser = sign_in(database, "shibuya-staff").browser
    form = typed(images=[photo(shade) for shade in range(count)])
    return at_c3_app(database, lambda: browser.post(REGISTER, form, follow=True).content.decode())  # noqa: PLW0108  in its thread


def rows(database: str) -> list[str]:
    """The files that the photos of reports have."""
    found = run(database, "SELECT name, thumbnail FROM report_images WHERE report_id IS NOT NULL")
    return sorted(name for row in found for name in row)


def waiting(database: str) -> int:
    return run(database, "SELECT count(*) FROM picture_outbox")[0][0]


@pytest.mark.parametrize("reaches", [0, 200, 900, 3000, 6000])
async def test_a_bucket_that_stops_in_the_middle_of_an_upload_costs_no_photo(database, pool, s3, reaches):
    s3.door.shuts_after = reaches
    assert CALM in file_report(database, 3)
    assert len(rows(database)) == 6
    assert 0 < waiting(database) <= 6
    assert await deliver(pool) == 0
    s3.door.open()
    forget_settings()
    run(database, "UPDATE picture_outbox SET due_at = now()")
    while await deliver(pool):
        pass
    assert s3.pictures() == rows(database)
    assert waiting(database) == 0


async def test_delivered_twice_a_photo_is_there_once(database, pool, s3):
    s3.door.shut()
    file_report(database)
    kept = run(database, "SELECT name, data FROM picture_outbox")
    s3.door.open()
    for _ in range(2):
        forget_settings()
        for name, data in kept:
            run(
                database,
                "INSERT INTO picture_outbox (name, data) VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET due_at = now()",
                name,
                data,
            )
        assert await deliver(pool) == 2
    assert s3.pictures() == rows(database)


async def test_two_workers_never_take_the_same_file(database, pool, s3):
    s3.door.shut()
    file_report(database, 2)
    s3.door.open()
    forget_settings()
    both = [await deliver(pool), await deliver(pool)]
    assert both == [4, 0]


async def test_each_failure_is_noted_by_its_kind_and_tried_again_later_and_later(database, pool, s3):
    s3.door.shut()
    file_report(database)
    pauses = []
    for _ in range(3):
        forget_settings()
        run(database, "UPDATE picture_outbox SET due_at = now()")
        await deliver(pool)
        pauses += run(
            database, "SELECT max(tries), extract(epoch FROM max(due_at) - now()) FROM picture_outbox"
        )
    assert [tries for tries, _ in pauses] == [1, 2, 3]
    assert 10 < pauses[0][1] < 16 < pauses[1][1] < 31 < pauses[2][1] < 61
    errors = {error for (error,) in run(database, "SELECT error FROM picture_outbox")}
    assert "EndpointConnectionError" in errors


def test_the_worker_sweeps_and_says_why_it_could_not(database, s3, monkeypatch, caplog):
    file_report(database)
    monkeypatch.setattr(pictures, "database_url", lambda: database)
    with caplog.at_level("INFO"):
        assert pictures.sweep() == ""
    assert "swept up 0 pictures" in caplog.text
    with monkeypatch.context() as wrong:
        wrong.setattr(clock, "now", lambda: now() + timedelta(days=2))
        assert pictures.sweep("2026/10/") == "2026/10/"
    assert "hours apart" in caplog.text
    s3.client.put_object(Bucket=s3.bucket, Key=KEY, Body=b"production's")
    assert pictures.sweep() == ""
    assert "not swept:" in caplog.text
    monkeypatch.setattr(pictures, "database_url", lambda: "postgresql://127.0.0.1:1/none")
    assert pictures.sweep("2026/11/") == "2026/11/"
    assert "nothing was swept: OperationalError" in caplog.text


def test_the_real_worker_brings_them_when_the_bucket_is_back(database, s3: House, tmp_path):
    s3.door.shut()
    assert CALM in file_report(database, 2)
    output = tmp_path / "worker.log"
    with output.open("wb") as log:
        command = [sys.executable, "-m", "stream.worker"]
        settings = environment(database, **s3.environment)
        worker = psutil.Popen(command, cwd=ROOT, env=settings, stderr=log, stdout=subprocess.DEVNULL)
    try:
        until(lambda: "still waits for its storage" in output.read_text())
        assert s3.pictures() == []
        s3.door.open()
        until(lambda: waiting(database) == 0, seconds=60)
        assert s3.pictures() == rows(database)
        assert len(rows(database)) == 4
        worker.terminate()
        began = time.monotonic()
        assert worker.wait(5) == 0
        assert time.monotonic() - began < 2.5
    finally:
        if worker.poll() is None:
            worker.kill()
    said = output.read_text()
    assert s3.environment["SUPABASE_STORAGE_SECRET_KEY"] not in said
    assert "4 files of pictures were brought" in said
