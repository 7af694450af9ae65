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
    """Limits the transaction, not the session: a pooler in transaction mode would lend that to others."""

    def __enter__(self) -> Self:
        super().__enter__()
        if self.atomic_migration and not self.collect_sql:
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        return self


class Command(migrate.Command):
    """As Django's; each migration is a transaction, and a new try begins at the one that gave way."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; after a minute and a half of giving way, fail."""
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
