"""`python -m web forget_store STORE_ID`: deletes a closed store with all that was written there."""

from collections import Counter
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared.embedded import database_url
from shared.storage import StorageError, places
from web.safety.person import NobodyError
from web.safety.store import Deletion


class Command(BaseCommand):
    help = "Show what would be deleted of a closed store; with --confirm, delete it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and whether in earnest."""
        parser.add_argument("store_id", type=int)
        parser.add_argument("--confirm", metavar="NAME", default="", help="the store's name: delete")

    def handle(self, **options: Any) -> None:
        """Count, or delete."""
        done: Counter[str] = Counter()
        try:
            with psycopg.connect(database_url(), autocommit=True, prepare_threshold=None) as connection:
                deletion = Deletion(
                    connection, options["store_id"], places(), lambda what, rows: done.update({what: rows})
                )
                if options["confirm"] not in {"", deletion.name}:
                    raise CommandError(f"--confirm is not the store's name, {deletion.name}.")
                if not options["confirm"]:
                    self._tell(Counter(deletion.figures()))
                    self.stdout.write(f"Nothing was deleted. To do so: --confirm {deletion.name}")
                    return
                deletion.carry_out()
        except NobodyError as error:
            raise CommandError(str(error)) from None
        except (psycopg.Error, StorageError) as error:
            raise CommandError(f"Stopped half-way; run it again: {error}") from None
        self._tell(done)
        self.stdout.write(f"{deletion.name} is deleted.")

    def _tell(self, rows: Counter[str]) -> None:
        for what, count in sorted(rows.items()):
            if count:
                self.stdout.write(f"{what}: {count}")
