"""資料: manuals, FAQs, policies, guides. Everybody reads them; 本部 alone uploads, replaces and deletes them.

A document is read by everybody as soon as its first file is. What a new file says takes the place of the old
text in one moment, when it has been read (`shared.knowledge_files`); until then the old text stays. Each
statement that writes runs in a transaction that began with `writing`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from shared.access import Acting, Viewer
from shared.db import Query
from shared.words import Word, gettext_noop

PATIENCE = timedelta(seconds=30)  # without a heartbeat the reading counts as stopped
PART = 1024 * 1024  # bytes of a file in one row


class Hindrance(Word):
    """Why a document was not written: a sentence that says what to do."""

    TAKEN = "taken", gettext_noop("同じタイトルの資料がもうあります。別のタイトルにしてください。")
    SAME = "same", gettext_noop("同じファイルの資料がもうあります。")
    CHANGED = "changed", gettext_noop("ほかの人が先にこの資料を変えました。")


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


@dataclass(frozen=True, slots=True)
class Sent:
    """The document that was written; None: `hindrance` says why, and which other document is in the way."""

    id: int | None
    hindrance: str | None
    other_id: int | None
    other_title: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """The document, or the part of its file, that was written."""

    id: int


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it was sent: its name and SHA-256, and the number under which it is read."""

    name: str
    digest: str
    number: UUID


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


def writing(viewer: Viewer) -> Query[Acting]:
    """Tell the triggers who acts; nobody else adds or renames a document until the transaction ends."""
    return Query(
        """
        SELECT set_config('c3.user_id', %(user)s::text, true) AS user_id
        FROM pg_advisory_xact_lock(3007) AS held""",
        Acting,
        {"user": viewer.user_id},
    )


def upload(viewer: Viewer, title: str, of_kind: str, file: NewFile) -> Query[Sent]:
    """A new document whose file is to be read; its parts follow. No row but for 本部.

    Hindered by another document of that title, or of that very file.
    """
    return Query(
        """
        WITH other AS ("""
        + _OTHER
        + """
        ), saved AS (
            INSERT INTO knowledge_documents
                (kind, title, body, uploaded_by, state, file_name, digest, reading, heartbeat_at)
            SELECT %(kind)s::varchar, %(title)s::varchar, '', %(user)s::varchar, 'reading',
                   %(file)s::varchar, %(digest)s::varchar, %(reading)s::uuid, clock_timestamp()
            WHERE %(is_admin)s::boolean AND NOT EXISTS (SELECT FROM other)
            RETURNING id
        )
        SELECT saved.id, other.hindrance, other.id AS other_id, other.title AS other_title
        FROM (SELECT) AS always LEFT JOIN saved ON true LEFT JOIN other ON true
        WHERE %(is_admin)s::boolean""",
        Sent,
        {**_typed(viewer, title, of_kind, file), "document": None},
    )


def change(
    viewer: Viewer, document_id: int, version: int, title: str, of_kind: str, file: NewFile | None
) -> Query[Sent]:
    """Give the document this title and kind, and have `file`, if any, read in place of what is there.

    No row when there is none, and but for 本部. Hindered as `upload` is, and when `version` is not its
    present one: somebody else was first. The old text stays until the file has been read.
    """
    return Query(
        """
        WITH target AS (
            SELECT d.id, d.version = %(version)s::int AS is_current FROM knowledge_documents d
            WHERE d.id = %(document)s::bigint AND %(is_admin)s::boolean
        ), other AS ("""
        + _OTHER
        + """
        ), saved AS (
            UPDATE knowledge_documents d
            SET title = %(title)s::varchar, kind = %(kind)s::varchar, version = d.version + 1
            FROM target WHERE d.id = target.id AND target.is_current AND NOT EXISTS (SELECT FROM other)
              AND %(reading)s::uuid IS NULL
            RETURNING d.id
        ), replaced AS (
            UPDATE knowledge_documents d
            SET title = %(title)s::varchar, kind = %(kind)s::varchar, version = d.version + 1,
                uploaded_by = %(user)s::varchar, state = 'reading', failure = '',
                file_name = %(file)s::varchar, digest = %(digest)s::varchar,
                reading = %(reading)s::uuid, heartbeat_at = clock_timestamp()
            FROM target WHERE d.id = target.id AND target.is_current AND NOT EXISTS (SELECT FROM other)
              AND %(reading)s::uuid IS NOT NULL
            RETURNING d.id
        ), old_file AS (
            DELETE FROM knowledge_file_parts p USING replaced WHERE p.document_id = replaced.id
        )
        SELECT coalesce(saved.id, replaced.id) AS id,
               CASE WHEN NOT target.is_current THEN 'changed' ELSE other.hindrance END AS hindrance,
               other.id AS other_id, other.title AS other_title
        FROM target LEFT JOIN saved ON true LEFT JOIN replaced ON true LEFT JOIN other ON true""",
        Sent,
        {**_typed(viewer, title, of_kind, file), "document": document_id, "version": version},
    )


