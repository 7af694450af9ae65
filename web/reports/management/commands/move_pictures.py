"""`python -m web move_pictures --to s3|folder`: copies every picture to the other storage, and proves it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from shared.moving import Move, Moved
from shared.storage import S3, Storage, bucket, folder


class Command(BaseCommand):
    help = "Copy every picture to the bucket or to the folder; run again, it goes on where it was."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and whether the source is emptied."""
        parser.add_argument("--to", choices=("s3", "folder"), required=True)
        parser.add_argument(
            "--delete-source", action="store_true", help="delete each file once its copy has been verified"
        )

    def handle(self, **options: Any) -> None:
        """Copy, showing how far it is; the exit code is 1 when a picture is not there in the end."""
        place = bucket()
        if place is None:
            raise CommandError("No S3 storage is configured: see SUPABASE_STORAGE_BUCKET in .env.example.")
        remote = S3(place, attempts=5, rest=0)
        source, target = (folder(), remote) if options["to"] == "s3" else (remote, folder())
        moved = self._moved(source, target, deletes=options["delete_source"])
        self.stdout.write(f"Done: {moved}.")
        for problem in moved.problems:
            self.stderr.write(problem)
        if moved.problems:
            sys.exit(1)

    def _moved(self, source: Storage, target: Storage, *, deletes: bool) -> Moved:
        moved = Moved()
        for moved in Move(connection, source, target, deletes=deletes).steps():
            self.stdout.write(str(moved))
            self.stdout.flush()
        return moved
