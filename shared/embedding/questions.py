"""How a question gets its vector: c3-app writes it down, the worker takes it and writes the answer beside it.

c3-app holds no model (150 MB), and no application calls the other. The worker is told at once (`NOTIFY`), and
who asked waits inside the database. Taking a question takes its words away: a question is embedded once,
however many workers there are, and the table keeps nobody's words. A row with neither words nor vector is in
work; one whose worker died is asked anew after `TAKEN_SECONDS`, one that cannot be embedded is deleted.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.db import Query
from shared.embedding.queue import Done
from shared.embedding.vectors import written

CHANNEL: Final = "c3_questions"
LONGEST = 500  # characters; the rest of a longer question is not asked
BATCH = 16
TAKEN_SECONDS = 10
UNANSWERED_SECONDS = 60
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's vector in the text form of a `halfvec`; None: it has none (yet)."""

    embedding: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to find; `digest` is its key beside the model."""

    digest: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The digest of a question, and its vector (512 wide, of length 1)."""

    digest: bytes
    vector: Sequence[float]


def asked(text: str) -> str:
    """The question as it is embedded: the same words in other spaces or widths are the same; empty: none."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\0", " ").split())[:LONGEST].strip()


def ask(model: str, text: str) -> Query[Answer]:
    """The question's vector, if it is known; else the question is written down, and the worker told.

    The worker reads it when it is committed.
    """
    question = asked(text)
    return Query(
        """
        WITH known AS (
            SELECT embedding FROM question_vectors WHERE model = %(model)s AND digest = %(digest)s),
        asked AS (
            INSERT INTO question_vectors AS q (model, digest, text)
            SELECT %(model)s::varchar, %(digest)s::bytea, %(text)s::text
            WHERE NOT EXISTS (SELECT FROM known WHERE embedding IS NOT NULL)
            ON CONFLICT (model, digest) DO UPDATE SET text = EXCLUDED.text, asked_at = statement_timestamp()
            WHERE q.embedding IS NULL AND q.asked_at < now() - make_interval(secs => %(taken)s::int)
            RETURNING q.digest),
        told AS (SELECT count(pg_notify(%(channel)s::text, '')) AS times FROM asked)
        SELECT known.embedding::text AS embedding FROM told LEFT JOIN known ON told.times >= 0""",
        Answer,
        {
            "model": model,
            "digest": digest(question),
            "text": question,
            "taken": TAKEN_SECONDS,
            "channel": CHANNEL,
        },
    )


def answer(model: str, text: str, seconds: float) -> Query[Answer]:
    """Wait for the vector of a question that was asked, at most `seconds` (5 at the most).

    It does not wait when no worker is there, nor longer than until the worker has given the question up.
    """
    return Query(
        """
        SELECT answered_question(%(model)s::text, %(digest)s::bytea, %(seconds)s::float8)::text
            AS embedding""",
        Answer,
        {"model": model, "digest": digest(asked(text)), "seconds": seconds},
    )


def take(model: str, limit: int = BATCH) -> Query[Question]:
    """The worker takes at most `limit` questions, the newest first, and their words out of the table."""
    return Query(
        """
        WITH due AS (
            SELECT model, digest, text FROM question_vectors
            WHERE model = %(model)s AND text IS NOT NULL
            ORDER BY asked_at DESC LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED)
        UPDATE question_vectors q SET text = NULL, asked_at = statement_timestamp() FROM due
        WHERE q.model = due.model AND q.digest = due.digest
        RETURNING q.digest, coalesce(due.text, '') AS text""",
        Question,
        {"model": model, "limit": limit},
    )


def keep(model: str, answered: Sequence[Answered]) -> Query[Done]:
    """Write the vectors of questions that were taken."""
    return Query(
        """
        WITH given AS (
            SELECT * FROM unnest(%(digests)s::bytea[], %(vectors)s::text[]) AS g (digest, vector)),
        kept AS (
            UPDATE question_vectors q SET embedding = g.vector::halfvec(512), text = NULL FROM given g
            WHERE q.model = %(model)s AND q.digest = g.digest RETURNING 1)
        SELECT count(*)::int AS rows FROM kept""",
        Done,
        {
            "model": model,
            "digests": [one.digest for one in answered],
            "vectors": [written(one.vector) for one in answered],
        },
    )


def give_up(model: str, digests: Sequence[bytes]) -> Query[Done]:
    """Delete questions that cannot be embedded: who waits for one is answered at once, with nothing."""
    return Query(
        """
        WITH gone AS (
            DELETE FROM question_vectors
            WHERE model = %(model)s AND digest = ANY(%(digests)s::bytea[]) AND embedding IS NULL RETURNING 1)
        SELECT count(*)::int AS rows FROM gone""",
        Done,
        {"model": model, "digests": list(digests)},
    )


def here(model: str) -> Query[Done]:
    """A worker says that it answers questions of this model; who asks believes it for 20 seconds."""
    return Query(
        """
        WITH seen AS (
            INSERT INTO embedding_workers (model) VALUES (%(model)s)
            ON CONFLICT (model) DO UPDATE SET seen_at = statement_timestamp() RETURNING 1)
        SELECT count(*)::int AS rows FROM seen""",
        Done,
        {"model": model},
    )


def gone(model: str) -> Query[Done]:
    """A worker cannot answer questions of this model for now: nobody is to wait."""
    return Query(
        """
        WITH gone AS (DELETE FROM embedding_workers WHERE model = %(model)s RETURNING 1)
        SELECT count(*)::int AS rows FROM gone""",
        Done,
        {"model": model},
    )


def sweep() -> Query[Done]:
    """Delete questions of yesterday, and those that nobody answered within a minute."""
    return Query(
        """
        WITH gone AS (
            DELETE FROM question_vectors
            WHERE asked_at < now() - make_interval(secs => %(kept)s::int)
               OR embedding IS NULL AND asked_at < now() - make_interval(secs => %(unanswered)s::int)
            RETURNING 1)
        SELECT count(*)::int AS rows FROM gone""",
        Done,
        {"kept": KEPT_SECONDS, "unanswered": UNANSWERED_SECONDS},
    )


def digest(question: str) -> bytes:
    """The key of a question as it is asked: its SHA-256."""
    return hashlib.sha256(question.encode("utf-8", "replace")).digest()