def keep_part(viewer: Viewer, reading: UUID, position: int, data: bytes) -> Query[Written]:
    """Keep a part (`PART` bytes) of the file that is to be read under this number; no row but for 本部."""
    return Query(
        """
        INSERT INTO knowledge_file_parts (document_id, position, data)
        SELECT d.id, %(position)s::smallint, %(data)s::bytea FROM knowledge_documents d
        WHERE d.reading = %(reading)s::uuid AND %(is_admin)s::boolean
        ON CONFLICT (document_id, position) DO UPDATE SET data = EXCLUDED.data
        RETURNING document_id AS id""",
        Written,
        {"reading": reading, "position": position, "data": data, "is_admin": viewer.is_admin},
    )


def read_again(viewer: Viewer, stopped_id: int, new_number: UUID) -> Query[Written]:
    """Have a file that could not be read, or whose reading has stopped, read under a new number.

    No row for any other, nor when its file is gone, and but for 本部.
    """
    return Query(
        """
        UPDATE knowledge_documents d
        SET state = 'reading', failure = '', reading = %(reading)s::uuid, heartbeat_at = clock_timestamp()
        WHERE d.id = %(document)s::bigint AND %(is_admin)s::boolean
          AND (d.state = 'failed' OR """
        + IS_STOPPED
        + """)
          AND EXISTS (SELECT FROM knowledge_file_parts p WHERE p.document_id = d.id)
        RETURNING d.id""",
        Written,
        {
            "document": stopped_id,
            "reading": new_number,
            "is_admin": viewer.is_admin,
            "patience": PATIENCE,
        },
    )


def remove(viewer: Viewer, document_id: int) -> Query[Written]:
    """Delete the document with its sections, their vectors and its file, also while it is being read.

    Begins with `shared.knowledge_files.hold`. No row when there is none, and but for 本部.
    """
    return Query(
        """
        WITH target AS (
            SELECT d.id FROM knowledge_documents d
            WHERE d.id = %(document)s::bigint AND %(is_admin)s::boolean
        ), sections AS (
            DELETE FROM knowledge_vectors v USING target WHERE v.document_id = target.id
        ), file AS (
            DELETE FROM knowledge_file_parts p USING target WHERE p.document_id = target.id
        )
        DELETE FROM knowledge_documents d USING target WHERE d.id = target.id RETURNING d.id""",
        Written,
        {"document": document_id, "is_admin": viewer.is_admin},
    )


def _typed(viewer: Viewer, title: str, kind: str, file: NewFile | None) -> dict[str, object]:
    return {
        "title": title,
        "kind": kind,
        "file": file and file.name,
        "digest": file and file.digest,
        "reading": file and file.number,
        "user": viewer.user_id,
        "is_admin": viewer.is_admin,
    }


# Another document of the title comes before one of the very same file.
_OTHER: LiteralString = """
            SELECT o.id, o.title, CASE WHEN o.title = %(title)s THEN 'taken' ELSE 'same' END AS hindrance
            FROM knowledge_documents o
            WHERE %(is_admin)s::boolean AND o.id IS DISTINCT FROM %(document)s::bigint
              AND (o.title = %(title)s OR o.digest = %(digest)s::varchar)
            ORDER BY o.title = %(title)s DESC, o.id LIMIT 1"""
