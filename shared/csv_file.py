"""A CSV file as a Japanese Excel opens it: UTF-8 with its mark, CRLF, 2026/11/23, and no formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from shared.csv_cells import neutralised
from shared.dates import JAPAN
from shared.xlsx import Cell

BOM = "\ufeff"


def csv_file(titles: Sequence[str], batches: Iterable[Sequence[Sequence[Cell]]]) -> Iterator[bytes]:
    """The file, piece by piece; each batch of rows is sent before the next one is asked for."""
    yield (BOM + _lines([list(titles)])).encode()
    for batch in batches:
        yield _lines([[_cell(value) for value in row] for row in batch]).encode("utf-8", "replace")


def _lines(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return neutralised(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(JAPAN):%Y/%m/%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    return "" if value is None else str(value)
