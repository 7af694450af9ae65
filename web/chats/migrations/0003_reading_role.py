"""What the chat's tools read: views of their own, and a role that may read nothing else.

A statement of a tool runs in a transaction that has put the belt on (`c3_reader.put_on`). In it the names of
the tables mean the views of the schema `c3_reader`, which hold the rows and columns that the person who asks
may read, whatever the statement's own conditions say; and the role `c3_reader` has no right to anything else.
A table without a view is not there for a tool.

They are views, not policies: a policy is a barrier before which no index is asked by an operator that is not
leakproof, and those of full-text search are not (docs/benchmarks.md has both measured). What a policy
would give beside that, safety from a hostile function in a statement, is worth nothing where the statement
could take the belt off as well.

A role is the cluster's, not the database's: `ROLE` makes it where that is allowed, here and after each
`migrate` (`web.chats.apps`). Without it the views still hold.
"""

from importlib import import_module
from typing import Final

from django.db import migrations


def within(setting: str) -> str:
    """The condition that the store of the row `t` is one of those in a setting. Both parts are worked out once
    a statement; whoever reads all stores is not compared with each of them. No setting: no row."""
    known = f"current_setting('{setting}', true)"
    listed = f"nullif(nullif({known}, ''), 'all')::int[]"
    return f"((SELECT {known} = 'all') OR t.store_id = ANY ((SELECT {listed})::int[]))"


STORES, REPORT_STORES = within("c3.stores"), within("c3.report_stores")
# As `shared.audience.VISIBLE`; the views of stores and of addressed stores are those in reach.
READABLE: Final = f"""(t.deleted_at IS NULL AND (
    t.audience = 'all' OR t.user_id = (SELECT current_setting('c3.reader', true))
    OR EXISTS (SELECT FROM public.stores s WHERE {STORES.replace("t.", "s.")}
               AND (s.area_id = t.area_id OR EXISTS (
                   SELECT FROM public.bbs_post_stores a WHERE a.post_id = t.id AND a.store_id = s.store_id)))))"""  # noqa: S608  its parts are constants
EVERYBODYS: Final = "true"
WHOLE: Final = "*"

# The views: columns, and which rows `t` of the table a person may read; of comments, those of such posts.
VIEWS: Final[dict[str, tuple[str, str]]] = {
    "areas": ("id, name", EVERYBODYS),
    "stores": ("store_id, name, kind, area_id, opened_on, closed_on, changeover_hour", EVERYBODYS),
    "users": ("user_id, store_id, last_name, first_name", EVERYBODYS),
    "store_groups": ("id, name", EVERYBODYS),
    "store_group_members": ("group_id, store_id", STORES),
    "daily_reports": (
        "id, store_id, user_id, date, genre, location, title, content, search",
        REPORT_STORES,
    ),
    "report_day_counts": (WHOLE, STORES),
    "report_month_counts": (WHOLE, REPORT_STORES),  # a search counts the reports among which it looks
    "report_signs": (WHOLE, REPORT_STORES),
    "store_daily_performances": (
        "id, store_id, date, sales_amount, customer_count, cash_difference",
        STORES,
    ),
    "store_monthly_performances": (WHOLE, STORES),
    "monthly_goals": (
        "id, store_id, year, month, goal_text, achievement_rate, achievement_text, sales_target",
        STORES,
    ),
    "daily_targets": (WHOLE, STORES),
    "document_vectors": (
        "kind, source_id, model, embedding, store_id",
        f"(t.kind <> 'report' OR {REPORT_STORES})",
    ),
    "bbs_posts": (
        """id, report_id, store_id, user_id, genre, title, content, search, audience, area_id, created_at,
        deleted_at""",
        READABLE,
    ),
    "bbs_comments": (
        "id, post_id, user_id, content, is_best_answer, created_at, deleted_at, search",
        READABLE,
    ),
    "bbs_post_stores": ("post_id, store_id", STORES),
    "knowledge_documents": ("id, kind, title", EVERYBODYS),
    "knowledge_vectors": ("id, document_id, position, title, content, model, embedding, search", EVERYBODYS),
    "search_synonyms": ("id, terms", EVERYBODYS),
}
COMMENTS: Final = "public.bbs_comments c JOIN public.bbs_posts t ON t.id = c.post_id AND c.deleted_at IS NULL"


def unweighed(condition: str) -> str:
    """The condition in a form that the planner takes for nearly always true.

    A tool's statement has the same condition of its own. Weighed twice, it would make the planner expect a
    tenth of the rows, and choose other ways to them (the newest reports of all stores took 15 times as long).
    """
    return f"nullif({condition}, false) IS NOT NULL"


