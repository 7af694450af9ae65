"""A1, A3, A4: every page of the managers' application, light and dark, on a desktop, a tablet and a phone."""

import pytest
from playwright.sync_api import Page

from tests.e2e.analysis import PAGES, TABLET, fits, show, small_targets, unfold
from tests.e2e.house import DESKTOP, PHONE, House, shot, violations

DEVICES = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE}


@pytest.fixture(params=DEVICES)
def device(request) -> str:
    """What is held in the hand; `violations` looks at each page by day and by night."""
    return str(request.param)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_by_day_and_by_night(open_browser, house: House, device, name):
    page = show(open_browser("demo-admin", **DEVICES[device]).new_page(), house, PAGES[name])
    shot(page, f"analysis-{name}-{device}", whole=True)
    check(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)  # the charts turn dark after the page
    shot(page, f"analysis-{name}-{device}-dark", whole=True)


@pytest.mark.parametrize(
    ("user_id", "period"), [("demo-manager", "year"), ("demo-area", "week"), ("demo-manager", "days")]
)
def test_each_role_and_period_fits_a_phone(open_browser, house: House, user_id, period):
    page = open_browser(user_id, **PHONE).new_page()
    for path in PAGES.values():
        show(page, house, f"{path}?period={period}")
        assert fits(page), path
        assert small_targets(page) == [], path


def test_what_unfolds_reads_well(open_browser, house: House, device):
    page = show(open_browser("demo-area", **DEVICES[device]).new_page(), house, "analysis/incidents/")
    page.locator(".menu > summary").first.click()
    check(page)
    page.keyboard.press("Escape")
    check(unfold(page))
    page.get_by_role("button", name="キーボード操作").click()
    check(page)


@pytest.mark.parametrize("query", ["?scope=store:999999", "?offset=abc"])
def test_a_page_that_is_not_there_reads_well(open_browser, house: House, device, query):
    page = open_browser("demo-area", **DEVICES[device]).new_page()
    page.goto(f"{house.stream}analysis/{query}")
    check(page)


def test_a_month_without_data_reads_well(open_browser, house: House, device):
    page = open_browser("demo-area", **DEVICES[device]).new_page()
    for path in PAGES.values():
        show(page, house, f"{path}?period=month&from=2019-02-01")
        assert "¥0" not in page.locator("main, #main").first.inner_text()
        check(page)


def check(page: Page) -> None:
    """No violation, nothing wider than the screen, no target that a pointer may miss."""
    assert violations(page) == []
    assert fits(page)
    assert small_targets(page) == []
