"""`python -m web run_import ID`: the process that the page of imports starts."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from web.imports.work import carry_on


class Command(BaseCommand):
    help = "Check or carry out an import that was begun on the page /import/ (which starts this itself)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The import."""
        parser.add_argument("import_id", type=UUID)

    def handle(self, *, import_id: UUID, **options: Any) -> None:
        """Work on it; ends with 1 when there is nothing to do."""
        if not carry_on(import_id):
            sys.exit(1)