def view(table: str, *more: str) -> str:
    """A statement that makes one of them, with more columns at its end."""
    columns, condition = VIEWS[table]
    row, whole = ("c", COMMENTS) if table == "bbs_comments" else ("t", f"public.{table} t")
    chosen = ", ".join(f"{row}.{name.strip()}" for name in [*columns.split(","), *more])
    where = "" if condition == EVERYBODYS else f"WHERE {unweighed(condition)}"
    return f"CREATE VIEW c3_reader.{table} AS SELECT {chosen} FROM {whole} {where};"  # noqa: S608  as above


# Whose rows the views hold, to the end of the transaction; the role that reads now, NULL where there is none.
# A role is only taken on where the owner may take it on and it sees the type of vectors.
PUT_ON = """
CREATE FUNCTION c3_reader.is_there() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(
        pg_has_role(to_regrole('c3_reader'), 'SET')
        AND has_schema_privilege(to_regrole('c3_reader'), 'c3_reader', 'USAGE')
        AND has_schema_privilege(to_regrole('c3_reader'), e.extnamespace, 'USAGE')), false)
    FROM pg_extension e WHERE e.extname = 'vector'
$$;

CREATE FUNCTION c3_reader.put_on(own int[], with_reports int[], person text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    known bigint := (SELECT count(*) FROM public.stores);
BEGIN
    PERFORM set_config('c3.reader', person, true),
            set_config('c3.stores', CASE WHEN known = (
                SELECT count(*) FROM public.stores s WHERE s.store_id = ANY(own)) THEN 'all' ELSE own::text END, true),
            set_config('c3.report_stores', CASE WHEN known = (
                SELECT count(*) FROM public.stores s WHERE s.store_id = ANY(with_reports))
                THEN 'all' ELSE with_reports::text END, true),
            set_config('search_path', 'c3_reader, ' || current_setting('search_path'), true);
    IF c3_reader.is_there() THEN
        RETURN set_config('role', 'c3_reader', true);
    END IF;
    RETURN NULL;
END $$;
"""

# What may be run again and again: the role, that we may take it on, what it may read.
ROLE = """
DO $$
DECLARE
    vectors regnamespace := (SELECT extnamespace FROM pg_extension WHERE extname = 'vector');
BEGIN
    IF to_regrole('c3_reader') IS NULL THEN
        CREATE ROLE c3_reader NOLOGIN;
    END IF;
    IF NOT pg_has_role('c3_reader', 'SET') THEN
        GRANT c3_reader TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
    END IF;
    GRANT USAGE ON SCHEMA c3_reader TO c3_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA c3_reader TO c3_reader;
    IF NOT has_schema_privilege('c3_reader', vectors, 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %s TO c3_reader', vectors);
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    RAISE WARNING 'the role c3_reader is not there for the chat: %', SQLERRM;
END $$;
"""


def again(table: str, *more: str) -> str:
    """For later migrations, there and back: a view is made anew with these columns more, and may be read as before."""
    return f"DROP VIEW c3_reader.{table};" + view(table, *more) + ROLE


# The planner's guess of how many reports there are is the table's, also where a view has its name.
GUESSES = ("graph_candidates", "nearest_reports")


def guessing(name: str, of: str) -> str:
    """A function of the nearest reports, with the name of what it guesses the size of."""
    nearest = import_module("web.search.migrations.0003_nearest")
    whole: str = (
        nearest.REPORTS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + nearest.NEAREST_REPORTS
    )
    begins = whole.index(f"CREATE OR REPLACE FUNCTION {name}(")
    one = whole[begins : whole.find("CREATE OR REPLACE FUNCTION", begins + 1) % (len(whole) + 1)]
    return one.replace("'report_signs'::regclass", f"'{of}'::regclass")


class Migration(migrations.Migration):
    """The schema of views, and the role."""

    dependencies = [
        ("chats", "0002_turns"),
        ("accounts", "0006_entry_tickets"),
        ("analysis", "0005_figure_changes"),
        ("board", "0005_forgotten_writers"),
        ("knowledge", "0005_documents"),
        ("reports", "0007_forgotten_writers"),
        ("search", "0005_trade_words"),
        ("stores", "0007_daily_targets"),
    ]
    operations = [
        migrations.RunSQL(
            "".join(guessing(name, "public.report_signs") for name in GUESSES),
            "".join(guessing(name, "report_signs") for name in GUESSES),
        ),
        migrations.RunSQL(
            "CREATE SCHEMA c3_reader;" + "".join(map(view, VIEWS)) + PUT_ON, "DROP SCHEMA c3_reader CASCADE"
        ),
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
    ]
