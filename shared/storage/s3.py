"""Pictures in a bucket of any S3-compatible service: Supabase Storage, MinIO, AWS.

A request of ours waits for seconds at most and is not repeated: what could not be kept waits in the database
(`shared.outbox`). boto3 is loaded when it is first needed.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.storage.base import KEPT_BY_BROWSERS, NAME, NotFound, StorageError, Stored, checked

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

JPEG = "image/jpeg"
CONNECT_SECONDS, ANSWER_SECONDS = 2, 3
REST_SECONDS = 10
MD5 = re.compile(r"[0-9a-f]{32}")
ABSENT = {"404", "NoSuchKey", "NotFound"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the objects are, and who may touch them."""

    endpoint: str
    region: str
    name: str
    access_key: str
    secret_key: str = field(repr=False)
    public: str = ""  # the same service as browsers reach it, where that is another address

    @property
    def origin(self) -> str:
        """Scheme, host and port where browsers go, as a Content-Security-Policy names them."""
        parts = urlsplit(self.public or self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"

    def shown(self, address: str) -> str:
        """A signed address as browsers reach it; a proxy there passes on the host it was signed for."""
        if not self.public:
            return address
        return self.public.rstrip("/") + address.removeprefix(self.endpoint.rstrip("/"))


class S3:
    """A `Storage` in a bucket. One client serves all threads of a process.

    After a failure the service is taken to be away: for `rest` seconds every call fails at once, so that
    twelve photos do not wait twelve times. `attempts` is how often a call is tried.
    """

    def __init__(self, bucket: Bucket, *, attempts: int = 1, rest: float = REST_SECONDS) -> None:
        self.bucket = bucket
        self._attempts, self._rest = attempts, rest
        self._client: S3Client | None = None
        self._making = Lock()
        self._away_until = 0.0

    def save(self, name: str, data: bytes) -> None:
        """Keep `data`; what has the same name is replaced, which makes saving twice the same as once."""
        with self.asked(checked(name)) as client:
            client.put_object(Bucket=self.bucket.name, Key=name, Body=data, ContentType=JPEG)

    def read(self, name: str) -> bytes:
        with self.asked(checked(name)) as client:
            return client.get_object(Bucket=self.bucket.name, Key=name)["Body"].read()

    def delete(self, name: str) -> None:
        with self.asked(checked(name)) as client:
            client.delete_object(Bucket=self.bucket.name, Key=name)

    def look(self, name: str) -> Stored:
        with self.asked(checked(name)) as client:
            head = client.head_object(Bucket=self.bucket.name, Key=name)
        tag = head["ETag"].strip('"')
        known = tag if MD5.fullmatch(tag) else ""
        return Stored(name, head["ContentLength"], head["LastModified"], known)

    def listed(self, after: str = "") -> Iterator[Stored]:
        return (stored for stored in self.objects("", after) if NAME.fullmatch(stored.name))

    def objects(self, prefix: str, after: str = "") -> Iterator[Stored]:
        """Every object whose key begins with `prefix` and sorts behind `after`, by key."""
        with self.asked(prefix) as client:
            pages = client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket.name, Prefix=prefix, StartAfter=after
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield Stored(found["Key"], found["Size"], found["LastModified"])

    def address(self, name: str, seconds: int) -> str:
        """Where anybody may read the picture for so many seconds: a JPEG shown in place. Asks nobody."""
        asked = {
            "Bucket": self.bucket.name,
            "Key": checked(name),
            "ResponseContentType": JPEG,
            "ResponseContentDisposition": "inline",
            "ResponseCacheControl": KEPT_BY_BROWSERS,
        }
        return self.bucket.shown(self.client.generate_presigned_url("get_object", asked, ExpiresIn=seconds))

    def make_ready(self) -> None:
        """Load boto3 beside whatever goes on: the first picture of a process would wait a second for it."""
        Thread(target=lambda: self.client, name="c3-s3", daemon=True).start()

    @property
    def client(self) -> "S3Client":
        """boto3's client, made once."""
        with self._making:
            self._client = self._client or _client(self.bucket, self._attempts)
        return self._client

    @contextmanager
    def asked(self, key: str) -> Iterator["S3Client"]:
        """The client for one call about `key`; boto3's errors as ours."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError  # noqa: PLC0415  boto3 is large

        if time.monotonic() < self._away_until:
            raise StorageError(f"{key}: the storage was away a moment ago")
        try:
            yield self.client
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in ABSENT:
                raise NotFound(key) from error
            self._away_until = time.monotonic() + self._rest
            raise StorageError(f"{key}: refused ({code})") from error
        except (BotoCoreError, HTTPClientError, OSError) as error:
            self._away_until = time.monotonic() + self._rest
            raise StorageError(f"{key}: {type(error).__name__}") from error


def _client(bucket: Bucket, attempts: int) -> "S3Client":
    """With signatures of version 4 and the bucket in the path, which every service understands."""
    import boto3  # noqa: PLC0415  takes a second of a small instance, and tens of megabytes
    from botocore.config import Config  # noqa: PLC0415  as above

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=16,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = boto3.session.Session(bucket.access_key, bucket.secret_key, region_name=bucket.region)
    return session.client("s3", endpoint_url=bucket.endpoint, config=config)
