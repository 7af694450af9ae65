"""CSV files as people have them: read row by row in constant memory, whatever their size.

UTF-8 with or without BOM, or Shift_JIS as Japanese Excel writes it (cp932); lines may end in LF, CRLF and CR
in one file, and quoted cells may hold line ends. What is wrong is a value, a `Fault`, never an exception: the
file is read on behind it, as far as it makes sense.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import TextIOWrapper
from typing import BinaryIO, Final, NamedTuple, TypeAlias
from unicodedata import normalize

from shared.words import gettext_noop

LONGEST_CELL: Final = 131_072  # characters, Python's own limit; past it, a quote was never closed
LONGEST_LINE: Final = 1_000_000
BLOCK: Final = 1024 * 1024

UTF_8: Final = "utf-8"
SHIFT_JIS: Final = "cp932"

EMPTY_FILE: Final = gettext_noop("ファイルが空です。1行目に列の名前を書いてください。")
NOT_CSV: Final = gettext_noop("CSVではありません。表計算ソフトで「CSV UTF-8」の形で保存してください。")
MISSING_COLUMN: Final = gettext_noop("この列がありません。1行目に列の名前を足してください。")
DOUBLE_COLUMN: Final = gettext_noop("同じ名前の列が2つあります。1つにしてください。")
UNKNOWN_COLUMN: Final = gettext_noop("知らない列です。使える列: %(columns)s")
TOO_FEW: Final = gettext_noop("列が足りません(%(expected)d列のところ%(found)d列)。")
CUT_OFF: Final = gettext_noop("最後の行が途中で切れています。ファイルをもう一度書き出してください。")
TOO_MANY: Final = gettext_noop("列が多すぎます(%(expected)d列のところ%(found)d列)。")
OPEN_QUOTE: Final = gettext_noop(
    '引用符(")が閉じていないか、1つの項目が%(limit)d文字を超えています。ここから先は読めません。'
)
BAD_QUOTE: Final = gettext_noop('引用符(")の使い方が違います。項目の中の引用符は2つ重ねて("")書きます。')
BAD_BYTES: Final = gettext_noop("文字が壊れています(%(encoding)sとして読めません)。")
NUL: Final = gettext_noop("使えない文字(NUL)があります。")
CONTROL: Final = gettext_noop("使えない制御文字があります(U+%(code)s)。")

# The name of a byte that is no UTF-8 (Python's surrogateescape), and what cp932 makes of its unused bytes.
_BROKEN = "\ud800-\udfff\x80-\x9f\uf8f0-\uf8f3"
_UNFIT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{_BROKEN}]")
_CONTROLS = {*map(chr, range(32)), "\x7f"}
_ESCAPED = re.compile("[\udc80-\udcff]")
_FOREIGN = (b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # UTF-16, .xlsx, .xls


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the line of the file on which the row begins (from 1), the column (empty: the row as a
    whole), and a sentence (a Japanese gettext msgid) with its parameters."""

    line: int
    column: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


class Row(NamedTuple):
    """A row: the line on which it begins, and its cells in the order of `Reading.columns` (empty: None)."""

    line: int
    cells: list[str | None]


Line: TypeAlias = Row | Fault


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read.

    `columns` are those of `required` and `optional` that the file has, in its order. With `faults` (in the
    header, or since it is no CSV) there are no rows. `encoding` is "utf-8" or "cp932".
    """

    columns: tuple[str, ...]
    faults: tuple[Fault, ...]
    encoding: str
    lines: Iterator[Line]


def read(
    file: BinaryIO,
    required: Sequence[str],
    optional: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    watch: Callable[[bytes], object] = len,
) -> Reading:
    """Begin to read `file` (seekable, from its start) whose first line names its columns.

    Their case, their width and blanks around them do not matter. `names`: further spellings of columns, such
    as {"氏名": "name"}. The whole file is looked through once to settle its encoding; `watch` is shown every
    block of it then (a digest, a progress bar). Rows whose cells are all empty are left out.

    Raises:
        OSError: the file cannot be read.
    """
    is_foreign = _is_foreign(file)
    encoding = encoding_of(file, watch)
    if is_foreign:
        return Reading((), (Fault(1, "", NOT_CSV),), encoding, iter(()))
    lines = _Lines(file, encoding)
    rows = _rows(lines)
    header = next(rows, None)
    if not isinstance(header, Row):
        return Reading((), (header or Fault(1, "", EMPTY_FILE),), encoding, iter(()))
    found = _named(header, names or {})
    faults = _header_faults(header.line, found, required, optional)
    if faults:
        return Reading((), faults, encoding, iter(()))
    return Reading(found, (), encoding, _checked(rows, found, lines))


def encoding_of(file: BinaryIO, watch: Callable[[bytes], object] = len) -> str:
    """ "utf-8" or "cp932", by the whole file, which is at its start again afterwards.

    A file that is no UTF-8 at some places is UTF-8 with mistakes where more of its characters are good UTF-8
    than not, and cp932 otherwise: in Japanese text in cp932 nearly nothing is good UTF-8 by chance.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder(UTF_8)("surrogateescape")
    good = bad = 0
    while block := file.read(BLOCK):
        watch(block)
        text = decoder.decode(block)
        if not text.isascii():
            broken = len(_ESCAPED.findall(text))
            good += len(text) - len(text.encode("ascii", "ignore")) - broken
            bad += broken
    bad += len(decoder.decode(b"", final=True))
    file.seek(0)
    return UTF_8 if bad == 0 or good > bad else SHIFT_JIS


