"""What an import comes to, as values: what is wrong, or what is new, changed and as it was."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _

from shared.csv_rows import Fault

SHOWN = 100  # faults


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault and the file that it is in."""

    file: str
    line: int
    column: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, fault: Fault) -> Self:
        """The fault of `shared.csv_rows`, in `file`."""
        return cls(file, fault.line, fault.column, fault.reason, dict(fault.params))

    @property
    def sentence(self) -> str:
        """What is wrong, in the language of the reader."""
        sentence = _(self.reason)
        return sentence % self.params if self.params else sentence

    def __str__(self) -> str:
        column = f" {self.column}:" if self.column else ""
        return f"{self.file}:{self.line}:{column} {self.sentence}"


@dataclass(slots=True)
class Wrongs:
    """What is wrong in a file: how much, and the first of it by line."""

    total: int = 0
    first: list[Wrong] = field(default_factory=list)

    def add(self, more: Iterable[Wrong], total: int) -> None:
        """Count `total` more, of which `more` are the first."""
        self.total += total
        self.first = sorted([*self.first, *more], key=lambda wrong: wrong.line)[:SHOWN]


@dataclass(frozen=True, slots=True)
class Example:
    """A row that changes: its line, and each changed column's [name, old value, new value], shortened."""

    line: int
    changes: list[list[str | None]]


@dataclass(frozen=True, slots=True)
class Count:
    """A file's rows: read = new + changed + unchanged. `total`: rows in its tables (now, or as it was)."""

    file: str
    read: int
    new: int
    changed: int
    total: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """Rows that are in the database as they are in the file."""
        return self.read - self.new - self.changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either `wrongs` (the first of `wrong_total`), and nothing was written; or `counts`."""

    counts: list[Count]
    wrongs: list[Wrong] = field(default_factory=list)
    wrong_total: int = 0

    @property
    def shown(self) -> list[object]:
        """What a reader agrees to: how many rows of each file are new and change, and what stands there."""
        return [
            (
                count.file,
                count.new,
                count.changed,
                [(row.line, [change[:2] for change in row.changes]) for row in count.examples],
            )
            for count in self.counts
        ]

    def as_json(self) -> dict[str, Any]:
        """As `from_json` reads it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` wrote."""
        counts = [
            Count(**{**count, "examples": [Example(**example) for example in count["examples"]]})
            for count in data["counts"]
        ]
        return cls(counts, [Wrong(**wrong) for wrong in data["wrongs"]], data["wrong_total"])
