"""Every text that is searched has its bigrams, and the nearest texts of a question are asked of functions.

`nearest_reports`, `nearest_on_board` and `nearest_sections` give at most `wanted` rows, nearest first, of the
texts within the caller's reach whose vector is of the model `of_model`; `distance` is the cosine distance.
Parameters that are NULL do not narrow.
"""

from django.db import migrations

COLUMNS = """
ALTER TABLE bbs_comments
    ADD COLUMN search tsvector STORAGE EXTERNAL GENERATED ALWAYS AS (search_bigrams(content)) STORED;
ALTER TABLE bbs_comments ALTER COLUMN search SET STATISTICS 400;
CREATE INDEX bbs_comments_search ON bbs_comments USING gin (search) WITH (gin_pending_list_limit = 1024);

ALTER TABLE knowledge_vectors
    ADD COLUMN search tsvector STORAGE EXTERNAL
    GENERATED ALWAYS AS (search_bigrams(title || chr(10) || content)) STORED;
ALTER TABLE knowledge_vectors ALTER COLUMN search SET STATISTICS 400;
CREATE INDEX knowledge_vectors_search ON knowledge_vectors USING gin (search);
"""
NO_COLUMNS = """
ALTER TABLE bbs_comments DROP COLUMN search;
ALTER TABLE knowledge_vectors DROP COLUMN search;
"""

FUNCTIONS = """
CREATE FUNCTION nearest_reports(
    question halfvec, of_model text, stores int[], since date, until date, of_genre text, at_location text,
    wanted int
) RETURNS TABLE (id bigint, distance float8) LANGUAGE sql STABLE AS $$
    SELECT r.id, v.embedding <=> question
    FROM daily_reports r JOIN document_vectors v ON v.kind = 'report' AND v.source_id = r.id
    WHERE r.store_id = ANY(stores) AND v.model = of_model
      AND (since IS NULL OR r.date >= since) AND (until IS NULL OR r.date <= until)
      AND (of_genre IS NULL OR r.genre = of_genre) AND (at_location IS NULL OR r.location = at_location)
    ORDER BY 2, 1 DESC LIMIT wanted
$$;

CREATE FUNCTION nearest_on_board(
    question halfvec, of_model text, reader varchar, stores int[], since date, until date, of_genre text,
    in_store int, wanted int
) RETURNS TABLE (kind text, id bigint, distance float8) LANGUAGE sql STABLE AS $$
    SELECT v.kind, v.source_id, v.embedding <=> question
    FROM document_vectors v
    LEFT JOIN bbs_comments c ON v.kind = 'comment' AND c.id = v.source_id
    JOIN bbs_posts p ON p.id = CASE WHEN v.kind = 'post' THEN v.source_id ELSE c.post_id END
    WHERE v.kind IN ('post', 'comment') AND v.model = of_model
      AND p.deleted_at IS NULL AND c.deleted_at IS NULL
      AND (since IS NULL OR (coalesce(c.created_at, p.created_at) AT TIME ZONE 'Asia/Tokyo')::date >= since)
      AND (until IS NULL OR (coalesce(c.created_at, p.created_at) AT TIME ZONE 'Asia/Tokyo')::date <= until)
      AND (of_genre IS NULL OR p.genre = of_genre) AND (in_store IS NULL OR p.store_id = in_store)
      AND (p.audience = 'all' OR p.user_id = reader
           OR EXISTS (SELECT FROM stores s WHERE s.store_id = ANY(stores)
                      AND (s.area_id = p.area_id
                           OR EXISTS (SELECT FROM bbs_post_stores a
                                      WHERE a.post_id = p.id AND a.store_id = s.store_id))))
    ORDER BY 3, 2 DESC LIMIT wanted
$$;

CREATE FUNCTION nearest_sections(question halfvec, of_model text, wanted int)
RETURNS TABLE (id bigint, distance float8) LANGUAGE sql STABLE AS $$
    SELECT k.id, k.embedding <=> question FROM knowledge_vectors k WHERE k.model = of_model
    ORDER BY 2, 1 LIMIT wanted
$$;
"""
NO_FUNCTIONS = """
DROP FUNCTION nearest_reports;
DROP FUNCTION nearest_on_board;
DROP FUNCTION nearest_sections;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_synonyms"),
        ("knowledge", "0003_question_vectors"),
        ("reports", "0005_pictures_of_posts"),
        ("board", "0004_tallies"),
    ]
    operations = [
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
