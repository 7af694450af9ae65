"""What `docs/extending.md` says is done to a copy of the tree, block by block, and works there.

A step that is left out is noticed.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.settings import ROOT

BOOK = ROOT / "docs" / "extending.md"
REFRESH = (
    "Refresh it: make the change by hand in the tree, put what `git diff -U1 -- {file}` says from its `---`"
    " on in the place of the old lines in docs/extending.md, and take it back (`git checkout {file}`)."
)
PYTEST = [".venv/bin/python", "-m", "pytest"]
UNUSED = ("cacheprovider", "hypothesispytest", "langsmith_plugin", "xdist")  # a third of pytest's start
# A file whose diff is left out, and who notices.
FORGOTTEN = {
    "tests/house/test_migrations.py": "tests/house/test_migrations.py"
    "::test_every_migration_with_our_own_sql_is_taken_back_here",
    "tests/house/world.py": "tests/house/test_statements.py"
    "::test_every_statement_finds_something_here[analytics.handling.handled]",
    "shared/edits.py": "tests/web/test_minutes.py::test_minutes_are_filed_read_and_kept_in_the_history",
    "shared/chat/labels.py": "tests/stream/test_chat_tools_asked.py"
    "::test_each_has_words_for_the_person_who_waits_and_the_rules_have_sentences_for_what_it_finds",
    "tests/stream/test_chat_tools_asked.py": "tests/stream/test_chat_tools_asked.py"
    "::test_they_are_these_in_this_order",
    "web/chats/migrations/0005_minutes_for_tools.py": "tests/house/test_belt.py"
    "::test_every_tool_finds_the_same_with_the_belt_and_without[shibuya-staff]",
}


@dataclass(frozen=True)
class Walk:
    """The diffs of a walk, each of one file, and the commands that it ends with."""

    name: str
    diffs: list[tuple[str, str]]
    commands: list[str]


def _walk(name: str, text: str) -> Walk:
    blocks = re.findall(r"^```diff\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    diffs = [diff for block in blocks for diff in re.split(r"^(?=--- )", block, flags=re.MULTILINE) if diff]
    commands = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    files = [re.findall(r"^\+\+\+ b/(.+)$", diff, re.MULTILINE)[0] for diff in diffs]
    return Walk(name, list(zip(files, diffs, strict=True)), "".join(commands).splitlines())


_HEADINGS = re.split(r"^## Walk (\w)", BOOK.read_text(), flags=re.MULTILINE)[1:]
WALKS = [_walk(name, text) for name, text in zip(_HEADINGS[::2], _HEADINGS[1::2], strict=True)]


@pytest.fixture
def tree(tmp_path) -> Iterator[Callable[..., Path]]:
    """Makes a copy of the tree, compiled files too, with walks in it but for the diffs of some files."""
    private = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()}
    half_written = "*.pyc.*"  # by tests that run beside this one
    ignored = shutil.ignore_patterns(".git", half_written, *(private - {"__pycache__", "*.pyc"}))
    copy = tmp_path / "copy"

    def made(walks: Collection[Walk], without: Collection[str] = ()) -> Path:
        shutil.copytree(ROOT, copy, ignore=ignored)
        (copy / ".venv").symlink_to(sys.prefix)
        for walk in walks:
            for file, diff in walk.diffs:
                if file not in without:
                    _apply(copy, walk.name, file, diff)
        return copy

    yield made
    shutil.rmtree(copy)


def _apply(copy: Path, walk: str, file: str, diff: str) -> None:
    """Exactly as it is written: git knows lines that have moved, and no fuzz."""
    told = run(copy, ["git", "apply", "-"], diff)
    why = f"Walk {walk} of docs/extending.md: the diff of {file} applies no more."
    assert told.returncode == 0, f"{why} {told.stderr}\n{REFRESH.format(file=file)}"


def run(copy: Path, command: list[str], given: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a command in the copy; a pytest of its own starts a database server of its own."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    options = ["-q", f"--basetemp={copy.parent / 'pytest'}", *(f"-p no:{plugin}" for plugin in UNUSED)]
    more = {"GIT_CEILING_DIRECTORIES": str(copy.parent), "PYTEST_ADDOPTS": " ".join(options)}
    return subprocess.run(
        command, cwd=copy, env=mine | more, input=given, capture_output=True, text=True, check=False
    )


def test_the_walks_are_in_their_order_and_each_says_what_to_run():
    assert [walk.name for walk in WALKS] == ["A", "B", "C"]
    assert all(walk.commands and len(walk.diffs) > 3 for walk in WALKS)


@pytest.mark.parametrize("walked", ["A", "ABC"])
def test_what_is_new_in_the_last_walks_works_as_they_say(tree, walked):
    copy = tree([walk for walk in WALKS if walk.name in walked])
    new = [walk for walk in WALKS if walk.name in walked and (walk.name != "A" or walked == "A")]
    for command in together([shlex.split(line) for walk in new for line in walk.commands]):
        told = run(copy, command)
        assert told.returncode == 0, f"{command}\n{told.stdout[-6000:]}{told.stderr[-3000:]}"


def together(commands: list[list[str]]) -> list[list[str]]:
    """The commands, with one pytest for all of theirs: each would make a database of its own."""
    tests = [argument for command in commands if command[:3] == PYTEST for argument in command[3:]]
    assert "-k" not in tests or sum(command[:3] == PYTEST for command in commands) == 1
    return [*(command for command in commands if command[:3] != PYTEST), [*PYTEST, *tests]]


def test_the_code_of_all_walks_is_as_ruff_wants_it(tree):
    copy = tree(WALKS)
    for command in ("check", "format --check"):
        told = run(copy, [sys.executable, "-m", "ruff", *command.split(), "--no-cache", "."])
        assert told.returncode == 0, told.stdout


def test_a_step_that_is_left_out_is_noticed(tree):
    copy = tree(WALKS, without=FORGOTTEN)
    told = run(copy, [*PYTEST, *FORGOTTEN.values()])
    failed = set(re.findall(r"^FAILED (\S+)", told.stdout, re.MULTILINE))
    assert failed == set(FORGOTTEN.values()), told.stdout[-6000:]
    assert re.search(rf"^{len(FORGOTTEN)} failed in ", told.stdout, re.MULTILINE), told.stdout[-2000:]
