"""The SQL of an import, made from `web.imports.tables` alone: no word of a file ever reaches it.

Each file stands in a staging table of its own, `staged_<name>`: texts, and the line each row begins on.
"""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from psycopg import sql

from web.imports.outcome import SHOWN
from web.imports.shapes import Column, File, Target
from web.imports.tables import BY_NAME

EXAMPLES = 5
SHOWN_VALUE = 60  # characters


def joined(parts: Sequence[sql.Composable], by: LiteralString = ", ") -> sql.Composed:
    """The parts, one after the other."""
    return sql.SQL(by).join(parts)


def staged(file: File) -> sql.Identifier:
    """The staging table of `file`, which ends with the transaction."""
    return sql.Identifier("staged_" + file.name)


def create(file: File) -> sql.Composed:
    """Make its staging table."""
    columns = joined([sql.SQL("{} text").format(sql.Identifier(column.name)) for column in file.columns])
    return sql.SQL("CREATE TEMPORARY TABLE {} (line bigint NOT NULL, {}) ON COMMIT DROP").format(
        staged(file), columns
    )


def copy(file: File, columns: Sequence[str]) -> sql.Composed:
    """Take rows in: the line, then the cells of `columns`."""
    names = joined([sql.Identifier(column) for column in columns])
    return sql.SQL("COPY {} (line, {}) FROM STDIN").format(staged(file), names)


def typed(file: File) -> sql.Composed:
    """The checked rows of a file: `line`, and every column as a value."""
    values = [
        sql.SQL("{} AS {}").format(column.kind.sql(_cell(column)), sql.Identifier(column.name))
        for column in file.columns
    ]
    return sql.SQL("(SELECT line, {} FROM {})").format(joined(values), staged(file))


def bad_cells(file: File) -> sql.Composed:
    """The first cells that are wrong: line, column, number of the check (0: empty), value; and how many."""
    cells = [
        sql.SQL("({}, {}, {})").format(sql.Literal(column.name), _code(column), _cell(column))
        for column in file.columns
    ]
    return sql.SQL("""
        SELECT line, bad_column, bad_code, left(bad_cell, {shown}), count(*) OVER () AS total
        FROM {staged} CROSS JOIN LATERAL (VALUES {cells}) AS bad (bad_column, bad_code, bad_cell)
        WHERE {is_bad} AND bad_code IS NOT NULL ORDER BY line LIMIT {limit}""").format(
        shown=sql.Literal(SHOWN_VALUE),
        staged=staged(file),
        cells=joined(cells),
        is_bad=_is_bad(file),
        limit=sql.Literal(SHOWN),
    )


def drop_bad(file: File) -> sql.Composed:
    """Leave out the rows with wrong cells, so that the rest can be looked at further."""
    return sql.SQL("DELETE FROM {} WHERE {}").format(staged(file), _is_bad(file))


def counts(file: File, target: Target, present: Sequence[str]) -> sql.Composed:
    """How many rows of the file are for `target`, how many of them are new, how many change."""
    return sql.SQL("""
        SELECT count(*), count(*) FILTER (WHERE {is_new}), count(*) FILTER (WHERE NOT {is_new} AND {differs})
        FROM {rows} s LEFT JOIN {table} t ON {same} WHERE {where}""").format(
        is_new=_is_new(target),
        differs=differs(target, present),
        rows=typed(file),
        table=sql.Identifier(target.table),
        same=_same_key(target),
        where=sql.SQL(target.where),
    )


def examples(file: File, target: Target, present: Sequence[str]) -> sql.Composed:
    """The first rows that change: line, old values, new values, in the order of `compared`."""
    names = compared(target, present)
    old = [sql.SQL("left(t.{}::text, {})").format(sql.Identifier(name), _limit()) for name in names]
    new = [sql.SQL("left(({})::text, {})").format(sql.SQL(target.columns[name]), _limit()) for name in names]
    return sql.SQL("""
        SELECT s.line, ARRAY[{old}]::text[], ARRAY[{new}]::text[]
        FROM {rows} s JOIN {table} t ON {same} WHERE {where} AND {differs}
        ORDER BY s.line LIMIT {limit}""").format(
        old=joined(old),
        new=joined(new),
        rows=typed(file),
        table=sql.Identifier(target.table),
        same=_same_key(target),
        where=sql.SQL(target.where),
        differs=differs(target, present),
        limit=sql.Literal(EXAMPLES),
    )


def insert(
    file: File, target: Target, are_all_new: bool, literals: Mapping[str, sql.Literal]
) -> sql.Composed:
    """Write the rows that are new, of the lines from `low` to below `high`."""
    columns = {**target.columns, **target.at_first}
    is_new = sql.SQL("NOT EXISTS (SELECT FROM {} t WHERE {})").format(
        sql.Identifier(target.table), _same_key(target)
    )
    return sql.SQL("""
        INSERT INTO {table} ({names}) SELECT {values} FROM {rows} s
        WHERE s.line >= {low} AND s.line < {high} AND {where} AND {is_new}
        ON CONFLICT DO NOTHING""").format(
        table=sql.Identifier(target.table),
        names=joined([sql.Identifier(name) for name in columns]),
        values=joined([sql.SQL(value).format(**literals) for value in columns.values()]),
        rows=typed(file),
        where=sql.SQL(target.where),
        is_new=sql.SQL("true") if are_all_new else is_new,
        low=literals["low"],
        high=literals["high"],
    )


