"""Pictures that nobody has: the statements of the sweeper (`shared.sweeper`), which no viewer asks.

A staged picture waits for its form, a detached one has lost its report. A row goes first, guarded by its own
statement; its files go after it. A picture that is filed meanwhile keeps its row, and so its files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Query


@dataclass(frozen=True, slots=True)
class Files:
    """The two files of a picture."""

    id: UUID
    name: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class Known:
    """A name that a picture's row, or a file on its way, still has."""

    name: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many pictures have a row."""

    pictures: int


@dataclass(frozen=True, slots=True)
class Database:
    """What no other database is called."""

    number: str


def found(staged_before: datetime, detached_before: datetime, limit: int) -> Query[Files]:
    """At most `limit` pictures that may go: those staged and those detached before these moments (aware).

    The pictures of a form that is kept as a draft may not.
    """
    return Query(
        "SELECT i.id, i.name, i.thumbnail FROM report_images i"
        " WHERE i.report_id IS NULL AND i.post_id IS NULL"
        " AND CASE WHEN i.detached_at IS NULL THEN i.created_at < %(staged)s::timestamptz"
        " ELSE i.detached_at < %(detached)s::timestamptz END"
        " AND NOT EXISTS (SELECT 1 FROM report_drafts d WHERE d.id = i.form_id)"
        " AND NOT EXISTS (SELECT 1 FROM bbs_drafts d WHERE d.id = i.form_id)"
        " ORDER BY i.created_at, i.id LIMIT %(limit)s::int",
        Files,
        {"staged": staged_before, "detached": detached_before, "limit": limit},
    )


def remove(staged_before: datetime, detached_before: datetime, limit: int) -> Query[Files]:
    """Delete the rows of at most `limit` such pictures; one that is being filed right now is passed over."""
    return Query(
        """
        DELETE FROM report_images i
        WHERE i.id = ANY(ARRAY(
            SELECT o.id FROM report_images o
            WHERE o.report_id IS NULL AND o.post_id IS NULL
              AND CASE WHEN o.detached_at IS NULL THEN o.created_at < %(staged)s::timestamptz
                       ELSE o.detached_at < %(detached)s::timestamptz END
              AND NOT EXISTS (SELECT 1 FROM report_drafts d WHERE d.id = o.form_id)
              AND NOT EXISTS (SELECT 1 FROM bbs_drafts d WHERE d.id = o.form_id)
            ORDER BY o.created_at, o.id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED))
          AND i.report_id IS NULL AND i.post_id IS NULL
        RETURNING i.id, i.name, i.thumbnail""",
        Files,
        {"staged": staged_before, "detached": detached_before, "limit": limit},
    )


def known(names: Sequence[str]) -> Query[Known]:
    """Those of `names` that are still wanted."""
    return Query(
        """
        SELECT n.name FROM unnest(%(names)s::text[]) AS n (name)
        WHERE EXISTS (SELECT 1 FROM report_images i WHERE i.name = n.name)
           OR EXISTS (SELECT 1 FROM report_images i WHERE i.thumbnail = n.name)
           OR EXISTS (SELECT 1 FROM picture_outbox o WHERE o.name = n.name)""",
        Known,
        {"names": list(names)},
    )


def pictures() -> Query[Count]:
    """How many pictures there are."""
    return Query("SELECT count(*) AS pictures FROM report_images", Count, {})


def database() -> Query[Database]:
    """The number of this database. It is the server's, so that a restore, a dump or a copy has another."""
    return Query(
        """
        SELECT concat(c.system_identifier, '-', d.oid) AS number
        FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()""",
        Database,
        {},
    )


def after(picture: UUID, limit: int) -> Query[Files]:
    """The next `limit` pictures whose ids sort behind `picture`, by id."""
    return Query(
        """
        SELECT id, name, thumbnail FROM report_images
        WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s::int""",
        Files,
        {"after": picture, "limit": limit},
    )
