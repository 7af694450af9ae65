"""Reading CSV files as people have them."""

import tracemalloc
from io import BytesIO, RawIOBase

import pytest

from shared import csv_rows
from shared.csv_rows import Fault, Row, read

HEADER = b"id,title\n"


def of(data: bytes, **more):
    """What reading `data` with the columns `id` and `title`, and `note` where it has it, comes to."""
    reading = read(BytesIO(data), ["id", "title"], ["note"], **more)
    return [*reading.faults, *reading.lines]


def reasons(data: bytes) -> list[tuple[int, str, str]]:
    return [(line.line, line.column, line.reason) for line in of(data) if isinstance(line, Fault)]


@pytest.mark.parametrize(
    "data",
    [
        "id,title\n1,日報\n".encode(),
        "id,title\n1,日報\n".encode("utf-8-sig"),
        "id,title\n1,日報\n".encode("cp932"),
    ],
    ids=["utf-8", "utf-8 with BOM", "Shift_JIS"],
)
def test_the_encodings_of_japanese_spreadsheets_are_read(data):
    assert of(data) == [Row(2, ["1", "日報"])]


def test_line_ends_of_all_kinds_may_be_mixed_and_quoted():
    data = b'id,title\r\n1,one\n2,"two\nand\r\na half"\r3,three\r\n\n4,"four"\n'
    assert of(data) == [
        Row(2, ["1", "one"]),
        Row(3, ["2", "two\nand\r\na half"]),
        Row(6, ["3", "three"]),
        Row(8, ["4", "four"]),
    ]


def test_a_last_line_needs_no_end():
    assert of(HEADER + b"1,one") == [Row(2, ["1", "one"])]


def test_empty_cells_are_none_and_empty_rows_are_left_out():
    assert of(HEADER + b'1,\n,\n,,,\n"",two\n') == [Row(2, ["1", None]), Row(5, [None, "two"])]


def test_empty_cells_behind_the_last_column_do_not_matter():
    assert of(b"id,title,,\n1,one,,\n") == [Row(2, ["1", "one"])]


def test_the_headers_case_width_blanks_and_order_do_not_matter():
    reading = read(BytesIO(" TITLE ,Ｉｄ\none,1\n".encode()), ["id", "title"])
    assert reading.columns == ("title", "id")
    assert list(reading.lines) == [Row(2, ["one", "1"])]


def test_columns_may_have_other_names():
    reading = read(
        BytesIO("番号,件名\n1,one\n".encode()), ["id", "title"], names={"番号": "id", "件名": "title"}
    )
    assert reading.columns == ("id", "title")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"id\n", (1, "title", csv_rows.MISSING_COLUMN)),
        (b"id,title,ID\n", (1, "id", csv_rows.DOUBLE_COLUMN)),
        (b"id,title,colour\n", (1, "colour", csv_rows.UNKNOWN_COLUMN)),
        (b"id,,title\n", (1, "", csv_rows.UNKNOWN_COLUMN)),
        (b"", (1, "", csv_rows.EMPTY_FILE)),
        (b"\n\n", (1, "", csv_rows.EMPTY_FILE)),
        (b"PK\x03\x04 a workbook", (1, "", csv_rows.NOT_CSV)),
        ("id,title\n".encode("utf-16"), (1, "", csv_rows.NOT_CSV)),
    ],
)
def test_a_wrong_header_is_named_and_no_row_is_read(header, expected):
    assert reasons(header + b"1,one\n" if header.strip() else header) == [expected]


def test_a_column_with_an_unprintable_name_is_shown_without_it():
    assert reasons(b"id,title,\x1b[31m\n") == [(1, "?[31m", csv_rows.UNKNOWN_COLUMN)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b"1\n", (2, "", csv_rows.TOO_FEW)),
        (b"1,one,x\n", (2, "", csv_rows.TOO_MANY)),
        (b'1,"one"x\n', (2, "", csv_rows.BAD_QUOTE)),
        (b"1,o\0ne\n", (2, "title", csv_rows.NUL)),
        (b"1,o\x07ne\n", (2, "title", csv_rows.CONTROL)),
        ("1,日報日報\x85\n".encode(), (2, "title", csv_rows.BAD_BYTES)),
    ],
)
def test_a_wrong_row_is_named_by_its_line_and_the_rows_behind_it_are_read(row, expected):
    assert reasons(HEADER + row) == [expected]
    assert of(HEADER + row + b"2,two\n")[-1] == Row(3, ["2", "two"])


