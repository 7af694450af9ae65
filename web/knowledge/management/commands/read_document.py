"""`python -m web read_document NUMBER`: the process that the pages of documents start."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import Error

from web.knowledge.work import carry_on


class Command(BaseCommand):
    help = "Read a file that was uploaded on the page /knowledge/upload/ (which starts this itself)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The number under which it is read."""
        parser.add_argument("reading", type=UUID)

    def handle(self, *, reading: UUID, **options: Any) -> None:
        """Read it. Ends with 1 when there is nothing to do, with 2 when the database cannot be told."""
        try:
            is_done = carry_on(reading)
        except Error as error:
            self.stderr.write(f"document {reading}: the database is away ({type(error).__name__})")
            sys.exit(2)
        if not is_done:
            sys.exit(1)
