"""The worker's statements: texts that wait for their vector are claimed, read, and answered.

A claim is a lease, which the worker renews while it works: the row is due again when the lease ends, so a
worker that dies loses nothing. What was claimed for the last time is due `NEVER`: a text that no attempt
could embed stays in the queue, set aside. The text is read by a second statement on purpose: it is then at
least as new as the version claimed, and a vector is kept only when that version still stands.

The newest come first: neither an import of a million texts nor a new model (whose texts are due `LONG_AGO`)
keeps today's reports waiting. No statement of many rows waits for one that somebody else is writing: who
edits texts by the thousand locks their rows in an order of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from shared.db import Query
from shared.embedding.vectors import written

BATCH = 32
LAST_ATTEMPT = 5
LEASE_SECONDS = 30
FIRST_PAUSE_SECONDS = 30
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)  # 'infinity' is no date for Python, hence not for the admin
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


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
    """Take at most `limit` texts that are due, the newest first; none that another worker has taken.

    At most one of them was tried before: a text that ends the worker takes the others with it only once.
    """
    return Query(
        """
        WITH due AS (
            SELECT id, attempts FROM embedding_queue
            WHERE due_at <= now() ORDER BY due_at DESC LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED),
        taken AS (
            SELECT id FROM due WHERE attempts = 0
            UNION ALL (SELECT id FROM due WHERE attempts > 0 LIMIT 1))
        UPDATE embedding_queue q
        SET attempts = attempts + 1,
            due_at = CASE WHEN attempts + 1 >= %(last)s::int THEN %(never)s::timestamptz
                          ELSE now() + make_interval(secs => %(lease)s::int) END
        FROM taken WHERE q.id = taken.id
        RETURNING q.id, q.version""",
        Claim,
        {"last": LAST_ATTEMPT, "never": NEVER, "lease": LEASE_SECONDS, "limit": limit},
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
    """Write the vectors of `model` and settle their rows; a text that changed, or is changing, is left."""
    return Query(
        """
        WITH given AS (
            SELECT * FROM unnest(
                %(ids)s::bigint[], %(versions)s::int[], %(stores)s::int[], %(vectors)s::text[]
            ) AS g (id, version, store_id, vector)),
        ours AS (
            SELECT q.id, g.store_id, g.vector FROM embedding_queue q JOIN given g USING (id, version)
            FOR UPDATE OF q SKIP LOCKED),
        settled AS (
            DELETE FROM embedding_queue q USING ours o WHERE q.id = o.id
            RETURNING q.kind, q.source_id, o.store_id, o.vector),
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
            "vectors": [written(one.vector) for one in embedded],
        },
    )


def forget(claims: Sequence[Claim]) -> Query[Done]:
    """Settle texts that are empty, or no more: they have no vector, and lose the one that they had."""
    return Query(
        """
        WITH given AS (SELECT * FROM unnest(%(ids)s::bigint[], %(versions)s::int[]) AS g (id, version)),
        ours AS (
            SELECT q.id FROM embedding_queue q JOIN given g USING (id, version)
            FOR UPDATE OF q SKIP LOCKED),
        settled AS (
            DELETE FROM embedding_queue q USING ours o WHERE q.id = o.id RETURNING q.kind, q.source_id),
        documents AS (
            DELETE FROM document_vectors v USING settled s
            WHERE v.kind = s.kind AND v.source_id = s.source_id),
        sections AS (
            UPDATE knowledge_vectors k SET model = NULL, embedding = NULL
            FROM settled s WHERE s.kind = 'knowledge' AND k.id = s.source_id)
        SELECT count(*)::int AS rows FROM settled""",
        Done,
        _claimed(claims),
    )


def extend(claims: Sequence[Claim]) -> Query[Done]:
    """Renew the leases of texts that are still being embedded."""
    return Query(
        """
        WITH given AS (SELECT * FROM unnest(%(ids)s::bigint[], %(versions)s::int[]) AS g (id, version)),
        ours AS (
            SELECT q.id FROM embedding_queue q JOIN given g USING (id, version)
            WHERE q.due_at < %(never)s::timestamptz FOR UPDATE OF q SKIP LOCKED),
        renewed AS (
            UPDATE embedding_queue q SET due_at = now() + make_interval(secs => %(lease)s::int)
            FROM ours o WHERE q.id = o.id RETURNING 1)
        SELECT count(*)::int AS rows FROM renewed""",
        Done,
        {**_claimed(claims), "never": NEVER, "lease": LEASE_SECONDS},
    )


def release(claims: Sequence[Claim], error: str) -> Query[Done]:
    """Give texts back that are not to blame: due at once, and the attempt does not count."""
    return Query(
        """
        WITH given AS (SELECT * FROM unnest(%(ids)s::bigint[], %(versions)s::int[]) AS g (id, version)),
        ours AS (
            SELECT q.id FROM embedding_queue q JOIN given g USING (id, version)
            FOR UPDATE OF q SKIP LOCKED),
        released AS (
            UPDATE embedding_queue q
            SET attempts = greatest(q.attempts - 1, 0), due_at = now(), error = %(error)s::text
            FROM ours o WHERE q.id = o.id RETURNING 1)
        SELECT count(*)::int AS rows FROM released""",
        Done,
        {**_claimed(claims), "error": error},
    )


def give_back(claim: Claim, error: str) -> Query[Done]:
    """Note what went wrong with a text, and when to try again: later each time, and never after the last."""
    return Query(
        """
        WITH noted AS (
            UPDATE embedding_queue
            SET error = %(error)s::text,
                due_at = CASE WHEN attempts >= %(last)s::int THEN %(never)s::timestamptz
                              ELSE now() + make_interval(secs => %(pause)s::int * 2 ^ (attempts - 1)) END
            WHERE id = %(id)s AND version = %(version)s RETURNING 1)
        SELECT count(*)::int AS rows FROM noted""",
        Done,
        {
            "error": error,
            "last": LAST_ATTEMPT,
            "never": NEVER,
            "pause": FIRST_PAUSE_SECONDS,
            "id": claim.id,
            "version": claim.version,
        },
    )


def _claimed(claims: Sequence[Claim]) -> dict[str, object]:
    return {"ids": [claim.id for claim in claims], "versions": [claim.version for claim in claims]}
