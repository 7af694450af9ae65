"""How C3 comes to the home screen is told where it can be done, and not again to who has had enough of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import APP, House, shot, small_targets, violations

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.4 Mobile/15E148 Safari/604.1"
)
# What Chromium with a face says when C3 may be installed; one without says it to nobody.
OFFER = """() => {
    const event = new Event("beforeinstallprompt", { cancelable: true });
    event.prompt = () => (window.asked = (window.asked ?? 0) + 1);
    event.userChoice = Promise.resolve({ outcome: "accepted" });
    window.dispatchEvent(event);
}"""


@pytest.fixture
def iphone(open_browser, house: House) -> Page:
    """An iPhone, by its name."""
    return open_browser("demo-staff", **APP, user_agent=IPHONE).new_page()


@pytest.fixture
def android(open_browser, house: House) -> Page:
    """A browser that may offer to install."""
    return open_browser("demo-staff", **APP).new_page()


def test_an_iphone_is_shown_three_steps(iphone, house: House):
    iphone.goto(house.web)
    steps = iphone.locator("[data-install-ios] li")
    expect(steps).to_have_count(3)
    expect(steps.nth(1)).to_contain_text("ホーム画面に追加")
    expect(steps.first).to_be_visible()
    expect(iphone.locator("[data-install-android]")).to_be_hidden()
    steps.first.scroll_into_view_if_needed()
    shot(iphone, "install-iphone")
    assert violations(iphone) == []
    assert small_targets(iphone) == []
    assert iphone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_who_has_had_enough_is_not_told_again_but_finds_it_among_the_rest(iphone, house: House):
    iphone.goto(house.web)
    iphone.get_by_role("button", name="今後は表示しない").tap()
    expect(iphone.locator("[data-install]")).to_be_hidden()
    iphone.reload()
    expect(iphone.locator("[data-install]")).to_be_hidden()
    iphone.goto(f"{house.web}accounts/profile/")
    expect(iphone.locator("[data-install-ios]")).to_be_visible()


def test_android_offers_a_button_which_asks_the_browser_once(android, house: House):
    for address in (house.web, f"{house.web}accounts/profile/"):
        android.goto(address)
        expect(android.locator("[data-install]")).to_be_hidden()
        android.evaluate(OFFER)
        button = android.get_by_role("button", name="ホーム画面に置く")
        expect(android.locator("[data-install-ios]")).to_be_hidden()
        assert violations(android) == []
        button.tap()
        expect(android.locator("[data-install]")).to_be_hidden()
        assert android.evaluate("window.asked") == 1


def test_without_javascript_or_a_way_to_install_nothing_is_told(open_browser, house: House):
    page = open_browser("demo-staff", **APP, java_script_enabled=False).new_page()
    page.goto(house.web)
    expect(page.locator("[data-install]")).to_be_hidden()
    expect(page.locator("[data-update-bar]")).to_be_hidden()
    expect(page.locator("[data-offline-bar]")).to_be_hidden()
