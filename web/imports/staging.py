"""Reading the files into their staging tables, and all that can be said of them there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import connection
from psycopg import sql

from shared.csv_rows import Fault, Reading, Row, read
from shared.words import gettext_noop
from web.imports import statements
from web.imports.asking import rows, run
from web.imports.checks import checks
from web.imports.kinds import EMPTY
from web.imports.outcome import SHOWN, Outcome, Wrong, Wrongs
from web.imports.shapes import File

TELLING = 20_000  # rows between two words about the progress

READING = gettext_noop("読み込み中")
CHECKING = gettext_noop("確認中")


@dataclass(frozen=True, slots=True)
class Progress:
    """What an import is doing: with which file, and how much of it (bytes or lines) is done."""

    step: str
    file: str = ""
    done: int = 0
    total: int = 0


Tell = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class Source:
    """One of the files, opened: `name` as in `web.imports.tables`; `watch` is shown its bytes once."""

    name: str
    content: BinaryIO
    watch: Callable[[bytes], object] = len


@dataclass(slots=True)
class Staged:
    """A file in its staging table; without `columns` it could not be read."""

    file: File
    columns: tuple[str, ...] = ()
    last_line: int = 0
    wrongs: Wrongs = field(default_factory=Wrongs)

    @property
    def name(self) -> str:
        """As people call it."""
        return f"{self.file.name}.csv"


def stage(file: File, source: Source, tell: Tell) -> Staged:
    """Read a file into its staging table; what is no row is a fault."""
    staged = Staged(file)
    run(statements.create(file))
    size = source.content.seek(0, 2)
    seen = 0

    def watch(block: bytes) -> None:
        """A file is read twice: once for its encoding, once for its rows."""
        nonlocal seen
        seen += len(block)
        source.watch(block)
        tell(Progress(READING, staged.name, seen, 2 * size))

    reading = read(source.content, file.required, file.optional, watch=watch)
    staged.columns = reading.columns
    staged.wrongs.add((Wrong.of(staged.name, fault) for fault in reading.faults), len(reading.faults))
    if not reading.columns:
        return staged
    with connection.cursor() as cursor, cursor.copy(statements.copy(file, reading.columns)) as copy:
        for number, row in enumerate(_good(reading, staged)):
            if number % TELLING == 0:
                tell(Progress(READING, staged.name, size + source.content.tell(), 2 * size))
            copy.write_row((row.line, *map(_cell, row.cells)))
            staged.last_line = row.line
    table = statements.staged(file)
    run(sql.SQL("CREATE INDEX ON {} (line); ANALYZE {}").format(table, table))
    return staged


def check(shelf: Sequence[Staged], tell: Tell) -> Outcome:
    """Everything that is wrong."""
    readable = [staged for staged in shelf if staged.columns]
    for staged in readable:
        tell(Progress(CHECKING, staged.name))
        _check_cells(staged)
    by_name = {staged.file.name: staged for staged in shelf}
    broken = {staged.file.name for staged in shelf if staged.wrongs.total}
    for rule in checks({staged.file.name: staged.columns for staged in readable}, broken):
        staged = by_name[rule.file]
        tell(Progress(CHECKING, staged.name))
        found = rows(statements.first_of(rule.statement))
        wrongs = (
            Wrong(staged.name, line, column, rule.reason, {"value": value, "other": other})
            for line, column, value, other, _ in found
        )
        if found:
            staged.wrongs.add(wrongs, found[0][-1])
            broken.add(staged.file.name)
    first = [wrong for staged in shelf for wrong in staged.wrongs.first]
    return Outcome([], first[:SHOWN], sum(staged.wrongs.total for staged in shelf))


def _good(reading: Reading, staged: Staged) -> Iterator[Row]:
    """The rows; the faults between them are noted, the first of them word for word."""
    for line in reading.lines:
        if isinstance(line, Fault):
            noted = [] if staged.wrongs.total >= SHOWN else [Wrong.of(staged.name, line)]
            staged.wrongs.add(noted, 1)
        else:
            yield line


def _cell(cell: str | None) -> str | None:
    """A cell of blanks is empty."""
    return None if cell is None or cell.isspace() else cell


def _check_cells(staged: Staged) -> None:
    """Each cell by itself; the rows that have a wrong one are left out of what follows."""
    found = rows(statements.bad_cells(staged.file))
    if not found:
        return
    kinds = {column.name: column.kind for column in staged.file.columns}
    wrongs = []
    for line, column, code, value, _ in found:
        check = kinds[column].checks[code - 1] if code else None
        reason, params = (check.reason, dict(check.params)) if check else (EMPTY, {})
        if "%(value)s" in reason:  # a customer's words are in no sentence
            params["value"] = value
        wrongs.append(Wrong(staged.name, line, column, reason, params))
    staged.wrongs.add(wrongs, found[0][-1])
    run(statements.drop_bad(staged.file))
