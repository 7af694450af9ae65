"""All pictures go from the folder to the bucket and back: whole, verified, and resumable at any moment."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shared.settings import ROOT
from shared.storage import Folder, new_name
from tests.cast import CAST
from tests.s3 import House, forget_settings
from tests.stream.served import run
from web.reports.models import PictureOutbox, ReportImage

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
INSERT = """INSERT INTO report_images (uploaded_by, form_id, name, thumbnail, width, height, digest)
    VALUES (%s, %s, %s, %s, 8, 6, %s)"""


@pytest.fixture
def place(tmp_path, s3_house: House, monkeypatch) -> Iterator[Folder]:
    """The folder of an installation that has been told of a bucket."""
    monkeypatch.setenv("C3_DATA", str(tmp_path))
    for name, value in s3_house.environment.items():
        monkeypatch.setenv(name, value)
    forget_settings()
    yield Folder(tmp_path / "pictures")
    monkeypatch.undo()
    forget_settings()


def new_picture() -> list[Any]:
    return [CAST.staff, uuid4(), new_name(DAY), new_name(DAY), uuid4().hex]


def content(name: str) -> bytes:
    """As many bytes as a picture has, different for each."""
    return name.encode() * 3000


def pictures_in(folder: Folder, count: int) -> list[str]:
    """So many pictures, each with a row and two files in the folder; the files' names, in their order."""
    made = []
    for _ in range(count):
        values = new_picture()
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
        made += [str(values[2]), str(values[3])]
    for name in made:
        folder.save(name, content(name))
    return sorted(made)


def move(to: str, *options: str) -> str:
    out = StringIO()
    call_command("move_pictures", "--to", to, *options, stdout=out, stderr=out)
    return out.getvalue()


def test_from_the_folder_to_the_bucket_and_back(place, s3_house):
    names = pictures_in(place, 5)
    assert "Done: 10/10 files: 10 copied, 0 already there" in move("s3", "--delete-source")
    assert s3_house.keys() == names
    assert list(place.listed()) == []
    assert "Done: 10/10 files: 10 copied" in move("folder", "--delete-source")
    assert [stored.name for stored in place.listed()] == names
    assert all(place.read(name) == content(name) for name in names)
    assert s3_house.keys() == []


def test_nothing_is_deleted_at_the_source_unless_it_is_asked_for(place, s3_house):
    names = pictures_in(place, 3)
    move("s3")
    assert [stored.name for stored in place.listed()] == names
    assert s3_house.keys() == names


def test_a_second_run_copies_nothing(place, s3_house):
    pictures_in(place, 3)
    move("s3")
    before = {one["Key"]: one["LastModified"] for one in _objects(s3_house)}
    assert "0 copied, 6 already there" in move("s3")
    assert {one["Key"]: one["LastModified"] for one in _objects(s3_house)} == before


def test_a_half_or_wrong_copy_at_the_bucket_is_made_anew(place, s3_house):
    names = pictures_in(place, 2)
    for name, wrong in ((names[0], content(names[0])[:-1]), (names[1], b"x" * len(content(names[1])))):
        s3_house.client.put_object(Bucket=s3_house.bucket, Key=name, Body=wrong)
    assert "4 copied, 0 already there" in move("s3")
    assert all(s3_house.bytes_of(name) == content(name) for name in names)


def test_a_copy_of_which_the_bucket_tells_no_md5_is_held_against_the_bytes(place, s3_house):
    names = pictures_in(place, 1)
    for name, body in zip(names, (content(names[0]), b"x" * len(content(names[1]))), strict=True):
        where = {"Bucket": s3_house.bucket, "Key": name}
        upload = s3_house.client.create_multipart_upload(**where)["UploadId"]
        part = s3_house.client.upload_part(**where, UploadId=upload, PartNumber=1, Body=body)
        parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
        s3_house.client.complete_multipart_upload(**where, UploadId=upload, MultipartUpload=parts)
    assert "1 copied, 1 already there" in move("s3")
    assert [s3_house.bytes_of(name) for name in names] == [content(name) for name in names]


