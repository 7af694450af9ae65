"""The calendar's grid, its tables and a day: pure functions of rows."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from dashboard import addresses, calendar_day, calendar_grid
from dashboard.calendar_day import Reader
from dashboard.calendar_tables import goal_share, month_table, stores_table, year_change
from dashboard.look import Look
from shared.analytics.calendar import CalendarDay
from shared.analytics.chosen import Scope
from shared.analytics.counts import CELLS
from shared.analytics.day import StoreOnDay
from shared.analytics.periods import around
from shared.analytics.question import Question
from shared.settings import settings
from shared.storage import Folder
from shared.words import Against, Genre, Location, PeriodKind

LOOK, ENGLISH = Look("ja"), Look("en-US")
TODAY = date(2026, 11, 24)
NOVEMBER = Question(Scope(), around(PeriodKind.MONTH, TODAY), Against.LAST_YEAR)
ZEROS = [0] * len(CELLS)


def counts(**reports: int) -> list[int]:
    return [
        sum(n for word, n in reports.items() if genre == Genre.of(word) and location is Location.HALL)
        for genre, location in CELLS
    ]


def day(number: int, **told: Any) -> CalendarDay:
    usual: dict[str, Any] = {
        "sales": None, "customers": None, "difference": None, "filed": 0, "open": 1, "missing": 0,
        "goal": None, "goal_sales": None, "goal_unfiled": 0, "last_year_sales": None, "last_year_unfiled": 0,
        "counts": ZEROS,
    }  # fmt: skip
    return CalendarDay(date=date(2026, 11, number), **{**usual, **told})


def cells(days: list[CalendarDay], look: Look = LOOK) -> list[str]:
    html = calendar_grid.month_grid(NOVEMBER, days, look, TODAY)
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in html.split("</li>")[:-1]]


def test_a_month_begins_under_its_weekday_and_each_day_that_has_begun_leads_to_it():
    html = calendar_grid.month_grid(NOVEMBER, [day(1), day(24), day(25)], LOOK, TODAY)
    assert 'style="--column:7"' in html  # 2026-11-01 is a Sunday, weeks begin on Monday
    assert re.findall(r'id="day-([\d-]+)" href="([^"]+)"', html) == [
        (f"{when}", f"/analysis/calendar/?{NOVEMBER.query}&day={when}".replace("&", "&amp;"))
        for when in ("2026-11-01", "2026-11-24")
    ]
    assert html.count('aria-current="date"') == 1


def test_a_day_tells_sales_against_goal_and_last_year_and_its_reports():
    told = day(2, sales=330_000, customers=100, filed=1, goal=300_000, goal_sales=330_000,
               last_year_sales=300_000, counts=counts(claim=2, praise=1))  # fmt: skip
    text = " ".join(cells([told])[0].split())
    assert text == "2 (月) ¥330,000 目標比 110% 前年 +10.0% クレーム 2 賞賛 1"
    assert "day-reached" in calendar_grid.month_grid(NOVEMBER, [told], LOOK, TODAY)


def test_a_missing_day_is_never_zero():
    [one, some] = cells([day(3, missing=1), day(4, open=5, filed=3, missing=2, sales=1)])
    assert "未提出" in one
    assert "¥0" not in one
    assert "未提出 2/5店舗" in some
    assert "文化の日" in one


def test_a_day_to_come_tells_its_target_and_leads_nowhere():
    html = calendar_grid.month_grid(NOVEMBER, [day(30, goal=307_890)], LOOK, TODAY)
    assert "目標 ¥307,890" in html
    assert "href" not in html


def test_several_stores_are_compared_with_last_year_only_when_all_have_filed():
    partly = day(5, sales=100, open=2, filed=1, missing=1, last_year_sales=200, last_year_unfiled=1)
    assert year_change(partly) is None
    whole = day(5, sales=100, open=2, filed=2, last_year_sales=200)
    assert year_change(whole) == -0.5
    assert goal_share(day(5, sales=None, goal=100)) is None


def test_only_what_stores_with_a_target_sold_is_beside_the_targets():
    told = day(2, sales=6_000_000, open=6, filed=6, goal=1_000_000, goal_sales=950_000)
    assert "目標比 95%" in cells([told])[0]
    assert "day-short" in calendar_grid.month_grid(NOVEMBER, [told], LOOK, TODAY)
    assert calendar_grid.month_finding([told], LOOK, TODAY) == "目標に届いた日は1日中0日です。"
    assert 0.95 in month_table(NOVEMBER, [told], LOOK, TODAY).rows[0]


def test_a_day_that_just_missed_its_target_does_not_read_as_reached():
    told = day(2, sales=299_000, filed=1, goal=300_000, goal_sales=299_000)
    assert "目標比 99%" in cells([told])[0]


def test_today_has_not_missed_its_target_while_a_store_with_one_may_still_file():
    over = day(23, sales=100, open=2, filed=1, missing=1, goal=200, goal_sales=100, goal_unfiled=1)
    partly = day(24, sales=100, open=2, filed=1, goal=200, goal_sales=100, goal_unfiled=1)
    assert "目標比 50%" in cells([partly])[0]
    assert "day-short" not in calendar_grid.month_grid(NOVEMBER, [partly], LOOK, TODAY)
    finding = calendar_grid.month_finding([over, partly], LOOK, TODAY)
    assert finding == "目標に届いた日は1日中0日です。未提出はのべ1日です。"
    whole = replace(partly, goal_sales=200, goal_unfiled=0)
    assert calendar_grid.month_finding([over, whole], LOOK, TODAY).startswith("目標に届いた日は2日中1日")


def test_the_months_table_has_every_day_that_has_begun_with_its_holiday_in_the_readers_language():
    days = [day(3, sales=10, customers=2, filed=1, difference=-5), day(23, missing=1), day(25)]
    table = month_table(NOVEMBER, days, LOOK, TODAY)
    assert table.rows[0][:6] == [date(2026, 11, 3), "文化の日", 10, 2, 5, -5]
    assert table.rows[1][:3] == [date(2026, 11, 23), "勤労感謝の日", None]
    assert len(table.rows) == 2
    assert month_table(NOVEMBER, days, ENGLISH, TODAY).rows[0][1] == "Culture Day"


def store(**told: Any) -> StoreOnDay:
    usual: dict[str, Any] = {
        "store_id": 2, "store_name": "渋谷<b>店", "area": None, "is_open": True, "is_missing": False,
        "sales": 10, "customers": 2, "difference": None, "filed_by": "鈴木 健", "last_week_sales": 8,
        "last_week_customers": 2,
        "last_year_sales": 5, "last_year_customers": 1, "goal": 20, "counts": ZEROS, "reports": [],
        "reports_total": 0,
    }  # fmt: skip
    return StoreOnDay(**{**usual, **told})


def test_a_day_has_a_row_for_each_store_with_what_it_is_beside():
    rows = stores_table(
        NOVEMBER, TODAY, [store(), store(sales=None, customers=None, is_missing=True)], LOOK
    ).rows
    assert rows[0][:12] == ["渋谷<b>店", 10, 2, 5, "", 20, 0.5, 5, 1.0, 8, 0.25, "鈴木 健"]
    assert rows[1][1] is None


def test_what_people_wrote_is_escaped_and_leads_to_the_report():
    report = {
        "id": 7, "author": "<i>佐藤", "genre": "claim", "location": "hall", "title": "<script>x</script>",
        "content": "一行\n\"二行\"", "written_at": "2026-11-24T03:04:00+00:00",
        "pictures": [{"id": "1", "name": "a.jpg", "thumbnail": "b.jpg", "width": 4, "height": 3}],
    }  # fmt: skip
    reader = Reader(
        LOOK,
        lambda path: f"http://c3{path}",
        lambda name: f"http://c3/pictures/{name}",
        shows_pictures=True,
    )
    html = calendar_day.reports([store(reports=[report])], reader)
    assert "<script>" not in html
    assert "<i>" not in html
    assert '<a href="http://c3/report/view/7/">&lt;script&gt;' in html
    assert 'href="http://c3/pictures/a.jpg"><img src="http://c3/pictures/b.jpg" alt="写真 1"' in html
    assert "12:04" in html
    html = calendar_day.reports([store(reports=[report])], replace(reader, shows_pictures=False))
    assert '<a href="http://c3/pictures/a.jpg">写真 1</a>' in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("host", "bucket", "has_folder", "opened"),
    [
        ("c3.jp", None, False, "https://c3.jp/pictures/x/"),
        ("figures.c3.jp", "a bucket", False, "/analysis/pictures/x/"),
        ("figures.c3.jp", None, True, "/analysis/pictures/x/"),
        ("figures.c3.jp", None, False, "https://c3.jp/pictures/x/"),
    ],
)
def test_a_picture_that_another_host_does_not_reach_is_opened_at_c3_app(
    host, bucket, has_folder, opened, monkeypatch, tmp_path
):
    told = settings().model_copy(update={"web_url": "https://c3.jp"})
    monkeypatch.setattr(addresses, "settings", lambda: told)
    monkeypatch.setattr(addresses, "bucket", lambda: bucket)
    monkeypatch.setattr(addresses, "folder", lambda: Folder(tmp_path if has_folder else tmp_path / "none"))
    headers = [(b"host", host.encode())]
    asked = HTTPConnection({"type": "http", "scheme": "https", "path": "/", "headers": headers})
    assert addresses.picture_url(asked, "/pictures/x/") == opened
    assert addresses.shows_pictures(asked) is (host == "c3.jp" or opened.startswith("/analysis"))


def test_no_step_leads_past_today_or_before_the_calendar():
    assert 'id="day-after" aria-label="次の日" role="link" aria-disabled="true"' in calendar_day.day_head(
        NOVEMBER, TODAY, TODAY, LOOK
    )
    first = calendar_day.day_head(NOVEMBER, date(2000, 1, 1), TODAY, LOOK)
    assert 'id="day-before" aria-label="前の日" role="link" aria-disabled="true"' in first
