"""What somebody typed is a parameter, and never a part of a statement: each function that gives a `Query` is
called with hostile texts and numbers in each of its arguments, and its SQL holds none of them.

mypy takes `LiteralString` for any text; this is what proves that a statement is made of our own words alone.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, get_type_hints

import pytest

from shared.access import Viewer
from tests.cast import CAST
from tests.house.shapes import sample
from tests.house.statements import Statement, statements
from tests.house.world import known

TEXT: Final = "kanariya'; --"
NUMBER: Final = 48_151_623
VIEWER: Final = Viewer(CAST.manager, "鈴木 健", "manager", 2, "渋谷店", 5, "ja", [2], [2])
KEPT: Final = ("changeover_hour",)  # there is no business date of a later hour
REFUSED: Final = (KeyError, ValueError)  # a text that is no word of ours finds no statement
ALL: Final = statements()


def hostile(value: Any) -> Any:
    """The value with every text and number in it replaced."""
    if type(value) is str:
        return TEXT
    if type(value) is int:
        return NUMBER
    if isinstance(value, list | tuple):
        return type(value)(hostile(item) for item in value)
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        names = (part.name for part in fields(value) if part.init and part.name not in KEPT)
        return replace(value, **{name: hostile(getattr(value, name)) for name in names})
    return value


def asked_with(statement: Statement) -> dict[str, str | None]:
    """The SQL for each argument that is hostile, by its name; None where the function refused it."""
    hints = get_type_hints(statement.function)
    del hints["return"]
    usual = {
        name: VIEWER if hint is Viewer else sample(name, hint, known(filled=True), filled=True)
        for name, hint in hints.items()
    }
    told: dict[str, str | None] = {}
    for name, value in usual.items():
        try:
            told[name] = statement.function(**usual | {name: hostile(value)}).sql
        except REFUSED:
            told[name] = None
    return told


@pytest.mark.parametrize("statement", ALL, ids=lambda statement: statement.name)
def test_nothing_of_an_argument_is_in_a_statement(statement):
    for name, sql in asked_with(statement).items():
        assert sql is None or "kanariya" not in sql, name
        assert sql is None or str(NUMBER) not in sql, name


def test_hardly_any_argument_is_refused():
    """Else it would prove little."""
    tried = [sql for statement in ALL for sql in asked_with(statement).values()]
    assert len(tried) > 400
    assert tried.count(None) < len(tried) / 20


def test_it_would_be_seen():
    bad = Statement("bad", lambda name: type("Bad", (), {"sql": f"SELECT '{name}'"})())
    bad.function.__annotations__ = {"name": str, "return": object}
    assert "kanariya" in str(asked_with(bad)["name"])
