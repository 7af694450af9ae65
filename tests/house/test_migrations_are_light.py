"""From here on a migration runs beside the release before it, and keeps nobody waiting."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.house.light import faults, in_python

# What was there before the rule: it has run wherever C3 runs (measured: `tests.bench.migrations`).
BEFORE = {
    "accounts": 5, "analysis": 4, "audit": 7, "board": 4, "chats": 2, "imports": 1, "knowledge": 5,
    "notify": 2, "reports": 6, "search": 5, "sending": 1, "stores": 7,
}  # fmt: skip
# A migration that does such a thing all the same, and why nobody waits for it.
EXCUSED: dict[tuple[str, str], tuple[set[str], str]] = {
    ("accounts", "0006_entry_tickets"): ({"CREATE_INDEX"}, "a session per login; the index begins empty"),
}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def executor(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield MigrationExecutor(connection)


def ours(executor):
    return sorted(node for node in executor.loader.graph.nodes if node[0] in BEFORE)


def sql_of(executor, node):
    return executor.loader.collect_sql([(executor.loader.graph.nodes[node], False)])


def test_every_app_of_ours_is_watched(executor):
    packages = {node[0] for node in executor.loader.graph.nodes if migration_is_ours(executor, node)}
    assert packages == BEFORE.keys()


def migration_is_ours(executor, node):
    return executor.loader.graph.nodes[node].__module__.startswith("web.")


def test_new_migrations_keep_nobody_waiting(executor):
    for node in ours(executor):
        if int(node[1][:4]) <= BEFORE[node[0]]:
            continue
        excused = EXCUSED.get(node, (set(), ""))[0]
        assert faults(sql_of(executor, node)) <= excused, f"{node}: see CONTRIBUTING.md, Migrations"
        assert not in_python(executor.loader.graph.nodes[node]) or "PYTHON" in excused, node


def test_no_excuse_outlives_its_migration(executor):
    assert EXCUSED.keys() <= executor.loader.graph.nodes.keys()
    assert all(reason for _codes, reason in EXCUSED.values())


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ('CREATE INDEX "x" ON "daily_reports" ("title");', "CREATE_INDEX"),
        ('ALTER TABLE "daily_reports" ADD COLUMN "x" integer NOT NULL;', "NOT_NULL"),
        ('ALTER TABLE "daily_reports" ALTER COLUMN "title" TYPE text;', "ALTER_COLUMN"),
        ('ALTER TABLE "daily_reports" DROP COLUMN "title" CASCADE;', "DROP_COLUMN"),
        ('ALTER TABLE "daily_reports" RENAME COLUMN "title" TO "name";', "RENAME_COLUMN"),
        ('ALTER TABLE "daily_reports" RENAME TO "reports";', "RENAME_TABLE"),
        ('ALTER TABLE "daily_reports" ADD CONSTRAINT "x" UNIQUE ("title");', "ADD_UNIQUE"),
        ('ALTER TABLE "users" ADD CONSTRAINT "x" CHECK ("version" > 0);', "VALIDATES"),
        (
            'ALTER TABLE "bbs_posts" ADD CONSTRAINT "x" FOREIGN KEY ("a") REFERENCES "areas" ("id");',
            "VALIDATES",
        ),
        (
            "ALTER TABLE daily_reports\n  ADD COLUMN x tsvector GENERATED ALWAYS AS (f(title)) STORED",
            "REWRITES",
        ),
        ("UPDATE daily_reports SET version = 1", "ALL_ROWS"),
        ("update audit_events set actor = null", "ALL_ROWS"),
        ("ALTER TABLE stores ALTER COLUMN name SET NOT NULL", "SET_NOT_NULL"),
        ("LOCK TABLE users", "EXCLUSIVE"),
    ],
)
def test_the_rule_finds(statement, code):
    assert code in faults([statement])


@pytest.mark.parametrize(
    "statements",
    [
        ['CREATE INDEX CONCURRENTLY "x" ON "daily_reports" ("title");'],
        ['ALTER TABLE "daily_reports" ADD COLUMN "x" integer NULL;'],
        ['ALTER TABLE "daily_reports" ADD COLUMN "x" integer DEFAULT 0 NOT NULL;'],
        ['ALTER TABLE "users" ADD CONSTRAINT "x" CHECK ("version" > 0) NOT VALID;'],
        ['ALTER TABLE "users" VALIDATE CONSTRAINT "x";'],
        ['CREATE TABLE "new" ("id" bigint NOT NULL PRIMARY KEY);', 'CREATE INDEX "x" ON "new" ("id");'],
        ['CREATE TABLE "new" ("id" bigint);', 'CREATE INDEX "x" ON "new" ("id");', "SELECT FROM users"],
        ["CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN UPDATE users SET x = 1; END $$ LANGUAGE plpgsql"],
        ["UPDATE search_synonyms SET terms = terms"],
    ],
)
def test_the_rule_lets_pass(statements):
    assert faults(statements) == set()


def test_the_rule_would_have_found_the_column_that_rewrote_all_reports(executor):
    assert "REWRITES" in faults(sql_of(executor, ("reports", "0002_search")))
