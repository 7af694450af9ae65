"""L1: the English pages are English, and hold their layout on a phone, with texts two fifths longer too."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, violations
from tests.e2e.test_accessibility import HEAD_OFFICE, PAGES

OFFICE = {name: PAGES[name] for name in ("staff", "new person", "many people", "export")}
SMALL = {**PHONE, "viewport": {"width": 320, "height": 700}}
# Pages on which nobody's words stand but ours: what is Japanese there was forgotten.
OURS = {"form", "ai", "password", "404"}
FORGOTTEN = """
() => {
  const japanese = /[\u3041-\u309f\u30a1-\u30fa\u4e00-\u9faf]/;
  const theirs = "[lang=ja], .who, bdi, script, style, option[value^='2']";
  const told = [...document.querySelectorAll("body *")].filter((e) => !e.closest(theirs)).flatMap((e) => [
    ...[...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data),
    ...["aria-label", "placeholder", "title", "alt"].map((name) => e.getAttribute(name) ?? ""),
  ]);
  return [document.title, ...told].filter((text) => japanese.test(text));
}
"""
# Every text two fifths longer: a language that C3 does not speak yet.
LONGER = """
() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    if (text.parentElement.closest("script, style, template, svg")) continue;
    const said = text.data.trim();
    const more = said.slice(0, Math.ceil(said.length * 0.4));
    if (said.length > 1) text.data = text.data.replace(said, `[${said} ${more}]`);
  }
}
"""
CUT_OFF = """
() => [...document.querySelectorAll("main .btn, main h1, main h2, label, .tab")]
  .filter((e) => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent.trim())
"""


@pytest.mark.parametrize("user_id", ["demo-staff", "demo-manager", "demo-admin"])
def test_english_pages_hold_on_a_phone_and_with_longer_words(open_browser, house: House, user_id):
    page = open_browser(house.speak("en", user_id), **PHONE).new_page()
    for name, path in PAGES.items():
        page.goto(house.web + path)
        assert page.locator("html").get_attribute("lang") == "en"
        check(page, f"{name} in English")
        assert name not in OURS or page.evaluate(FORGOTTEN) == [], name
        shot(page, f"en-{user_id}-{name}", whole=True)
        page.evaluate(LONGER)
        check(page, f"{name} with longer words")
        page.set_viewport_size(SMALL["viewport"])
        check(page, f"{name} with longer words at 320")
        page.set_viewport_size(PHONE["viewport"])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_the_office_hold_in_both_languages(open_browser, house: House, language):
    page = open_browser(house.speak(language, "demo-admin"), **PHONE).new_page()
    for name, path in (HEAD_OFFICE | OFFICE).items():
        page.goto(house.web + path)
        assert page.locator("html").get_attribute("lang") == language
        shot(page, f"office-{name.replace(' ', '-')}-{language}")
        page.evaluate(LONGER)
        page.set_viewport_size(SMALL["viewport"])
        check(page, f"{name} with longer words at 320")
        page.set_viewport_size(PHONE["viewport"])


def test_japanese_pages_hold_with_longer_words(open_browser, house: House):
    page = open_browser("demo-admin", **SMALL).new_page()
    for name, path in PAGES.items():
        page.goto(house.web + path)
        check(page, f"{name} at 320")
        page.evaluate(LONGER)
        check(page, f"{name} with longer words at 320")


def test_the_choice_goes_along_to_the_managers_application_and_back(open_browser, house: House):
    page = open_browser(house.speak("en", "demo-manager"), **DESKTOP).new_page()
    page.goto(f"{house.stream}analysis/")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.locator("html").get_attribute("lang") == "en-US"
    assert violations(page) == []
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.goto(house.web)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    another = open_browser("demo-manager", **PHONE).new_page()
    another.goto(f"{house.stream}analysis/")
    assert another.locator("html").get_attribute("lang") == "ja"


def check(page: Page, name: str) -> None:
    """Nothing is wider than the screen, and no button's words are cut off."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert page.evaluate(CUT_OFF) == [], name
