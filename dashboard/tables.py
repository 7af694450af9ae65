"""A table of figures as data: the page's HTML, CSV and XLSX are made from this one value."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, and so how it is written: an empty cell is None in each."""

    TEXT = "text"  # str
    DAY = "day"  # a business date
    MONTH = "month"  # the first day of a month
    YEN = "yen"  # int, 円; None is 未提出
    AMOUNT = "amount"  # int, 円; None is nothing
    COUNT = "count"  # int
    MEAN = "mean"  # float, one decimal
    PERCENT = "percent"  # float: 0.082 is 8.2 %
    CHANGE = "change"  # float: 0.082 is +8.2 %


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (a msgid) and the kind of its cells."""

    label: str
    kind: Kind


Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have a cell for each of `columns`; the first names the row. `links` are addresses of the rows'
    sources by the row's place; `total` is a last row, the sum. None in a YEN column is 未提出."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    links: dict[int, str] = field(default_factory=dict)
