"""The calendar in a browser: a month's grid, a day behind each cell, and its reports with their photos."""

import calendar
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared.dates import business_date, now
from tests.e2e.analysis import (
    MANAGERS,
    amount,
    asked,
    fits,
    period,
    show,
    small_targets,
    sold,
    unfold,
    wait_for,
)
from tests.e2e.house import DESKTOP, PHONE, House, shot, violations
from tests.e2e.test_analysis_pages import follow

MONTH = "analysis/calendar/?period=month&offset=-1"
TITLE = "カレンダーから開く日報"
DEVICES = {"desktop": DESKTOP, "phone": PHONE}
DRAWN_PHOTOS = "() => [...document.querySelectorAll('.photos img')].every(i => i.complete && i.naturalWidth)"


def column(page: Page, number: int) -> list[int]:
    """The figures of a column of the table that is shown."""
    cells = page.locator(f"table.rows:visible tbody tr:not(.total) > :nth-child({number})").all_inner_texts()
    return [amount(text) for text in cells]


@pytest.mark.parametrize("user_id", [*MANAGERS, "demo-staff"])
def test_each_day_of_the_month_is_told_as_it_was_filed_and_opens(open_browser, house: House, user_id):
    page = show(open_browser(user_id, **DESKTOP).new_page(), house, MONTH)
    reader = "demo-manager" if user_id == "demo-staff" else user_id
    first, last = period(page)
    expect(page.locator("li.day")).to_have_count(calendar.monthrange(first.year, first.month)[1])
    unfold(page)
    assert sum(column(page, 3)) == sold(house, reader, first, last) > 0
    for when in (first, first + timedelta(days=14), last):
        follow(page, f"#day-{when}")
        assert asked(page)["day"] == f"{when}"
        assert sum(column(page, 2)) == sold(house, reader, when, when)
        page.go_back()
        wait_for(page)
        expect(page.locator(f"#day-{when}")).to_be_visible()


def test_days_are_stepped_through_over_the_end_of_a_month_and_back_to_its_grid(open_browser, house: House):
    page = show(open_browser("demo-area", **DESKTOP).new_page(), house, MONTH)
    first, _ = period(page)
    follow(page, f"#day-{first}")
    follow(page, "#day-before")
    assert asked(page)["day"] == f"{first - timedelta(days=1)}"
    was = page.locator("main").inner_text()
    page.reload()
    assert wait_for(page).locator("main").inner_text() == was
    follow(page, "#to-month")
    assert "day" not in asked(page)
    assert period(page)[1] == first - timedelta(days=1)


def test_the_grid_is_walked_and_opened_by_keyboard(open_browser, house: House):
    page = show(open_browser("demo-manager", **DESKTOP).new_page(), house, MONTH)
    first, _ = period(page)
    page.locator(f"#day-{first}").focus()
    page.keyboard.press("Tab")
    expect(page.locator(f"#day-{first + timedelta(days=1)}")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"day={first + timedelta(days=1)}"))
    expect(page.locator("#day-title")).to_be_visible()


def test_staff_come_from_their_menu_and_see_todays_report_with_its_photos(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE).new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    written = write(page, house, photos)
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="カレンダー").click()
    page.wait_for_url(re.compile(r"/analysis/calendar/"))
    wait_for(page)
    today = business_date(now(), 5)
    follow(page, f"#day-{today}")
    report = page.locator(".report", has_text=TITLE)
    expect(report.locator(".photos img")).to_have_count(2)
    report.scroll_into_view_if_needed()
    page.wait_for_function(DRAWN_PHOTOS)
    assert refused == []
    assert page.locator(".files a").count() == 0
    check(page)
    shot(page, "analysis-day-phone", whole=True)
    report.get_by_role("link", name=TITLE).click()
    page.wait_for_url(written)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("user_id", ["demo-manager", "demo-admin"])
def test_a_day_reads_well_on_each_screen(open_browser, house: House, device, user_id):
    page = show(open_browser(user_id, **DEVICES[device]).new_page(), house, MONTH)
    first, _ = period(page)
    check(page)
    follow(page, f"#day-{first}")
    check(page)
    shot(page, f"analysis-day-{user_id}-{device}", whole=True)


@pytest.mark.parametrize("day", ["abc", "2026-13-01", "2026-02-30", "1999-12-31", "9999-12-31", "0"])
def test_a_day_that_is_none_says_what_to_mend(open_browser, house: House, day):
    page = open_browser("demo-manager", **DESKTOP).new_page()
    answer = page.goto(f"{house.stream}analysis/calendar/?day={day}")
    assert answer
    assert answer.status == 400
    expect(page.get_by_role("heading")).to_have_text("アドレスを読み取れませんでした")


def test_a_day_before_any_store_opened_says_so(open_browser, house: House):
    page = open_browser("demo-admin", **DESKTOP).new_page()
    answer = page.goto(f"{house.stream}analysis/calendar/?day=2000-01-01")
    assert answer
    assert answer.status == 200
    expect(page.locator("main")).to_contain_text("この日に開いていた店舗はありません。")


def write(page: Page, house: House, photos: list[Path]) -> str:
    """A report of today with two photos; its address."""
    page.goto(f"{house.web}report/register/")
    page.locator("label:has-text('クレーム')").first.tap()
    page.locator("label:has-text('ホール')").first.tap()
    page.fill("[name=title]", TITLE)
    page.fill("[name=content]", "写真を見る")
    with page.expect_file_chooser() as chooser:
        page.locator("label.file:has-text('アルバムから選ぶ')").tap()
    chooser.value.set_files(photos)
    page.locator("button:has-text('提出する')").first.tap()
    expect(page.locator("h1")).to_contain_text(TITLE)
    return page.url


def check(page: Page) -> None:
    """No violation, nothing wider than the screen, no target that a pointer misses."""
    assert violations(page) == []
    assert fits(page)
    assert small_targets(page) == []


def test_tomorrow_leads_nowhere(open_browser, house: House):
    page = show(open_browser("demo-manager", **DESKTOP).new_page(), house, "analysis/calendar/")
    tomorrow: date = business_date(now(), 5) + timedelta(days=1)
    assert page.locator(f"a#day-{tomorrow}").count() == 0
    follow(page, f"#day-{tomorrow - timedelta(days=1)}")
    expect(page.locator("#day-after")).to_have_attribute("aria-disabled", "true")
