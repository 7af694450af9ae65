"""A table of figures as HTML: the accessible form of a chart. Everything that is not ours is escaped."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from dashboard import formats, telling
from dashboard.look import Look
from dashboard.tables import Cell, Column, Kind, Table

NOTHING = "–"


def html_table(table: Table, look: Look) -> str:
    """The inside of `<table>`: head, rows, and the sum where there is one. A first cell may be a link."""
    head = "".join(_head(column, look) for column in table.columns)
    body = "".join(_row(table, number, look) for number in range(len(table.rows)))
    foot = f"<tfoot>{_cells(table.columns, table.total, look)}</tfoot>" if table.total else ""
    caption = f'<caption class="visually-hidden">{escape(table.title)}</caption>'
    return f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}"


def written(cell: Cell, kind: Kind, look: Look) -> str:
    """A cell as it is read. An amount that is None is 未提出, never ¥0; "" is nothing that was to be told."""
    if cell == "":
        return NOTHING
    if cell is None:
        return look.texts.gettext("未提出") if kind is Kind.YEN else NOTHING
    return WRITERS[kind](cell, look)


def _head(column: Column, look: Look) -> str:
    return f'<th scope="col" class="{column.kind}">{escape(look.texts.gettext(column.label))}</th>'


def _row(table: Table, number: int, look: Look) -> str:
    return _cells(table.columns, table.rows[number], look, table.links.get(number, ""))


def _cells(columns: Sequence[Column], cells: Sequence[Cell], look: Look, link: str = "") -> str:
    pairs = list(zip(columns, cells, strict=True))
    name = escape(written(pairs[0][1], pairs[0][0].kind, look))
    name = f'<a href="{escape(link)}">{name}</a>' if link else name
    rest = "".join(_cell(column, cell, look) for column, cell in pairs[1:])
    return f'<tr><th scope="row">{name}</th>{rest}</tr>'


def _cell(column: Column, cell: Cell, look: Look) -> str:
    css = f"{column.kind} none" if cell is None else f"{column.kind}"
    return f'<td class="{css}">{escape(written(cell, column.kind, look))}</td>'


def _day(cell: Cell, look: Look) -> str:
    return formats.long_day(cell, look) if isinstance(cell, date) else f"{cell}"


def _month(cell: Cell, look: Look) -> str:
    return formats.month(cell, look) if isinstance(cell, date) else f"{cell}"


def _yen(cell: Cell, look: Look) -> str:
    return formats.yen(cell) if isinstance(cell, int) else f"{cell}"


def _count(cell: Cell, look: Look) -> str:
    return f"{cell:,}" if isinstance(cell, int) else f"{cell}"


def _mean(cell: Cell, look: Look) -> str:
    return formats.mean(cell) if isinstance(cell, (int, float)) else f"{cell}"


def _change(cell: Cell, look: Look) -> str:
    return telling.change(cell) if isinstance(cell, (int, float)) else f"{cell}"


def _percent(cell: Cell, look: Look) -> str:
    return formats.percent(cell) if isinstance(cell, (int, float)) else f"{cell}"


WRITERS: dict[Kind, Callable[[Cell, Look], str]] = {
    Kind.TEXT: lambda cell, look: f"{cell}",
    Kind.DAY: _day,
    Kind.MONTH: _month,
    Kind.YEN: _yen,
    Kind.AMOUNT: _yen,
    Kind.COUNT: _count,
    Kind.MEAN: _mean,
    Kind.PERCENT: _percent,
    Kind.CHANGE: _change,
}
