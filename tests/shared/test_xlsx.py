"""The workbook that is written while it is sent, read back by a library that knows the format."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from shared import xlsx
from shared.xlsx import Cell, Column, workbook

COLUMNS = [
    Column("番号", 8),
    Column("内容", 40),
    Column("営業日", 12),
    Column("日時", 18),
    Column("売上", 12, True),
]
ROW: list[Cell] = [7, "お客様", date(2026, 11, 22), datetime(2026, 11, 22, 15, 30, tzinfo=UTC), 345_600]
CUT = "…（切りました）"


def read(*rows: list[Cell]):
    """The sheet as openpyxl reads it."""
    return sheet_of(COLUMNS, *rows)


def sheet_of(columns: list[Column], *rows: list[Cell]):
    """A sheet of these columns, as openpyxl reads it."""
    return load_workbook(io.BytesIO(b"".join(workbook("日報", columns, [list(rows)], CUT)))).active


def text(value: str) -> str:
    return str(read([1, value, None, None, None])["B2"].value)


def test_numbers_are_numbers_dates_are_dates_and_texts_are_texts():
    row = read(ROW)[2]
    assert [cell.value for cell in row] == [
        7,
        "お客様",
        datetime(2026, 11, 22),  # noqa: DTZ001  a spreadsheet has no time zones
        datetime(2026, 11, 23, 0, 30),  # noqa: DTZ001  on the clock of Japan
        345_600,
    ]
    assert [cell.data_type for cell in row] == ["n", "s", "d", "d", "n"]
    assert row[2].number_format == "yyyy/mm/dd"
    assert row[4].number_format == "#,##0"


def test_its_header_is_bold_and_stays_in_sight_and_its_columns_have_widths():
    sheet = read(ROW)
    assert [cell.value for cell in sheet[1]] == ["番号", "内容", "営業日", "日時", "売上"]
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E2"
    assert sheet.column_dimensions["B"].width == 40
    assert sheet.title == "日報"


def test_a_missing_value_is_an_empty_cell_and_never_a_zero():
    assert [cell.value for cell in read([1, None, None, None, None])[2]] == [1, None, None, None, None]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_a_text_that_looks_like_a_formula_is_a_text(formula):
    cell = read([1, formula, None, None, None])["B2"]
    assert (cell.value, cell.data_type) == (formula, "s")


@pytest.mark.parametrize(
    "value", ["<b>&amp;</b>", "'\"", "  前後の空白  ", "改行\nもう一行", "😀絵文字", "]]>", ""]
)
def test_a_text_comes_back_as_it_was_written(value):
    assert (text(value) if value else "") == value


def test_signs_that_xml_forbids_are_left_out_and_line_ends_are_one():
    assert text("a\x00b\x08c\x1fd\ud800e\uffff\r\nf\rg\th") == "abcde\nf\ng\th"


def test_a_text_that_looks_like_an_escaped_sign_is_not_unescaped():
    assert text("_x000D_") in {"_x000D_", "_x005F_x000D_"}  # openpyxl leaves it to Excel
    assert text("_x_y_") == "_x_y_"


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    assert text("あ" * xlsx.MOST_CHARACTERS) == "あ" * xlsx.MOST_CHARACTERS
    long = text("あ" * (xlsx.MOST_CHARACTERS + 1))
    assert len(long) == xlsx.MOST_CHARACTERS
    assert long.endswith("あ" + CUT)
    assert len(text("😀" * 20_000).encode("utf-16-le")) // 2 <= xlsx.MOST_CHARACTERS


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="more rows"):
        read(ROW, ROW, ROW)


def test_each_batch_is_sent_before_the_next_is_asked_for():
    asked: list[int] = []

    def batches():
        for number in range(3):
            asked.append(number)
            yield [[*ROW[:1], "x" * 100_000, *ROW[2:]]]

    pieces = workbook("日報", COLUMNS, batches(), CUT)
    assert next(pieces).startswith(b"PK")
    assert asked == []
    next(pieces)
    assert asked == [0]


def test_a_file_whose_rows_break_off_is_no_workbook():
    def batches():
        yield [ROW]
        raise ConnectionError

    sent: list[bytes] = []
    with pytest.raises(ConnectionError):
        sent += workbook("日報", COLUMNS, batches(), CUT)
    with pytest.raises(Exception, match="zip"):
        load_workbook(io.BytesIO(b"".join(sent)))


def test_means_and_shares_are_numbers_that_are_shown_as_such():
    columns = [Column("平均", 10), Column("増減", 10, is_share=True)]
    sheet = sheet_of(columns, [4.25, 0.082], [3.0, 1])
    assert [[cell.value for cell in row] for row in sheet["A2:B3"]] == [[4.25, 0.082], [3, 1]]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0.0", "0.0%"]
    assert sheet["B3"].number_format == "0.0%"


def test_a_wide_sheet_goes_on_behind_the_column_z():
    columns = [Column(f"{at}日", 10) for at in range(120)]
    sheet = sheet_of(columns, list(range(120)))
    assert [cell.value for cell in sheet[2]] == list(range(120))
    assert sheet["DP2"].value == 119
    assert sheet.auto_filter.ref == "A1:DP2"
