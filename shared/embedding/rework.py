"""The statements of `python -m stream.reindex`: texts that have no vector of a model go into the queue again.

Each queues a stretch of one table, so that no transaction is long; they are due `LONG_AGO`, hence after all
that is written meanwhile. Queued twice a text is queued once; one that was set aside is tried anew.
"""

from dataclasses import dataclass
from typing import Final, LiteralString

from shared.db import Query
from shared.embedding.queue import LONG_AGO, NEVER
from shared.words import TextKind

STRETCH = 5000

_TABLES: Final[dict[TextKind, LiteralString]] = {
    TextKind.REPORT: "daily_reports",
    TextKind.POST: "bbs_posts",
    TextKind.COMMENT: "bbs_comments",
    TextKind.KNOWLEDGE: "knowledge_vectors",
}
_LIVES: Final[dict[TextKind, LiteralString]] = {
    TextKind.REPORT: "",
    TextKind.POST: "AND t.deleted_at IS NULL",
    TextKind.COMMENT: "AND t.deleted_at IS NULL",
    TextKind.KNOWLEDGE: "",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """How many texts a statement looked at and queued, and the last one's id; 0, 0, 0: there are no more."""

    looked_at: int
    queued: int
    last_id: int


@dataclass(frozen=True, slots=True)
class Other:
    """A model that a running worker embeds with."""

    model: str


def requeue(kind: TextKind, model: str, after_id: int) -> Query[Stretch]:
    """Queue those of the next 5,000 texts of a kind, by their ids, that have no vector of `model`."""
    table, lives = _TABLES[kind], _LIVES[kind]
    has_vector: LiteralString = (
        "t.model IS NOT DISTINCT FROM %(model)s"
        if kind is TextKind.KNOWLEDGE
        else "EXISTS (SELECT FROM document_vectors v"
        " WHERE v.kind = %(kind)s AND v.source_id = t.id AND v.model = %(model)s)"
    )
    return Query(
        f"""
        WITH stretch AS MATERIALIZED (
            SELECT t.id, NOT ({has_vector}) {lives} AS is_wanted FROM {table} t
            WHERE t.id > %(after)s::bigint ORDER BY t.id LIMIT %(stretch)s::int),
        queued AS (
            INSERT INTO embedding_queue AS q (kind, source_id, due_at)
            SELECT %(kind)s, id, %(long_ago)s::timestamptz FROM stretch WHERE is_wanted ORDER BY id
            ON CONFLICT (kind, source_id) DO UPDATE
            SET attempts = 0, due_at = EXCLUDED.due_at, error = '' WHERE q.due_at >= %(never)s::timestamptz
            RETURNING 1)
        SELECT count(*)::int AS looked_at, (SELECT count(*) FROM queued)::int AS queued,
               coalesce(max(id), 0)::bigint AS last_id
        FROM stretch""",
        Stretch,
        {
            "kind": kind.value,
            "model": model,
            "after": after_id,
            "stretch": STRETCH,
            "long_ago": LONG_AGO,
            "never": NEVER,
        },
    )


def workers() -> Query[Other]:
    """The models that workers embed with now; no row: no worker is there."""
    return Query(
        """
        SELECT model FROM embedding_workers
        WHERE seen_at > statement_timestamp() - interval '20 seconds' ORDER BY model""",
        Other,
        {},
    )
