"""`python -m web retain`: deletes what has been kept for as long as the settings say."""

from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from shared.clock import WrongClockError, agreed
from shared.embedded import database_url
from shared.retainer import retain
from shared.settings import settings


class Command(BaseCommand):
    help = "Delete what has been kept for as long as the KEEP_... settings say; the worker does so daily."

    def handle(self, **options: Any) -> None:
        """Delete it, and say how much it was."""
        with psycopg.connect(database_url(), autocommit=True, prepare_threshold=None) as connection:
            try:
                retained = retain(connection, settings(), agreed(connection))
            except WrongClockError as error:
                raise CommandError(str(error)) from None
        for name, gone in retained.gone.items():
            self.stdout.write(f"{gone} {name.replace('_', ' ')}")
        if retained.left:
            raise CommandError(f"not all went of: {', '.join(retained.left).replace('_', ' ')}")
