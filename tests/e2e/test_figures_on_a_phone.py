"""F1: from home to the day's figures saved in five taps, with JavaScript and without."""

import re
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from shared.embedded import url
from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations
from tests.e2e.test_a_claim_from_phone_to_chart import Taps

TODAY = "(now() AT TIME ZONE 'Asia/Tokyo' - interval '5 hours')::date"


@pytest.fixture(autouse=True)
def unfiled(house: House) -> None:
    """Nobody has filed today."""
    with psycopg.connect(url(house.launcher.data)) as connection:
        connection.execute(f"DELETE FROM store_daily_performances WHERE date = {TODAY}")  # noqa: S608
        connection.execute(f"DELETE FROM performance_versions WHERE date = {TODAY}")  # noqa: S608


def last_week(page: Page) -> tuple[str, str]:
    """What the hints say: numbers that are not unusual."""
    hints = (page.locator(f"#id_{name}_helptext") for name in ("sales_amount", "customer_count"))
    sales, customers = (re.sub(r"\D", "", (hint.text_content() or "").split(":")[1]) for hint in hints)
    return sales, customers


def file_today(page: Page, house: House, **changes: str) -> int:
    """Home to the saved figures, as a thumb does it; the taps."""
    page.goto(house.web)
    taps = Taps(page)
    taps.on("text=今日の売上を入力")
    page.wait_for_url("**/report/performance/**")
    sales, customers = last_week(page)
    values = {"sales_amount": sales, "customer_count": customers, "cash_difference": "-120"} | changes
    for name, value in values.items():
        taps.on(f"[name={name}]")
        page.fill(f"[name={name}]", value)
    taps.on("button:has-text('保存する')")
    return taps.count


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no_javascript"])
def test_a_manager_saves_the_days_figures_in_five_taps(open_browser, house: House, javascript):
    page = open_browser("demo-manager", **PHONE, java_script_enabled=javascript).new_page()
    assert file_today(page, house) <= 5
    expect(page.locator("#notices")).to_contain_text("売上・客数を保存しました")
    expect(page.locator(".figures").first).to_contain_text("-¥120")
    shot(page, f"figures-saved-{'phone' if javascript else 'no-js'}", whole=True)


def test_full_width_numbers_are_read_and_the_guests_share_is_shown_while_typing(open_browser, house: House):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.web}report/performance/")
    expect(page.locator("[data-spend]")).to_be_hidden()
    page.locator("[name=sales_amount]").type("４１２，３００円")
    page.locator("[name=sales_amount]").press("Enter")
    expect(page.locator("[name=customer_count]")).to_be_focused()
    page.locator("[name=customer_count]").type("150")
    expect(page.locator("[data-spend] output")).to_have_text("¥2,748")
    expect(page.locator("[name=sales_amount]")).to_have_value("412,300")
    page.locator("[name=cash_difference]").fill("500")
    page.get_by_role("button", name="プラスとマイナスを切り替える").tap()
    expect(page.locator("[name=cash_difference]")).to_have_value("-500")
    shot(page, "figures-form-phone", whole=True)


def test_enter_on_the_last_field_saves(open_browser, house: House):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.web}report/performance/")
    sales, customers = last_week(page)
    page.fill("[name=sales_amount]", sales)
    page.fill("[name=customer_count]", customers)
    page.locator("[name=cash_difference]").press("Enter")
    expect(page.locator("#notices")).to_contain_text("売上・客数を保存しました")


def test_enter_while_composing_neither_sends_nor_moves_on(open_browser, house: House):
    from tests.e2e.test_japanese_input import compose  # noqa: PLC0415

    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.web}report/performance/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    compose(page, "[name=sales_amount]", "４１")
    page.wait_for_timeout(300)
    expect(page.locator("[name=sales_amount]")).to_be_focused()
    assert sent == []


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_unusual_number_is_asked_about_and_every_state_reads_well(
    open_browser, house: House, device: dict[str, Any]
):
    page = open_browser("demo-manager", **device).new_page()
    size = device["viewport"]["width"]
    page.goto(house.web)
    check(page, f"home-{size}")
    page.goto(f"{house.web}report/performance/")
    check(page, f"figures-{size}")
    page.fill("[name=sales_amount]", "たくさん")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("エラー: ")
    check(page, f"figures-refused-{size}")
    page.fill("[name=sales_amount]", "99,999,999")
    page.fill("[name=customer_count]", "500")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("main")).to_contain_text("いつもより大きい数字です")
    check(page, f"figures-asked-{size}")
    page.get_by_role("button", name="このまま保存する").click()
    expect(page.locator(".figures").first).to_contain_text("¥99,999,999")
    check(page, f"figures-saved-{size}")
    page.goto(f"{house.web}stores/goal/update/")
    check(page, f"goal-{size}")
    page.fill("[name=goal_text]", "")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#error-summary")).to_be_focused()
    check(page, f"goal-refused-{size}")
    page.goto(house.web)
    check(page, f"home-filed-{size}")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_second_of_two_compares_and_decides(open_browser, house: House, device):
    manager = open_browser("demo-manager", **device).new_page()
    manager.goto(f"{house.web}report/performance/")
    store = manager.locator("[name=store]").first.get_attribute("value")
    office = open_browser("demo-admin", **device).new_page()
    office.goto(f"{house.web}report/performance/?store={store}")
    sales, customers = last_week(manager)
    for page, amount in ((manager, int(sales)), (office, int(sales) + 1000)):
        page.fill("[name=sales_amount]", str(amount))
        page.fill("[name=customer_count]", customers)
        page.get_by_role("button", name="保存する").click()
    expect(office.locator("#error-summary")).to_be_focused()
    expect(office.locator("#error-summary")).to_contain_text(f"{int(sales) + 1000:,}")
    check(office, f"figures-conflict-{device['viewport']['width']}")
    office.get_by_role("button", name="あとから来た値で上書きする").first.click()
    expect(office.locator(".figures").first).to_contain_text(f"{int(sales) + 1000:,}")
    office.get_by_text("直した記録").click()
    expect(office.locator(".older")).to_contain_text(f"{int(sales):,}")
    check(office, f"figures-history-{device['viewport']['width']}")


def check(page: Page, name: str) -> None:
    """No violation, nothing wider than the screen, no target smaller than 44 px; and a picture of it."""
    shot(page, name, whole=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert small_targets(page) == [], name
