"""The tables of the pages as files: the page's numbers, for whom the page is, with a trace."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from dashboard.exports import EXPORTS
from shared.words import Genre, Location
from tests.days import day
from tests.stream.raw import DAY, Raw, fill
from tests.stream.served import run

FIRST, LAST = day(-30), day(-3)
MINE = [2]
ASKED = f"scope=store:2&period=days&from={FIRST}&to={LAST}&cmp=lw"


@pytest.fixture(scope="module")
def raw(database) -> Raw:
    return fill(database)


@pytest.fixture
def manager(raw, enter, cast) -> str:
    return str(enter(cast.manager).session_key)


def file_of(stream, key: str, name: str, query: str = ASKED):
    answer = stream.get(f"/analysis/export/{name}?{query}", key)
    assert answer.status_code == 200, answer.text
    return answer


def csv_rows(stream, key: str, name: str, query: str = ASKED) -> list[list[str]]:
    answer = file_of(stream, key, f"{name}.csv", query)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet(stream, key: str, name: str, query: str = ASKED):
    book = load_workbook(io.BytesIO(file_of(stream, key, f"{name}.xlsx", query).content))
    assert book.active is not None
    return book.active


@pytest.mark.parametrize("name", EXPORTS)
def test_every_table_is_a_csv_and_a_workbook_with_the_same_numbers(stream, manager, name):
    rows, book = csv_rows(stream, manager, name), sheet(stream, manager, name)
    assert len(rows) == book.max_row
    assert rows[0] == [cell.value for cell in book[1]]
    assert len(rows) > 1
    for line, cells in zip(rows[1:], book.iter_rows(min_row=2), strict=True):
        for text, cell in zip(line, cells, strict=True):
            if isinstance(cell.value, int | float):
                assert float(text) == pytest.approx(cell.value)
                assert cell.data_type == "n"


def test_the_store_days_of_the_file_are_those_of_the_tables(stream, manager, raw):
    head, *rows = csv_rows(stream, manager, "figures", f"{ASKED}&metric=sales")
    assert head[:3] == ["営業日", "店舗", "売上（円）"]
    filed = {row[0]: int(row[2]) for row in rows if row[2]}
    days = [FIRST + DAY * at for at in range((LAST - FIRST).days + 1)]
    assert filed == {f"{day:%Y/%m/%d}": raw.figures[2, day][0] for day in days if (2, day) in raw.figures}
    missing = {row[0] for row in rows if not row[2]}
    assert missing == {f"{day:%Y/%m/%d}" for day in days if (2, day) not in raw.figures}


def test_the_reports_of_the_file_are_those_of_the_filters(stream, manager, raw):
    _head, *rows = csv_rows(stream, manager, "reports", f"{ASKED}&genre=claim&location=hall")
    assert len(rows) == raw.wrote(MINE, FIRST, LAST, genre="claim", location="hall")
    assert {(row[3], row[4]) for row in rows} == {("クレーム", "ホール")}


def test_the_counts_by_location_are_a_plain_recount(stream, manager, raw):
    _head, *rows = csv_rows(stream, manager, "incidents-location", f"{ASKED}&genre=praise")
    week = timedelta(days=7)
    assert [(row[0], int(row[1]), int(row[2])) for row in rows] == [
        (
            place.label,
            raw.wrote(MINE, FIRST, LAST, genre="praise", location=place.value),
            raw.wrote(MINE, FIRST - week, LAST - week, genre="praise", location=place.value),
        )
        for place in Location
    ]


def test_the_trend_and_the_heat_map_sum_to_the_same_reports(stream, manager, raw):
    _head, *trend = csv_rows(stream, manager, "incidents-trend")
    _head, *heat = csv_rows(stream, manager, "incidents-heat")
    whole = raw.wrote(MINE, FIRST, LAST)
    assert sum(int(row[1]) for row in trend) == sum(int(row[-1]) for row in heat) == whole
    assert [row[0] for row in trend] == [
        f"{FIRST + DAY * at:%Y/%m/%d}" for at in range((LAST - FIRST).days + 1)
    ]
    assert len(trend[0]) == 2 + len(Genre) + 2  # the base, the others


def test_the_ranking_has_every_store_in_the_order_that_is_asked_for(stream, raw, enter, cast):
    admin = str(enter(cast.admin).session_key)
    everywhere = ASKED.replace("store:2", "all")
    sold = {store: raw.sold([store], FIRST, LAST) for store in (2, 3, 4)}
    names = {2: "渋谷店", 3: "新宿店", 4: "梅田店"}
    for direction in ("desc", "asc"):
        rows = csv_rows(stream, admin, "stores-ranking", f"{everywhere}&sort=sales&dir={direction}")[1:]
        order = sorted(sold, key=lambda store: sold[store] or 0, reverse=direction == "desc")
        assert [(row[0], int(row[2])) for row in rows] == [(names[store], sold[store]) for store in order]
    matrix = csv_rows(stream, admin, "stores-matrix", everywhere)[1:]
    assert {row[0]: sum(int(cell) for cell in row[1:] if cell) for row in matrix} == {
        names[store]: amount for store, amount in sold.items()
    }


def test_a_file_says_whose_and_when_in_its_name(stream, manager):
    disposition = file_of(stream, manager, "figures.csv").headers["content-disposition"]
    assert f'filename="figures_{FIRST}_{LAST}.csv"' in disposition
    assert unquote(disposition).endswith(f"営業日ごとの売上_渋谷店_{FIRST}_{LAST}.csv")


def test_a_text_never_becomes_a_formula(stream, manager, database):
    run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " VALUES (2, 'shibuya-staff', %s, 'other', 'toilet', '=1+1', '内容')",
        date(2020, 5, 5),
    )
    query = "scope=store:2&period=days&from=2020-05-05&to=2020-05-05"
    assert csv_rows(stream, manager, "reports", query)[1][0] == "'=1+1"
    assert sheet(stream, manager, "reports", query)["A2"].value == "=1+1"


def test_a_file_leaves_one_event_that_says_what_was_taken(stream, manager, database, cast):
    before = run(database, "SELECT coalesce(max(id), 0) FROM audit_events")[0][0]
    file_of(stream, manager, "incidents-trend.xlsx")
    events = run(
        database,
        "SELECT actor, action, subject, detail->'stores'->1, detail->'first'->>1, detail->'form'->>1"
        " FROM audit_events WHERE id > %s",
        before,
    )
    assert events == [(cast.manager, "exported", "reports", [2], f"{FIRST}", "xlsx")]


@pytest.mark.parametrize("name", EXPORTS)
def test_what_is_out_of_reach_is_not_there_and_leaves_no_trace(stream, manager, database, name):
    before = run(database, "SELECT count(*) FROM audit_events")
    for scope in ("store:4", "store:1", "store:99", "area:2", "group:1"):
        query = ASKED.replace("store:2", scope)
        assert stream.get(f"/analysis/export/{name}.csv?{query}", manager).status_code == 404
    assert run(database, "SELECT count(*) FROM audit_events") == before


@pytest.mark.parametrize("name", EXPORTS)
def test_staff_take_no_files(stream, raw, enter, cast, name):
    key = str(enter(cast.staff).session_key)
    assert stream.get(f"/analysis/export/{name}.csv?{ASKED}", key).status_code == 404


def test_who_is_not_signed_in_is_led_to_the_login(stream):
    assert stream.get(f"/analysis/export/figures.csv?{ASKED}").status_code == 302


@pytest.mark.parametrize("path", ["nothing.csv", "figures.pdf", "figures.", "figures"])
def test_a_file_that_there_is_none_of_is_not_found(stream, manager, path):
    assert stream.get(f"/analysis/export/{path}?{ASKED}", manager).status_code == 404


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("figures", "period=days&from=2026-13-01"),
        ("figures", "offset=abc"),
        ("figures", f"{ASKED}&metric=profit"),
        ("reports", "period=days&from=1900-01-01&to=2000-01-01"),
        ("stores-ranking", f"{ASKED}&sort=colour"),
        ("stores-matrix", f"{ASKED}&dir=up"),
        ("stores-matrix", f"{ASKED}&by=planet"),
    ],
)
def test_an_address_that_cannot_be_read_says_what_is_wrong(stream, manager, name, query):
    answer = stream.get(f"/analysis/export/{name}.csv?{query}", manager)
    assert answer.status_code == 400
    assert 'lang="ja"' in answer.text


def test_a_period_without_anything_is_a_file_with_its_head(stream, manager):
    assert len(csv_rows(stream, manager, "reports", "scope=store:2&period=month&from=2001-01-01")) == 1
    assert len(csv_rows(stream, manager, "figures", "scope=store:2&period=month&from=2001-01-01")) == 1
