"""`python -m web forget_person USER_ID`: deletes a person's data; records stay under 「退職者」."""

from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared.embedded import database_url
from web.safety.person import Forgotten, NobodyError, forget


class Command(BaseCommand):
    help = "Show what would be deleted of a retired person; with --confirm, delete it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and whether in earnest."""
        parser.add_argument("user_id")
        parser.add_argument(
            "--confirm", metavar="USER_ID", default="", help="the same login id again: delete"
        )

    def handle(self, **options: Any) -> None:
        """Delete, or do so and take it back, for true figures."""
        user_id, confirmed = options["user_id"], options["confirm"]
        if confirmed not in {"", user_id}:
            raise CommandError("--confirm names somebody else.")
        try:
            with psycopg.connect(database_url(), prepare_threshold=None) as connection:
                connection.execute("SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0")
                done = forget(connection, user_id)
                if not confirmed:
                    connection.rollback()
        except NobodyError as error:
            raise CommandError(str(error)) from None
        except psycopg.Error as error:
            raise CommandError(f"Nothing was deleted: {error}") from None
        self._tell(done)
        if confirmed:
            self.stdout.write(f"{user_id} is forgotten; what stays was written by {done.alias}.")
        else:
            self.stdout.write(f"Nothing was deleted. To do so: forget_person {user_id} --confirm {user_id}")

    def _tell(self, done: Forgotten) -> None:
        for word, rows in (("deleted", done.deleted), ("kept without a name", done.changed)):
            for table, count in sorted(rows.items()):
                if count:
                    self.stdout.write(f"{table}: {count} {word}")