@pytest.mark.parametrize("half", [b"3", b'3,"thr', b'"'])
def test_a_half_line_at_the_end_is_an_error_with_its_line(half):
    [(line, column, reason)] = reasons(HEADER + b"1,one\n2,two\n" + half)
    assert (line, column) == (4, "")
    assert reason in {csv_rows.CUT_OFF, csv_rows.OPEN_QUOTE}


def test_a_wrong_byte_in_line_80001_is_found_there():
    rows = b"".join(f"{number},日報の{number}\n".encode() for number in range(2, 100_001))
    assert reasons(HEADER + rows.replace("日報の80001".encode(), b"\x93\xfa\x95\xf1\xfd")) == [
        (80_001, "title", csv_rows.BAD_BYTES)
    ]


def test_a_wrong_byte_in_line_80001_of_a_shift_jis_file_is_found_there():
    rows = b"".join(f"{number},日報の{number}\n".encode("cp932") for number in range(2, 100_001))
    data = HEADER + rows.replace("日報の80001".encode("cp932"), b"\xff\xff")
    [fault] = [line for line in of(data) if isinstance(line, Fault)]
    assert fault == Fault(80_001, "title", csv_rows.BAD_BYTES, {"encoding": "Shift_JIS"})


def test_a_file_whose_first_japanese_is_in_line_80001_is_read_as_what_it_is_as_a_whole():
    rows = b"".join(f"{number},report\n".encode() for number in range(2, 80_001)) + "80001,日報\n".encode(
        "cp932"
    )
    assert of(HEADER + rows)[-1] == Row(80_001, ["80001", "日報"])


def test_characters_on_the_edge_of_a_block_are_not_torn():
    text = "あ" * 100_000
    for shift in range(3):
        rows = of(HEADER + b"x" * shift + f"1,{text}\n".encode() * 5)
        assert [row.cells[1] for row in rows if isinstance(row, Row)] == [text] * 5


def test_a_quote_that_is_never_closed_ends_the_reading_early():
    data = HEADER + b'1,one\n2,"two\n' + b"3,three\n" * 100_000
    assert reasons(data) == [(3, "", csv_rows.OPEN_QUOTE)]


class Endless(RawIOBase):
    """Two gigabytes of one byte, which are nowhere."""

    def __init__(self, filling: bytes, start: bytes) -> None:
        self.filling, self.start, self.at, self.size = filling, start, 0, 2 * 1024**3

    def seek(self, position: int, whence: int = 0) -> int:
        self.at = position
        return position

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self.start[self.at : self.at + size] if self.at < len(self.start) else b""
        piece = piece or self.filling * min(size, self.size - self.at)
        self.at += len(piece)
        return piece


@pytest.mark.parametrize("filling", [b"\0", b"x"], ids=["a sparse file", "one line"])
def test_two_gigabytes_without_a_line_end_need_little_memory_and_are_refused(filling):
    tracemalloc.start()
    try:
        reading = read(Endless(filling, HEADER), ["id", "title"])  # type: ignore[arg-type]
        faults = [line for line in reading.lines if isinstance(line, Fault)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(fault.line, fault.reason) for fault in faults] == [(2, csv_rows.OPEN_QUOTE)]
    assert peak < 60 * 1024**2


@pytest.mark.parametrize(
    "data", [HEADER + b"1,one\n", b"PK\x03\x04 a workbook", "id,title\n".encode("utf-16")]
)
def test_the_file_stays_open_and_every_byte_of_it_was_watched(data):
    file, seen = BytesIO(data), bytearray()
    list(read(file, ["id", "title"], watch=seen.extend).lines)
    assert not file.closed
    assert bytes(seen) == file.getvalue()
