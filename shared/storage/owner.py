"""Whose bucket it is: the number of the database that sweeps it, written into the bucket itself."""

from typing import Final

from shared.storage.base import NotFound
from shared.storage.s3 import S3

KEY: Final = "c3-database"  # no name of a picture, and no upload: it is neither listed nor swept


def owner(s3: S3) -> str:
    """The number that stands there; empty: none does. Raises `StorageError`."""
    try:
        with s3.asked(KEY) as client:
            return client.get_object(Bucket=s3.bucket.name, Key=KEY)["Body"].read().decode()
    except NotFound:
        return ""


def write_owner(s3: S3, number: str) -> None:
    """Write it in place of the one that stood there. Raises `StorageError`."""
    with s3.asked(KEY) as client:
        client.put_object(Bucket=s3.bucket.name, Key=KEY, Body=number.encode(), ContentType="text/plain")
