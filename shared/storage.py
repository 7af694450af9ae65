"""Where the bytes of pictures are kept, and the signed addresses under which one person may see them.

A picture is written once under a name that we made, and never changed.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from json import JSONEncoder
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol
from uuid import uuid4

from itsdangerous import BadData, Signer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

from shared.settings import settings

NAME = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg")
HOUR = 3600
COMPACT = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class StorageError(Exception):
    """The storage did not do it: disk full, not permitted, away."""


class NotFound(StorageError):
    """No picture has this name; the name may not even be one of ours."""


class InvalidAddress(Exception):
    """The address is forged, expired, or was made for another person."""


class Storage(Protocol):
    """Keeps whole files under names made by `new_name`. Every method may raise `StorageError`."""

    def save(self, name: str, data: bytes) -> None:
        """Keep `data` under a new `name`: all of it or nothing, and on return safe from a power cut."""

    def read(self, name: str) -> bytes:
        """The whole file. Raises `NotFound`."""

    def delete(self, name: str) -> None:
        """Forget the file; one that is already gone is fine."""


@cache
def storage() -> Storage:
    """The storage of this installation: the folder `pictures` among C3's data."""
    return Folder(settings().data_dir / "pictures")


def new_name(day: date) -> str:
    """A name no picture has yet, like `2026/11/<uuid>.jpg`; `day` only spreads the files over folders."""
    return f"{day:%Y/%m}/{uuid4()}.jpg"


def address(name: str, viewer_user_id: str, now: datetime) -> str:
    """The path at which this person may see the picture for one to two hours from `now` (aware).

    It stays the same within a clock hour, so that browsers can keep what they have fetched.
    """
    expires = (int(now.timestamp()) // HOUR + 2) * HOUR
    payload = base64_encode(COMPACT.encode([name, viewer_user_id, expires]))
    return f"/pictures/{_signer(settings().signing_key).sign(payload).decode()}/"


def read_token(token: str, viewer_user_id: str, now: datetime) -> str:
    """The name of the picture that an address of ours stands for.

    Raises:
        InvalidAddress: forged, expired at `now` (aware), or made for another person.
    """
    try:
        name, owner, expires = _reader(settings().signing_key).loads(token)
    except BadData as error:
        raise InvalidAddress(token) from error
    if owner != viewer_user_id or now.timestamp() >= expires:
        raise InvalidAddress(token)
    return str(name)


class Folder:
    """A `Storage` in a folder of this machine, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def save(self, name: str, data: bytes) -> None:
        """Write beside, then link: a killed writer leaves a hidden `.part` file, never half a picture."""
        path = self._path(name)
        with _translated(name):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.link(file.name, path)
            self._make_durable(path.parent)

    def read(self, name: str) -> bytes:
        with _translated(name):
            return self._path(name).read_bytes()

    def delete(self, name: str) -> None:
        with _translated(name):
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise NotFound(name)
        return self.root / name

    def _make_durable(self, month: Path) -> None:
        """Write the entries of month, year and root folder to the disk."""
        for folder in (month, month.parent, self.root):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(name) from error
    except OSError as error:
        raise StorageError(f"{name}: {error.strerror}") from error


@cache
def _signer(key: str) -> Signer:
    """What `_reader` reads, without its attempt to compress: a page of reports has dozens of addresses."""
    return _reader(key).make_signer()


@cache
def _reader(key: str) -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(key, salt="c3.pictures", signer_kwargs=how)
