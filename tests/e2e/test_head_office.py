"""本部 at a desk: Django's admin under our content policy, a downloaded file, and the log that tells it."""

import re

import pytest
from openpyxl import load_workbook

from tests.e2e.house import DESKTOP, PHONE, House

ADMIN = (
    "admin/",
    "admin/reports/dailyreport/?q=%E5%AE%A2",
    "admin/accounts/user/",
    "admin/accounts/user/demo-staff/change/",
    "admin/accounts/session/",
    "admin/audit/auditevent/",
)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_admin_works_under_our_content_policy(open_browser, house: House, device):
    page = open_browser("demo-admin", **device).new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in ADMIN:
        page.goto(house.web + path)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), path
    assert told == []


def test_the_admin_can_be_made_light_and_dark(open_browser, house: House):
    page = open_browser("demo-admin", **DESKTOP).new_page()
    page.goto(f"{house.web}admin/")
    before = page.evaluate("document.documentElement.dataset.theme")
    page.locator("button.theme-toggle").first.click()
    assert page.evaluate("document.documentElement.dataset.theme") != before


def test_a_file_is_downloaded_under_its_japanese_name_and_the_log_tells_it(
    open_browser, house: House, tmp_path
):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="日報・売上を書き出す").click()
    page.get_by_text("Excel").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルを書き出す").click()
    assert re.match(r"日報_.+_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.xlsx$", download.value.suggested_filename)
    download.value.save_as(tmp_path / "file.xlsx")
    sheet = load_workbook(tmp_path / "file.xlsx").active
    assert sheet is not None
    assert sheet.max_row > 20
    assert page.get_by_role("button", name="ファイルを書き出す").is_enabled()
    log = open_browser("demo-admin", **PHONE).new_page()
    log.goto(f"{house.web}audit/")
    assert "の日報をXLSXで書き出しました" in log.inner_text("main")
