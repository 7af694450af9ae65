"""`docs/security.md` fits a page, and every proof that it names is there."""

import ast
import re

from shared.settings import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
PROOFS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
LONGEST = 90  # lines


def test_it_is_one_page():
    assert len(PAGE.splitlines()) <= LONGEST


def test_every_promise_names_a_proof():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    promises = rows[1:]
    assert len(promises) >= 20
    assert [row for row in promises if not re.search(r"`tests/[\w/]+\.py::\w+`", row)] == []


def test_every_proof_is_a_test_that_there_is():
    missing = [f"{file}::{name}" for file, name in PROOFS if name not in _tests_of(file)]
    assert missing == []
    assert len(re.findall(r"`tests/", PAGE)) == len(PROOFS), "a proof is written tests/file.py::test_name"


def _tests_of(file: str) -> set[str]:
    if not (ROOT / file).is_file():
        return set()
    found = ast.walk(ast.parse((ROOT / file).read_text()))
    functions = (node for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}
