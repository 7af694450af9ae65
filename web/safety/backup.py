"""A backup: rows of one snapshot and the files of the pictures that they name, in one file.

Nothing stops for it: no row is locked, and no file is deleted until it ends (`shared.backups`). It is COPY,
not pg_dump: the image has none, a hosted server may be newer than any that it would have, and the tables are
made by our own migrations anyway.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import Connection, IsolationLevel

from shared import backups
from shared.db import one
from shared.storage import S3, NotFound, Storage, places
from web.safety import contents, tables
from web.safety.archive import COMPLETE, MANIFEST, PART_BYTES, Writer, packed
from web.safety.contents import Complete, Manifest, Pictures, Rows

THREADS, PAGE = 8, 32  # files that are read at once, and held in memory
LOOKS = 3  # at all places: a file that is being moved may be missed once
Tell = Callable[[str], object]

NAMES = """
    SELECT n.name, EXISTS (SELECT FROM picture_outbox o WHERE o.name = n.name)
    FROM (SELECT name FROM report_images UNION SELECT thumbnail FROM report_images) n
    ORDER BY n.name COLLATE "C" """


@dataclass(frozen=True, slots=True)
class Made:
    """What was made; a file of `pictures.missing` was lost before."""

    path: Path
    rows: int
    pictures: Pictures
    bytes: int


def backup(url: str, target: Path, now: datetime, tell: Tell) -> Made:
    """Write the database at `url` and the pictures to the file `target`, or into that folder by the time.

    The file appears when it is whole, readable by its owner alone: it holds everything.

    Raises:
        psycopg.Error, shared.storage.StorageError, OSError: something is away; there is no file.
        FileExistsError: there is such a file.
    """
    path = target / f"c3-{now:%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    with _appearing(path) as file, _snapshot(url) as connection:
        written = _write(connection, file, now, tell)
    rows = sum(table.rows for table in written.tables.values())
    return Made(path, rows, written.pictures, path.stat().st_size)


def migrations(connection: Connection[Any]) -> dict[str, list[str]]:
    """The migrations that were run, per app; none where there is no table of them."""
    if "django_migrations" not in tables.columns(connection):
        return {}
    found = connection.execute(
        "SELECT app, array_agg(name::text ORDER BY name) FROM django_migrations GROUP BY 1"
    )
    return dict(found.fetchall())


def _write(connection: Connection[Any], file: IO[bytes], now: datetime, tell: Tell) -> Complete:
    archive = Writer(file)
    known = tables.columns(connection)
    version = str(connection.info.server_version)
    manifest = Manifest(now.isoformat(), version, migrations(connection), known)
    archive.add(MANIFEST, contents.said(manifest))
    written = {}
    for table, names in known.items():
        tell(table)
        written[table] = _write_rows(archive, table, tables.rows(connection, table, names))
    pictures = _write_pictures(archive, connection, tell)
    end = Complete(written, tables.sequences(connection), pictures)
    archive.add(COMPLETE, contents.said(end))
    archive.close()
    return end


def _write_rows(archive: Writer, table: str, lines: Iterator[bytes]) -> Rows:
    counted = Rows()
    for number, part in enumerate(parts_of(lines)):
        counted.add_all(part)
        archive.add(f"tables/{table}/{number:06d}.gz", packed(b"".join(part)))
    return counted


def parts_of(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Lines in lists of about 4 MB."""
    part, size = list[bytes](), 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _write_pictures(archive: Writer, connection: Connection[Any], tell: Tell) -> Pictures:
    """Every file that a row of the snapshot names; one whose bytes wait in the database is there already."""
    pictures, where = Pictures(), patient_places()
    with ThreadPoolExecutor(THREADS) as pool, connection.cursor("c3_pictures") as cursor:
        cursor.execute(NAMES)
        while page := cursor.fetchmany(PAGE):
            waits = dict(page)
            for name, data in zip(waits, pool.map(partial(_read, where), waits), strict=True):
                if data is not None:
                    archive.add(f"pictures/{name}", data)
                    pictures.files, pictures.bytes = pictures.files + 1, pictures.bytes + len(data)
                elif waits[name]:
                    pictures.waiting += 1
                else:
                    pictures.missing.append(name)
            tell(f"{pictures.files} files of pictures")
    return pictures


def patient_places() -> list[Storage]:
    """All storages; a bucket is asked again and again, where a page of the site would not wait."""
    return [S3(place.bucket, attempts=6, rest=0) if isinstance(place, S3) else place for place in places()]


def _read(where: list[Storage], name: str) -> bytes | None:
    for place in where * LOOKS:
        try:
            return place.read(name)
        except NotFound:
            continue
    return None


@contextmanager
def _snapshot(url: str) -> Iterator[Connection[Any]]:
    """A connection that sees one moment, after which no file is deleted.

    The lock has a connection of its own: a transaction's first statement takes its snapshot, and that would
    be older than the lock for which it waits.
    """
    with (
        psycopg.connect(url, prepare_threshold=None) as keeper,
        psycopg.connect(url, prepare_threshold=None) as connection,
    ):
        keeper.execute(tables.SETTINGS)
        one(keeper, backups.begin())
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute(tables.SETTINGS)
        yield connection
        keeper.execute("SELECT")  # fails where the lock was lost, and with it files


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that gets its name when it is whole and on the disk; else nothing stays of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