def update(
    file: File,
    target: Target,
    present: Sequence[str],
    only: LiteralString,
    literals: Mapping[str, sql.Literal],
) -> sql.Composed:
    """Change the rows that differ, `only` these, of the lines from `low` to below `high`.

    What has become `ours` since it was checked is left out.
    """
    columns = {name: target.columns[name] for name in compared(target, present)} | dict(target.at_change)
    changes = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.SQL(value).format(**literals))
        for name, value in columns.items()
    ]
    return sql.SQL("""
        UPDATE {table} t SET {changes} FROM {rows} s
        WHERE s.line >= {low} AND s.line < {high} AND {where} AND {only} AND {same} AND {differs}
          AND NOT {ours}""").format(
        table=sql.Identifier(target.table),
        changes=joined(changes),
        rows=typed(file),
        where=sql.SQL(target.where),
        only=sql.SQL(only),
        same=_same_key(target),
        differs=differs(target, present),
        ours=sql.SQL(target.ours),
        low=literals["low"],
        high=literals["high"],
    )


def count_on(file: File, target: Target) -> sql.Composed:
    """Let C3 number behind the file's largest id. Nobody else is given a number that the import brings."""
    return sql.SQL("""
        SELECT setval(pg_get_serial_sequence({table}, {column}), largest)
        FROM (SELECT max({value}) AS largest FROM {rows} s) AS ids
        WHERE largest > nextval(pg_get_serial_sequence({table}, {column}))""").format(
        table=sql.Literal(target.table),
        column=sql.Literal(target.counted),
        value=sql.SQL(target.columns[target.key[0]]),
        rows=typed(file),
    )


def compared(target: Target, present: Sequence[str]) -> list[LiteralString]:
    """The columns of the table that the file may change: not its key, and not what it says nothing of."""
    return [
        name
        for name in target.columns
        if name not in target.key and (name not in target.of or target.of[name] in present)
    ]


def differs(target: Target, present: Sequence[str]) -> sql.Composed:
    """Whether the row `s` says something else than its earlier self `t`."""
    names = compared(target, present)
    old = joined([sql.SQL("t.{}").format(sql.Identifier(name)) for name in names])
    new = joined([sql.SQL(target.columns[name]) for name in names])
    return sql.SQL("(ROW({}) IS DISTINCT FROM ROW({}))").format(old, new)


def doubles(file: File) -> sql.Composed:
    """Rows with the key of an earlier one: line, the key, the earlier line."""
    names = joined([sql.Identifier(name) for name in file.key])
    return sql.SQL("""
        SELECT line, {key} AS column, array_to_string(ARRAY[{texts}], ', '), first FROM (
            SELECT line, min(line) OVER (PARTITION BY {names}) AS first, {names} FROM {rows} s) AS rows
        WHERE line > first""").format(
        key=sql.Literal(", ".join(file.key)),
        texts=joined([sql.SQL("{}::text").format(sql.Identifier(name)) for name in file.key]),
        names=names,
        rows=typed(file),
    )


def unknown(file: File, column: Column, is_staged: bool) -> sql.Composed:
    """Cells that name what neither the database has nor (`is_staged`) the files: line, column, value."""
    named = BY_NAME[column.refers]
    target = named.targets[0]
    cell = sql.SQL("s.{}").format(sql.Identifier(column.name))
    coming = sql.SQL("AND NOT EXISTS (SELECT FROM {} f WHERE f.{} = {})").format(
        typed(named), sql.Identifier(named.key[0]), cell
    )
    return sql.SQL("""
        SELECT s.line, {name} AS column, {cell}::text, NULL FROM {rows} s
        WHERE {cell} IS NOT NULL
          AND NOT EXISTS (SELECT FROM {table} t WHERE t.{key} = {cell}) {coming}""").format(
        name=sql.Literal(column.name),
        cell=cell,
        rows=typed(file),
        table=sql.Identifier(target.table),
        key=sql.Identifier(target.key[0]),
        coming=coming if is_staged else sql.SQL(""),
    )


def first_of(faults: sql.Composable) -> sql.Composed:
    """The first rows of a check that selects (line, column, value, other), and how many there are."""
    return sql.SQL("SELECT found.*, count(*) OVER () FROM ({}) AS found ORDER BY 1 LIMIT {}").format(
        faults, sql.Literal(SHOWN)
    )


def _cell(column: Column) -> sql.Identifier:
    return sql.Identifier(column.name)


def _code(column: Column) -> sql.Composed:
    """The number of the first check that the cell fails; NULL: it is good."""
    checks = [
        sql.SQL("WHEN {} THEN {}").format(check.sql(_cell(column)), sql.Literal(number))
        for number, check in enumerate(column.kind.checks, 1)
    ]
    empty = sql.SQL("WHEN {} IS NULL THEN {}").format(
        _cell(column), sql.Literal(0 if column.needed else None)
    )
    return sql.SQL("(CASE {} END)::int").format(joined([empty, *checks], " "))


def _is_bad(file: File) -> sql.Composed:
    return sql.SQL("coalesce({}) IS NOT NULL").format(joined([_code(column) for column in file.columns]))


def _limit() -> sql.Literal:
    return sql.Literal(SHOWN_VALUE)


def _same_key(target: Target) -> sql.Composed:
    pairs = [
        sql.SQL("t.{} = {}").format(sql.Identifier(name), sql.SQL(target.columns[name]))
        for name in target.key
    ]
    return joined(pairs, " AND ")


def _is_new(target: Target) -> sql.Composed:
    return sql.SQL("(t.{} IS NULL)").format(sql.Identifier(target.key[0]))
