"""What every place that keeps pictures can do, what it may say instead, and what a picture is called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import uuid4

NAME = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg")

# What a browser is told of a picture, by either application and by the bucket, since a picture never changes.
# The way to the bucket is kept for less time than it holds.
KEPT_BY_BROWSERS = "private, max-age=3600, immutable"
SIGNED_SECONDS = 3600
WAY_KEPT_BY_BROWSERS = "private, max-age=1800"


class StorageError(Exception):
    """The storage did not do it: not permitted, away."""


class NotFound(StorageError):
    """No picture has this name; the name may not even be one of ours."""


class StorageFull(StorageError):
    """There is no room left on the disk."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept file: `size` in bytes, when it was written (aware), the MD5 of its bytes; empty: not known."""

    name: str
    size: int
    modified: datetime
    md5: str = ""


class Storage(Protocol):
    """Keeps whole files under names made by `new_name`. Every method may raise `StorageError`."""

    def save(self, name: str, data: bytes) -> None:
        """Keep `data` under a new `name`: all of it or nothing, and on return safe from a power cut."""

    def read(self, name: str) -> bytes:
        """The whole file. Raises `NotFound`."""

    def delete(self, name: str) -> None:
        """Forget the file; one that is already gone is fine."""

    def look(self, name: str) -> Stored:
        """What is known of the file, with its MD5 where that is known. Raises `NotFound`."""

    def listed(self, after: str = "") -> Iterator[Stored]:
        """The files of names like ours that sort behind `after`, by name, without their MD5."""


def new_name(day: date) -> str:
    """A name no picture has yet, like `2026/11/<uuid>.jpg`; `day` only spreads the files over folders."""
    return f"{day:%Y/%m}/{uuid4()}.jpg"


def checked(name: str) -> str:
    """The name itself. Raises `NotFound` for one that `new_name` never makes."""
    if not NAME.fullmatch(name):
        raise NotFound(name)
    return name
