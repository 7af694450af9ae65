"""`python -m web sweep_pictures`: deletes pictures that nobody has any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from shared.dates import now
from shared.sweeper import Sweeper


class Command(BaseCommand):
    help = "Delete pictures without a report, uploads that nobody claimed, files without a row."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, **options: Any) -> None:
        """Sweep everything, and say how much it was."""
        swept = Sweeper(connection, now(), is_dry=options["dry_run"]).sweep()
        self.stdout.write(f"{'Would delete' if options['dry_run'] else 'Deleted'}: {swept}.")
        for error in swept.errors:
            self.stderr.write(f"Not done: {error}")
