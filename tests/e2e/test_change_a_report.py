"""Changing, comparing, deleting a 日報 and its history, as people see it; T10."""

from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, violations


def file_report(page: Page, house: House, title: str) -> str:
    """File a report without photos; its address."""
    page.goto(f"{house.web}report/register/")
    page.locator("label", has_text="クレーム").first.click()
    page.locator("label", has_text="レジ").first.click()
    page.fill("[name=title]", title)
    page.fill("[name=content]", "はじめの内容")
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def check(page: Page, name: str) -> None:
    shot(page, name, whole=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_two_who_change_one_report_see_each_other_and_the_manager_reads_its_history(
    open_browser, house: House
):
    for name, device, scheme in (("phone", PHONE, "dark"), ("desktop", DESKTOP, "light")):
        staff = open_browser("demo-staff", **device, color_scheme=scheme).new_page()
        manager = open_browser("demo-manager", **device, color_scheme=scheme).new_page()
        address = file_report(staff, house, f"おつりの間違い {name}")
        check(staff, f"detail-{name}-{scheme}")
        edit = address.replace("/view/", "/edit/")
        staff.goto(edit)
        check(staff, f"edit-{name}-{scheme}")
        manager.goto(edit)
        manager.fill("[name=content]", "店長が書き足した内容")
        manager.get_by_role("button", name="保存する").click()
        expect(manager.locator("main")).to_contain_text("日報を直しました")
        staff.fill("[name=content]", "スタッフが書き足した内容")
        staff.get_by_role("button", name="保存する").click()
        expect(staff.locator("main")).to_contain_text("店長が書き足した内容")
        expect(staff.locator("[name=content]")).to_have_value("スタッフが書き足した内容")
        check(staff, f"conflict-{name}-{scheme}")
        staff.get_by_role("button", name="保存する").click()
        expect(staff.locator("main")).to_contain_text("スタッフが書き足した内容")
        manager.goto(address)
        manager.get_by_role("link", name="直した履歴").click()
        for text in ("スタッフが書き足した内容", "店長が書き足した内容", "はじめの内容"):
            expect(manager.locator("main")).to_contain_text(text)
        check(manager, f"history-{name}-{scheme}")
        staff.goto(address)
        staff.get_by_role("link", name="削除する").click()
        expect(staff.get_by_role("button", name="削除する")).to_be_visible()
        check(staff, f"delete-{name}-{scheme}")
        staff.get_by_role("button", name="削除する").click()
        expect(staff.locator("main")).to_contain_text("日報を削除しました")
        manager.reload()
        expect(manager.locator("h1")).to_have_text("削除された日報の履歴")
        check(manager, f"history-deleted-{name}-{scheme}")
        colleagues = open_browser(house.give_login("s02-03"), **device).new_page()
        assert colleagues.goto(edit).status == 404


def test_an_error_page_has_the_focus_on_its_summary_and_each_link_finds_its_field(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/register/")
    page.fill("[name=content]", "残る内容")
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("エラー: ")
    expect(page.locator("[name=content]")).to_have_value("残る内容")
    links = page.locator("#error-summary a")
    assert links.count() == 3
    for number in range(3):
        target = (links.nth(number).get_attribute("href") or "").removeprefix("#")
        links.nth(number).focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"[id='{target}']")).to_be_focused()


def test_a_colleagues_report_is_read_and_not_changed(open_browser, house: House):
    manager = open_browser("demo-manager", **PHONE).new_page()
    address = file_report(manager, house, "店長の日報")
    staff = open_browser("demo-staff", **PHONE).new_page()
    staff.goto(address)
    expect(staff.get_by_role("link", name="直す", exact=True)).to_have_count(0)
    staff.goto(address.replace("/view/", "/edit/"))
    expect(staff.locator("main")).to_contain_text("この日報を直せるのは、書いた人と店長です")
    check(staff, "closed-phone")
