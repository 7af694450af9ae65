"""A1, A3, A4: no axe violation, no small target, nothing sideways, light and dark, phone and desktop."""

import pytest
from playwright.sync_api import Page

from tests.e2e.house import DESKTOP, PHONE, House, small_targets, violations

PAGES = {
    "home": "",
    "list": "report/list/",
    "form": "report/register/",
    "figures": "report/performance/",
    "goal": "stores/goal/update/",
    "board": "bbs/list/",
    "new post": "bbs/register/",
    "unread": "bbs/unread/",
    "board, found": "bbs/list/?keyword=お客様&genre=claim&sort=popular",
    "board, nothing": "bbs/list/?keyword=鬱鬱&store=99",
    "documents": "knowledge/",
    "document": "knowledge/1/",
    "ai": "ai/chat/",
    "more": "accounts/profile/",
    "notifications": "push/",
    "password": "accounts/password/",
    "export": "export/",
    "staff": "accounts/staff-list/",
    "new person": "accounts/signup/",
    "many people": "accounts/staff-import/",
    "404": "nothing/here/",
}
HEAD_OFFICE = {
    "audit": "audit/",
    "audit, narrowed": "audit/?person=demo&first=2026-13-01",
    "stores": "stores/list/",
    "new store": "stores/register/",
    "store": "stores/edit/2/",
    "areas": "stores/areas/",
    "person": "accounts/staff-edit/demo-staff/",
    "import": "import/",
    "new document": "knowledge/upload/",
    "document of 本部": "knowledge/1/",
    "document replaced": "knowledge/1/replace/",
    "document deleted": "knowledge/1/delete/",
}
DEVICES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(params=["phone", "desktop"])
def device(request) -> dict[str, object]:
    """What is held in the hand; `violations` looks at it by day and by night."""
    return DEVICES[request.param]


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


def test_the_pages_of_the_head_office(open_browser, house: House, device):
    page = open_browser("demo-admin", **device).new_page()
    for name, path in HEAD_OFFICE.items():
        page.goto(house.web + path)
        check(page, name)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_managers_page(open_browser, house: House, device, scheme):
    page = open_browser("demo-manager", **device, color_scheme=scheme).new_page()
    page.goto(f"{house.stream}analysis/")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def check(page: Page, name: str) -> None:
    """No violation, nothing wider than the screen, no target that a thumb may miss."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert small_targets(page) == [], name
