"""保存した表示: what is shown is saved under a name, opened, made the first, shared with a role, removed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.analysis import show, wait_for
from tests.e2e.house import DESKTOP, PHONE, House

PERIOD = ".period-now"


def menu(page: Page) -> Page:
    page.locator("details.views > summary").click()
    expect(page.locator(".views-panel")).to_be_visible()
    return page


def save(page: Page, name: str, role: str = "", *, first: bool = False) -> None:
    menu(page)
    page.get_by_label("今の表示に名前をつけて保存").fill(name)
    if role:
        page.get_by_label("だれの表示").select_option(role)
    if first:
        page.get_by_label("このページを開いたとき最初に表示する").check()
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".views-note")).to_have_text(f"「{name}」を保存しました。")


def test_a_view_is_saved_opened_chosen_and_removed(open_browser, house: House):
    page = open_browser("demo-manager").new_page()
    show(page, house, "analysis/sales/?period=week&offset=-1&cmp=prev")
    before = page.locator(PERIOD).inner_text()
    save(page, "先週の売上")
    show(page, house, "analysis/sales/")
    assert page.locator(PERIOD).inner_text() != before
    menu(page).get_by_role("link", name=re.compile("先週の売上")).click()
    expect(page.locator(PERIOD)).to_have_text(before)
    page.get_by_role("button", name="「先週の売上」でこのページを開く").click()
    expect(page.locator(".views-note")).to_have_text("このページは次からこの表示で開きます。")
    show(page, house, "analysis/sales/")
    expect(page.locator(PERIOD)).to_have_text(before)
    show(page, house, "analysis/sales/?period=month")
    assert page.locator(PERIOD).inner_text() != before
    menu(page).get_by_role("button", name="「先週の売上」を削除").click()
    expect(page.locator(".views-note")).to_have_text("削除しました。")
    show(page, house, "analysis/sales/")
    assert page.locator(PERIOD).inner_text() != before


def test_the_head_office_gives_a_role_its_first_view_and_each_sees_their_own_stores(
    open_browser, house: House
):
    office = open_browser("demo-admin").new_page()
    show(office, house, "analysis/?period=week&cmp=lw")
    save(office, "朝の確認", "manager", first=True)
    page = open_browser("demo-manager").new_page()
    usual = show(page, house, "analysis/?period=month").locator("#kind-week[aria-current]")
    assert usual.count() == 0
    show(page, house, "analysis/")
    expect(page.locator("#kind-week")).to_have_attribute("aria-current", "true")
    assert page.locator("#scope").count() == 0  # one store, their own
    assert menu(page).get_by_role("button", name="「朝の確認」を削除").count() == 0
    area = open_browser("demo-area").new_page()
    show(area, house, "analysis/")
    expect(area.locator("#kind-month")).to_have_attribute("aria-current", "true")
    office.get_by_role("button", name="「朝の確認」を削除").click()
    expect(office.locator(".views-note")).to_have_text("削除しました。")
    page.reload()
    wait_for(page)
    show(page, house, "analysis/")
    expect(page.locator("#kind-month")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_field_of_the_menu_is_cut_off(open_browser, house: House, device):
    page = show(open_browser("demo-admin", **device).new_page(), house, "analysis/")
    assert menu(page).locator(".views-panel").evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_staff_have_no_views(open_browser, house: House):
    page = open_browser("demo-staff").new_page()
    show(page, house, "analysis/")
    assert not page.locator("details.views").is_visible()
