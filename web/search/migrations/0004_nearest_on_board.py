"""The nearest texts of the board: by the graphs of posts and comments, or exactly where there are few.

With the graphs of the migration before this takes no time, but for the index of comments by their time: a
second for a million.
"""

from importlib import import_module

from django.db import migrations

nearest = import_module("web.search.migrations.0003_nearest")
MANY_ON_BOARD = 20_000  # posts, or comments

ASKED_OF_BOARD = """
    question halfvec, of_model text, reader varchar, stores int[], since date, until date, of_genre text,
    in_store int, wanted int"""
GIVEN = "question, of_model, reader, stores, since, until, of_genre, in_store"
READABLE = """p.deleted_at IS NULL
      AND (of_genre IS NULL OR p.genre = of_genre) AND (in_store IS NULL OR p.store_id = in_store)
      AND (p.audience = 'all' OR p.user_id = reader
           OR EXISTS (SELECT FROM stores s WHERE s.store_id = ANY(stores)
                      AND (s.area_id = p.area_id
                           OR EXISTS (SELECT FROM bbs_post_stores a
                                      WHERE a.post_id = p.id AND a.store_id = s.store_id))))"""


def _written(row: str) -> str:
    """Whether a row of the board was written on one of the days, in Japan."""
    return f"""(since IS NULL OR {row}.created_at >= since::timestamp AT TIME ZONE 'Asia/Tokyo')
      AND (until IS NULL OR {row}.created_at < (until + 1)::timestamp AT TIME ZONE 'Asia/Tokyo')"""


BOARD_BY_GRAPH = "".join(
    f"""
CREATE FUNCTION nearest_{kind}s_by_graph({ASKED_OF_BOARD}
) RETURNS TABLE (id bigint, distance float8) LANGUAGE plpgsql STABLE {nearest.BY_GRAPH} AS $$
BEGIN
    RETURN QUERY {nearest.by_graphs(kind, joins, f"{written} AND {READABLE}")};
END $$;
"""
    for kind, joins, written in (
        ("post", "JOIN bbs_posts p ON p.id = v.source_id", _written("p")),
        (
            "comment",
            "JOIN bbs_comments c ON c.id = v.source_id JOIN bbs_posts p ON p.id = c.post_id",
            "c.deleted_at IS NULL AND " + _written("c"),
        ),
    )
)
BOARD = f"""
CREATE INDEX bbs_comments_written ON bbs_comments (created_at);

CREATE FUNCTION nearest_on_board_exactly({ASKED_OF_BOARD}
) RETURNS TABLE (kind text, id bigint, distance float8) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY
    WITH compared AS MATERIALIZED (
        SELECT 'post' AS kind, p.id, v.embedding <=> question AS distance
        FROM bbs_posts p JOIN document_vectors v ON v.kind = 'post' AND v.source_id = p.id
        WHERE v.model = of_model AND {_written("p")} AND {READABLE}
        UNION ALL
        SELECT 'comment', c.id, v.embedding <=> question
        FROM bbs_comments c JOIN bbs_posts p ON p.id = c.post_id
        JOIN document_vectors v ON v.kind = 'comment' AND v.source_id = c.id
        WHERE v.model = of_model AND c.deleted_at IS NULL AND {_written("c")} AND {READABLE}
    )
    SELECT c.* FROM compared c ORDER BY c.distance, c.id DESC LIMIT wanted;
END $$;

CREATE FUNCTION is_much_on_board(since date, until date, in_store int)
RETURNS boolean LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN in_store IS NULL AND {MANY_ON_BOARD} < (
        SELECT count(*) FROM (
            (SELECT FROM bbs_posts p WHERE {_written("p")} LIMIT {MANY_ON_BOARD} + 1) UNION ALL
            (SELECT FROM bbs_comments c WHERE {_written("c")} LIMIT {MANY_ON_BOARD} + 1)) texts);
END $$;
"""  # noqa: S608  its names are constants
NEAREST_ON_BOARD = f"""
CREATE OR REPLACE FUNCTION nearest_on_board({ASKED_OF_BOARD}
) RETURNS TABLE (kind text, id bigint, distance float8) LANGUAGE plpgsql STABLE AS $$
DECLARE
    found record;
BEGIN
    IF question IS NULL THEN
        RETURN;
    END IF;
    IF is_much_on_board(since, until, in_store) THEN
        WITH graphs AS (
            SELECT 'post' AS kind, g.* FROM nearest_posts_by_graph({GIVEN}, wanted) g
            UNION ALL
            SELECT 'comment', g.* FROM nearest_comments_by_graph({GIVEN}, wanted) g
        ), nearest AS (
            SELECT * FROM graphs g ORDER BY g.distance, g.id DESC LIMIT wanted
        )
        SELECT array_agg(n.kind) AS kinds, array_agg(n.id) AS ids, array_agg(n.distance) AS distances
        INTO found FROM nearest n;
        IF cardinality(found.ids) >= wanted THEN
            RETURN QUERY SELECT * FROM unnest(found.kinds, found.ids, found.distances);
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM nearest_on_board_exactly({GIVEN}, wanted);
END $$;
"""  # noqa: S608  its names are constants
NO_FUNCTIONS = """
DROP FUNCTION is_much_on_board;
DROP FUNCTION nearest_on_board_exactly;
DROP FUNCTION nearest_comments_by_graph;
DROP FUNCTION nearest_posts_by_graph;
DROP INDEX bbs_comments_written;
"""


class Migration(migrations.Migration):
    """The functions that choose, and what they choose between."""

    dependencies = [("search", "0003_nearest")]
    operations = [
        migrations.RunSQL(
            "SELECT '[1]'::vector;" + BOARD_BY_GRAPH + BOARD + NEAREST_ON_BOARD,
            nearest.before("nearest_on_board") + NO_FUNCTIONS,
        ),
    ]
