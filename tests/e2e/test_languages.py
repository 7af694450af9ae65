"""L1: a language goes along between the applications; the pages of the office, as the READMEs show them.

That every page is translated and holds longer words stands in `test_every_page.py`.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.crawl.checks import SMALL, holds, watch
from tests.e2e.house import DESKTOP, PHONE, House, shot

OFFICE = {
    "staff": "accounts/staff-list/",
    "store": "stores/edit/2/",
    "import": "import/",
    "export": "export/",
    "audit": "audit/",
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_the_office_hold_in_both_languages(open_browser, house: House, language):
    page: Page = open_browser(house.speak(language, "demo-admin"), **PHONE).new_page()
    for name, path in OFFICE.items():
        page.set_viewport_size(PHONE["viewport"])
        page.goto(house.web + path)
        assert page.locator("html").get_attribute("lang") == language
        shot(page, f"office-{name}-{language}")
        watch(page)
        assert list(holds(page, (SMALL,))) == [], name


def test_the_choice_goes_along_to_the_managers_application_and_back(open_browser, house: House):
    page = open_browser(house.speak("en", "demo-manager"), **DESKTOP).new_page()
    page.goto(f"{house.stream}analysis/")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.locator("html").get_attribute("lang") == "en-US"
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.goto(house.web)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    another = open_browser("demo-manager", **PHONE).new_page()
    another.goto(f"{house.stream}analysis/")
    assert another.locator("html").get_attribute("lang") == "ja"
