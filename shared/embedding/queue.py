"""The worker's statements: texts that wait for their vector are claimed, read, and answered.

A claim is a lease: the row is due again when the lease ends, so a worker that dies loses nothing. The lease
of the last attempt never ends: a text that no attempt could embed stays in the queue, set aside. The text is
read by a second statement on purpose: it is then at least as new as the version claimed, and a vector is kept
only when that version still stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db import Query

BATCH = 32
LAST_ATTEMPT = 5
LEASE_SECONDS = 300
FIRST_PAUSE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the queue that is ours until its lease ends; `version` is that of the text."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be embedded. `store_id` is its store (a comment's: its post's); None: knowledge."""

    id: int
    store_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows a statement settled."""

    rows: int


@dataclass(frozen=True, slots=True)
class Embedded:
    """A claim with its vector (512 wide)."""

    claim: Claim
    store_id: int | None
    vector: Sequence[float]


def claim(limit: int = BATCH) -> Query[Claim]:
    """Take at most `limit` texts that are due; none that another worker has taken."""
    return Query(
        """
        UPDATE embedding_queue
        SET attempts = attempts + 1,
            due_at = CASE WHEN attempts + 1 >= %(last)s::int THEN 'infinity'
                          ELSE now() + make_interval(secs => %(lease)s::int) END
        WHERE id = ANY(ARRAY(
            SELECT q.id FROM embedding_queue q
            WHERE q.due_at <= now() ORDER BY q.due_at LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED))
        RETURNING id, version""",
        Claim,
        {"last": LAST_ATTEMPT, "lease": LEASE_SECONDS, "limit": limit},
    )


def texts(claims: Sequence[Claim]) -> Query[Text]:
    """The texts of `claims`, each with its title (a comment: none) in the first line.

    One that is gone, or a tombstone, has no row.
    """
    return Query(
        """
        SELECT q.id, coalesce(r.store_id, p.store_id, cp.store_id) AS store_id,
               coalesce(r.title || E'\\n' || r.content, p.title || E'\\n' || p.content, E'\\n' || c.content,
                        k.title || E'\\n' || k.content) AS text
        FROM embedding_queue q
        LEFT JOIN daily_reports r ON q.kind = 'report' AND r.id = q.source_id
        LEFT JOIN bbs_posts p ON q.kind = 'post' AND p.id = q.source_id AND p.deleted_at IS NULL
        LEFT JOIN bbs_comments c ON q.kind = 'comment' AND c.id = q.source_id AND c.deleted_at IS NULL
        LEFT JOIN bbs_posts cp ON cp.id = c.post_id
        LEFT JOIN knowledge_vectors k ON q.kind = 'knowledge' AND k.id = q.source_id
        WHERE q.id = ANY(%(ids)s::bigint[]) AND coalesce(r.id, p.id, c.id, k.id) IS NOT NULL
        ORDER BY q.id""",
        Text,
        {"ids": [claim.id for claim in claims]},
    )


def keep(model: str, embedded: Sequence[Embedded]) -> Query[Done]:
    """Write the vectors of `model` and settle their rows; a text that has changed meanwhile is left alone."""
    return Query(
        """
        WITH given AS (
            SELECT * FROM unnest(
                %(ids)s::bigint[], %(versions)s::int[], %(stores)s::int[], %(vectors)s::text[]
            ) AS g (id, version, store_id, vector)),
        settled AS (
            DELETE FROM embedding_queue q USING given g WHERE q.id = g.id AND q.version = g.version
            RETURNING q.kind, q.source_id, g.store_id, g.vector),
        documents AS (
            INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)
            SELECT kind, source_id, store_id, %(model)s::text, vector::halfvec(512)
            FROM settled WHERE kind <> 'knowledge'
            ON CONFLICT (kind, source_id) DO UPDATE
            SET store_id = EXCLUDED.store_id, model = EXCLUDED.model, embedding = EXCLUDED.embedding,
                embedded_at = statement_timestamp()),
        sections AS (
            UPDATE knowledge_vectors k SET model = %(model)s::text, embedding = s.vector::halfvec(512)
            FROM settled s WHERE s.kind = 'knowledge' AND k.id = s.source_id)
        SELECT count(*)::int AS rows FROM settled""",
        Done,
        {
            "model": model,
            "ids": [one.claim.id for one in embedded],
            "versions": [one.claim.version for one in embedded],
            "stores": [one.store_id for one in embedded],
            "vectors": ["[" + ",".join(f"{x:.6g}" for x in one.vector) + "]" for one in embedded],
        },
    )


def give_back(claim: Claim, error: str) -> Query[Done]:
    """Note what went wrong with a text, and when to try again: later each time, and never after the last."""
    return Query(
        """
        WITH noted AS (
            UPDATE embedding_queue
            SET error = %(error)s::text,
                due_at = CASE WHEN attempts >= %(last)s::int THEN 'infinity'
                              ELSE now() + make_interval(secs => %(pause)s::int * 2 ^ (attempts - 1)) END
            WHERE id = %(id)s AND version = %(version)s RETURNING 1)
        SELECT count(*)::int AS rows FROM noted""",
        Done,
        {
            "error": error,
            "last": LAST_ATTEMPT,
            "pause": FIRST_PAUSE_SECONDS,
            "id": claim.id,
            "version": claim.version,
        },
    )
