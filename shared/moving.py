"""Copies all pictures from one storage to the other. Stopped at any moment and begun again, it ends complete.

Each copy is verified, and a file is deleted at its source only after that. It is safe while C3 runs: a page
looks for a picture in both.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from shared import orphans, outbox
from shared.db import Connection, many, one
from shared.storage import NotFound, Storage, StorageError, Stored

PAGE = 25
THREADS = 4
COPIED, THERE, MISSING = "copied", "there", "missing"


@dataclass(slots=True)
class Moved:
    """How far it is, in files; a picture has two. `problems` name files that are not at the target."""

    files: int = 0
    done: int = 0
    copied: int = 0
    there: int = 0
    waiting: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.done}/{self.files} files: {self.copied} copied, {self.there} already there,"
            f" {self.waiting} waiting in the database, {len(self.problems)} problems"
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A copy of every file that a row names; with `deletes`, each goes from `source` once `target` has it."""

    connection: Connection
    source: Storage
    target: Storage
    deletes: bool = False

    def steps(self) -> Iterator[Moved]:
        """Copy everything; how far it is after each page, and at the end."""
        moved = Moved(files=2 * one(self.connection, orphans.pictures()).pictures)
        with ThreadPoolExecutor(THREADS) as pool:
            for names in self._pages():
                for name, outcome in zip(names, pool.map(self._moved, names), strict=True):
                    self._count(moved, name, outcome)
                yield moved
        yield moved

    def _pages(self) -> Iterator[list[str]]:
        last = UUID(int=0)
        while pictures := many(self.connection, orphans.after(last, PAGE)):
            yield [name for picture in pictures for name in (picture.name, picture.thumbnail)]
            last = pictures[-1].id

    def _moved(self, name: str) -> str:
        """What became of one file; a sentence when it went wrong."""
        try:
            return self._copied(name)
        except StorageError as error:
            return str(error)

    def _copied(self, name: str) -> str:
        kept, there = _looked(self.source, name), _looked(self.target, name)
        if kept is None:
            return MISSING if there is None else THERE
        is_there = there is not None and self._is_same(kept, there)
        if not is_there:
            self.target.save(name, self.source.read(name))
            if not self._is_same(kept, self.target.look(name)):
                raise StorageError(f"{name}: the copy is not the same")
        if self.deletes:
            self.source.delete(name)
        return THERE if is_there else COPIED

    def _is_same(self, kept: Stored, there: Stored) -> bool:
        """By size and MD5, or by the bytes where a storage does not tell the MD5."""
        if kept.size != there.size or (kept.md5 and there.md5):
            return (kept.size, kept.md5) == (there.size, there.md5)
        return self.source.read(kept.name) == self.target.read(kept.name)

    def _count(self, moved: Moved, name: str, outcome: str) -> None:
        moved.done += 1
        if outcome == COPIED:
            moved.copied += 1
        elif outcome == THERE:
            moved.there += 1
        elif outcome == MISSING and many(self.connection, outbox.find(name)):
            moved.waiting += 1
        else:
            moved.problems.append(f"{name}: in neither storage" if outcome == MISSING else outcome)


def _looked(place: Storage, name: str) -> Stored | None:
    try:
        return place.look(name)
    except NotFound:
        return None
