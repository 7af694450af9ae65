"""`python -m tests.evaluation`: the chat asked 314 questions in Japanese, and what its answers are worth.

Without `OPENAI_API_KEY` the rules answer; with it the model of `OPENAI_BASE_URL` and `OPENAI_MODEL`. The exit
code is 1 when a bound is missed. `--only ID,ID` asks some; `--failures FILE` writes down what failed of the
questions that the rules may be written from (never of those marked unseen).
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

from shared.embedded import server
from tests.evaluation.asked import Question, questions
from tests.evaluation.scored import failures, is_within, score, table
from tests.evaluation.scoring import Verdict

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def main() -> int:
    """Ask, judge, print; 1 when a bound is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--failures", type=Path)
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    names = set(given.only.split(",")) - {""}
    some = [
        one for one in questions() if not names or one.id in names or one.group in names or one.file in names
    ]
    with (
        TemporaryDirectory(prefix="c3-evaluation-") as folder,
        server(Path(folder) / "postgres", 18, *FAST) as url,
    ):
        verdicts = _scored(url, some)
    print(table(verdicts))
    print(failures(verdicts, with_answers=given.verbose))
    if given.failures:
        given.failures.write_text(
            failures([v for v in verdicts if not v.turn.question.is_unseen], with_answers=True)
        )
    return 0 if is_within(verdicts) else 1


def _scored(url: str, some: Sequence[Question]) -> list[Verdict]:
    own = urlsplit(url)._replace(path="/evaluation").geturl()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE evaluation")
    os.environ |= {
        "DATABASE_URL": own, "DEBUG": "1", "SECRET_KEY": "evaluation-only-" + "0" * 50,
        "CHAT_TURNS_PER_DAY": "100000", "CHAT_BUDGET_PER_DAY": "0", "DJANGO_SETTINGS_MODULE": "web.settings",
    }  # fmt: skip
    import django  # noqa: PLC0415  the settings come first
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection as django_side  # noqa: PLC0415

    django.setup()
    from tests.cast import make_cast  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    make_cast()
    django_side.close()
    return asyncio.run(score(own, some))


if __name__ == "__main__":
    sys.exit(main())
