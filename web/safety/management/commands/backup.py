"""`python -m web backup DIR|FILE`: the database and the pictures in one file."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared.dates import now
from shared.embedded import database_url
from shared.storage import StorageError
from web.safety.backup import backup


class Command(BaseCommand):
    help = "Write the database and all pictures into one file; C3 goes on meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "target", type=Path, help="a folder, or the file's name; it must not be there yet"
        )

    def handle(self, **options: Any) -> None:
        """Write it; what was lost before is named, and the backup is whole without it."""
        try:
            made = backup(database_url(), options["target"], now(), self._tell)
        except (psycopg.Error, StorageError, OSError) as error:
            raise CommandError(f"There is no backup: {error}") from error
        told = made.pictures
        self.stdout.write(
            f"{made.path}: {made.rows} rows, {told.files} files of pictures, {made.bytes} bytes."
        )
        for name in told.missing:
            self.stderr.write(f"{name} has a row, but is in no storage")

    def _tell(self, step: str) -> None:
        self.stdout.write(step)
        self.stdout.flush()