def test_a_picture_that_is_nowhere_is_named_and_the_others_are_copied(place, s3_house):
    names = pictures_in(place, 3)
    place.delete(names[0])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("move_pictures", "--to", "s3", stdout=out, stderr=out)
    assert ended.value.code == 1
    assert f"{names[0]}: in neither storage" in out.getvalue()
    assert s3_house.keys() == names[1:]


def test_a_picture_that_still_waits_in_the_database_is_no_problem(place, s3_house):
    names = pictures_in(place, 2)
    place.delete(names[0])
    PictureOutbox.objects.create(name=names[0], data=content(names[0]))
    assert "1 waiting in the database, 0 problems" in move("s3")


def test_with_the_bucket_away_nothing_is_deleted_and_it_says_so(place, s3_house):
    names = pictures_in(place, 2)
    s3_house.door.shut()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("move_pictures", "--to", "s3", "--delete-source", stdout=out, stderr=out)
    assert "4 problems" in out.getvalue()
    assert [stored.name for stored in place.listed()] == names


def test_without_a_bucket_there_is_nowhere_to_go():
    with pytest.raises(CommandError, match="No S3 storage is configured"):
        move("s3")


def test_during_the_move_each_picture_is_shown_from_where_it_is(place, s3_house, browser_of, cast):
    from shared.dates import now  # noqa: PLC0415
    from shared.storage import address  # noqa: PLC0415

    names = pictures_in(place, 1)
    browser = browser_of(cast.staff)
    seen = [browser.get(address(names[0], cast.staff, now())).status_code]
    move("s3", "--delete-source")
    seen.append(browser.get(address(names[0], cast.staff, now())).status_code)
    move("folder", "--delete-source")
    seen.append(browser.get(address(names[0], cast.staff, now())).status_code)
    assert seen == [200, 302, 200]


@pytest.mark.parametrize("to", ["s3", "folder"])
def test_killed_at_any_moment_and_begun_again_it_ends_complete(database, place, s3_house, tmp_path, to):
    """The real command is killed four times on its way, each time a little further."""
    values = [new_picture() for _ in range(150)]
    for row in values:
        run(database, INSERT, *row)
    names = sorted(str(name) for row in values for name in row[2:4])
    for name in names:
        if to == "s3":
            place.save(name, content(name))
        else:
            s3_house.client.put_object(Bucket=s3_house.bucket, Key=name, Body=content(name))
    command = [sys.executable, "-m", "web", "move_pictures", "--to", to, "--delete-source"]
    told = {**os.environ, "DATABASE_URL": database}
    for attempt in range(4):
        with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE) as process:
            assert process.stdout
            for _ in range(attempt + 1):
                assert b"/300 files" in process.stdout.readline()
            time.sleep(0.07 * attempt)
            assert process.poll() is None, "it was done before it was killed: the test shows nothing"
            process.kill()
        assert {*_every(s3_house), *(stored.name for stored in place.listed())} == set(names)
    ended = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=True)
    assert re.search(r"Done: 300/300 files: .* 0 problems", ended.stdout), ended.stdout
    inside = {stored.name for stored in place.listed()}
    if to == "s3":
        assert set(_every(s3_house)) == set(names)
        assert inside == set()
        assert all(s3_house.bytes_of(name) == content(name) for name in names[::50])
    else:
        assert inside == set(names)
        assert _every(s3_house) == []
        assert all(place.read(name) == content(name) for name in names[::50])
    run(database, "DELETE FROM report_images")
    assert not ReportImage.objects.exists()


def _objects(house: House) -> list[dict]:
    return house.client.list_objects_v2(Bucket=house.bucket).get("Contents", [])  # type: ignore[return-value]


def _every(house: House) -> list[str]:
    pages = house.client.get_paginator("list_objects_v2").paginate(Bucket=house.bucket)
    return [one["Key"] for page in pages for one in page.get("Contents", [])]
