"""How far the vectors are behind the texts: for the worker's log, for health, and for a page that searches.

A text is set aside when no attempt could embed it; it waits for nothing any more, and stands in the admin.
"""

from dataclasses import dataclass

from shared.db import Query
from shared.embedding.queue import LONG_AGO, NEVER

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Depth:
    """Texts that wait, those of them that no worker has taken, and those set aside.

    `lag_seconds`: how long the oldest has been due; texts that have a vector of an older model do not count.
    """

    waiting: int
    due: int
    lag_seconds: float
    set_aside: int


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
               coalesce(extract(epoch FROM now() - min(due_at) FILTER (
                   WHERE due_at > %(long_ago)s AND due_at <= now())), 0)::float8 AS lag_seconds,
               count(*) FILTER (WHERE due_at >= %(never)s)::int AS set_aside
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
                SELECT FROM document_vectors WHERE model < %(model)s::varchar
                UNION ALL SELECT FROM document_vectors WHERE model > %(model)s::varchar
                UNION ALL SELECT FROM knowledge_vectors WHERE model <> %(model)s::varchar
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
