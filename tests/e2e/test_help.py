"""The guide as people read it: on a phone, before the door and behind it, and without a signal."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import APP, DESKTOP, PHONE, House, shot, small_targets, violations
from tests.e2e.unsent import until_told
from web.help import guide

SHOWN = """
() => Promise.all([...document.querySelectorAll("article img")].map(async (picture) => {
  picture.loading = "eager";
  await picture.decode();
  return picture.naturalWidth;
}))
"""


def test_every_page_shows_its_pictures_on_a_phone_without_a_login(open_browser, house: House):
    page = open_browser(**PHONE).new_page()
    for name, told in guide.pages().items():
        page.goto(f"{house.web}help/{name}/")
        assert page.locator("h1").inner_text() == told.title
        pictures = [
            block for section in told.sections for block in section.blocks if isinstance(block, guide.Picture)
        ]
        widths = page.evaluate(SHOWN)
        assert len(widths) == len(pictures), name
        assert all(widths), name
        holds(page, name)


@pytest.mark.parametrize(("name", "device"), [("phone", PHONE), ("desktop", DESKTOP)])
def test_the_way_from_the_login_page_and_back_has_no_violation(open_browser, house: House, name, device):
    page = open_browser(**device).new_page()
    page.goto(house.web)
    page.get_by_role("link", name="ヘルプ").click()
    expect(page.locator("h1")).to_have_text("ヘルプ")
    look(page, f"help-{name}")
    page.get_by_role("link", name="日報を書く").click()
    expect(page.locator("h1")).to_have_text("日報を書く")
    page.evaluate(SHOWN)
    look(page, f"help-report-{name}")
    page.get_by_role("link", name="ヘルプにもどる").click()
    page.get_by_role("link", name="ログインにもどる").click()
    expect(page.get_by_role("button", name="ログインする")).to_be_visible()


def test_an_english_reader_is_led_in_english_and_told_what_is_japanese(open_browser, house: House):
    page = open_browser(house.speak("en", "demo-manager"), **PHONE).new_page()
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="Help").click()
    expect(page.locator("h1")).to_have_text("Help")
    expect(page.locator(".told-language")).to_contain_text("Japanese")
    page.locator("main .menu-item").first.click()
    expect(page.locator("main h1")).to_have_attribute("lang", "ja")
    page.set_viewport_size({"width": 320, "height": 700})
    look(page, "help-english")


def test_a_page_that_was_read_once_is_there_without_a_signal_with_its_pictures(open_browser, house: House):
    phone = open_browser("demo-staff", **APP).new_page()
    phone.goto(house.web)
    phone.evaluate("navigator.serviceWorker.ready")
    phone.reload()
    phone.goto(f"{house.web}help/report/")
    pictures = phone.evaluate(SHOWN)
    until_told(
        phone, "async () => Boolean(await caches.match('/help/report/', {ignoreVary: true}))", wanted=True
    )
    phone.context.set_offline(True)
    phone.goto(f"{house.web}help/report/")
    expect(phone.locator("[data-offline-bar]")).to_be_visible()
    assert phone.evaluate(SHOWN) == pictures


def look(page: Page, name: str) -> None:
    """By day and by night."""
    shot(page, name, whole=True)
    assert violations(page) == [], name
    holds(page, name)


def holds(page: Page, name: str) -> None:
    """Nothing sideways, nothing that a thumb may miss."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert small_targets(page) == [], name
