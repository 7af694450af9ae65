"""A day's figures saved without a network; and when somebody else was faster."""

import pytest
from playwright.sync_api import Page, expect

from tests.cutting import Cutting, Where
from tests.e2e.house import PHONE, House, shot, small_targets, violations
from tests.e2e.test_figures_on_a_phone import TODAY, last_week
from tests.e2e.unsent import address, kept, until_kept, until_sent

PATH = "/report/performance/"


@pytest.fixture(autouse=True)
def unfiled(house: House) -> None:
    """Nobody has filed today."""
    with house.database() as connection:
        connection.execute(f"DELETE FROM store_daily_performances WHERE date = {TODAY}")  # noqa: S608
        connection.execute(f"DELETE FROM performance_versions WHERE date = {TODAY}")  # noqa: S608


@pytest.fixture
def page(open_browser, line: Cutting) -> Page:
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{address(line)}report/performance/")
    return page


def save(page: Page, more: int = 0) -> int:
    """Type last week's figures, with `more` of sales, and press 保存する; the sales."""
    sales, customers = last_week(page)
    page.fill("[name=sales_amount]", str(int(sales) + more))
    page.fill("[name=customer_count]", customers)
    page.get_by_role("button", name="保存する").click()
    return int(sales) + more


def saved(house: House, page: Page) -> list[int]:
    store = page.locator("[name=store]").first.get_attribute("value")
    with house.database() as connection:
        found = connection.execute(
            f"SELECT sales_amount FROM store_daily_performances WHERE date = {TODAY} AND store_id = %s",  # noqa: S608
            [store],
        ).fetchall()
    return [sales for (sales,) in found]


def save_as_another(open_browser, house: House, page: Page, more: int) -> int:
    store = page.locator("[name=store]").first.get_attribute("value")
    office = open_browser("demo-admin", **PHONE).new_page()
    office.goto(f"{house.web}report/performance/?store={store}")
    sales = save(office, more)
    expect(office.locator("#notices")).to_contain_text("保存しました")
    return sales


def test_they_wait_and_go_once(page, house, line):
    line.cut(Where.AFTER, PATH)
    sales = save(page)
    expect(page.locator("#notices")).to_contain_text("売上・客数を保存しました", timeout=30_000)
    assert saved(house, page) == [sales]
    until_sent(page)


def test_of_two_unsent_for_one_day_the_last_is_sent(page, house, line):
    line.shut()
    save(page)
    until_kept(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=20_000)
    page.evaluate("dispatchEvent(new Event('pageshow'))")  # as who comes back to the form
    sales = save(page, 1000)
    page.wait_for_timeout(500)
    assert len(kept(page)) == 1
    line.open()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    assert saved(house, page) == [sales]


def test_put_right_in_the_page_of_another_store_they_are_still_that_stores(open_browser, house, line):
    """As where a copy of another store's page is all that there is."""
    with house.database() as connection:
        (own,), (other,) = connection.execute(
            "SELECT store_id FROM stores WHERE kind = 'store' AND closed_on IS NULL ORDER BY 1 LIMIT 2"
        ).fetchall()
    page = open_browser("demo-admin", **PHONE).new_page()
    page.route("**/sending/session/", lambda route: route.abort())
    page.goto(f"{address(line)}report/performance/?store={own}")
    line.cut(Where.BEFORE, PATH)
    save(page)
    until_kept(page)
    page.goto(f"{address(line)}report/performance/?store={other}&unsent={kept(page)[0]['key']}")
    expect(page.locator("#figures-form [name=store]")).to_have_value(str(own))


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_somebody_was_faster_and_the_person_decides_in_the_list(open_browser, page, house, line, choice):
    line.shut()
    sales = save(page)
    until_kept(page)
    theirs = save_as_another(open_browser, house, page, 2000)
    line.open()
    store = page.locator("[name=store]").first.get_attribute("value")
    page.goto(f"{address(line)}sending/")
    one = page.locator("#unsent > li")
    expect(one).to_have_attribute("data-state", "conflict")
    expect(one.locator("[data-two]")).to_contain_text(f"¥{sales:,}")
    expect(one.locator("[data-two]")).to_contain_text(f"¥{theirs:,}")
    shot(page, f"unsent-conflict-phone-{choice}", whole=True)
    assert violations(page) == []
    assert small_targets(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    one.locator(f"[data-act={choice}]").click()
    expect(page.locator("[data-empty]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    page.goto(f"{address(line)}report/performance/?store={store}")
    expect(page.locator(".figures").first).to_contain_text(f"{sales if choice == 'mine' else theirs:,}")


def test_with_a_network_the_page_itself_asks_and_leaving_it_forgets(open_browser, page, house):
    save_as_another(open_browser, house, page, 2000)
    save(page)
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary")).to_contain_text("ほかの人が先に保存しています")
    assert [one["state"] for one in kept(page)] == ["conflict"]
    page.get_by_role("link", name="そのままにする").click()
    until_sent(page)


def test_an_unusual_number_waits_in_the_list_for_a_yes(page, house, line):
    line.shut()
    save(page, 90_000_000)
    until_kept(page)
    line.open()
    page.goto(f"{address(line)}sending/")
    one = page.locator("#unsent > li")
    expect(one).to_have_attribute("data-state", "unusual")
    expect(one.locator("[data-errors]")).to_contain_text("いつもより大きい数字です")
    shot(page, "unsent-unusual-phone", whole=True)
    assert violations(page) == []
    one.locator("[data-act=confirm]").click()
    expect(page.locator("[data-empty]")).to_be_visible(timeout=20_000)


def test_what_is_no_number_is_put_right_in_its_form(page, house, line):
    line.shut()
    page.fill("[name=sales_amount]", "たくさん")
    page.fill("[name=customer_count]", "10")
    page.get_by_role("button", name="保存する").click()
    until_kept(page)
    line.open()
    page.goto(f"{address(line)}sending/")
    expect(page.locator("#unsent > li")).to_have_attribute("data-state", "refused")
    press_while_the_list_is_drawn_anew(page, page.locator("[data-act=repair]"))
    expect(page.locator("[name=sales_amount]")).to_have_value("たくさん")
    expect(page.locator("#error-summary")).to_be_visible()
    sales = save(page)
    expect(page.locator("#notices")).to_contain_text("売上・客数を保存しました")
    assert saved(house, page) == [sales]
    until_sent(page)


def press_while_the_list_is_drawn_anew(page, link):
    """A thumb stays for a moment; what is told of other things meanwhile must not take the press away."""
    link.hover()
    page.mouse.down()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('outbox', { detail: { key: 'another', state: 'waiting' } }))"
    )
    page.wait_for_timeout(300)
    page.mouse.up()
