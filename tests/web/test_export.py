"""Taking reports and figures out of C3: whose, which days, as what file, and who has done it."""

import csv
import io
import re
from datetime import date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from shared.dates import business_date, now
from tests.house.world import make_world
from web.audit.models import AuditEvent
from web.exports import views
from web.reports.models import DailyReport, ReportImage
from web.stores.models import Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db

OCTOBER = {"table": "reports", "first": "2026-10-01", "last": "2026-10-31", "store": "", "kind": "csv"}
FIGURES = OCTOBER | {"table": "figures"}


@pytest.fixture(autouse=True)
def world(db):
    """The rows of `tests.house.world`: 渋谷's and 梅田's October."""
    connection.ensure_connection()
    make_world(connection.connection)


def sent(response) -> bytes:
    assert response.status_code == 200, response.content.decode()
    return b"".join(response.streaming_content)


def rows(response) -> list[dict[str, str]]:
    """The CSV file's rows, by their header."""
    return list(csv.DictReader(io.StringIO(sent(response).decode("utf-8-sig"), newline="")))


def sheet(response):
    return load_workbook(io.BytesIO(sent(response))).active


def test_a_manager_gets_the_reports_of_their_store_as_excel_opens_them(browser_of, cast):
    response = browser_of(cast.manager).post("/export/", OCTOBER)
    data = sent(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 4
    first, *_ = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert first == {
        "番号": "103",
        "営業日": "2026/10/14",
        "曜日": "水",
        "店舗": "渋谷店",
        "書いた人": "佐藤 美咲",
        "ジャンル": "事故",
        "場所": "ホール",
        "タイトル": "日報103",
        "内容": "お客様を長くお待たせした",
        "掲示板": "",
        "提出した日時": "2026/10/15 12:00",
        "直した日時": "",
        "写真（枚）": "0",
    }


def test_photos_are_counted_and_shared_reports_are_marked(browser_of, cast):
    found = {row["番号"]: row for row in rows(browser_of(cast.manager).post("/export/", OCTOBER))}
    assert {number: (row["写真（枚）"], row["掲示板"]) for number, row in found.items()} == {
        "101": ("2", ""),
        "102": ("1", "掲載"),
        "103": ("0", ""),
    }


@pytest.mark.parametrize(
    ("person", "numbers"),
    [
        ("manager", {"101", "102", "103"}),
        ("other_manager", {"104", "105"}),
        ("area", {"101", "102", "103"}),
        ("admin", {"101", "102", "103", "104", "105"}),
    ],
)
def test_each_gets_what_they_may_read(browser_of, cast, person, numbers):
    found = rows(browser_of(getattr(cast, person)).post("/export/", OCTOBER))
    assert {row["番号"] for row in found} == numbers


@pytest.mark.parametrize("person", ["staff", "other_staff"])
def test_staff_export_nothing(browser_of, cast, person):
    browser = browser_of(getattr(cast, person))
    assert browser.get("/export/").status_code == 404
    assert browser.post("/export/", OCTOBER).status_code == 404


def test_a_store_out_of_reach_is_no_choice_and_is_not_exported(browser_of, cast):
    response = browser_of(cast.area).post("/export/", OCTOBER | {"store": cast.umeda})
    assert response.status_code == 422
    assert "選べないものが選ばれています" in response.content.decode()


def test_reports_shared_across_stores_are_to_read_and_not_to_take_out(browser_of, cast, share):
    share(True)
    browser = browser_of(cast.other_manager)
    assert browser.get("/report/view/101/").status_code == 200
    found = rows(browser.post("/export/", OCTOBER))
    assert {row["番号"] for row in found} == {"104", "105"}


def test_one_store_and_a_part_of_the_period_narrow(browser_of, cast):
    narrowed = OCTOBER | {"store": cast.shibuya, "first": "2026-10-15", "last": "2026-10-15"}
    found = rows(browser_of(cast.admin).post("/export/", narrowed))
    assert {row["番号"] for row in found} == {"101", "102"}


def test_a_day_that_nobody_filed_says_so_and_is_no_zero(browser_of, cast):
    found = rows(browser_of(cast.manager).post("/export/", FIGURES))
    by_day = {row["営業日"]: row for row in found}
    assert len(found) == 31
    assert by_day["2026/10/15"] == {
        "営業日": "2026/10/15",
        "曜日": "木",
        "店舗": "渋谷店",
        "提出": "提出済み",
        "売上（円）": "345600",
        "客数（名）": "120",
        "客単価（円）": "2880",
        "違算（円）": "-500",
        "入力した人": "鈴木 健",
        "入力した日時": by_day["2026/10/15"]["入力した日時"],
    }
    missing = by_day["2026/10/16"]
    assert (missing["提出"], missing["売上（円）"], missing["客単価（円）"]) == ("未提出", "", "")
    assert by_day["2026/10/14"]["違算（円）"] == ""


def test_sales_of_nothing_are_a_zero_and_no_gap(browser_of, cast):
    found = rows(browser_of(cast.other_manager).post("/export/", FIGURES))
    day = next(row for row in found if row["営業日"] == "2026/10/15")
    assert (day["提出"], day["売上（円）"], day["客単価（円）"]) == ("提出済み", "0", "")


def test_days_before_the_opening_after_the_closing_and_still_to_come_are_no_gaps(browser_of, cast):
    today = business_date(now(), 5)
    Store.objects.filter(store_id=cast.umeda).update(
        opened_on=today - timedelta(days=3), closed_on=today - timedelta(days=2)
    )
    asked = FIGURES | {"first": str(today - timedelta(days=9)), "last": str(today + timedelta(days=9))}
    found = rows(browser_of(cast.other_manager).post("/export/", asked))
    assert [row["営業日"] for row in found] == [f"{today - timedelta(days=ago):%Y/%m/%d}" for ago in (3, 2)]
    found = rows(browser_of(cast.manager).post("/export/", asked))
    assert found[-1]["営業日"] == f"{today:%Y/%m/%d}"


def test_the_head_office_has_no_figures(browser_of, cast):
    found = rows(browser_of(cast.admin).post("/export/", FIGURES))
    assert {row["店舗"] for row in found} == {"渋谷店", "新宿店", "梅田店"}


def test_an_excel_file_has_numeric_cells_and_real_dates(browser_of, cast):
    response = browser_of(cast.manager).post("/export/", FIGURES | {"kind": "xlsx"})
    found = sheet(response)
    day = {row[0].value: row for row in found.iter_rows(min_row=2)}[datetime(2026, 10, 15)]  # noqa: DTZ001
    assert [cell.value for cell in day[2:8]] == ["渋谷店", "提出済み", 345_600, 120, 2_880, -500]
    assert [cell.data_type for cell in day[4:8]] == ["n"] * 4
    assert day[0].is_date
    assert found.max_row == 32


def test_a_formula_that_somebody_wrote_is_none_in_either_file(browser_of, cast):
    DailyReport.objects.filter(id=101).update(title='=HYPERLINK("http://evil.example")', content="-1+1")
    browser = browser_of(cast.manager)
    row = next(row for row in rows(browser.post("/export/", OCTOBER)) if row["番号"] == "101")
    assert row["タイトル"] == '\'=HYPERLINK("http://evil.example")'
    assert row["内容"] == "'-1+1"
    cells = next(
        row
        for row in sheet(browser.post("/export/", OCTOBER | {"kind": "xlsx"})).iter_rows(min_row=2)
        if row[0].value == 101
    )
    assert (cells[7].value, cells[7].data_type) == ('=HYPERLINK("http://evil.example")', "s")


def test_quotes_commas_and_lines_survive(browser_of, cast):
    content = 'ひとつめ,"引用"\nふたつめ\r\n\x00みっつめ'.replace("\x00", "")
    DailyReport.objects.filter(id=101).update(content=content)
    row = next(
        row for row in rows(browser_of(cast.manager).post("/export/", OCTOBER)) if row["番号"] == "101"
    )
    assert row["内容"] == content


def test_many_reports_come_batch_by_batch_none_twice_and_none_missing(browser_of, cast):
    DailyReport.objects.bulk_create(
        DailyReport(
            id=10_000 + n, store_id=cast.shibuya, user_id=cast.staff,
            date=date(2026, 9, 1) + timedelta(days=n % 30),
            genre="report", location="hall", title=f"題{n}", content="内容",
        )
        for n in range(2_345)
    )  # fmt: skip
    found = rows(browser_of(cast.manager).post("/export/", OCTOBER | {"first": "2026-09-01"}))
    places = [(row["営業日"], int(row["番号"])) for row in found]
    assert len(places) == len(set(places)) == 2_348
    assert places == sorted(places)


def test_the_file_is_named_for_what_is_in_it(browser_of, cast):
    browser = browser_of(cast.manager)
    header = browser.post("/export/", OCTOBER)["Content-Disposition"]
    assert 'filename="reports_2026-10-01_2026-10-31.csv"' in header
    assert unquote(header).endswith("filename*=UTF-8''日報_渋谷店_2026-10-01_2026-10-31.csv")
    Store.objects.filter(store_id=cast.shibuya).update(name='渋谷/"店\r\nX: y')
    header = browser.post("/export/", OCTOBER)["Content-Disposition"]
    assert unquote(header).endswith("日報_渋谷__店__X_ y_2026-10-01_2026-10-31.csv")
    everywhere = browser_of(cast.admin).post("/export/", FIGURES)["Content-Disposition"]
    assert unquote(everywhere).endswith("売上_全店舗_2026-10-01_2026-10-31.csv")


def test_an_export_is_in_the_audit_log_with_who_what_and_which(browser_of, cast):
    sent(browser_of(cast.area).post("/export/", FIGURES | {"kind": "xlsx"}))
    (event,) = AuditEvent.objects.filter(action="exported")
    assert (event.actor, event.subject) == (cast.area, "figures")
    assert {name: new for name, (_, new) in event.detail.items()} == {
        "first": "2026-10-01",
        "last": "2026-10-31",
        "stores": [cast.head_office, cast.shibuya, cast.shinjuku],
        "form": "xlsx",
    }
    page = browser_of(cast.admin).get("/audit/?action=exported").content.decode()
    told = "伊藤 誠さんが 本部ほか2店 2026年10月1日(木)〜2026年10月31日(土) の売上をXLSXで書き出しました"
    assert told in " ".join(page.split())


def test_a_refused_export_is_no_event(browser_of, cast):
    browser_of(cast.manager).post("/export/", OCTOBER | {"last": "いつか"})
    assert not AuditEvent.objects.filter(action="exported").exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first": ""}, "日付を選んでください"),
        ({"first": "昨日"}, "日付を選んでください"),
        ({"first": "2026-10-31", "last": "2026-10-01"}, "終わりの日は、始まりの日と同じか"),
        ({"first": "2999-01-01", "last": "2999-01-02"}, "先の日付のものはまだありません"),
        ({"first": "0001-01-01"}, "10年分まで"),
        ({"table": "users"}, "選べないものが選ばれています"),
        ({"table": ""}, "どちらかを選んでください"),
        ({"kind": "pdf"}, "選べないものが選ばれています"),
        ({"store": "99999999999999999999"}, "選べないものが選ばれています"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(browser_of, cast, wrong, sentence):
    response = browser_of(cast.admin).post("/export/", OCTOBER | {"kind": "xlsx"} | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    for name, value in (OCTOBER | wrong).items():
        if name in {"first", "last"} and value:
            assert f'value="{value}"' in page, name


def test_what_no_worksheet_can_hold_is_told_before_the_file_begins(browser_of, cast, monkeypatch):
    monkeypatch.setattr(views, "MOST_ROWS", 3)
    browser = browser_of(cast.manager)
    for asked in (OCTOBER, FIGURES):
        response = browser.post("/export/", asked | {"kind": "xlsx"})
        assert response.status_code == 422
        assert "期間か店舗を分けるか、CSVを選んでください" in response.content.decode()
        assert browser.post("/export/", asked).status_code == 200


def test_texts_too_large_for_a_worksheet_are_told_too(browser_of, cast, monkeypatch):
    monkeypatch.setattr(views, "MOST_BYTES", 3_000)
    response = browser_of(cast.manager).post("/export/", OCTOBER | {"kind": "xlsx"})
    assert response.status_code == 422


def test_an_english_reader_gets_an_english_file(browser_of, cast):
    browser = browser_of(cast.manager)
    browser.cookies["django_language"] = "en"
    first = rows(browser.post("/export/", OCTOBER))[0]
    assert first["Business date"] == "2026/10/14"
    assert {"Wed", "Accident"} <= set(first.values())


def test_an_expired_form_is_shown_again_as_it_was_typed(browser_of, cast):
    browser = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    browser.cookies = browser_of(cast.manager).cookies
    response = browser.post("/export/", OCTOBER | {"kind": "xlsx"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "この画面は古くなっていました" in page
    assert 'value="2026-10-31"' in page
    assert re.search(r'value="xlsx" checked', page)


def test_the_form_begins_with_this_month_and_offers_the_stores_within_reach(browser_of, cast):
    today = business_date(now(), 5)
    page = browser_of(cast.area).get("/export/").content.decode()
    assert f'value="{today.replace(day=1)}"' in page
    assert f'value="{today}"' in page
    assert "渋谷店" in page
    assert "新宿店" in page
    assert "梅田店" not in page


def test_a_period_without_rows_is_a_file_with_its_header(browser_of, cast):
    asked = OCTOBER | {"first": "2019-01-01", "last": "2019-01-02"}
    browser = browser_of(cast.manager)
    assert rows(browser.post("/export/", asked)) == []
    assert sheet(browser.post("/export/", asked | {"kind": "xlsx"})).max_row == 1
    assert ReportImage.objects.exists()
    assert StoreDailyPerformance.objects.exists()
