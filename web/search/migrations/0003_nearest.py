"""The nearest texts of a question without a look at every vector: signs where the scope is small, else graphs.

A report's *sign* is one bit for each of the 512 numbers of its vector, beside what a search narrows by.
`report_signs` is kept by triggers, whoever writes; its index holds all of it, in the order of stores and
dates. The reports in a scope whose signs differ least from the question's are then compared exactly: as long
as there are fewer than 500 in the scope, that is all of them.

A *graph* is an HNSW index. It is asked where the scope is so large that reading its signs takes longer; what
it does not find is looked for by the signs (on the board: exactly), so that `wanted` rows come whenever there
are as many. A search that has come into a cluster of texts that are much alike does not leave it while the
cluster is larger than `hnsw.ef_search`: in one graph of 730,000 reports of a few hundred matters it misses
every sixth text, whatever the graph's parameters. So the reports, and the comments, are dealt out to `PARTS`
graphs, each of which has its own way and clusters of an eighth.

On an empty database this takes no time. With 730,000 vectors the signs take 5 s and the graphs some
10 minutes of one core with 160 MB of `maintenance_work_mem` (with less of it several times as long), during
which no vector can be written.
"""

from importlib import import_module

from django.db import migrations

from shared.words import Genre, Location

# How many of the nearest signs are compared: these, and one of so many in the scope.
NEAR_SIGNS, REPORTS_A_SIGN, MOST_SIGNS = 500, 10, 2000
PARTS = 8
# Candidates that each graph is asked for (`hnsw.ef_search`): for so many reports one, within these bounds.
REPORTS_A_CANDIDATE, FEWEST, MOST = 2400, 100, 1000
SIGNS_A_CANDIDATE = 450  # read in the time that the graphs need for one candidate each

SIGNS = """
CREATE TABLE report_signs (
    report_id bigint PRIMARY KEY, store_id int NOT NULL, date date NOT NULL, genre varchar(16) NOT NULL,
    location varchar(16) NOT NULL, model varchar(80) NOT NULL, sign bit(512) NOT NULL
);
INSERT INTO report_signs
SELECT r.id, r.store_id, r.date, r.genre, r.location, v.model, binary_quantize(v.embedding)::bit(512)
FROM document_vectors v JOIN daily_reports r ON r.id = v.source_id WHERE v.kind = 'report' ORDER BY r.id;
CREATE INDEX report_signs_in_scope ON report_signs (store_id, date)
INCLUDE (report_id, genre, location, model, sign);
ANALYZE report_signs;

CREATE FUNCTION sign_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_signs
    SELECT r.id, r.store_id, r.date, r.genre, r.location, v.model, binary_quantize(v.embedding)::bit(512)
    FROM new_rows v JOIN daily_reports r ON r.id = v.source_id WHERE v.kind = 'report'
    ON CONFLICT (report_id) DO UPDATE
    SET store_id = EXCLUDED.store_id, date = EXCLUDED.date, genre = EXCLUDED.genre,
        location = EXCLUDED.location, model = EXCLUDED.model, sign = EXCLUDED.sign;
    RETURN NULL;
END $$;
CREATE FUNCTION unsign_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM report_signs s USING old_rows o
    WHERE o.kind = 'report' AND s.report_id = o.source_id
      AND NOT EXISTS (SELECT FROM document_vectors v WHERE v.kind = 'report' AND v.source_id = o.source_id);
    RETURN NULL;
END $$;
CREATE FUNCTION unsign_all_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM report_signs;
    RETURN NULL;
END $$;
-- The worker takes a report's place in the queue away in the transaction that writes its vector: who holds
-- that place here has a worker's sign before them, or is seen by the worker.
CREATE FUNCTION move_signs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[] := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.store_id, n.date, n.genre, n.location)
              IS DISTINCT FROM (o.store_id, o.date, o.genre, o.location)
        ORDER BY n.id);
BEGIN
    IF moved = '{}' THEN
        RETURN NULL;
    END IF;
    PERFORM FROM embedding_queue q WHERE q.kind = 'report' AND q.source_id = ANY(moved) ORDER BY q.id FOR UPDATE;
    UPDATE report_signs s SET store_id = n.store_id, date = n.date, genre = n.genre, location = n.location
    FROM new_rows n WHERE n.id = ANY(moved) AND s.report_id = n.id;
    RETURN NULL;
END $$;

CREATE TRIGGER sign_added AFTER INSERT ON document_vectors REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sign_reports();
CREATE TRIGGER sign_changed AFTER UPDATE ON document_vectors REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sign_reports();
CREATE TRIGGER unsign_changed AFTER UPDATE ON document_vectors REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION unsign_reports();
CREATE TRIGGER unsign_removed AFTER DELETE ON document_vectors REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION unsign_reports();
CREATE TRIGGER unsign_all AFTER TRUNCATE ON document_vectors
FOR EACH STATEMENT EXECUTE FUNCTION unsign_all_reports();
CREATE TRIGGER sign_moved AFTER UPDATE ON daily_reports
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION move_signs();
"""
NO_SIGNS = """
DROP TRIGGER sign_moved ON daily_reports;
DROP TRIGGER unsign_all ON document_vectors;
DROP TRIGGER unsign_removed ON document_vectors;
DROP TRIGGER unsign_changed ON document_vectors;
DROP TRIGGER sign_changed ON document_vectors;
DROP TRIGGER sign_added ON document_vectors;
DROP FUNCTION move_signs();
DROP FUNCTION unsign_all_reports();
DROP FUNCTION unsign_reports();
DROP FUNCTION sign_reports();
DROP TABLE report_signs;
"""

