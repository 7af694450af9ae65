"""A restore: the file is read to its end and believed only then; the rows come back in one transaction.

The database is brought to the migrations of the backup (back to them, too, while nobody has written into it),
filled, compared with what the backup says of itself, and brought forward to those of this C3. What fails
before the commit leaves the rows as they were; pictures that came back by then have no row, and are swept a
day later.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection as django_side
from django.db.migrations.executor import MigrationExecutor
from psycopg import Connection

from shared import orphans
from shared.db import one
from shared.settings import settings
from shared.storage import S3, NotFound, Storage
from shared.storage.owner import owner, write_owner
from web.safety import contents, tables
from web.safety.archive import COMPLETE, END, MANIFEST, PART, PICTURE, BadArchive, Member, members, unpacked
from web.safety.backup import PAGE, THREADS, Tell, migrations, parts_of, patient_places
from web.safety.contents import Complete, Manifest, Rows

# What `migrate` writes, and a worker that starts; a database with nothing else in it is an empty one.
FILLED_BY_ITSELF = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "search_synonyms",
    "embedding_workers",
}


class RefusedError(Exception):
    """The database is not one into which this backup can go. The text is for the person at the console."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A file that was read to its end, and is whole."""

    path: Path
    manifest: Manifest
    complete: Complete


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    rows: int
    files: int
    missing: int


def verify(path: Path) -> Verified:
    """Read the whole file and compare every byte of it; nothing else is touched.

    Raises:
        BadArchive: torn, changed, of another format, or with anything in it that does not belong there.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return _Reading(path).read(members(file))


def restore(url: str, verified: Verified, wipe: bool, in_its_place: bool, tell: Tell) -> Restored:
    """Fill the database at `url`, which Django speaks to, and the storage of new pictures.

    Raises:
        RefusedError: the database is not empty (unless `wipe`), has other tables, or (unless `in_its_place`)
            the settings are those of the C3 that was backed up.
        psycopg.Error, StorageError, OSError: something is away; the rows are as they were.
    """
    manifest, complete = verified.manifest, verified.complete
    with psycopg.connect(url, prepare_threshold=None) as connection:
        _refuse_unfit(connection, manifest, wipe)
        if not in_its_place:
            _refuse_anothers(connection, complete)
        _take_buckets(connection)
    tell("migrations of the backup")
    _migrate_to(manifest.migrations)
    _keep_pictures(verified.path, tell)
    with psycopg.connect(url, prepare_threshold=None) as connection:
        connection.execute(tables.SETTINGS)
        _refuse_unfit(connection, manifest, wipe)
        _fill(connection, verified, tell)
    tell("migrations of this C3")
    call_command("migrate", interactive=False, verbosity=0)
    rows = sum(table.rows for table in complete.tables.values())
    return Restored(rows, complete.pictures.files, len(complete.pictures.missing))


class _Reading:
    """What has been read of a file so far."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows, self.parts = path, dict[str, Rows](), dict[str, int]()
        self.files = self.bytes = 0
        self.last = ""

    def read(self, found: Iterator[Member]) -> Verified:
        """Everything."""
        first = next(found, None)
        if first is None or first.name != MANIFEST:
            raise BadArchive("The file is no backup of C3: it does not begin with its manifest.")
        manifest = contents.manifest(first.data)
        for member in found:
            if member.name == COMPLETE:
                return Verified(self.path, manifest, self._end(member, manifest, found))
            self._count(member, manifest)
        raise BadArchive("The file is cut off: its end is missing.")

    def _end(self, member: Member, manifest: Manifest, found: Iterator[Member]) -> Complete:
        complete, last = contents.complete(member.data), next(found, None)
        if last is None or last.name != END or next(found, None) is not None:
            raise BadArchive("The file is cut off, or goes on behind its end.")
        told = complete.pictures
        rows = {table: self.rows.get(table, Rows()) for table in manifest.tables}
        is_same = complete.tables == rows and (told.files, told.bytes) == (self.files, self.bytes)
        if not is_same or last.data != last.digest.encode():
            raise BadArchive("The file is damaged: it is not what it says of itself.")
        return complete

    def _count(self, member: Member, manifest: Manifest) -> None:
        part, picture = PART.fullmatch(member.name), PICTURE.fullmatch(member.name)
        if part and part[1] in manifest.tables and int(part[2]) == self.parts.get(part[1], 0):
            self.parts[part[1]] = int(part[2]) + 1
            self.rows.setdefault(part[1], Rows()).add_all(unpacked(member.data).splitlines(keepends=True))
        elif picture and picture[1] > self.last:
            self.last = picture[1]
            self.files, self.bytes = self.files + 1, self.bytes + len(member.data)
        else:
            raise BadArchive(f"The file is damaged: {member.name} is not expected where it stands.")


