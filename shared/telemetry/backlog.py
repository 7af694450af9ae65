"""How much waits for c3-worker and for the chat, and for how long: for metrics and for readiness."""

from dataclasses import dataclass
from typing import Final

from shared.db import Query
from shared.embedding.queue import LONG_AGO, NEVER

MOST_COUNTED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """A queue: `embedding`, `pictures`, `push`, `turns`. `waiting` is counted to 100,000 and no further.

    `oldest_seconds`: how long the oldest has been due; 0 when none is. Texts that only wait for a new model's
    vector are waiting, but never late.
    """

    queue: str
    waiting: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Sign:
    """Seconds since a worker last said that it is there; None when none has, or its model is away."""

    seconds: float | None


def backlogs() -> Query[Backlog]:
    """Every queue, each by its index."""
    return Query(
        """
        SELECT 'embedding' AS queue, count(*)::int AS waiting,
               coalesce(extract(epoch FROM now() - min(due_at) FILTER (
                   WHERE due_at > %(long_ago)s AND due_at <= now())), 0)::float8 AS oldest_seconds
        FROM (SELECT due_at FROM embedding_queue WHERE due_at < %(never)s LIMIT %(most)s::int) q
        UNION ALL
        SELECT 'pictures', count(*)::int,
               coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE due_at <= now())), 0)::float8
        FROM picture_outbox
        UNION ALL
        SELECT 'push', count(*)::int,
               coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE due_at <= now())), 0)::float8
        FROM (SELECT due_at FROM push_messages WHERE state = 'waiting' LIMIT %(most)s::int) m
        UNION ALL
        SELECT 'turns', count(*)::int,
               coalesce(extract(epoch FROM now() - min(created_at) FILTER (
                   WHERE state = 'waiting')), 0)::float8
        FROM ai_turns WHERE state IN ('waiting', 'running')""",
        Backlog,
        {"long_ago": LONG_AGO, "never": NEVER, "most": MOST_COUNTED},
    )


def sign() -> Query[Sign]:
    """When a worker was last there."""
    return Query(
        "SELECT extract(epoch FROM now() - max(seen_at))::float8 AS seconds FROM embedding_workers", Sign, {}
    )
