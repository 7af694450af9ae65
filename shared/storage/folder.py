"""Pictures in a folder of this machine."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from tempfile import NamedTemporaryFile

from shared.storage.base import NAME, NotFound, StorageError, StorageFull, Stored, checked

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Folder:
    """A `Storage` in a folder of this machine, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def save(self, name: str, data: bytes) -> None:
        """Write beside, then link: a killed writer leaves a hidden `.part` file, never half a picture."""
        path = self._path(name)
        with _translated(name):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Unbuffered: what a full disk refuses would be flushed again, and the file stay behind.
            with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", buffering=0) as file:
                rest = memoryview(data)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
                os.link(file.name, path)
            self._make_durable(path.parent)

    def read(self, name: str) -> bytes:
        with _translated(name):
            return self._path(name).read_bytes()

    def delete(self, name: str) -> None:
        with _translated(name):
            self._path(name).unlink(missing_ok=True)

    def look(self, name: str) -> Stored:
        with _translated(name):
            file, data = self._path(name).stat(), self._path(name).read_bytes()
        return Stored(name, len(data), _moment(file.st_mtime), md5(data, usedforsecurity=False).hexdigest())

    def listed(self, after: str = "") -> Iterator[Stored]:
        for path, file in self._files():
            name = path.relative_to(self.root).as_posix()
            if name > after and NAME.fullmatch(name):
                yield Stored(name, file.st_size, _moment(file.st_mtime))

    def parts(self, before: datetime) -> list[Path]:
        """What killed writers left behind, last written before that moment (aware)."""
        written = ((path, _moment(file.st_mtime)) for path, file in self._files() if path.suffix == ".part")
        return [path for path, moment in written if moment < before]

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Every file of every month, by name; one that goes meanwhile is passed over."""
        with _translated(str(self.root)):
            for month in sorted(self.root.glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]")):
                for path in sorted(month.iterdir()):
                    with suppress(FileNotFoundError):
                        yield path, path.stat()

    def _path(self, name: str) -> Path:
        return self.root / checked(name)

    def _make_durable(self, month: Path) -> None:
        """Write the entries of month, year and root folder to the disk."""
        for folder in (month, month.parent, self.root):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(name) from error
    except OSError as error:
        kind = StorageFull if error.errno in FULL else StorageError
        raise kind(f"{name}: {error.strerror}") from error