class _Lines:
    """The file's lines with their ends, and what is to be known of those that were read last."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        name = "utf-8-sig" if encoding == UTF_8 else encoding
        self.encoding = encoding
        self.text = TextIOWrapper(_Open(file), name, "surrogateescape", newline="")  # type: ignore[type-var]
        self.has_end = True
        self.is_endless = False
        self.has_unfit = False

    def __iter__(self) -> Iterator[str]:
        for line in iter(partial(self.text.readline, LONGEST_LINE), ""):
            self.has_end = line[-1] in "\r\n"
            self.is_endless = not self.has_end and len(line) == LONGEST_LINE
            self.has_unfit = self.has_unfit or _UNFIT.search(line) is not None
            yield line
            if self.is_endless:
                return


class _Open:
    """A binary file that a `TextIOWrapper` reads and does not close."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.read = self.read1 = file.read

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        """There is nothing to write."""

    def close(self) -> None:
        """It stays as it is: its owner closes it."""


def _rows(lines: _Lines) -> Iterator[Line]:
    """The rows as they stand, with as many cells as they have; a row of nothing is none."""
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        lines.has_unfit = False
        try:
            cells = next(reader, None)
        except csv.Error as error:
            is_lost = lines.is_endless or "end of data" in str(error) or "field limit" in str(error)
            yield Fault(
                line, "", OPEN_QUOTE if is_lost else BAD_QUOTE, {"limit": LONGEST_CELL} if is_lost else {}
            )
            cells = None if is_lost else []
        if cells is None:
            return
        if lines.is_endless:
            yield Fault(line, "", OPEN_QUOTE, {"limit": LONGEST_CELL})
            return
        if any(cells):
            yield Row(line, list(cells))


def _checked(rows: Iterator[Line], columns: tuple[str, ...], lines: _Lines) -> Iterator[Line]:
    """The rows, each with one cell a column and of fit characters, or what is wrong with them."""
    width = len(columns)
    for row in rows:
        if isinstance(row, Fault):
            yield row
        elif lines.has_unfit and (fault := _unfit(row, columns, lines.encoding)):
            yield fault
        elif len(row.cells) == width or (not any(row.cells[width:]) and len(row.cells) > width):
            yield Row(row.line, [cell or None for cell in row.cells[:width]])
        elif len(row.cells) < width and not lines.has_end:
            yield Fault(row.line, "", CUT_OFF)
        else:
            reason = TOO_FEW if len(row.cells) < width else TOO_MANY
            yield Fault(row.line, "", reason, {"expected": width, "found": len(row.cells)})


def _unfit(row: Row, columns: Sequence[str], encoding: str) -> Fault | None:
    """The first character of the row that cannot be kept."""
    for number, cell in enumerate(row.cells):
        if found := _UNFIT.search(cell or ""):
            column = columns[number] if number < len(columns) else ""
            return _fault_of(found[0], row.line, column, encoding)
    return None


def _fault_of(character: str, line: int, column: str, encoding: str) -> Fault:
    if character == "\0":
        return Fault(line, column, NUL)
    if character in _CONTROLS:
        return Fault(line, column, CONTROL, {"code": f"{ord(character):04X}"})
    return Fault(line, column, BAD_BYTES, {"encoding": "UTF-8" if encoding == UTF_8 else "Shift_JIS"})


def _is_foreign(file: BinaryIO) -> bool:
    """True for UTF-16 and for the files of spreadsheets."""
    file.seek(0)
    return file.read(4).startswith(_FOREIGN)


def _named(header: Row, names: Mapping[str, str]) -> tuple[str, ...]:
    """The header's columns; empty ones at its end are none."""
    found = [_folded(cell or "") for cell in header.cells]
    while found and not found[-1]:
        found.pop()
    known = {_folded(spelling): name for spelling, name in names.items()}
    return tuple(known.get(name, name) for name in found)


def _folded(name: str) -> str:
    return normalize("NFKC", name).strip().casefold()


def _header_faults(
    line: int, found: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> tuple[Fault, ...]:
    usable = [*required, *optional]
    missing = [Fault(line, name, MISSING_COLUMN) for name in required if name not in found]
    double = [
        Fault(line, name, DOUBLE_COLUMN) for name, times in Counter(found).items() if name and times > 1
    ]
    unknown = [
        Fault(line, _printable(name), UNKNOWN_COLUMN, {"columns": ", ".join(usable)})
        for name in dict.fromkeys(found)
        if name not in usable
    ]
    return (*missing, *double, *unknown)


def _printable(name: str) -> str:
    """A column's name that may be shown: short, and of printable characters."""
    return "".join(character if character.isprintable() else "?" for character in name)[:40]
