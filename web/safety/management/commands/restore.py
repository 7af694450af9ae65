"""`python -m web restore FILE`: a backup back into an empty database, and the pictures into their storage."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared.embedded import database_url
from shared.storage import StorageError
from web.safety.archive import BadArchive
from web.safety.restore import RefusedError, restore, verify

WORD = "everything-here"


class Command(BaseCommand):
    help = "Read a backup to its end, and only when it is whole write it into an empty database."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what may go for it."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="only read the file, and say whether it is whole"
        )
        parser.add_argument("--wipe", metavar=WORD, default="", help=f"replace what is there; say {WORD}")

        parser.add_argument(
            "--in-its-place",
            action="store_true",
            help="go on in the place of the C3 that was backed up: with its bucket, and its people's phones",
        )

    def handle(self, **options: Any) -> None:
        """Read, restore, compare."""
        if options["wipe"] not in {"", WORD}:
            raise CommandError(f"To replace what is in the database, say --wipe {WORD}.")
        try:
            verified = verify(options["file"])
            self._tell(f"{options['file']} is whole; it was made at {verified.manifest.made_at}.")
            if options["check"]:
                return
            done = restore(
                database_url(), verified, bool(options["wipe"]), options["in_its_place"], self._tell
            )
        except (BadArchive, RefusedError) as error:
            raise CommandError(str(error)) from None
        except (psycopg.Error, StorageError, OSError) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        self._tell(f"Restored: {done.rows} rows, {done.files} files of pictures; each table was compared.")
        if done.missing:
            self.stderr.write(f"{done.missing} files were lost before the backup was made.")

    def _tell(self, step: str) -> None:
        self.stdout.write(step)
        self.stdout.flush()
