"""A workbook of one sheet, written while it is sent: neither the rows nor the file are ever held at once.

The libraries for XLSX want the whole sheet first; Python's own `zipfile` writes to a stream that cannot seek,
and a sheet is a row of XML elements. Texts are inline strings, which no program takes for a formula.
Format: ECMA-376 part 1, 18.3 (worksheets); limits: Microsoft, "Excel specifications and limits".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_uppercase
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from shared.dates import JAPAN

Cell = str | int | float | date | datetime | None

MOST_ROWS: Final = 1_048_576  # with the header
MOST_CHARACTERS: Final = 32_767  # of a cell, in UTF-16 units
MOST_BYTES: Final = (
    2_000_000_000  # of the sheet's XML: above it the archive would need what Excel cannot read
)
LEVEL: Final = 4  # half the time of zlib's own choice, a few percent larger

PLAIN, BOLD, DAY, MOMENT, AMOUNT, MEAN, SHARE = range(7)  # the cell formats of STYLES, in their order
DAY_ZERO: Final = date(1899, 12, 30).toordinal()
SECONDS_A_DAY: Final = 86_400

NEVER_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and its width in characters; `is_amount`: its numbers get separators; `is_share`: they
    are shown in percent (0.082 as 8.2%)."""

    title: str
    width: int
    is_amount: bool = False
    is_share: bool = False


def workbook(
    name: str, columns: Sequence[Column], batches: Iterable[Sequence[Sequence[Cell]]], cut: str
) -> Iterator[bytes]:
    """The file, piece by piece; each batch of rows is sent before the next one is asked for.

    `name` is the sheet's. A text longer than a cell may be is cut, and ends with `cut`. Dates and moments
    become real ones, on the clock of Japan.

    Raises:
        ValueError: there are more rows than a sheet can hold.
    """
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for path, text in _frame(name).items():
            archive.writestr(path, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_before(columns).encode())
            yield sink.taken()
            count = 1
            for batch in batches:
                rows = "".join(_row(count + at, row, columns, cut) for at, row in enumerate(batch, start=1))
                count += len(batch)
                if count > MOST_ROWS:
                    raise ValueError("more rows than a sheet can hold")
                sheet.write(rows.encode())
                yield sink.taken()
            sheet.write(_after(count, len(columns)).encode())
    yield sink.taken()


class _Sink:
    """What the archive writes to; it cannot seek, so that the archive puts sizes behind its entries."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing between this and its reader."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        data = b"".join(self.parts)
        self.parts.clear()
        return data


def _row(number: int, row: Sequence[Cell], columns: Sequence[Column], cut: str) -> str:
    cells = "".join(
        _cell(f"{_letter(at)}{number}", value, column, cut)
        for at, (value, column) in enumerate(zip(row, columns, strict=True))
        if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: Cell, column: Column, cut: str) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{_text(value, cut)}</t></is></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{MOMENT}"><v>{_serial(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{DAY}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return "" if value is None else f'<c r="{place}" s="{_format(value, column)}"><v>{value}</v></c>'


def _format(value: int | float, column: Column) -> int:
    if column.is_share:
        return SHARE
    if isinstance(value, float):
        return MEAN
    return AMOUNT if column.is_amount else PLAIN


def _text(text: str, cut: str) -> str:
    """The text as XML has it, without the signs that XML 1.0 forbids."""
    clean = NEVER_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(clean) > MOST_CHARACTERS // 2 and len(clean.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        room = 2 * (MOST_CHARACTERS - len(cut.encode("utf-16-le")) // 2)
        clean = clean.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + cut
    return escape(LOOKS_ESCAPED.sub("_x005F_", clean))


def _serial(moment: datetime) -> str:
    """Days since the last day of 1899, as spreadsheets count."""
    local = moment.astimezone(JAPAN)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return f"{local.date().toordinal() - DAY_ZERO + seconds / SECONDS_A_DAY:.10f}"


def _letter(at: int) -> str:
    """A to Z, then AA to ZZ: no sheet of ours has more columns."""
    before, place = divmod(at, len(ascii_uppercase))
    return (ascii_uppercase[before - 1] if before else "") + ascii_uppercase[place]


def _before(columns: Sequence[Column]) -> str:
    """The sheet up to its first row: the header stays in sight."""
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{column.width}" customWidth="1"/>'
        for at, column in enumerate(columns, start=1)
    )
    titles = "".join(
        f'<c r="{_letter(at)}1" s="{BOLD}" t="inlineStr"><is><t>{_text(column.title, "")}</t></is></c>'
        for at, column in enumerate(columns)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1"'
        ' topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{titles}</row>'
    )


def _after(rows: int, columns: int) -> str:
    return f'</sheetData><autoFilter ref="A1:{_letter(columns - 1)}{rows}"/></worksheet>'


def _frame(name: str) -> dict[str, str]:
    """The small files around the sheet."""
    return {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": STYLES,
    }


def _relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATIONS}/{kind}" Target="{path}"/>'
        for at, (kind, path) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# The seven formats: a text or a number, the header, a date, a moment, an amount, a mean, a share.
STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy/mm/dd\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="#,##0.0"/><numFmt numFmtId="167" formatCode="0.0%"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Yu Gothic"/></font>'
    '<font><b/><sz val="11"/><name val="Yu Gothic"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="167" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
