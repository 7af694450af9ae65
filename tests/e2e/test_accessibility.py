"""A1, A4: no page has an axe violation or scrolls sideways, light and dark, phone and desktop."""

import pytest
from playwright.sync_api import Page

from tests.e2e.house import DESKTOP, PHONE, House, violations

PAGES = {
    "home": "",
    "list": "report/list/",
    "form": "report/register/",
    "figures": "report/performance/",
    "goal": "stores/goal/update/",
    "board": "bbs/list/",
    "ai": "ai/chat/",
    "more": "accounts/profile/",
    "password": "accounts/password/",
    "staff": "accounts/staff-list/",
    "new person": "accounts/signup/",
    "many people": "accounts/staff-import/",
    "404": "nothing/here/",
}
DEVICES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(params=["light", "dark"])
def scheme(request) -> str:
    """The light that the device asks for."""
    return request.param


@pytest.fixture(params=["phone", "desktop"])
def device(request, scheme) -> dict[str, object]:
    """What is held in the hand."""
    return {**DEVICES[request.param], "color_scheme": scheme}


def test_the_pages_of_the_staff(open_browser, house: House, device):
    page = open_browser("demo-manager", **device).new_page()
    for name, path in PAGES.items():
        page.goto(house.web + path)
        check(page, name)
    page.goto(f"{house.web}report/list/")
    page.locator("article a").first.click()
    page.wait_for_url("**/report/view/**")
    check(page, "detail")
    page.goto(f"{house.web}bbs/list/")
    page.locator("main a[href*='/bbs/detail/']").first.click()
    page.wait_for_url("**/bbs/detail/**")
    check(page, "post")


def test_a_refused_form_and_the_login(open_browser, house: House, device):
    context = open_browser("demo-staff", **device)
    page = context.new_page()
    page.goto(f"{house.web}report/register/")
    page.get_by_role("button", name="提出する").click()
    page.wait_for_selector("[aria-invalid=true]")
    assert page.title().startswith("エラー: ")
    check(page, "refused form")
    context.clear_cookies()
    page.goto(house.web)
    check(page, "login")
    page.fill("[name=user_id]", "nobody")
    page.fill("[name=password]", "wrong")
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_selector("[role=alert]")
    check(page, "refused login")


def test_the_managers_page(open_browser, house: House, device):
    page = open_browser("demo-manager", **device).new_page()
    page.goto(f"{house.stream}analysis/")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    check(page, "analysis")


def check(page: Page, name: str) -> None:
    """No violation, and nothing wider than the screen."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
