"""A1, A3, A4: every page of the managers' application, by day and by night, on all that people hold.

A page is opened once, and looked at in every width. `python -m tests.bench.accessibility` looks at each page
as each role, over each kind of period.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.analysis import PAGES, fits, show, small_targets, unfold
from tests.e2e.crawl.checks import MOUSE, PHONE, reads_well, resize, watch
from tests.e2e.house import DESKTOP, House, shot


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_by_day_and_by_night(open_browser, house: House, name):
    page = show(open_browser("demo-admin", **DESKTOP).new_page(), house, PAGES[name])
    shot(page, f"analysis-{name}-desktop", whole=True)
    assert faults(page) == []
    resize(page, PHONE)
    page.emulate_media(color_scheme="dark")
    shot(page, f"analysis-{name}-phone-dark", whole=True)


@pytest.mark.parametrize(
    ("user_id", "period"), [("demo-manager", "year"), ("demo-area", "week"), ("demo-manager", "days")]
)
def test_each_role_and_period_fits_a_phone(open_browser, house: House, user_id, period):
    page = open_browser(user_id, viewport={"width": PHONE, "height": 844}).new_page()
    for path in PAGES.values():
        show(page, house, f"{path}?period={period}")
        assert fits(page), path
        assert small_targets(page) == [], path


@pytest.mark.parametrize("width", [360, PHONE])
@pytest.mark.parametrize("path", ["analysis/", "analysis/incidents/"])
def test_a_phone_shows_figures_before_a_thumb_moves(open_browser, house: House, width, path):
    page = open_browser("demo-area", viewport={"width": width, "height": 844}).new_page()
    show(page, house, path)
    figure = page.locator(".tile-value").first.bounding_box()
    menu = page.locator("nav.tabs").bounding_box()
    assert figure
    assert menu
    assert figure["y"] + figure["height"] < menu["y"]


def test_what_unfolds_reads_well(open_browser, house: House):
    page = show(open_browser("demo-area", **DESKTOP).new_page(), house, "analysis/incidents/")
    page.locator(".menu > summary").first.click()
    assert faults(page) == []
    resize(page, DESKTOP["viewport"]["width"])
    page.keyboard.press("Escape")
    assert faults(unfold(page)) == []
    resize(page, DESKTOP["viewport"]["width"])
    page.get_by_role("button", name="キーボード操作").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []


def test_a_page_that_is_not_there_reads_well(open_browser, house: House):
    page = open_browser("demo-area", **DESKTOP).new_page()
    for query in ("?scope=store:999999", "?offset=abc"):
        page.goto(f"{house.stream}analysis/{query}")
        assert faults(page) == []


def test_a_month_without_data_reads_well(open_browser, house: House):
    page = open_browser("demo-area", **DESKTOP).new_page()
    for path in PAGES.values():
        show(page, house, f"{path}?period=month&from=2019-02-01")
        assert "¥0" not in page.locator("main, #main").first.inner_text()
        assert faults(page) == []


def faults(page: Page) -> list[str]:
    """What is wrong with the page in any width and theme, for a pointer."""
    watch(page)
    return list(reads_well(page, least=MOUSE))
