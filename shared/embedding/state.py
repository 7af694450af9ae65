"""How far the vectors are behind the texts: for the worker's log, for health, and for a page that searches.

A text is set aside when no attempt could embed it; it waits for nothing any more, and stands in the admin.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.db import Query
from shared.embedding.queue import LONG_AGO, NEVER

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Depth:
    """Texts that wait, those of them that no worker has taken, and those set aside.

    `oldest_at`: since when the oldest of these has been due, None when none is; texts that only wait for a
    new model's vector do not count. `counted_at` is when that was, by the same clock.
    """

    waiting: int
    due: int
    set_aside: int
    oldest_at: datetime | None
    counted_at: datetime

    @property
    def lag_seconds(self) -> float:
        """How long the oldest has been due; 0 when none is."""
        return (self.counted_at - (self.oldest_at or self.counted_at)).total_seconds()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether every text that can be embedded has its vector of a model, and how many have not.

    `missing` counts to 10,000 and no further. `share` of the texts that have it (0 to 1) is None where
    `missing` was not counted to its end, or the database does not know yet how many texts there are.
    """

    is_complete: bool
    missing: int
    share: float | None


def depth() -> Query[Depth]:
    """Of the whole queue, counted: not for every page."""
    return Query(
        """
        SELECT count(*) FILTER (WHERE due_at < %(never)s)::int AS waiting,
               count(*) FILTER (WHERE due_at <= now())::int AS due,
               count(*) FILTER (WHERE due_at >= %(never)s)::int AS set_aside,
               min(due_at) FILTER (WHERE due_at > %(long_ago)s AND due_at <= now()) AS oldest_at,
               now() AS counted_at
        FROM embedding_queue""",
        Depth,
        {"never": NEVER, "long_ago": LONG_AGO},
    )


def coverage(model: str) -> Query[Coverage]:
    """Of the vectors of `model`, in constant time however many texts there are.

    A text that waits, or has the vector of another model, is missing; after `reindex` it is both.
    """
    return Query(
        """
        WITH waiting AS (
            SELECT count(*) AS texts FROM (
                SELECT FROM embedding_queue WHERE due_at < %(never)s LIMIT %(most)s::int) w),
        other AS (
            SELECT count(*) AS texts FROM (
                (SELECT model FROM document_vectors WHERE model < %(model)s::varchar
                 ORDER BY model LIMIT %(most)s::int)
                UNION ALL
                (SELECT model FROM document_vectors WHERE model > %(model)s::varchar
                 ORDER BY model LIMIT %(most)s::int)
                UNION ALL SELECT model FROM knowledge_vectors WHERE model <> %(model)s::varchar
                LIMIT %(most)s::int) o),
        behind AS (SELECT greatest(w.texts, o.texts)::int AS missing FROM waiting w, other o),
        estimated AS (
            SELECT CASE WHEN min(reltuples) >= 0 THEN sum(reltuples) END AS texts FROM pg_class
            WHERE oid IN ('daily_reports'::regclass, 'bbs_posts'::regclass, 'bbs_comments'::regclass,
                          'knowledge_vectors'::regclass))
        SELECT missing = 0 AS is_complete, missing,
               CASE WHEN missing = 0 THEN 1
                    WHEN missing < %(most)s::int AND texts > 0
                    THEN greatest(1 - missing / texts, 0) END::float8 AS share
        FROM behind, estimated""",
        Coverage,
        {"model": model, "never": NEVER, "most": MOST_COUNTED},
    )
