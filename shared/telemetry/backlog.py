"""How much waits for c3-worker and for the chat, and for how long: for metrics and for readiness."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.db import Query
from shared.embedding.queue import LONG_AGO, NEVER

MOST_COUNTED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """A queue: `embedding`, `pictures`, `push`, `turns`. `waiting` is counted to 100,000 and no further.

    `oldest_at`: since when the oldest has been due, None when none is; texts that only wait for a new model's
    vector do not count. `counted_at` is when that was, by the same clock.
    """

    queue: str
    waiting: int
    oldest_at: datetime | None
    counted_at: datetime

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest has been due; 0 when none is."""
        return (self.counted_at - (self.oldest_at or self.counted_at)).total_seconds()


@dataclass(frozen=True, slots=True)
class Sign:
    """When a worker last said that it is there; None when none has, or its model is away."""

    seen_at: datetime | None
    asked_at: datetime

    @property
    def seconds(self) -> float | None:
        """Since then."""
        return (self.asked_at - self.seen_at).total_seconds() if self.seen_at else None


def backlogs() -> Query[Backlog]:
    """Every queue, each by its index."""
    return Query(
        """
        SELECT 'embedding' AS queue, count(*)::int AS waiting,
               min(due_at) FILTER (WHERE due_at > %(long_ago)s AND due_at <= now()) AS oldest_at,
               now() AS counted_at
        FROM (SELECT due_at FROM embedding_queue WHERE due_at < %(never)s LIMIT %(most)s::int) q
        UNION ALL
        SELECT 'pictures', count(*)::int, min(due_at) FILTER (WHERE due_at <= now()), now()
        FROM picture_outbox
        UNION ALL
        SELECT 'push', count(*)::int, min(due_at) FILTER (WHERE due_at <= now()), now()
        FROM (SELECT due_at FROM push_messages WHERE state = 'waiting' LIMIT %(most)s::int) m
        UNION ALL
        SELECT 'turns', count(*)::int, min(created_at) FILTER (WHERE state = 'waiting'), now()
        FROM ai_turns WHERE state IN ('waiting', 'running')""",
        Backlog,
        {"long_ago": LONG_AGO, "never": NEVER, "most": MOST_COUNTED},
    )


def sign() -> Query[Sign]:
    """When a worker was last there."""
    return Query(
        "SELECT max(seen_at) AS seen_at, now() AS asked_at FROM embedding_workers",
        Sign,
        {},
    )
