"""本部 imports by the page in a browser: upload, see what would change, confirm; mistakes are named."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, violations

HEAD = "store_id,name,prefecture,address,opened_on,kind,area,changeover_hour\n"
GOOD = HEAD + "4101,取り込み店,東京都,,2026-11-01,store,新しいエリア,5\n"
BAD = HEAD + "4101,取り込み店,東京都,,きのう,store,,5\n4101,もう一つ,,,,,,25\n"


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_mistakes_are_shown_by_line_and_column(open_browser, house: House, tmp_path: Path, device):
    page = open_browser("demo-admin", **device, color_scheme="dark").new_page()
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="CSVを取り込む").click()
    page.wait_for_url("**/import/")
    assert violations(page) == []
    page.set_input_files("[name=files]", _file(tmp_path, BAD))
    page.get_by_role("button", name="内容を確認する").click()
    page.wait_for_selector(".wrongs", timeout=60_000)
    assert "opened_on" in page.inner_text(".wrongs")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    shot(page, f"import-wrong-{device['viewport']['width']}", whole=True)


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_a_file_is_checked_and_imported(open_browser, house: House, tmp_path: Path, has_script):
    page = open_browser("demo-admin", **PHONE, java_script_enabled=has_script).new_page()
    page.goto(f"{house.web}import/")
    shot(page, f"import-{has_script}", whole=True)
    name = "取り込み店" if has_script else "スクリプトなし店"
    page.set_input_files("[name=files]", _file(tmp_path, GOOD.replace("取り込み店", name)))
    page.get_by_role("button", name="内容を確認する").click()
    button = page.get_by_role("button", name="この内容で取り込む")
    _until(page, button, has_script)
    shot(page, f"import-checked-{has_script}", whole=True)
    if has_script:
        assert violations(page) == []
    button.click()
    _until(page, page.get_by_text("取り込みました。"), has_script)
    with house.database() as connection:
        assert connection.execute("SELECT name FROM stores WHERE store_id = 4101").fetchone() == (name,)
    shot(page, f"import-done-{has_script}", whole=True)


def _until(page, wanted, has_script: bool) -> None:
    """The page comes to it by itself, or by looking again."""
    if has_script:
        wanted.wait_for(timeout=60_000)
        return
    look = page.get_by_role("link", name="今の状態を見る")
    expect(wanted.or_(look).first).to_be_visible()
    for _ in range(120):
        if wanted.count():
            return
        page.wait_for_timeout(500)
        with page.expect_navigation():
            look.click()
    raise AssertionError(page.inner_text("main"))


def _file(folder: Path, content: str) -> Path:
    path = folder / "stores.csv"
    path.write_text(content)
    return path
