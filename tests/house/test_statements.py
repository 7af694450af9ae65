"""Django shapes the tables, `shared` speaks to them: here it is proved that they mean the same thing.

Every statement is prepared by the server and run for real, on both drivers: Django's wrapper binds on the
client, psycopg on the server, where a statement is prepared (threshold 0) or not (None, as behind a pooler).
"""

from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any, get_args, get_type_hints, is_typeddict
from uuid import UUID

import psycopg
import pytest
from psycopg.postgres import types

from shared.db import amany, many
from tests.house.shapes import fits, may_be_none, without_none
from tests.house.statements import statements
from tests.house.world import WRITTEN, restart_numbers

ALL = statements()
EACH = pytest.mark.parametrize("statement", ALL, ids=lambda statement: statement.name)
FILLED = pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
SQL_TYPES: dict[Any, set[str]] = {
    bool: {"bool"},
    int: {"int2", "int4", "int8"},
    float: {"float4", "float8"},
    str: {"text", "varchar"},
    bytes: {"bytea"},
    date: {"date"},
    datetime: {"timestamptz"},
    UUID: {"uuid"},
    list[float]: {"float8[]"},
    list[int]: {"int2[]", "int4[]", "int8[]"},
    list[int | None]: {"int4[]", "int8[]"},
    list[str]: {"text[]", "varchar[]"},
    list[UUID]: {"uuid[]"},
}


def test_the_statements_are_found():
    names = {statement.name for statement in ALL}
    assert {
        "reports.register",
        "reports.newest",
        "stores.readable",
        "open_post.find",
        "sessions.viewer",
    } <= names


@EACH
@FILLED
def test_the_columns_are_the_fields_of_the_row(plain, viewers, cast, statement, filled):
    query = statement.query(viewers[cast.manager], filled=filled)
    cursor = plain.execute(query.sql, query.params, prepare=True)
    hints = get_type_hints(query.row)
    assert [column.name for column in cursor.description] == [field.name for field in fields(query.row)]
    for column in cursor.description:
        assert _type_name(column.type_code) in _sql_types(hints[column.name]), column.name


@EACH
def test_a_column_that_may_be_null_says_so(plain, viewers, cast, statement):
    query = statement.query(viewers[cast.manager], filled=True)
    cursor = plain.execute(query.sql, query.params, prepare=True)
    hints = get_type_hints(query.row)
    for name in _nullable_columns(plain, cursor):
        assert may_be_none(hints[name]), f"{query.row.__name__}.{name} comes from a column that may be NULL"


@EACH
@FILLED
async def test_both_drivers_give_the_same_rows_of_the_types_they_promise(
    world, django_side, viewers, statement, filled
):
    queries = [statement.query(viewer, filled=filled) for viewer in viewers.values()]
    on_django = [_rows_on_django(django_side, query) for query in queries]
    for threshold in (None, 0):
        assert await _rows_on_psycopg(world, queries, threshold) == on_django
    for row in (row for rows in on_django for row in rows):
        assert {
            name: getattr(row, name) for name, hint in _hints(row) if not fits(getattr(row, name), hint)
        } == {}


@EACH
def test_every_statement_finds_something_here(django_side, viewers, statement):
    queries = [
        statement.query(viewer, filled=fill) for viewer, fill in product(viewers.values(), (True, False))
    ]
    assert any(_rows_on_django(django_side, query) for query in queries), (
        "tests.house.world has no row for it"
    )


def _rows_on_django(connection: Any, query: Any) -> list[Any]:
    try:
        connection.cursor().execute(restart_numbers())
        return [_settled(row) for row in many(connection, query)]
    finally:
        connection.rollback()


async def _rows_on_psycopg(url: str, queries: list[Any], threshold: int | None) -> list[list[Any]]:
    # JSON tells a moment in the time zone of its session, which is UTC where Django asks.
    same = "-c timezone=UTC"
    opened = psycopg.AsyncConnection.connect(url, prepare_threshold=threshold, options=same)
    async with await opened as connection:
        answers = []
        for query in queries:
            await connection.execute(restart_numbers())
            answers.append([_settled(row) for row in await amany(connection, query)])
            await connection.rollback()
        return answers


def _settled(row: Any) -> Any:
    """The row with one moment for all that was written just now: two runs cannot agree on it."""
    moments = {name for name, hint in _hints(row) if isinstance(getattr(row, name), datetime)}
    recent = {name for name in moments if getattr(row, name) > WRITTEN + timedelta(days=1)}
    return type(row)(**{name: WRITTEN if name in recent else getattr(row, name) for name, _ in _hints(row)})


def _hints(row: Any) -> list[tuple[str, Any]]:
    return list(get_type_hints(type(row)).items())


def _type_name(oid: int) -> str:
    info = types.get(oid)
    assert info, f"type {oid} is none that a row can hold"
    return info.name if info.oid == oid else f"{info.name}[]"


def _sql_types(hint: Any) -> set[str]:
    plain = without_none(hint)
    if any(map(is_typeddict, (plain, *get_args(plain)))):
        return {"json"}
    return SQL_TYPES[plain]


def _nullable_columns(connection: Any, cursor: Any) -> set[str]:
    """The columns that come straight from a table's column without NOT NULL."""
    result = cursor.pgresult
    origins = [(result.ftable(at), result.ftablecol(at)) for at in range(result.nfields)]
    nullable = set(
        connection.execute(
            "SELECT attrelid::bigint, attnum::int FROM pg_attribute WHERE NOT attnotnull"
        ).fetchall()
    )
    return {
        column.name for column, origin in zip(cursor.description, origins, strict=True) if origin in nullable
    }
