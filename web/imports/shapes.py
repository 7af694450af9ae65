"""How a file of an import and its tables are described: `web.imports.tables` does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString

from web.imports.kinds import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file. `needed`: no cell may be empty; `optional`: the file may lack the column.

    `refers` is the file whose rows (or those of its table) the cell names.
    """

    name: LiteralString
    kind: Kind
    needed: bool = True
    optional: bool = False
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A table that takes rows of a file, those for which `where` is true.

    `key` finds a row's earlier self. `columns` is what a row says: they are compared, and changed where they
    differ, but for those of a column that the file lacks (`of`: column -> optional column of the file).
    `at_first` is written with a new row only, `at_change` with a changed one only. `counted` is the column
    whose numbers C3 goes on counting. `ours` is true for a row `t` that people have written or changed in C3:
    an import leaves it as it is, and says so where the file says something else (`web.imports.checks`).
    """

    table: LiteralString
    key: tuple[LiteralString, ...]
    columns: Mapping[LiteralString, LiteralString]
    of: Mapping[str, str] = field(default_factory=dict)
    at_first: Mapping[LiteralString, LiteralString] = field(default_factory=dict)
    at_change: Mapping[LiteralString, LiteralString] = field(default_factory=dict)
    where: LiteralString = "true"
    counted: LiteralString = ""
    ours: LiteralString = "false"


@dataclass(frozen=True, slots=True)
class File:
    """A file: `<name>.csv`. Two rows with the same `key` are one too many.

    `leaves` is true for rows that may leave a place (that of the best answer) to another: they change first,
    then the others, and what is new comes last. Empty: no row has such a place. `waits`: a new row is worked
    on by the database together with what other files change, so that it comes after these changes.
    """

    name: LiteralString
    columns: tuple[Column, ...]
    key: tuple[LiteralString, ...]
    targets: tuple[Target, ...]
    leaves: LiteralString = ""
    waits: bool = False

    @property
    def required(self) -> list[str]:
        """The columns that the file must have."""
        return [column.name for column in self.columns if not column.optional]

    @property
    def optional(self) -> list[str]:
        """The columns that it may have."""
        return [column.name for column in self.columns if column.optional]
