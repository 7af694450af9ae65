"""Documents as everybody reads them: the list, one of them, its sections."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from shared.access import Viewer
from shared.db import Query

PATIENCE = timedelta(seconds=30)  # without a heartbeat the reading counts as stopped


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list. `is_stopped`: its newest file is being read, and the process is gone."""

    id: int
    kind: str
    title: str
    sections: int
    updated_at: datetime
    state: str
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its page; `state` and what follows are of its newest file.

    `sections` is 0 until a first file has been read. `failure` is a msgid. `is_kept`: the file is still
    there, and can be read once more. `sender` is who sent it; None: nobody is known any more.
    """

    id: int
    kind: str
    title: str
    sections: int
    updated_at: datetime
    version: int
    state: str
    is_stopped: bool
    failure: str
    file_name: str
    sender: str | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A section, whose address is #s and its `position`; `content` is light Markdown (see the model)."""

    position: int
    title: str
    heading: str
    level: int
    content: str


IS_STOPPED: LiteralString = (
    "d.state = 'reading' AND d.heartbeat_at <= clock_timestamp() - %(patience)s::interval"
)
SECTIONS: LiteralString = "(SELECT count(*)::int FROM knowledge_vectors v WHERE v.document_id = d.id)"
IS_READABLE: LiteralString = (
    "(%(is_admin)s::boolean OR EXISTS (SELECT FROM knowledge_vectors v WHERE v.document_id = d.id))"
)


def listed(viewer: Viewer) -> Query[Listed]:
    """All documents that have been read, by title; for 本部 those too that are not yet."""
    return Query(
        "SELECT d.id, d.kind, d.title, "
        + SECTIONS
        + " AS sections, d.updated_at, d.state, "
        + IS_STOPPED
        + " AS is_stopped FROM knowledge_documents d WHERE "
        + IS_READABLE
        + " ORDER BY d.title, d.id",
        Listed,
        {"is_admin": viewer.is_admin, "patience": PATIENCE},
    )


def find(viewer: Viewer, document_id: int) -> Query[Document]:
    """The document; no row when there is none, nor but for 本部 before a file of it has been read."""
    return Query(
        "SELECT d.id, d.kind, d.title, "
        + SECTIONS
        + " AS sections, d.updated_at, d.version, d.state, "
        + IS_STOPPED
        + """ AS is_stopped, d.failure, d.file_name,
               btrim(u.last_name || ' ' || u.first_name) AS sender,
               EXISTS (SELECT FROM knowledge_file_parts p WHERE p.document_id = d.id) AS is_kept
        FROM knowledge_documents d LEFT JOIN users u ON u.user_id = d.uploaded_by
        WHERE d.id = %(document)s::bigint AND """
        + IS_READABLE,
        Document,
        {"document": document_id, "is_admin": viewer.is_admin, "patience": PATIENCE},
    )


def sections(document_id: int) -> Query[Section]:
    """The sections of a document in their order: everybody's, as soon as they are there."""
    return Query(
        """
        SELECT v.position::int AS position, v.title, v.heading, v.level::int AS level, v.content
        FROM knowledge_vectors v WHERE v.document_id = %(document)s::bigint ORDER BY v.position""",
        Section,
        {"document": document_id},
    )
