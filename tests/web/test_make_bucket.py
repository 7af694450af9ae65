"""`python -m web make_bucket` on a real S3-compatible server."""

import pytest
from django.core.management import CommandError, call_command

from tests.s3 import REGION, forget_settings


@pytest.fixture
def named(s3, monkeypatch):
    """`named("a-bucket", "us-east-1")`: C3 is told of this one."""

    def told(bucket: str, region: str = REGION) -> None:
        monkeypatch.setenv("SUPABASE_STORAGE_BUCKET", bucket)
        monkeypatch.setenv("SUPABASE_STORAGE_REGION", region)
        forget_settings()

    return told


@pytest.mark.parametrize("region", ["us-east-1", "ap-northeast-1"])
def test_it_makes_the_bucket_and_twice_is_as_once(s3, named, region):
    bucket = f"{s3.bucket}-{region}"
    named(bucket, region)
    for _ in range(2):
        call_command("make_bucket")
    assert bucket in {one["Name"] for one in s3.client.list_buckets()["Buckets"]}


def test_it_says_why_a_bucket_cannot_be_made(named):
    named("x")
    with pytest.raises(CommandError, match="cannot be made: InvalidBucketName"):
        call_command("make_bucket")


def test_without_a_bucket_in_the_settings_it_says_what_to_set():
    with pytest.raises(CommandError, match="S3_ENDPOINT_URL"):
        call_command("make_bucket")
