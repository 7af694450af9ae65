"""A table of figures as a file: CSV as a Japanese Excel opens it, or XLSX with numbers that are numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from dashboard import formats
from dashboard.look import Look
from dashboard.tables import Cell, Column, Kind, Table
from shared import xlsx
from shared.csv_file import csv_file
from shared.words import FileKind

TYPES: Final = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTHS: Final = {Kind.TEXT: 20, Kind.DAY: 12, Kind.MONTH: 12}
IN_YEN: Final = {Kind.YEN, Kind.AMOUNT}
SHARES: Final = {Kind.PERCENT, Kind.CHANGE}
DIGITS: Final = 4  # of a share
NOT_IN_A_NAME: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
NOT_IN_A_SHEETS_NAME: Final = re.compile(r"[\[\]:*?/\\]")
MOST_OF_A_SHEETS_NAME: Final = 31
Writer = Callable[[Cell, Kind], xlsx.Cell]


def pieces(table: Table, kind: FileKind, look: Look) -> Iterator[bytes]:
    """The file, piece by piece: a heading, and a row for each of the table's; its total is not in it, so that
    whoever sums the column sums it once. 未提出 is an empty cell; a share is a number (0.082), one of a goal
    rounded down."""
    if kind is FileKind.CSV:
        titles = [heading(column, look) for column in table.columns]
        return csv_file(titles, [_rows(table, _csv_cell)])
    cut = look.texts.gettext("…（切りました）")
    columns = [
        xlsx.Column(
            heading(column, look),
            WIDTHS.get(column.kind, 14),
            is_amount=column.kind in IN_YEN or column.kind is Kind.COUNT,
            is_share=column.kind in SHARES,
        )
        for column in table.columns
    ]
    name = NOT_IN_A_SHEETS_NAME.sub("_", table.title)[:MOST_OF_A_SHEETS_NAME]
    return xlsx.workbook(name, columns, [_rows(table, _sheet_cell)], cut)


def heading(column: Column, look: Look) -> str:
    """A column's heading, with its unit: 売上（円）."""
    label = look.texts.gettext(column.label)
    return look.texts.gettext("%(label)s（円）") % {"label": label} if column.kind in IN_YEN else label


def disposition(chart: str, title: str, scope: str, first: date, last: date, kind: FileKind) -> str:
    """推移_渋谷店_2026-11-01_2026-11-30.csv as RFC 6266 writes it, with an ASCII name for old programs."""
    period, ending = f"{first}_{last}", kind.value
    full = NOT_IN_A_NAME.sub("_", "_".join(part for part in (title, scope, period) if part) + f".{ending}")
    return f"attachment; filename=\"{chart}_{period}.{ending}\"; filename*=UTF-8''{quote(full)}"


def _rows(table: Table, write: Writer) -> Sequence[Sequence[xlsx.Cell]]:
    kinds = [column.kind for column in table.columns]
    return [[write(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows]


def _csv_cell(cell: Cell, kind: Kind) -> xlsx.Cell:
    if kind is Kind.MONTH and isinstance(cell, date):
        return f"{cell:%Y/%m}"
    return _sheet_cell(cell, kind)


def _sheet_cell(cell: Cell, kind: Kind) -> xlsx.Cell:
    if not isinstance(cell, float):
        return cell
    return formats.down(cell, DIGITS) if kind is Kind.PERCENT else round(cell, DIGITS)