GRAPHS = {
    f"document_vectors_{kind}s_{part}": f"kind = '{kind}' AND source_id % {parts} = {part}"
    for kind, parts in (("report", PARTS), ("post", 1), ("comment", PARTS))
    for part in range(parts)
}
DROP_GRAPHS = "".join(f"DROP INDEX {name};" for name in GRAPHS)
# The planner may only follow the graphs, row by row. A first call loads the library: before that, no one but
# a superuser may name its settings.
BY_GRAPH = """
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
    SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan
    SET hnsw.ef_search = 300 SET hnsw.iterative_scan = relaxed_order SET hnsw.max_scan_tuples = 5000
"""
BY_SIGNS = """
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
"""
SCOPE = """s.store_id = ANY(stores) AND s.model = of_model
      AND s.date BETWEEN coalesce(since, '-infinity') AND coalesce(until, 'infinity')
      AND (of_genre IS NULL OR s.genre = of_genre) AND (at_location IS NULL OR s.location = at_location)"""
# Looked up for one vector after the other, whatever the planner thinks of the scope.
SIGN_OF_VECTOR = """
     CROSS JOIN LATERAL (SELECT * FROM report_signs s WHERE s.report_id = v.source_id OFFSET 0) s"""
ASKED = """
    question halfvec, of_model text, stores int[], since date, until date, of_genre text, at_location text,
    wanted int"""


def graph(name: str, texts: str) -> str:
    """A statement that makes one of them."""
    return f"""
CREATE INDEX {name} ON document_vectors USING hnsw (embedding halfvec_cosine_ops)
WITH (m = 24, ef_construction = 128) WHERE {texts};"""


def before(function: str) -> str:
    """The function as the migration before made it."""
    made: str = import_module("web.search.migrations.0002_texts").FUNCTIONS
    one = next(part for part in made.split("\n\n") if f"FUNCTION {function}(" in part)
    return one.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def by_graphs(kind: str, joins: str, condition: str) -> str:
    """A statement: from each graph of this kind the nearest texts that fit, twice as many as wanted."""
    parts = (texts for name, texts in GRAPHS.items() if name.startswith(f"document_vectors_{kind}s_"))
    return " UNION ALL ".join(
        f"""
    (SELECT v.source_id, v.embedding <=> question
     FROM document_vectors v {joins}
     WHERE v.{texts.replace("source_id", "v.source_id")} AND v.model = of_model AND {condition}
     ORDER BY v.embedding <=> question LIMIT 2 * wanted)"""  # noqa: S608  its names are constants
        for texts in parts
    )


def _cells(condition: str) -> str:
    """The columns of `report_month_counts` that fit, added up by a statement within a statement."""
    genres, locations = (",".join(word.codes()) for word in (Genre, Location))
    return f"""
    SELECT coalesce(string_agg(format('c.%I', genre || '_' || location), ' + '), '0')
    FROM unnest('{{{genres}}}'::text[]) genre, unnest('{{{locations}}}'::text[]) location
    WHERE {condition}"""  # noqa: S608  its names are constants


