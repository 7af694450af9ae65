"""Documents as 本部 writes them. Each statement runs in a transaction that began with `writing`."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from shared.access import Acting, Viewer
from shared.db import Query
from shared.knowledge.documents import IS_STOPPED, PATIENCE
from shared.words import Word, gettext_noop

PART = 1024 * 1024  # bytes of a file in one row


class Hindrance(Word):
    """Why a document was not written: a sentence that says what to do."""

    TAKEN = "taken", gettext_noop("同じタイトルの資料がもうあります。別のタイトルにしてください。")
    SAME = "same", gettext_noop("同じファイルの資料がもうあります。")
    CHANGED = "changed", gettext_noop("ほかの人が先にこの資料を変えました。")


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

    Begins with `shared.knowledge.files.hold`. No row when there is none, and but for 本部.
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
