"""Sweeps up what nobody has: staged and detached pictures, uploads that nobody claimed, files without a row.

Called hourly by the worker in small batches, and by hand (`python -m web sweep_pictures`). What was written
lately is spared, so that nothing on its way is swept. A bucket is swept by one database alone, whose number
stands in it: a copy of that database, such as a backup that is tried elsewhere, does not know the files that
came after it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from shared import backups, orphans, outbox
from shared.db import Connection, many, one
from shared.orphans import Files
from shared.storage import S3, Storage, StorageError, Stored, folder, places, s3
from shared.storage.incoming import listed, remove
from shared.storage.owner import owner, write_owner

STAGED = UNNAMED = timedelta(days=1)
DETACHED = timedelta(days=7)
INCOMING = PART = timedelta(hours=1)
BATCH = 500
SUSPICIOUS = 50
EVERYTHING = 10**6
Item = TypeVar("Item")


@dataclass(slots=True)
class Swept:
    """How many of each kind went, or would go.

    `after` is the file name at which a bounded sweep stopped looking; empty: it has seen the last one.
    `errors` say what could not be done.
    """

    pictures: int = 0
    incoming: int = 0
    unnamed: int = 0
    parts: int = 0
    after: str = ""
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.pictures} pictures without a report, {self.incoming} uploads that nobody claimed,"
            f" {self.unnamed} files without a row, {self.parts} half-written files"
        )


@dataclass(frozen=True, slots=True)
class Sweeper:
    """`connection` commits each statement. `most` bounds each kind; a `is_dry` run only counts.

    Where `takes_over`, a bucket that another database swept is this one's from now on.
    """

    connection: Connection
    now: datetime
    is_dry: bool = False
    most: int = EVERYTHING
    takes_over: bool = False

    def sweep(self, after: str = "") -> Swept:
        """Go through all kinds; where a storage is away, the rest is swept all the same.

        `after` is `Swept.after` of the bounded sweep before.
        """
        swept = Swept()
        ours = self._ours(swept)
        with _noted(swept):
            self._pictures(swept, ours)
        with _noted(swept):
            self._incoming(swept)
        with _noted(swept):
            self._parts(swept)
        for place in ours:
            with _noted(swept):
                self._unnamed(swept, place, after)
        return swept

    def _ours(self, swept: Swept) -> list[Storage]:
        """Where files may go: a folder is its machine's, a bucket that of the database which it names."""
        ours = list[Storage]()
        for place in places():
            with _noted(swept):
                if isinstance(place, S3):
                    self._claim(place)
                ours.append(place)
        return ours

    def _claim(self, bucket: S3) -> None:
        """Raises `StorageError` where it is another's. One that is nobody's yet goes to who has pictures."""
        number, known = one(self.connection, orphans.database()).number, owner(bucket)
        if known == number:
            return
        if known and not self.takes_over:
            raise StorageError(
                f"{bucket.bucket.name} is swept by another database ({known}, this is {number}): its files"
                " stay. If that one is gone for good: python -m web sweep_pictures --in-its-place"
            )
        if not self.is_dry and (self.takes_over or one(self.connection, orphans.pictures()).pictures):
            write_owner(bucket, number)

    def _pictures(self, swept: Swept, ours: list[Storage]) -> None:
        """Rows first, then their files; a file that stays then has no row, and a later sweep finds it."""
        bounds = self.now - STAGED, self.now - DETACHED
        if self.is_dry:
            swept.pictures = len(many(self.connection, orphans.found(*bounds, self.most)))
            return
        while room := min(BATCH, self.most - swept.pictures):
            gone = many(self.connection, orphans.remove(*bounds, room))
            if not gone:
                return
            swept.pictures += len(gone)
            self._forget(swept, gone, ours)

    def _forget(self, swept: Swept, gone: list[Files], ours: list[Storage]) -> None:
        names = [name for picture in gone for name in (picture.name, picture.thumbnail)]
        many(self.connection, outbox.remove(names))
        if self._is_backed_up():
            return
        for place in ours:
            with _noted(swept):
                for name in names:
                    place.delete(name)

    def _incoming(self, swept: Swept) -> None:
        bucket = s3()
        if bucket is None:
            return
        old = (upload for upload in listed(bucket) if upload.modified < self.now - INCOMING)
        for upload in islice(old, self.most):
            if not self.is_dry:
                remove(bucket, upload.name)
            swept.incoming += 1

    def _parts(self, swept: Swept) -> None:
        for path in folder().parts(self.now - PART)[: self.most]:
            if not self.is_dry:
                path.unlink(missing_ok=True)
            swept.parts += 1

    def _unnamed(self, swept: Swept, place: Storage, after: str) -> None:
        """Files which no row names; none where there is no row at all: that is another database."""
        if not one(self.connection, orphans.pictures()).pictures:
            return
        seen = 0
        for batch in _batches(islice(place.listed(after), self.most), BATCH):
            seen += len(batch)
            for name in self._without_row(batch):
                if not self.is_dry:
                    place.delete(name)
                swept.unnamed += 1
            if seen == self.most:
                swept.after = min(swept.after or batch[-1].name, batch[-1].name)

    def _without_row(self, batch: list[Stored]) -> list[str]:
        old = [file.name for file in batch if file.modified < self.now - UNNAMED]
        wanted = {known.name for known in many(self.connection, orphans.known(old))} if old else set()
        if len(old) >= SUSPICIOUS and not wanted:
            raise StorageError(
                f"none of {len(old)} files has a row: is it this database's storage? They stay"
            )
        unwanted = [name for name in old if name not in wanted]
        return [] if unwanted and self._is_backed_up() else unwanted

    def _is_backed_up(self) -> bool:
        """Whether the files of rows that are gone by now must stay all the same."""
        return one(self.connection, backups.running()).is_running


@contextmanager
def _noted(swept: Swept) -> Iterator[None]:
    """What a storage could not do, as a line."""
    try:
        yield
    except StorageError as error:
        swept.errors.append(str(error))


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
