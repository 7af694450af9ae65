"""The file of a document while it is read: what its process asks, and the text that it writes at the end.

The process moves a heartbeat. Once it is older than `PATIENCE` the reading counts as stopped, and stays so:
the process can neither move it again nor write, even if it was only asleep. Nor can one whose file has been
replaced meanwhile: each file is read under a number of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from shared.db import Query
from shared.knowledge.changes import Written
from shared.knowledge.documents import PATIENCE


@dataclass(frozen=True, slots=True)
class FileWork:
    """A file that is to be read: its document, its name, and how many parts it has."""

    document_id: int
    file_name: str
    parts: int


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a file."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Texts:
    """The sections of a document, column by column."""

    titles: Sequence[str]
    headings: Sequence[str]
    levels: Sequence[int]
    contents: Sequence[str]


@dataclass(frozen=True, slots=True)
class Held:
    """How many texts of a document wait for their vector, and now for us."""

    rows: int


IS_OURS: LiteralString = (
    "d.reading = %(reading)s::uuid AND d.state = 'reading'"
    " AND d.heartbeat_at > clock_timestamp() - %(patience)s::interval"
)


def file_work(reading: UUID) -> Query[FileWork]:
    """What is to be read under this number; no row when the process has come too late."""
    return Query(
        """
        SELECT d.id AS document_id, d.file_name,
               (SELECT count(*)::int FROM knowledge_file_parts p WHERE p.document_id = d.id) AS parts
        FROM knowledge_documents d WHERE """
        + IS_OURS,
        FileWork,
        {"reading": reading, "patience": PATIENCE},
    )


def file_part(reading: UUID, position: int) -> Query[FilePart]:
    """One part of the file; no row behind the last one."""
    return Query(
        """
        SELECT p.data FROM knowledge_file_parts p JOIN knowledge_documents d ON d.id = p.document_id
        WHERE d.reading = %(reading)s::uuid AND p.position = %(position)s::int""",
        FilePart,
        {"reading": reading, "position": position},
    )


def file_beat(reading: UUID) -> Query[Written]:
    """The process lives. No row: it has been given up, and is to end."""
    return Query(
        "UPDATE knowledge_documents d SET heartbeat_at = clock_timestamp() WHERE "
        + IS_OURS
        + " RETURNING d.id",
        Written,
        {"reading": reading, "patience": PATIENCE},
    )


def hold(document_id: int) -> Query[Held]:
    """Let no worker settle a text of this document before the transaction ends.

    Whoever writes sections begins with it: a worker locks the row of the queue first and the section then.
    """
    return Query(
        """
        WITH held AS (
            SELECT q.id FROM embedding_queue q
            WHERE q.kind = 'knowledge'
              AND q.source_id IN (
                  SELECT v.id FROM knowledge_vectors v WHERE v.document_id = %(document)s::bigint)
            ORDER BY q.id FOR UPDATE)
        SELECT count(*)::int AS rows FROM held""",
        Held,
        {"document": document_id},
    )


def write(reading: UUID, texts: Texts, body: str) -> Query[Written]:
    """The sections that were read take the place of the document's old ones, all at once.

    A section whose title and content are as before keeps its row, and so its vector and its place in the
    queue. No row: the reading was given up, and nothing is written.
    """
    return Query(
        _WRITE,
        Written,
        {
            "reading": reading,
            "patience": PATIENCE,
            "body": body,
            "titles": list(texts.titles),
            "headings": list(texts.headings),
            "levels": list(texts.levels),
            "contents": list(texts.contents),
        },
    )


def give_up(reading: UUID, failure: str, *, keep_file: bool) -> Query[Written]:
    """The file cannot be read; `failure` is a msgid. `keep_file`: it may be tried again. No row: as above."""
    return Query(
        """
        WITH document AS (
            UPDATE knowledge_documents d SET state = 'failed', failure = %(failure)s::text
            WHERE """
        + IS_OURS
        + """ RETURNING d.id
        ), file AS (
            DELETE FROM knowledge_file_parts p USING document
            WHERE p.document_id = document.id AND NOT %(keep_file)s::boolean
        )
        SELECT id FROM document""",
        Written,
        {"reading": reading, "patience": PATIENCE, "failure": failure, "keep_file": keep_file},
    )


_WRITE: LiteralString = (
    """
    WITH document AS (
        UPDATE knowledge_documents d
        SET state = 'ready', failure = '', reading = NULL, body = %(body)s::text,
            updated_at = statement_timestamp()
        WHERE """
    + IS_OURS
    + """ RETURNING d.id
    ), given AS (
        SELECT g.position::smallint AS position, g.title, g.heading, g.level, g.content,
               row_number() OVER (PARTITION BY g.title, g.content ORDER BY g.position) AS nth
        FROM unnest(%(titles)s::text[], %(headings)s::text[], %(levels)s::int[], %(contents)s::text[])
             WITH ORDINALITY AS g (title, heading, level, content, position)
    ), old AS (
        SELECT v.id, v.title::text AS title, v.content,
               row_number() OVER (PARTITION BY v.title, v.content ORDER BY v.position) AS nth
        FROM knowledge_vectors v JOIN document ON v.document_id = document.id
    ), kept AS (
        UPDATE knowledge_vectors v SET position = g.position, heading = g.heading, level = g.level
        FROM old o JOIN given g USING (title, content, nth)
        WHERE v.id = o.id
          AND (v.position, v.heading, v.level) IS DISTINCT FROM (g.position, g.heading, g.level)
    ), gone AS (
        DELETE FROM knowledge_vectors v USING old o
        WHERE v.id = o.id AND NOT EXISTS (
            SELECT FROM given g WHERE g.title = o.title AND g.content = o.content AND g.nth = o.nth)
    ), added AS (
        INSERT INTO knowledge_vectors (document_id, position, title, heading, level, content)
        SELECT document.id, g.position, g.title, g.heading, g.level, g.content FROM document, given g
        WHERE NOT EXISTS (
            SELECT FROM old o WHERE o.title = g.title AND o.content = g.content AND o.nth = g.nth)
    ), file AS (
        DELETE FROM knowledge_file_parts p USING document WHERE p.document_id = document.id
    )
    SELECT id FROM document"""
)
