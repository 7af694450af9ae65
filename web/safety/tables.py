"""The tables of C3's schema, as the catalog describes them: read out, emptied and filled."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

from psycopg import Connection, sql

# Whatever the server is set to, a value is written in one way.
SETTINGS: LiteralString = """
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
    SET LOCAL lock_timeout = '30s'; SET LOCAL client_encoding = 'UTF8'; SET LOCAL timezone = 'UTC';
    SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex'; SET LOCAL synchronize_seqscans = off"""
# Tables and sequences of this schema that no extension brought.
_OURS: LiteralString = """
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = ANY(%s::"char"[])
    AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"""
_COLUMNS: LiteralString = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND c.oid = ANY(SELECT c.oid """
_FOREIGN_KEYS: LiteralString = """
    SELECT r.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
    WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY 1, 2"""
# Triggers that do not fire in the usual way; such as the audit log's, which stays on a replica too.
_FIRING: LiteralString = """
    SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger
    WHERE NOT tgisinternal AND tgenabled <> 'O' AND tgrelid IN (SELECT c.oid """
_FIRES: dict[str, LiteralString] = {"A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
# Those that only make finding faster: primary keys and constraints keep theirs.
_INDEXES: LiteralString = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisunique
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1"""


def columns(connection: Connection[Any]) -> dict[str, list[str]]:
    """Every table with the columns that are written, not computed; by name."""
    statement = sql.SQL("{} {}) GROUP BY 1 ORDER BY 1").format(sql.SQL(_COLUMNS), sql.SQL(_OURS))
    return dict(connection.execute(statement, [["r", "p"]]).fetchall())


def sequences(connection: Connection[Any]) -> dict[str, list[Any]]:
    """Where every sequence stands. They know no snapshot: asked later, they are past all that is in one."""
    found = connection.execute(sql.SQL("SELECT c.relname {} ORDER BY 1").format(sql.SQL(_OURS)), [["S"]])
    return {name: _standing(connection, name) for (name,) in found.fetchall()}


def has_rows(connection: Connection[Any], table: str) -> bool:
    """Whether there is a row."""
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    return bool(_one(connection, statement)[0])


def rows(connection: Connection[Any], table: str, names: list[str]) -> Iterator[bytes]:
    """The rows as COPY writes them, one line each."""
    with connection.cursor() as cursor, cursor.copy(_copy(table, names, "TO STDOUT")) as copy:
        for line in copy:
            yield bytes(line)


class Filling:
    """Tables that are filled: first emptied, without what would judge, count and find each row by itself.

    Foreign keys and indexes are made again in the end over all rows at once, which checks them too. All of it
    happens in the caller's transaction.
    """

    def __init__(self, connection: Connection[Any], tables: dict[str, list[str]]) -> None:
        self.connection, self.tables = connection, tables

    def fill(self, table: str, parts: Iterator[bytes]) -> None:
        """Write the rows."""
        statement = _copy(table, self.tables[table], "FROM STDIN")
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for part in parts:
                copy.write(part)

    @contextmanager
    def bare(self) -> Iterator[None]:
        """Within, the tables have neither rows (at first), nor triggers, foreign keys and indexes."""
        keys = self.connection.execute(_FOREIGN_KEYS).fetchall()
        indexes = self.connection.execute(_INDEXES).fetchall()
        firing = self.connection.execute(
            sql.SQL("{} {})").format(sql.SQL(_FIRING), sql.SQL(_OURS)), [["r", "p"]]
        ).fetchall()
        self._each_table("DISABLE TRIGGER USER")
        names = sql.SQL(", ").join(map(sql.Identifier, self.tables))
        self._run("TRUNCATE {}", names)
        for table, key, _definition in keys:
            self._run("ALTER TABLE {} DROP CONSTRAINT {}", sql.Identifier(table), sql.Identifier(key))
        for index, _definition in indexes:
            self._run("DROP INDEX {}", sql.SQL(index))
        yield
        for _index, definition in indexes:
            self._run("{}", sql.SQL(definition))
        for table, key, definition in keys:
            named = sql.Identifier(table), sql.Identifier(key), sql.SQL(definition)
            self._run("ALTER TABLE {} ADD CONSTRAINT {} {}", *named)
        self._each_table("ENABLE TRIGGER USER")
        for table, trigger, how in firing:
            parts = sql.Identifier(table), sql.SQL(_FIRES[how]), sql.Identifier(trigger)
            self._run("ALTER TABLE {} {} TRIGGER {}", *parts)

    def put_sequences(self, standing: dict[str, list[Any]]) -> None:
        """Go on where they stood."""
        for name, (last, is_given) in standing.items():
            self.connection.execute(
                "SELECT setval(%s::text::regclass, %s::bigint, %s::boolean)", [_quoted(name), last, is_given]
            )

    def _each_table(self, change: LiteralString) -> None:
        for table in self.tables:
            self._run("ALTER TABLE {} {}", sql.Identifier(table), sql.SQL(change))

    def _run(self, statement: LiteralString, *parts: sql.Composable) -> None:
        self.connection.execute(sql.SQL(statement).format(*parts))


def _standing(connection: Connection[Any], name: str) -> list[Any]:
    return list(
        _one(connection, sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name)))
    )


def _one(connection: Connection[Any], statement: sql.Composed) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = connection.execute(statement).fetchone()
    assert found is not None  # noqa: S101  these statements always have a row
    return found


def _copy(table: str, names: list[str], way: LiteralString) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), listed, sql.SQL(way))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
