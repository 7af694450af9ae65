"""Uploaded files: private, in C3's data folder, until they are imported or a day has passed."""

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import IO, Any
from uuid import UUID
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from django.core.files.uploadedfile import UploadedFile

from shared.imports import KEPT, ImportFile
from shared.settings import settings
from shared.words import gettext_noop
from web.imports.tables import BY_NAME, FILES

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 100  # MB, of all files of a form
LARGEST_UNPACKED = 400  # MB, of all files of an import: a ZIP of CSV is a tenth of them
MOST_ENTRIES = 50
SECONDS_BETWEEN_SWEEPS = 3600.0

NO_FILES = gettext_noop("CSVファイルを選んでください。")
UNKNOWN_NAME = gettext_noop(
    "「%(name)s」は取り込めません。ファイルの名前を次のどれかにしてください: %(names)s"
)
TWICE = gettext_noop("「%(name)s」が2つあります。1つにしてください。")
TOO_LARGE = gettext_noop(
    "合わせて%(limit)dMBを超えています。分けて取り込むか、サーバーで import_csv コマンドを使ってください。"
)
BAD_ZIP = gettext_noop("「%(name)s」は壊れているか、開けないZIPです。作り直すか、CSVのまま選んでください。")


class NotTaken(Exception):
    """The files cannot be taken; `reason` is a msgid, with `params`."""

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params


def keep(import_id: UUID, uploads: "Iterable[UploadedFile[Any]]") -> list[ImportFile]:
    """Put what was uploaded, and what ZIPs of it hold, into the folder of the import.

    Raises:
        NotTaken: the files are not those of an import, or too large. Nothing is kept.
        OSError: the disk is full.
    """
    folder = folder_of(import_id)
    folder.mkdir(mode=0o700, parents=True)
    try:
        kept = _Kept(folder)
        for upload in uploads:
            for name, content in _contents(upload):
                kept.add(name, content)
    except BaseException:
        remove(import_id)
        raise
    if not kept.files:
        remove(import_id)
        raise NotTaken(NO_FILES)
    return kept.files


def folder_of(import_id: UUID) -> Path:
    """Where its files are."""
    return settings().data_dir / "imports" / str(import_id)


def remove(import_id: UUID) -> None:
    """Delete its files, if they are there."""
    shutil.rmtree(folder_of(import_id), ignore_errors=True)


def keep_swept() -> None:
    """Sweep now and every hour, for as long as the process lives: the next import may be far away."""

    def again_and_again() -> None:
        while True:
            sweep()
            time.sleep(SECONDS_BETWEEN_SWEEPS)

    Thread(target=again_and_again, daemon=True).start()


def sweep() -> None:
    """Delete the files of imports that were begun more than a day ago."""
    oldest = time.time() - KEPT.total_seconds()
    with suppress(FileNotFoundError):
        for folder in (settings().data_dir / "imports").iterdir():
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Kept:
    """The files of an import, as they come in."""

    folder: Path

    def __post_init__(self) -> None:
        self.files: list[ImportFile] = []
        self.size = 0

    def add(self, name: str, content: "IO[bytes] | UploadedFile[Any]") -> None:
        """Keep one more: never more of it than fits, whatever a ZIP says of its size."""
        known = self._known(name)
        digest, size = sha256(), 0
        with (self.folder / known).open("xb") as file:
            while block := content.read(MEGABYTE):
                size += len(block)
                if self.size + size > LARGEST_UNPACKED * MEGABYTE:
                    raise NotTaken(TOO_LARGE, limit=LARGEST_UNPACKED)
                digest.update(block)
                file.write(block)
        self.size += size
        self.files.append(ImportFile(name=known, size=size, digest=digest.hexdigest()))

    def _known(self, name: str) -> str:
        """The name as imports call it: nothing that was sent becomes a part of a path."""
        stem = name.lower().removesuffix(".csv")
        if stem not in BY_NAME or not name.lower().endswith(".csv"):
            names = ", ".join(f"{file.name}.csv" for file in FILES)
            raise NotTaken(UNKNOWN_NAME, name=name[:100], names=names)
        if any(file["name"] == f"{stem}.csv" for file in self.files):
            raise NotTaken(TWICE, name=f"{stem}.csv")
        return f"{BY_NAME[stem].name}.csv"


def _contents(upload: "UploadedFile[Any]") -> Iterator[tuple[str, Any]]:
    """The file itself, or the files of the ZIP; folders and macOS's notes in it are left out."""
    name = upload.name or ""
    if not name.lower().endswith(".zip"):
        yield name, upload
        return
    try:
        with ZipFile(upload) as archive:
            entries = [entry for entry in archive.infolist() if not _is_beside(entry.filename)]
            if len(entries) > MOST_ENTRIES:
                raise NotTaken(BAD_ZIP, name=name[:100])
            for entry in entries:
                with archive.open(entry) as content:
                    yield PurePosixPath(entry.filename).name, content
    except (BadZipFile, zlib_error, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotTaken(BAD_ZIP, name=name[:100]) from error


def _is_beside(name: str) -> bool:
    path = PurePosixPath(name)
    return name.endswith("/") or path.parts[:1] == ("__MACOSX",) or path.name.startswith(".")
