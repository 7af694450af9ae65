"""Photos on their way from a phone straight to the bucket, and what the application takes from there.

What lies there is hostile and is never shown: it is taken, re-encoded, and deleted.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.storage.base import StorageError, Stored
from shared.storage.s3 import S3

PREFIX = "incoming/"
TICKET_SECONDS = 300
KINDS = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
# Supabase Storage knows the fields of a form by exactly these names; the others do not mind.
SPELLED = {
    "policy": "Policy",
    "x-amz-algorithm": "X-Amz-Algorithm",
    "x-amz-credential": "X-Amz-Credential",
    "x-amz-date": "X-Amz-Date",
    "x-amz-signature": "X-Amz-Signature",
}


class NotAsSigned(StorageError):
    """What lies there is larger or of another type than was signed."""

    def __init__(self, key: str, *, is_too_large: bool) -> None:
        super().__init__(key)
        self.is_too_large = is_too_large


@dataclass(frozen=True, slots=True)
class Ticket:
    """An address to post one file to: the fields come before it in the form."""

    url: str
    fields: dict[str, str]


def ticket(s3: S3, upload: UUID, kind: str, most: int) -> Ticket:
    """Lets anybody who holds it put one file of `kind` and at most `most` bytes there, for five minutes.

    Type, size, key and end are inside the signature. `kind` is one of `KINDS`. Asks nobody.
    """
    post: dict[str, Any] = s3.client.generate_presigned_post(
        s3.bucket.name,
        _key(upload),
        Fields={"Content-Type": kind},
        Conditions=[{"Content-Type": kind}, ["content-length-range", 1, most]],
        ExpiresIn=TICKET_SECONDS,
    )
    fields = {SPELLED.get(name, name): value for name, value in post["fields"].items()}
    return Ticket(s3.bucket.shown(post["url"]), fields)


def take(s3: S3, upload: UUID, most: int) -> bytes:
    """What has arrived; it stays there.

    Raises:
        NotFound: nothing has, or it was taken already.
        NotAsSigned: it is larger than `most` or of no type of ours; nothing more of it was read.
        StorageError: the service is away.
    """
    key = _key(upload)
    with s3.asked(key) as client:
        found = client.get_object(Bucket=s3.bucket.name, Key=key)
        with closing(found["Body"]) as body:
            # boto3 compares what it has read with the length that was told, when it reads to the end.
            data = b"" if found["ContentLength"] > most else body.read()
    if found["ContentLength"] > most:
        raise NotAsSigned(key, is_too_large=True)
    if found["ContentType"] not in KINDS:
        raise NotAsSigned(key, is_too_large=False)
    return data


def discard(s3: S3, upload: UUID) -> None:
    """Delete what has arrived; nothing there is fine."""
    remove(s3, _key(upload))


def remove(s3: S3, key: str) -> None:
    """The same by its key, which begins with `PREFIX`."""
    with s3.asked(key) as client:
        client.delete_object(Bucket=s3.bucket.name, Key=key)


def listed(s3: S3) -> Iterator[Stored]:
    """All that lies there, by key."""
    return s3.objects(PREFIX)


def _key(upload: UUID) -> str:
    return f"{PREFIX}{upload}"
