"""The bucket that keeps pictures: whole files, private, in bounded time, or a clear error."""

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from shared import storage
from shared.settings import ROOT
from shared.storage import S3, NotFound, StorageError, new_name
from shared.storage.s3 import Bucket
from tests.s3 import SECRET_KEY, House, forget_settings

DAY = date(2026, 11, 23)
WHOLE = b"\xff\xd8" + b"picture " * 50_000 + b"\xff\xd9"


@pytest.fixture
def bucket(s3: House) -> S3:
    kept = storage.s3()
    assert kept
    return kept


def test_with_a_bucket_in_the_settings_new_pictures_go_there(s3):
    name = new_name(DAY)
    storage.storage().save(name, WHOLE)
    assert s3.keys() == [name]
    assert s3.bytes_of(name) == WHOLE
    assert s3.client.head_object(Bucket=s3.bucket, Key=name)["ContentType"] == "image/jpeg"


def test_the_settings_may_keep_new_pictures_in_the_folder_while_there_is_a_bucket(s3, monkeypatch):
    monkeypatch.setenv("PICTURES_IN", "folder")
    forget_settings()
    name = new_name(DAY)
    storage.storage().save(name, WHOLE)
    assert s3.keys() == []
    assert storage.folder().read(name) == WHOLE
    storage.folder().delete(name)


def test_what_is_saved_is_read_until_it_is_deleted(bucket):
    name = new_name(DAY)
    bucket.save(name, WHOLE)
    assert bucket.read(name) == WHOLE
    bucket.delete(name)
    bucket.delete(name)
    with pytest.raises(NotFound):
        bucket.read(name)
    with pytest.raises(NotFound):
        bucket.look(name)


def test_browsers_are_led_to_the_address_that_they_reach():
    bucket = Bucket("http://minio:9000", "r", "c3", "key", "secret", public="https://c3.jp/files/")
    assert bucket.shown("http://minio:9000/c3/a.jpg?sig=1") == "https://c3.jp/files/c3/a.jpg?sig=1"
    assert bucket.origin == "https://c3.jp"


def test_saved_twice_it_is_there_once(s3, bucket):
    name = new_name(DAY)
    bucket.save(name, WHOLE)
    bucket.save(name, WHOLE)
    assert s3.keys() == [name]


def test_it_tells_size_moment_and_md5(bucket):
    name = new_name(DAY)
    bucket.save(name, WHOLE)
    found = bucket.look(name)
    assert (found.name, found.size, found.md5) == (name, len(WHOLE), md5(WHOLE).hexdigest())  # noqa: S324
    assert datetime.now(UTC) - found.modified < timedelta(minutes=1)


def test_it_lists_pictures_by_name_and_nothing_else(s3, bucket):
    names = sorted(new_name(DAY) for _ in range(3))
    for name in names:
        bucket.save(name, b"x")
    s3.client.put_object(Bucket=s3.bucket, Key="incoming/x", Body=b"x")
    s3.client.put_object(Bucket=s3.bucket, Key="2026/11/somebody-elses.txt", Body=b"x")
    assert [stored.name for stored in bucket.listed()] == names
    assert [stored.name for stored in bucket.listed(names[0])] == names[1:]


@pytest.mark.parametrize("name", ["", "../x", "incoming/x", "2026/11/photo.jpg"])
def test_a_name_that_is_not_ours_reaches_nothing(s3, bucket, name):
    s3.client.put_object(Bucket=s3.bucket, Key="incoming/x", Body=b"original")
    for act in (
        bucket.read,
        bucket.delete,
        bucket.look,
        lambda n: bucket.save(n, b""),
        lambda n: bucket.address(n, 9),
    ):
        with pytest.raises(NotFound):
            act(name)
    assert s3.keys() == ["incoming/x"]


def test_its_signed_address_shows_a_jpeg_in_place_for_as_long_as_it_says(bucket):
    name = new_name(DAY)
    bucket.save(name, WHOLE)
    address = bucket.address(name, 60)
    shown = httpx.get(address)
    assert shown.content == WHOLE
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"] == "inline"
    assert "private" in shown.headers["Cache-Control"]
    asked = parse_qs(urlsplit(address).query)
    assert asked["X-Amz-Expires"] == ["60"]
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert SECRET_KEY not in address


def test_an_object_is_private(s3, bucket):
    name = new_name(DAY)
    bucket.save(name, WHOLE)
    grants = s3.client.get_object_acl(Bucket=s3.bucket, Key=name)["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_away_it_is_an_error_at_once_and_for_a_while_nobody_asks_again(s3, bucket):
    s3.door.shut()
    for bound in (3, 0.1):
        began = time.monotonic()
        with pytest.raises(StorageError):
            bucket.save(new_name(DAY), WHOLE)
        assert time.monotonic() - began < bound


def test_slow_it_is_an_error_in_bounded_time_and_twelve_photos_do_not_wait_twelve_times(s3, bucket):
    s3.door.stick()
    began = time.monotonic()
    for _ in range(24):
        with pytest.raises(StorageError):
            bucket.save(new_name(DAY), WHOLE)
    assert 1 < time.monotonic() - began < 6


def test_back_again_it_keeps_pictures(s3):
    place = storage.bucket()
    assert place
    bucket, name = S3(place, rest=0.2), new_name(DAY)
    bucket.save(name, WHOLE)
    s3.door.shut()
    with pytest.raises(StorageError):
        bucket.save(new_name(DAY), WHOLE)
    s3.door.open()
    time.sleep(0.3)
    bucket.save(new_name(DAY), WHOLE)
    assert bucket.read(name) == WHOLE


def test_refusing_it_is_an_error_that_names_the_reason_and_no_secret(s3):
    place = storage.bucket()
    assert place
    s3.client.delete_bucket(Bucket=s3.bucket)
    with pytest.raises(StorageError, match="NoSuchBucket") as refused:
        S3(place).save(new_name(DAY), WHOLE)
    assert SECRET_KEY not in str(refused.value) + repr(place)
    assert not isinstance(refused.value, NotFound)


def test_threads_share_one_client(s3, bucket):
    names = [new_name(DAY) for _ in range(16)]
    clients = []

    def work(name: str) -> None:
        bucket.save(name, WHOLE)
        clients.append(bucket.client)

    threads = [Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == s3.keys()
    assert len(set(map(id, clients))) == 1


def test_c3_app_loads_boto3_at_its_start_and_only_where_there_is_a_bucket(s3_house, django_db_setup):
    """Each worker does, not the process that they are forked from, which may have loaded c3-app."""
    ask = (
        "import runpy, sys, threading, time, web.wsgi\n"
        "print(threading.active_count())\n"
        "runpy.run_path('gunicorn.conf.py')['post_worker_init'](None)\n"
        "for _ in range(100):\n"
        "    time.sleep(0 if 'boto3.session' in sys.modules else 0.05)\n"
        "print('boto3.session' in sys.modules)"
    )
    for told, expected in ((s3_house.environment, "True"), ({}, "False")):
        environment = {**os.environ, **told}
        ended = subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert ended.stdout.splitlines()[-2:] == ["1", expected]
