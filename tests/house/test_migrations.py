"""The migrations make the models' tables on an empty database, on PostgreSQL 16 and 18 alike, and go back.

Supabase runs 17, and no wheel brings it: what makes the very same schema on 16 and on 18 uses nothing that
only one of them has, hence nothing that 17 lacks.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor

from shared.embedded import server
from tests.postgres import FAST

TABLES = {
    "users",
    "areas",
    "stores",
    "monthly_goals",
    "daily_reports",
    "report_images",
    "store_daily_performances",
    "bbs_posts",
    "bbs_comments",
    "bbs_reactions",
    "bbs_comment_reactions",
    "ai_chat_history",
    "document_vectors",
    "knowledge_vectors",
}
MORE_TABLES = {
    "ai_chat_threads": "the threads of ai_chat_history",
    "ai_turns": "questions to the chat, and what became of each",
    "ai_turn_events": "what the stream of a turn tells, for a day",
    "audit_events": "who did what; append-only",
    "analysis_views": "questions to the figures under a name, a person's or a role's",
    "area_managers": "which areas an エリアマネージャー reads",
    "bbs_confirmations": "who has read which 必読",
    "bbs_drafts": "forms of the board as they were last typed",
    "bbs_notices": "who is told of which comment or mention",
    "bbs_post_counts": "comments and reactions of each post, kept by triggers",
    "bbs_post_stores": "the stores that an announcement is addressed to",
    "bbs_reads": "who has opened which post",
    "bbs_reminders": "who was reminded of which 必読",
    "bbs_versions": "what a post or a comment said before it was changed or deleted",
    "daily_targets": "a month's sales target, spread over its days by triggers",
    "report_day_counts": "how many reports a day has by genre and location, kept by triggers",
    "report_month_counts": "the same of a month",
    "store_monthly_performances": "a month's figures and targets, summed by triggers",
    "figure_changes": "how often a month's figures have changed, counted by triggers",
    "store_groups": "stores that 本部 looks at together",
    "store_group_members": "which stores those are",
    "embedding_queue": "texts that wait for their vector",
    "knowledge_documents": "the documents whose sections are in knowledge_vectors",
    "knowledge_file_parts": "a document's newest file, until it has been read",
    "imports": "files that 本部 imports by the page, and how far that is",
    "embedding_workers": "which model's worker was last seen when",
    "push_subscriptions": "devices that may be told something, while their login is there",
    "push_preferences": "what people do not want to be told, and when",
    "push_messages": "what is to be told to whom, written by triggers",
    "question_vectors": "questions that were searched for, and their vectors",
    "search_synonyms": "words of the trade that a search takes for each other",
    "performance_versions": "what a day's figures were before they were changed or deleted",
    "picture_outbox": "files of pictures that wait for their storage",
    "report_signs": "vectors of reports, one bit a number, beside what a search narrows by; kept by triggers",
    "report_drafts": "日報 forms as they were last typed",
    "report_versions": "what a report said before it was changed or deleted",
    "sent_forms": "what phones have sent under a key of their own, so that it is made once",
    "sessions": "Django's sessions, with the person beside the payload",
    "entry_tickets": "who is on the way to c3-app-stream on another host, for a minute",
    "axes_accessattempt": "django-axes counts failed logins",
    "axes_accessattemptexpiration": "as above",
    "axes_accessfailurelog": "as above",
    "axes_accesslog": "as above",
    "auth_group": "django.contrib.auth; unused, the roles are `user_type`",
    "auth_group_permissions": "as above",
    "auth_permission": "as above",
    "django_admin_log": "who changed what in /admin/",
    "django_content_type": "django.contrib.admin needs it",
    "django_migrations": "which migrations have run",
}

# Our own SQL, each with the migration before it.
OWN_SQL = {("accounts", "0003_sessions_end_with_access"): ("accounts", "0002_initial")} | {
    ("knowledge", "0002_embedding_queue_triggers"): ("knowledge", "0001_initial"),
    ("knowledge", "0004_answered_questions"): ("knowledge", "0003_question_vectors"),
    ("stores", "0007_daily_targets"): ("stores", "0006_groups_and_targets"),
    ("stores", "0008_target_is_a_version"): ("stores", "0007_daily_targets"),
    ("stores", "0009_targets_of_open_days"): ("stores", "0008_target_is_a_version"),
    ("analysis", "0002_count_reports"): ("analysis", "0001_initial"),
    ("analysis", "0003_no_jit"): ("analysis", "0002_count_reports"),
    ("analysis", "0004_monthly_performances"): ("analysis", "0003_no_jit"),
    ("analysis", "0005_figure_changes"): ("analysis", "0004_monthly_performances"),
    ("audit", "0003_sales_target"): ("audit", "0002_triggers"),
    ("audit", "0004_groups"): ("audit", "0003_sales_target"),
    ("audit", "0006_documents"): ("audit", "0005_synonyms"),
    ("audit", "0007_retained"): ("audit", "0006_documents"),
    ("reports", "0007_forgotten_writers"): ("reports", "0006_when_it_was_written"),
    ("board", "0005_forgotten_writers"): ("board", "0004_tallies"),
    ("accounts", "0004_language_and_version"): ("accounts", "0003_sessions_end_with_access"),
    ("stores", "0003_versions_kept"): ("stores", "0002_versions"),
    ("stores", "0004_store_version"): ("stores", "0003_versions_kept"),
    ("audit", "0002_triggers"): ("audit", "0001_initial"),
    ("audit", "0005_synonyms"): ("audit", "0004_groups"),
    ("accounts", "0005_keep_an_admin"): ("accounts", "0004_language_and_version"),
    ("accounts", "0006_entry_tickets"): ("accounts", "0005_keep_an_admin"),
    ("accounts", "0007_statement_timeout"): ("accounts", "0006_entry_tickets"),
    ("accounts", "0008_in_store_since"): ("accounts", "0007_statement_timeout"),
    ("accounts", "0009_before_since"): ("accounts", "0008_in_store_since"),
    ("stores", "0005_keep_a_head_office"): ("stores", "0004_store_version"),
    ("reports", "0002_search"): ("reports", "0001_initial"),
    ("reports", "0003_history_and_drafts"): ("reports", "0002_search"),
    ("reports", "0004_picture_outbox"): ("reports", "0003_history_and_drafts"),
    ("reports", "0005_pictures_of_posts"): ("reports", "0004_picture_outbox"),
    ("board", "0003_kept_by_the_database"): ("board", "0002_writing"),
    ("board", "0004_tallies"): ("board", "0003_kept_by_the_database"),
    ("notify", "0002_told_by_triggers"): ("notify", "0001_initial"),
    ("notify", "0003_reminded_again"): ("notify", "0002_told_by_triggers"),
    ("notify", "0004_due_before_changeover"): ("notify", "0003_reminded_again"),
    ("search", "0002_texts"): ("search", "0001_synonyms"),
    ("search", "0003_nearest"): ("search", "0002_texts"),
    ("search", "0004_nearest_on_board"): ("search", "0003_nearest"),
    ("search", "0005_trade_words"): ("search", "0004_nearest_on_board"),
    ("chats", "0003_reading_role"): ("chats", "0002_turns"),
}
PARTS_OF_SQL = ("functions", "triggers", "constraints")
FUNCTIONS_ALONE = {
    ("notify", "0004_due_before_changeover"),
    ("board", "0004_tallies"),
    ("audit", "0007_retained"),
    ("reports", "0007_forgotten_writers"),
    ("board", "0005_forgotten_writers"),
}

SCHEMA = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
    " column_default, generation_expression FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes"
    " WHERE schemaname = 'public' ORDER BY 1, 2",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
    "functions": "SELECT proname, prosrc, pg_get_function_sqlbody(oid) FROM pg_proc"
    " WHERE pronamespace::regnamespace::text IN ('public', 'c3_reader')"
    " AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')"
    " AND proname NOT LIKE '%vec%' ORDER BY 1, 2",
    "settings": "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase"
    " WHERE datname = current_database() AND setrole = 0 ORDER BY 1",
    "views": "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = 'c3_reader' ORDER BY 1, 2",
    "rights": "SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants"
    " WHERE grantee = 'c3_reader' ORDER BY 1, 2, 3",
}


@pytest.fixture(scope="module")
def migrated_16(tmp_path_factory) -> Iterator[str]:
    """An empty PostgreSQL 16, migrated as `make run` does it, by an owner with rights as at Supabase."""
    with server(tmp_path_factory.mktemp("pg") / "16", 16, *FAST) as postgres:
        hosted = postgres.replace("/postgres?", "/hosted?")
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("CREATE ROLE hosted LOGIN CREATEROLE")
            connection.execute("CREATE DATABASE hosted OWNER hosted")
        with psycopg.connect(hosted, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
        url = hosted.replace("postgres@", "hosted@")
        subprocess.run(
            [sys.executable, "-m", "web", "migrate", "--verbosity", "0"],
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DATABASE_URL": url},
        )
        yield url


def test_the_models_need_no_further_migration(django_db_setup):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_tables_are_those_of_the_product_and_a_few_with_reasons(plain):
    tables = plain.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in tables} == TABLES | MORE_TABLES.keys()


def test_sixteen_and_eighteen_get_the_same_schema_from_nothing(migrated_16, plain):
    assert plain.info.server_version // 10_000 == 18
    with psycopg.connect(migrated_16) as sixteen:
        assert sixteen.info.server_version // 10_000 == 16
        assert schema(sixteen) == schema(plain)


def test_an_owner_who_is_no_superuser_makes_the_role_of_the_chat_and_takes_it_on(migrated_16):
    with psycopg.connect(migrated_16) as sixteen:
        assert sixteen.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone() == (
            False,
        )
        assert sixteen.execute("SELECT c3_reader.put_on('{}', '{}', '')").fetchone() == ("c3_reader",)
        assert sixteen.execute("SELECT count(*) FROM daily_reports").fetchone() == (0,)


@pytest.mark.parametrize("migration", OWN_SQL, ids="-".join)
def test_our_own_sql_can_be_taken_back_and_made_again(django_side, migration):
    before = schema(django_side)
    without = _migrated_to(django_side, OWN_SQL[migration])
    alone = _migrated_to(django_side, migration)  # without what is built on it
    again = _migrated_to(django_side, *MigrationExecutor(django_side).loader.graph.leaf_nodes())
    assert any(without[part] != alone[part] for part in (*PARTS_OF_SQL, "views", "settings"))
    is_more = without != alone | {"functions": without["functions"]}
    assert is_more is (migration not in FUNCTIONS_ALONE)
    assert again == before


def test_every_migration_with_our_own_sql_is_taken_back_here(django_side):
    loaded = MigrationExecutor(django_side).loader.disk_migrations
    ours = {
        key: migration for key, migration in loaded.items() if type(migration).__module__.startswith("web.")
    }
    with_sql = {
        key
        for key, migration in ours.items()
        if any(type(op).__name__ == "RunSQL" for op in migration.operations)
    }
    assert with_sql == OWN_SQL.keys()


def schema(connection: Any) -> dict[str, list[Any]]:
    """What a database's catalogue says of our tables."""
    with connection.cursor() as cursor:
        return {part: _all(cursor, statement) for part, statement in SCHEMA.items()}


def _all(cursor: Any, statement: str) -> list[Any]:
    cursor.execute(statement)
    return list(cursor.fetchall())


def _migrated_to(connection: Any, *targets: tuple[str, str]) -> dict[str, list[Any]]:
    MigrationExecutor(connection).migrate(list(targets))
    return schema(connection)
