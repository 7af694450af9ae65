"""Databases, pictures and archives as the tests of data safety look at them."""

import gzip
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from shared.settings import ROOT
from shared.storage import Folder
from tests.databases import copy_database, url_of
from tests.pictures import jpeg
from web.safety import tables

CATALOG = """
    SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass::text, conname || pg_get_constraintdef(oid) || convalidated
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) || tgenabled::text
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'sequence', sequencename || coalesce(last_value, 0) FROM pg_sequences
    ORDER BY 1, 2"""


@dataclass(frozen=True)
class Ran:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


def run(url: str, data: Path, *command: str, **environment: str) -> Ran:
    """A command as an operator runs it."""
    told = {**os.environ, "DATABASE_URL": url, "C3_DATA": str(data), **environment}
    ran = subprocess.run(
        [sys.executable, "-m", "web", *command],
        check=False, capture_output=True, text=True, cwd=ROOT, env=told,
    )  # fmt: skip
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@contextmanager
def a_database(template: str | None = None) -> Iterator[str]:
    """The URL of a database of one's own: nothing is in it, or what is in the template."""
    name = f"own_{uuid4().hex[:12]}"
    if template:
        copy_database(template, name)
    else:
        _serve(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield url_of(name)
    finally:
        _serve(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def everything(url: str) -> dict[str, Any]:
    """Every row of every table, computed columns too, and what the catalog says of the tables."""
    with psycopg.connect(url) as connection:
        found: dict[str, Any] = {
            name: [
                row for (row,) in connection.execute(
                    sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(name))
                )
            ]
            for name in tables.columns(connection)
        }  # fmt: skip
        # An index that is made again from its definition has the same conditions in other brackets.
        found["catalog"] = {
            re.sub(r"::(character varying|text)(\[\])?|[()]", "", f"{table} {what}")
            for table, what in connection.execute(CATALOG)
        }
    return found


def names_of(connection: "psycopg.Connection[Any]") -> list[str]:
    """Every file that a row names and that does not wait in the database."""
    return [
        name for (name,) in connection.execute(
            "SELECT unnest(ARRAY[name, thumbnail]) FROM report_images"
            " EXCEPT SELECT name FROM picture_outbox ORDER BY 1"
        )
    ]  # fmt: skip


def with_names(connection: "psycopg.Connection[Any]") -> None:
    """Give every picture of the world two names such as the storage takes."""
    connection.execute(
        "UPDATE report_images SET name = '2026/10/' || gen_random_uuid() || '.jpg',"
        " thumbnail = '2026/11/' || gen_random_uuid() || '.jpg'"
    )


def stored(folder: Path, names: list[str]) -> dict[str, bytes]:
    """Files of these names in a folder of pictures, no two the same."""
    files = {name: jpeg((40, 30)) + name.encode() for name in names}
    for name, data in files.items():
        Folder(folder).save(name, data)
    return files


def in_folder(folder: Path) -> dict[str, bytes]:
    """What is in a folder of pictures."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.jpg")}


def of_archive(path: Path) -> dict[str, bytes]:
    """What is in an archive, by Python's own reader."""
    with tarfile.open(path) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar.getmembers()}  # type: ignore[union-attr]


def rows_of(archive: dict[str, bytes], table: str) -> list[list[str]]:
    """The cells of a table in an archive, as texts."""
    parts = [
        gzip.decompress(data) for name, data in sorted(archive.items()) if name.startswith(f"tables/{table}/")
    ]
    return [line.split("\t") for line in b"".join(parts).decode().splitlines()]


def _serve(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, list[str]]:
    """What is not the same in two answers of `everything`, by table."""
    return {
        name: sorted({*one.get(name, ["no table"])} ^ {*other.get(name, ["no table"])})
        for name in one.keys() | other.keys()
        if one.get(name) != other.get(name)
    }
