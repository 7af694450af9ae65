"""`python -m web import_csv DIR`: takes a chain's data from CSV files, all of it or nothing."""

import os
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from getpass import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from web.imports.failures import FAILURES, told
from web.imports.load import Order, carry_out
from web.imports.outcome import Outcome
from web.imports.staging import Progress, Source
from web.imports.tables import FILES

ASK = "-"
WRONG, FAILED = 1, 2


class Command(BaseCommand):
    help = "Import stores, people, figures, reports and the board from CSV files: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and what to do with its files."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="holds any of: " + ", ".join(_names()))
        parser.add_argument(
            "--password",
            nargs="?",
            const=ASK,
            default="",
            help="of all new people; they are to change it. Without a value it is asked for.",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")

    def handle(self, *, folder: Path, password: str, dry_run: bool, **options: Any) -> None:
        """Import, and print what came of it. Ends with 0; with 1 for wrong files, with 2 when it failed."""
        started = time.monotonic()
        with translation.override(_language()), ExitStack() as stack:
            files = [path for path in map(folder.joinpath, _names()) if path.is_file()]
            if not files:
                sentence = _("%(folder)sに取り込めるファイルがありません。使える名前: %(files)s")
                raise CommandError(
                    sentence % {"folder": folder, "files": ", ".join(_names())}, returncode=FAILED
                )
            order = Order(dry_run, password=_hashed(password), tell=Teller(self.stderr).tell)
            try:
                sources = [Source(path.stem, stack.enter_context(path.open("rb"))) for path in files]
                outcome = carry_out(sources, order)
            except FAILURES as error:
                raise CommandError(f"{_(told(error))} ({type(error).__name__})", returncode=FAILED) from error
            self._print(outcome, time.monotonic() - started, is_dry=dry_run)

    def _print(self, outcome: Outcome, seconds: float, *, is_dry: bool) -> None:
        for wrong in outcome.wrongs:
            self.stderr.write(str(wrong))
        if outcome.wrongs:
            sentence = _("間違いが%(total)d件あります(上に最初の%(shown)d件)。何も取り込んでいません。")
            shown = {"total": outcome.wrong_total, "shown": len(outcome.wrongs)}
            raise CommandError(sentence % shown, returncode=WRONG)
        line = _(
            "%(file)s: 読込 %(read)d・新規 %(new)d・変更 %(changed)d・同じ %(unchanged)d・全部で %(total)d"
        )
        for count in outcome.counts:
            numbers = {name: getattr(count, name) for name in ("file", "read", "new", "changed", "unchanged")}
            self.stdout.write(line % {**numbers, "total": count.total})
        done = (
            _("試しに確かめました。何も書いていません。(%(seconds).1f秒)")
            if is_dry
            else _("取り込みました。(%(seconds).1f秒)")
        )
        self.stdout.write(done % {"seconds": seconds})


class Teller:
    """Writes the progress: on a terminal over one line, else a line every few seconds."""

    def __init__(self, out: Any) -> None:
        self.out, self.last, self.is_terminal = out, 0.0, sys.stderr.isatty()

    def tell(self, progress: Progress) -> None:
        """Tell, but not more often than can be read."""
        now = time.monotonic()
        if now - self.last < (0.2 if self.is_terminal else 5):
            return
        self.last = now
        share = f" {progress.done * 100 // progress.total}%" if progress.total else ""
        line = f"{progress.file} {_(progress.step)}{share}"
        self.out.write(
            f"\r\x1b[K{line}" if self.is_terminal else line, ending="" if self.is_terminal else "\n"
        )


def _names() -> list[str]:
    return [f"{file.name}.csv" for file in FILES]


def _language() -> str:
    """Japanese, unless the environment's `LANGUAGE` begins with English."""
    return "en" if os.environ.get("LANGUAGE", "").lower().startswith("en") else "ja"


def _hashed(password: str) -> str:
    """The hash for all new people; hashing is slow on purpose, hence once."""
    if not password:
        return ""
    password = getpass() if password == ASK else password
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages), returncode=FAILED) from None
    return make_password(password)
