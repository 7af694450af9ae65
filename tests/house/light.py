"""What a migration may not do to a table that people write into while it runs.

`django-migration-linter` judges the SQL of each migration by what breaks the release before it or locks a
table; here are the rules that it lacks, and which tables are large.
"""

import re
from collections.abc import Iterable

from django.db import migrations
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

# Those that grow by the day, and those that every request needs.
LARGE = {
    "users", "sessions", "stores", "daily_reports", "report_images", "report_versions", "report_signs",
    "report_day_counts", "store_daily_performances", "performance_versions", "monthly_goals", "daily_targets",
    "store_monthly_performances", "bbs_posts", "bbs_comments", "bbs_reactions", "bbs_comment_reactions",
    "bbs_reads", "bbs_notices", "bbs_versions", "bbs_post_counts", "bbs_confirmations", "ai_chat_threads",
    "ai_chat_history", "ai_turns", "ai_turn_events", "document_vectors", "embedding_queue", "audit_events",
    "push_messages", "push_subscriptions", "sent_forms", "picture_outbox",
}  # fmt: skip
OURS = {
    "VALIDATES": r"ALTER TABLE {table}[^;]*ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY)(?![^;]*NOT VALID)",
    "REWRITES": r"ALTER TABLE {table}[^;]*ADD COLUMN[^;]*(GENERATED ALWAYS AS|random|clock_timestamp)",
    "ALL_ROWS": r"(UPDATE {table} |DELETE FROM {table}\b)",
    "SET_NOT_NULL": r"ALTER TABLE {table}[^;]*SET NOT NULL",
    "EXCLUSIVE": r"LOCK TABLE {table}\b",
}


def faults(statements: list[str]) -> set[str]:
    """The codes of what is wrong with a migration's statements."""
    plain = [" ".join(statement.split()) for statement in statements]
    made = set(re.findall(r'CREATE TABLE "?(\w+)"?', " ".join(plain)))
    of_new = rf'CREATE (TABLE|INDEX \S+ ON "?({"|".join(made) or "-"})\b)'
    judge = PostgresqlAnalyser(exclude_migration_tests=())
    judge.analyse([statement for statement in plain if not re.match(of_new, statement)])
    found = {issue.code for issue in (*judge.errors, *judge.warnings)}
    # The functions that a migration defines run later, and not over everything.
    bare = [re.sub(r"\$(\w*)\$.*?\$\1\$", "", statement) for statement in plain]
    for table in LARGE - made:
        for code, shape in OURS.items():
            written = shape.replace("{table}", rf'(ONLY )?"?{table}"?')
            if any(re.search(written, statement, re.IGNORECASE) for statement in bare):
                found.add(code)
    touched = {table for table in LARGE - made if any(re.search(rf"\b{table}\b", line) for line in bare)}
    return found if touched else found & {"DROP_COLUMN", "RENAME_COLUMN", "RENAME_TABLE"}


def in_python(migration: Migration) -> bool:
    """Whether it runs Python over rows, which nobody can judge by its SQL."""
    return any(isinstance(one, migrations.RunPython) for one in _flat(migration.operations))


def _flat(operations: Iterable[Operation]) -> list[Operation]:
    flat = []
    for one in operations:
        flat += [one, *_flat(getattr(one, "database_operations", []))]
    return flat
