"""The managers' pages in a browser: other periods, stores, comparisons; the address that says it all."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.analysis import (
    MANAGERS,
    PAGES,
    amount,
    asked,
    period,
    reported,
    said,
    show,
    sold,
    stores,
    unfold,
    wait_for,
)
from tests.e2e.house import DESKTOP, PHONE, House

BACKGROUND = "getComputedStyle(document.documentElement).getPropertyValue('--c-bg').trim()"
MIDDLES = """all => all.map((one) => one.getBoundingClientRect()).map((box) => box.top + box.height / 2)"""
GRID = "document.querySelector('.js-plotly-plot').layout.font.color"


def told(page: Page) -> int:
    """The figure of a page of rows."""
    return amount(page.locator(".drill-value").inner_text().split(" ")[-1])


def follow(page: Page, selector: str) -> Page:
    """Click what leads to another address, and wait for its answer."""
    before = page.url
    page.click(selector)
    page.wait_for_url(lambda url: url != before)
    return wait_for(page)


def choose(page: Page, field: str, value: str) -> Page:
    """Choose in a picker, and wait for the answer."""
    before = page.url
    page.select_option(f"#{field}", value)
    page.wait_for_url(lambda url: url != before)
    return wait_for(page)


@pytest.mark.parametrize("user_id", MANAGERS)
def test_each_period_is_the_sum_of_its_rows_and_survives_a_reload(open_browser, house: House, user_id):
    page = show(open_browser(user_id, **DESKTOP).new_page(), house, "analysis/figures/")
    for step in ("#kind-week", "#before", "#before", "#kind-month", "#kind-year", "#kind-days", "#before"):
        follow(page, step)
        assert told(page) == sold(house, user_id, *period(page)), page.url
    was = said(page)
    page.reload()
    assert said(wait_for(page)) == was


@pytest.mark.parametrize("user_id", MANAGERS)
def test_a_free_stretch_is_asked_for_by_its_days(open_browser, house: House, user_id):
    page = show(open_browser(user_id, **DESKTOP).new_page(), house, "analysis/figures/")
    first, last = period(follow(follow(page, "#before"), "#kind-days"))
    page.fill("#from", f"{first.replace(day=7)}")
    page.fill("#to", f"{last.replace(day=15)}")
    follow(page, "#show")
    assert period(page) == (first.replace(day=7), last.replace(day=15))
    assert told(page) == sold(house, user_id, *period(page))


@pytest.mark.parametrize("user_id", ["demo-area", "demo-admin"])
def test_each_store_is_told_by_itself_and_they_sum_to_all(open_browser, house: House, user_id):
    page = show(open_browser(user_id, **DESKTOP).new_page(), house, "analysis/figures/?period=week&offset=-1")
    total, by_store = told(page), []
    for store in stores(house, user_id):
        choose(page, "scope", f"store:{store}")
        by_store.append(told(page))
        assert by_store[-1] == sold(house, user_id, *period(page), store)
    assert sum(by_store) == total
    choose(page, "scope", "all")
    assert told(page) == total


@pytest.mark.parametrize("user_id", MANAGERS)
def test_filters_narrow_the_reports_that_count(open_browser, house: House, user_id):
    page = show(open_browser(user_id, **DESKTOP).new_page(), house, "analysis/incidents/?period=month")
    everything = amount(page.locator(".tile-report .tile-value").inner_text())
    assert everything == reported(house, user_id, *period(page))
    choose(page, "genre", "claim")
    claims = amount(page.locator(".tile-report .tile-value").inner_text())
    assert claims == reported(house, user_id, *period(page), genre="claim")
    choose(page, "location", "hall")
    in_hall = amount(page.locator(".tile-report .tile-value").inner_text())
    assert in_hall == reported(house, user_id, *period(page), genre="claim", location="hall")
    assert everything > claims > in_hall
    choose(page, "genre", "")
    assert "genre" not in asked(page)
    page.reload()
    expect(page.locator("#location")).to_have_value("hall")


@pytest.mark.parametrize("user_id", MANAGERS)
def test_a_comparison_is_named_with_its_value(open_browser, house: House, user_id):
    page = show(
        open_browser(user_id, **DESKTOP).new_page(), house, "analysis/incidents/?period=week&offset=-1"
    )
    for code, name in (("lw", "前週同曜日"), ("ly", "前年同曜日"), ("prev", "前週")):
        if asked(page)["cmp"] != code:
            choose(page, "cmp", code)
        delta = page.locator(".tile-report .tile-delta")
        expect(delta).to_contain_text(re.compile(rf"（{name} [\d,]+件）"))
        expect(delta).to_contain_text(re.compile(r"[+-][\d.,]+%?.* (増|減)|±0"))
        assert asked(page)["cmp"] == code
    choose(page, "cmp", "goal")
    expect(page.locator(".tile-report .tile-delta")).to_have_count(0)


def test_back_and_forward_show_what_was_shown(open_browser, house: House):
    page = show(open_browser("demo-area", **DESKTOP).new_page(), house, "analysis/figures/?period=week")
    seen = [(page.url, told(page))]
    for step in ("#before", "#before", "#metric-customers"):
        follow(page, step)
        seen.append((page.url, told(page)))
    for address, figure in reversed(seen[1:-1]):
        page.go_back()
        page.wait_for_url(address)
        expect(page.locator(".drill-value")).to_contain_text(f"{figure:,}")
    page.go_forward()
    page.wait_for_url(seen[2][0])
    expect(page.locator(".drill-value")).to_contain_text(f"{seen[2][1]:,}")


@pytest.mark.parametrize("name", PAGES)
def test_an_address_copied_into_another_browser_shows_the_same(open_browser, house: House, name):
    mine, other = (open_browser("demo-area", **DESKTOP) for _ in range(2))
    mine.grant_permissions(["clipboard-read", "clipboard-write"])
    page = show(mine.new_page(), house, PAGES[name])
    follow(page, "#before")
    choose(page, "scope", f"store:{stores(house, 'demo-area')[0]}")
    page.click("#copy")
    expect(page.locator("#copied")).to_have_text("コピーしました")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    again = show(other.new_page(), house, copied.removeprefix(house.stream))
    assert said(unfold(again)) == said(unfold(page))


@pytest.mark.parametrize("name", PAGES)
def test_what_is_out_of_reach_is_not_found(open_browser, house: House, name):
    (own,) = stores(house, "demo-manager")
    foreign = next(store for store in stores(house, "demo-admin") if store != own)
    page = open_browser("demo-manager", **DESKTOP).new_page()
    for scope in (f"store:{foreign}", "store:1", "store:999999", "area:999", "group:999"):
        answer = page.goto(f"{house.stream}{PAGES[name]}?scope={scope}")
        assert answer, scope
        assert answer.status == 404, scope
        expect(page.get_by_role("heading")).to_have_text("ページが見つかりません")
        assert page.locator(".tiles, .rows, .plot").count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "offset=abc",
        "period=decade",
        "from=0000-01-01",
        "from=2026-13-01",
        "period=days&from=1926-01-01&to=2026-01-01",
        "period=days&from=2026-02-02&to=2026-02-01",
        "scope=somewhere",
        "genre=joke",
        "cmp=mine",
    ],
)
def test_an_address_that_makes_no_sense_says_what_to_mend(open_browser, house: House, query):
    page = open_browser("demo-manager", **DESKTOP).new_page()
    answer = page.goto(f"{house.stream}analysis/?{query}")
    assert answer
    assert answer.status == 400
    expect(page.get_by_role("heading")).to_have_text("アドレスを読み取れませんでした")
    page.get_by_role("link").click()
    page.wait_for_url(re.compile("/analysis/"))
    wait_for(page)


def test_a_stretch_that_ends_before_it_begins_is_told_and_the_figures_stay(open_browser, house: House):
    page = show(open_browser("demo-manager", **DESKTOP).new_page(), house, "analysis/figures/?period=days")
    first, last, was = *period(page), said(page)
    page.fill("#from", f"{last}")
    page.fill("#to", f"{first}")
    page.click("#show")
    expect(page.get_by_role("alert")).to_contain_text("期間は2000年から2099年まで")
    assert said(page) == was
    expect(page.locator("#from")).to_have_value(f"{first}")
    expect(page.locator("#to")).to_have_value(f"{last}")


def test_two_tabs_of_one_reader_show_each_its_own(open_browser, house: House):
    context = open_browser("demo-area", **DESKTOP)
    one, other = (show(context.new_page(), house, "analysis/figures/?period=week") for _ in range(2))
    was = said(other)
    first, second = stores(house, "demo-area")[:2]
    choose(one, "scope", f"store:{first}")
    assert said(other) == was
    choose(other, "scope", f"store:{second}")
    for page, store in ((one, first), (other, second)):
        assert told(page) == sold(house, "demo-area", *period(page), store)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_period_stands_between_its_steps_in_one_line(open_browser, house: House, device):
    page = show(open_browser("demo-area", **device).new_page(), house, "analysis/")
    for step in ("", "#before", "#kind-week", "#before", "#kind-year"):  # a month at first
        if step:
            follow(page, step)
        middles = page.locator(".steps > *").evaluate_all(MIDDLES)
        assert len(middles) == 3
        assert max(middles) - min(middles) < 2, step


def test_the_theme_is_the_devices_until_the_reader_chose_one(open_browser, house: House):
    context = open_browser("demo-area", **DESKTOP, color_scheme="light")
    page = show(context.new_page(), house, "analysis/incidents/")
    light = page.evaluate(BACKGROUND), page.evaluate(GRID)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{GRID} !== '{light[1]}'")
    dark = page.evaluate(BACKGROUND), page.evaluate(GRID)
    assert dark[0] != light[0]
    context.add_cookies([{"name": "theme", "value": "dark", "url": house.stream}])
    page.emulate_media(color_scheme="light")
    show(page, house, "analysis/incidents/")
    assert (page.evaluate(BACKGROUND), page.evaluate(GRID)) == dark
    context.add_cookies([{"name": "theme", "value": "light", "url": house.stream}])
    page.emulate_media(color_scheme="dark")
    show(page, house, "analysis/incidents/")
    assert (page.evaluate(BACKGROUND), page.evaluate(GRID)) == light