REPORTS = f"""
CREATE FUNCTION count_reports_in(
    stores int[], since date, until date, of_genre text, at_location text,
    OUT within bigint, OUT fitting bigint
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    EXECUTE format('
        SELECT coalesce(sum(%s), 0), coalesce(sum(%s), 0) FROM report_month_counts c
        WHERE c.store_id = ANY($1) AND ($2 IS NULL OR c.month > $2 - 31) AND ($3 IS NULL OR c.month <= $3)',
        ({_cells("TRUE")}),
        ({_cells("(of_genre IS NULL OR genre = of_genre) AND (at_location IS NULL OR location = at_location)")}))
    INTO within, fitting USING stores, since, until;
END $$;

CREATE FUNCTION nearest_reports_by_signs({ASKED}, compared int
) RETURNS TABLE (id bigint, distance float8) LANGUAGE plpgsql STABLE {BY_SIGNS} AS $$
BEGIN
    RETURN QUERY
    WITH near AS MATERIALIZED (
        SELECT s.report_id FROM report_signs s
        WHERE {SCOPE}
        ORDER BY s.sign <~> binary_quantize(question)::bit(512) LIMIT compared
    )
    SELECT near.report_id, v.embedding <=> question AS distance
    FROM near JOIN document_vectors v ON v.kind = 'report' AND v.source_id = near.report_id
    WHERE v.model = of_model
    ORDER BY distance, near.report_id DESC LIMIT wanted;
END $$;

CREATE FUNCTION graph_candidates() RETURNS int LANGUAGE sql STABLE AS $$
    SELECT least({MOST}, greatest({FEWEST}, c.reltuples / {REPORTS_A_CANDIDATE}))::int
    FROM pg_class c WHERE c.oid = 'report_signs'::regclass
$$;

CREATE FUNCTION nearest_reports_by_graph({ASKED}
) RETURNS TABLE (id bigint, distance float8) LANGUAGE plpgsql STABLE {BY_GRAPH} AS $$
BEGIN
    PERFORM set_config('hnsw.ef_search', graph_candidates()::text, true);
    RETURN QUERY {by_graphs("report", SIGN_OF_VECTOR, SCOPE)};
END $$;
"""  # noqa: S608  its names are constants
NEAREST_REPORTS = f"""
CREATE OR REPLACE FUNCTION nearest_reports({ASKED}
) RETURNS TABLE (id bigint, distance float8) LANGUAGE plpgsql STABLE AS $$
DECLARE
    known float8 := (SELECT c.reltuples FROM pg_class c WHERE c.oid = 'report_signs'::regclass);
    counted record;
    candidates float8;
    ids bigint[];
    distances float8[];
BEGIN
    IF question IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO counted FROM count_reports_in(stores, since, until, of_genre, at_location);
    candidates := greatest(graph_candidates(), 2 * wanted * known / greatest(counted.fitting, 1));
    IF counted.within > {SIGNS_A_CANDIDATE} * candidates THEN
        SELECT array_agg(g.id), array_agg(g.distance) INTO ids, distances FROM (
            SELECT * FROM nearest_reports_by_graph(
                question, of_model, stores, since, until, of_genre, at_location, wanted) g
            ORDER BY g.distance, g.id DESC LIMIT wanted) g;
    END IF;
    IF cardinality(ids) >= wanted THEN
        RETURN QUERY SELECT * FROM unnest(ids, distances);
    ELSE
        RETURN QUERY SELECT * FROM nearest_reports_by_signs(
            question, of_model, stores, since, until, of_genre, at_location, wanted,
            greatest(20 * wanted, least({MOST_SIGNS}, {NEAR_SIGNS} + counted.fitting / {REPORTS_A_SIGN}))::int);
    END IF;
END $$;
"""  # noqa: S608  its names are constants

NO_FUNCTIONS = """
DROP FUNCTION nearest_reports_by_graph;
DROP FUNCTION nearest_reports_by_signs;
DROP FUNCTION graph_candidates;
DROP FUNCTION count_reports_in;
"""


class Migration(migrations.Migration):
    """The signs, the graphs, and the function that chooses between them."""

    dependencies = [("search", "0002_texts"), ("analysis", "0004_monthly_performances")]
    operations = [
        migrations.RunSQL(SIGNS, NO_SIGNS),
        migrations.RunSQL("".join(graph(*each) for each in GRAPHS.items()), DROP_GRAPHS),
        migrations.RunSQL(
            "SELECT '[1]'::vector;" + REPORTS + NEAREST_REPORTS, before("nearest_reports") + NO_FUNCTIONS
        ),
    ]
