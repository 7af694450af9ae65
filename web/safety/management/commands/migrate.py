"""`python -m web migrate`: Django's own, which gives way where a lock is not to be had at once.

A migration that waits for a table makes everybody who comes after it wait too. It waits for five seconds at
most; then what it did is undone, the others go on, and it is tried again.
"""

import time
from typing import Any, Self

from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg.errors import LockNotAvailable

LOCK_SECONDS, ATTEMPTS, REST_SECONDS = 5, 12, 5


class GivesWay(DatabaseSchemaEditor):
    """Waits for locks for a short while, and works for as long as it takes.

    Limits the transaction, not the session: a pooler in transaction mode would lend that to others. What runs
    in no transaction (`CREATE INDEX CONCURRENTLY`) locks nobody out, and lifts the limit while it runs.
    """

    def __enter__(self) -> Self:
        super().__enter__()
        if self.collect_sql:
            return self
        if self.atomic_migration:
            self._say(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'; SET LOCAL statement_timeout = 0")
        else:
            self._say("SET statement_timeout = 0")
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if not (self.collect_sql or self.atomic_migration):
            self._say("RESET statement_timeout")
        super().__exit__(kind, error, trace)

    def _say(self, settings: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(settings)


class Command(migrate.Command):
    """As Django's; each migration is a transaction, and a new try begins at the one that gave way."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; after two minutes of giving way, fail."""
        connections[options["database"]].SchemaEditorClass = GivesWay
        for attempt in range(1, ATTEMPTS + 1):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable) or attempt == ATTEMPTS:
                    raise
                self.stderr.write(
                    f"A table is in use for more than {LOCK_SECONDS} s; again in {REST_SECONDS} s."
                )
                time.sleep(REST_SECONDS)
            else:
                break