def _refuse_unfit(connection: Connection[Any], manifest: Manifest, wipe: bool) -> None:
    theirs = {(app, name) for app, names in manifest.migrations.items() for name in names}
    ours = {(app, name) for app, names in migrations(connection).items() for name in names}
    known = set(MigrationExecutor(django_side).loader.graph.nodes)
    if unknown := sorted(theirs - known):
        raise RefusedError(f"The backup was made by a newer C3 ({'.'.join(unknown[0])} is not known here).")
    filled = [
        table
        for table in tables.columns(connection)
        if table not in FILLED_BY_ITSELF and tables.has_rows(connection, table)
    ]
    for_good = sorted(ours - (theirs if filled else theirs | known))
    if for_good:
        raise RefusedError(
            f"The database is newer than the backup ({'.'.join(for_good[0])}): restore into a new, empty one."
        )
    if filled and not wipe:
        raise RefusedError(f"The database is not empty: {filled[0]} has rows.")


def _refuse_anothers(connection: Connection[Any], complete: Complete) -> None:
    """Where the backup is only tried, nothing of the C3 that was backed up may be within its reach."""
    reached = [
        f"the bucket {bucket.bucket.name} has pictures of another database"
        for bucket in _buckets()
        if (known := owner(bucket)) != _number(connection) and (known or any(bucket.listed()))
    ]
    phones = complete.tables.get("push_subscriptions", Rows()).rows
    if phones and settings().push_is_on:
        reached.append(f"push messages would go to {phones} phones")
    if reached:
        raise RefusedError(
            f"The settings are those of the C3 that was backed up: {', '.join(reached)}. To try a backup, set"
            " a bucket and VAPID keys of its own, or none; to go on in that C3's place, say --in-its-place."
        )


def _take_buckets(connection: Connection[Any]) -> None:
    for bucket in _buckets():
        write_owner(bucket, _number(connection))


def _number(connection: Connection[Any]) -> str:
    return one(connection, orphans.database()).number


def _buckets() -> list[S3]:
    return [place for place in patient_places() if isinstance(place, S3)]


def _migrate_to(wanted: dict[str, list[str]]) -> None:
    """Exactly these migrations, and no other: first back to them, then forward."""
    django_side.close()
    nodes = {(app, name) for app, names in wanted.items() for name in names}
    _migrate_back_to(nodes)
    executor = MigrationExecutor(django_side)
    graph = executor.loader.graph
    last = [
        node
        for node in sorted(nodes)
        if not any(child.key in nodes and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(last)
    django_side.close()


def _migrate_back_to(nodes: set[tuple[str, str]]) -> None:
    """Undo every other migration, what depends on it first; Django does not mix both ways."""
    executor = MigrationExecutor(django_side)
    graph, applied = executor.loader.graph, executor.loader.applied_migrations
    undone = [
        node
        for newer in sorted(applied.keys() - nodes)
        for node in graph.backwards_plan(newer)
        if node in applied
    ]
    if undone:
        executor.migrate([], [(graph.nodes[node], True) for node in dict.fromkeys(undone)])


def _keep_pictures(path: Path, tell: Tell) -> None:
    """Bring the files back to where new ones go; one that is there already is not written again."""
    place, kept = patient_places()[0], 0
    with path.open("rb") as file, ThreadPoolExecutor(THREADS) as pool:
        found = (member for member in members(file) if PICTURE.fullmatch(member.name))
        while page := list(islice(found, PAGE)):
            list(pool.map(partial(_keep, place), page))
            kept += len(page)
            tell(f"{kept} files of pictures")


def _keep(place: Storage, member: Member) -> None:
    name = member.name.removeprefix("pictures/")
    try:
        if place.read(name) == member.data:
            return
        place.delete(name)
    except NotFound:
        pass
    place.save(name, member.data)


def _fill(connection: Connection[Any], verified: Verified, tell: Tell) -> None:
    """All tables; then each is read again, and is what the backup says, or nothing is committed."""
    manifest, complete = verified.manifest, verified.complete
    if tables.columns(connection) != manifest.tables:
        raise RefusedError("The tables are not those of the backup: has somebody changed them by hand?")
    filling = tables.Filling(connection, manifest.tables)
    with filling.bare(), verified.path.open("rb") as file:
        for table, parts in _by_table(members(file)):
            tell(table)
            filling.fill(table, parts)
        for table, names in manifest.tables.items():
            counted = Rows()
            for part in parts_of(tables.rows(connection, table, names)):
                counted.add_all(part)
            if counted != complete.tables[table]:
                raise RefusedError(f"{table} did not come back as it was; nothing was changed.")
        tell("indexes")
    filling.put_sequences(complete.sequences)


def _by_table(found: Iterator[Member]) -> Iterator[tuple[str, Iterator[bytes]]]:
    parts = ((part[1], member.data) for member in found if (part := PART.fullmatch(member.name)))
    for table, of_table in groupby(parts, key=itemgetter(0)):
        yield table, (unpacked(data) for _table, data in of_table)
