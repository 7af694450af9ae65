"""Which columns name a person or a store: asked of the catalog, so that a new table is not forgotten."""

from typing import Any, LiteralString

from psycopg import Connection, sql

_REFERENCES: LiteralString = """
    SELECT k.conrelid::regclass::text, a.attname::text
    FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.confrelid = %s::regclass ORDER BY 1, 2"""


def references(connection: Connection[Any], table: str) -> list[tuple[str, str]]:
    """Every table and column with a foreign key to this table."""
    return connection.execute(_REFERENCES, [table]).fetchall()


def statement(words: LiteralString, *names: str) -> sql.Composed:
    """A statement with identifiers in its `{}`."""
    return sql.SQL(words).format(*map(sql.Identifier, names))
