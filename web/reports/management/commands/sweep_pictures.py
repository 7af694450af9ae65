"""`python -m web sweep_pictures`: deletes pictures that nobody has any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from shared.clock import WrongClockError, agreed
from shared.sweeper import Sweeper


class Command(BaseCommand):
    help = "Delete pictures without a report, uploads that nobody claimed, files without a row."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two options."""
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument(
            "--in-its-place", action="store_true", help="the other database that swept the bucket is gone"
        )

    def handle(self, **options: Any) -> None:
        """Sweep everything, and say how much it was."""
        is_dry, takes_over = options["dry_run"], options["in_its_place"]
        try:
            sweeper = Sweeper(connection, agreed(connection), is_dry=is_dry, takes_over=takes_over)
        except WrongClockError as error:
            raise CommandError(str(error)) from None
        swept = sweeper.sweep()
        self.stdout.write(f"{'Would delete' if options['dry_run'] else 'Deleted'}: {swept}.")
        for line in swept.errors:
            self.stderr.write(f"Not done: {line}")
