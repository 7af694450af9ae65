"""Documents as 本部 sends them, and the process that reads them, on a database of a test's own."""

import os
import subprocess
import sys
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg

from shared.access import Viewer
from shared.db import many, one
from shared.knowledge import changes
from shared.knowledge import documents as kept
from shared.knowledge.changes import PART, NewFile
from shared.knowledge.documents import Document, Section
from shared.settings import ROOT

Connection = psycopg.Connection[Any]


def sent(
    connection: Connection, viewer: Viewer, name: str, data: bytes, title: str = "接客の手引き"
) -> tuple[int, UUID]:
    """A new document whose file waits to be read; its number, and that of the reading."""
    new = NewFile(name, sha256(data).hexdigest(), uuid4())
    with connection.transaction():
        one(connection, changes.writing(viewer))
        number = one(connection, changes.upload(viewer, title, "manual", new)).id
        _kept(connection, viewer, new, data)
    assert number
    return number, new.number


def replaced(connection: Connection, viewer: Viewer, number: int, name: str, data: bytes) -> UUID:
    """The document with a new file that waits to be read; the number of the reading."""
    new = NewFile(name, sha256(data).hexdigest(), uuid4())
    with connection.transaction():
        one(connection, changes.writing(viewer))
        row = found(connection, viewer, number)
        assert one(connection, changes.change(viewer, number, row.version, row.title, row.kind, new)).id
        _kept(connection, viewer, new, data)
    return new.number


def found(connection: Connection, viewer: Viewer, number: int) -> Document:
    """The document as its page has it."""
    return one(connection, kept.find(viewer, number))


def texts(connection: Connection, number: int) -> list[Section]:
    """What people read of it."""
    return many(connection, kept.sections(number))


def started(url: str, reading: UUID, **environment: str) -> "subprocess.Popen[bytes]":
    """The process that a page starts."""
    command = [sys.executable, "-m", "web", "read_document", str(reading)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url, **environment})


def read(url: str, reading: UUID, **environment: str) -> int:
    """Start it and wait; its exit code."""
    return started(url, reading, **environment).wait(120)


def silent(connection: Connection) -> None:
    """Half a minute passes without a heartbeat."""
    connection.execute("UPDATE knowledge_documents SET heartbeat_at = now() - interval '31 s'")


def embedded(connection: Connection) -> None:
    """A worker has embedded everything that waits."""
    connection.execute(
        "UPDATE knowledge_vectors v SET model = 'local',"
        " embedding = array_fill(v.id::real, ARRAY[512])::halfvec"
        " FROM embedding_queue q WHERE q.kind = 'knowledge' AND q.source_id = v.id"
    )
    connection.execute("DELETE FROM embedding_queue WHERE kind = 'knowledge'")


def _kept(connection: Connection, viewer: Viewer, new: NewFile, data: bytes) -> None:
    for position, start in enumerate(range(0, len(data), PART)):
        one(connection, changes.keep_part(viewer, new.number, position, data[start : start + PART]))
