"""A question about data is a value: one SQL statement, the type of its rows, its parameters.

`one`, `first` and `many` run it on Django's connection wrapper or on a psycopg connection, `aone`, `afirst`
and `amany` on an async psycopg connection. Nothing here begins or ends a transaction: the caller does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Generic, LiteralString, Protocol, TypeVar

from psycopg import AsyncConnection

Row = TypeVar("Row")

# Of every connection of a process that lives on. A network that is lost without a word (a host without power,
# a firewall that forgets) is noticed after ten seconds; the kernel's own patience is a quarter of an hour.
PATIENCE: Final[Mapping[str, int]] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,  # ms
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


class NoRow(LookupError):
    """A statement that must return a row returned none: it is not there, or out of the viewer's reach."""


@dataclass(frozen=True, slots=True)
class Query(Generic[Row]):
    """One SQL statement, the dataclass of the rows it returns, and its parameters by name.

    The columns of the statement are the fields of `row`, in their order. Parameters whose type the server
    cannot see are cast in the statement (`%(genre)s::text`), since Django binds on the client and psycopg on
    the server.
    """

    sql: LiteralString
    row: type[Row]
    params: Mapping[str, object]


class Described(Protocol):
    """What all cursors share."""

    @property
    def description(self) -> Sequence[Any] | None: ...


class Cursor(Described, Protocol):
    """What both drivers' cursors share."""

    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """Django's connection wrapper, or a psycopg connection."""

    def cursor(self) -> Any: ...


def many(connection: Connection, query: Query[Row]) -> list[Row]:
    """All rows, in the statement's order; an empty list when there are none."""
    with connection.cursor() as cursor:
        cursor.execute(query.sql, query.params)
        return _rows(query, cursor)


def first(connection: Connection, query: Query[Row]) -> Row | None:
    """The first row, or None."""
    return next(iter(many(connection, query)), None)


def one(connection: Connection, query: Query[Row]) -> Row:
    """The one row. Raises `NoRow` when there is none."""
    return _only(many(connection, query))


async def amany(connection: AsyncConnection[Any], query: Query[Row]) -> list[Row]:
    """As `many`, on an async connection."""
    cursor = await connection.execute(query.sql, query.params)
    return rows_of(query, cursor, await cursor.fetchall())


async def afirst(connection: AsyncConnection[Any], query: Query[Row]) -> Row | None:
    """As `first`, on an async connection."""
    return next(iter(await amany(connection, query)), None)


async def aone(connection: AsyncConnection[Any], query: Query[Row]) -> Row:
    """As `one`, on an async connection."""
    return _only(await amany(connection, query))


def _only(rows: list[Row]) -> Row:
    if not rows:
        raise NoRow
    return rows[0]


def _rows(query: Query[Row], cursor: Cursor) -> list[Row]:
    return rows_of(query, cursor, cursor.fetchall())


def rows_of(query: Query[Row], cursor: Described, values: list[Any]) -> list[Row]:
    """What a cursor has fetched, as the statement's rows. Raises `TypeError` where they are not."""
    columns = [column[0] for column in cursor.description or ()]
    names = [field.name for field in fields(query.row)]  # type: ignore[arg-type]
    if columns != names:
        raise TypeError(f"{query.row.__name__} has {names}, the statement returns {columns}")
    return [query.row(*row) for row in values]
