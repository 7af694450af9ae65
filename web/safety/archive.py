"""The file of a backup: a plain tar of members that each fit into memory, written and read from end to end.

    manifest.json             what it is: format, migrations, columns of every table
    tables/<table>/<n>.gz     rows as COPY writes them, about 4 MB a part
    pictures/<name>           files as they were stored, by name
    complete.json             counts and digests of the rows, the pictures, the sequences
    sha256                    of all of the above; without it the file is a part of one

Nothing is ever extracted to a disk: a member's name only says what its bytes are, and one that is not of
these shapes is refused.
"""

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from shared.storage.base import NAME

FORMAT = 1
MANIFEST, COMPLETE, END = "manifest.json", "complete.json", "sha256"
PART = re.compile(r"tables/([a-z][a-z0-9_]{0,62})/([0-9]{6})\.gz")
PICTURE = re.compile(rf"pictures/({NAME.pattern})")
PART_BYTES = 4 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024 + PART_BYTES  # one value of PostgreSQL, and what lies before it


class BadArchive(Exception):
    """The file is no whole backup of ours. The text is one sentence for the person at the console."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `digest` is the SHA-256 of all members before it, as hexadecimal digits."""

    name: str
    data: bytes
    digest: str


class Writer:
    """Writes members one after the other; nothing of them stays in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  see `close`
        self._seen = sha256()

    def add(self, name: str, data: bytes) -> None:
        """Append a member, readable by its owner alone should somebody unpack it."""
        about = tarfile.TarInfo(name)
        about.size, about.mode = len(data), 0o600
        self._tar.addfile(about, io.BytesIO(data))
        _forget_members(self._tar)
        _see(self._seen, name, data)

    def close(self) -> None:
        """Write the end."""
        self.add(END, self._seen.hexdigest().encode())
        self._tar.close()


def members(file: IO[bytes]) -> Iterator[Member]:
    """All members in their order, each once it is read.

    Raises:
        BadArchive: torn, not a tar, or with a member that is no plain file of a shape of ours.
    """
    seen = sha256()
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            while (about := tar.next()) is not None:
                _forget_members(tar)
                data = _read(tar, about)
                yield Member(about.name, data, seen.hexdigest())
                _see(seen, about.name, data)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BadArchive(f"The file is damaged or no backup of C3 ({error}).") from None


def packed(rows: bytes) -> bytes:
    """A part of a table as it is kept. The same rows are the same bytes."""
    return gzip.compress(rows, compresslevel=3, mtime=0)


def unpacked(data: bytes) -> bytes:
    """The rows of a part.

    Raises:
        BadArchive: damaged, or larger than a part is made.
    """
    reader = zlib.decompressobj(wbits=31)
    try:
        rows = reader.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise BadArchive(f"The file is damaged ({error}).") from None
    if not reader.eof or reader.unused_data:
        raise BadArchive("The file is damaged: a part of a table does not end where it should.")
    return rows


def _read(tar: tarfile.TarFile, about: tarfile.TarInfo) -> bytes:
    is_ours = (
        about.name in {MANIFEST, COMPLETE, END} or PART.fullmatch(about.name) or PICTURE.fullmatch(about.name)
    )
    if not is_ours or not about.isreg() or about.size > MOST_BYTES:
        raise BadArchive(f"The file is no backup of C3: it has a member {about.name[:100]!r}.")
    content = tar.extractfile(about)
    data = content.read() if content else b""
    if len(data) != about.size:
        raise BadArchive(f"The file is damaged: {about.name} is cut off.")
    return data


def _forget_members(tar: tarfile.TarFile) -> None:
    """tarfile remembers every member, which a million pictures would turn into a gigabyte."""
    vars(tar)["members"].clear()


def _see(seen: Any, name: str, data: bytes) -> None:
    seen.update(f"{name}\0{len(data)}\0".encode())
    seen.update(data)
