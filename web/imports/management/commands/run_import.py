"""`python -m web run_import ID`: the process that the page of imports starts."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import Error

from web.imports.work import carry_on


class Command(BaseCommand):
    help = "Check or carry out an import that was begun on the page /import/ (which starts this itself)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The import."""
        parser.add_argument("import_id", type=UUID)

    def handle(self, *, import_id: UUID, **options: Any) -> None:
        """Work on it. Ends with 1 when there is nothing to do, with 2 when the database cannot be told."""
        try:
            is_done = carry_on(import_id)
        except Error as error:
            self.stderr.write(f"import {import_id}: the database is away ({type(error).__name__})")
            sys.exit(2)
        if not is_done:
            sys.exit(1)
