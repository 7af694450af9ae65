"""T3: live search asks nothing while an IME composes, never replaces its box, and then answers."""

import re

from playwright.sync_api import CDPSession, Page, Request, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, violations

BOX = "[name=query]"


def asked(page: Page) -> list[str]:
    """The addresses of the searches that go out from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if "/report/list/" in request.url:
            sent.append(request.url)

    page.on("request", note)
    return sent


def compose(devtools: CDPSession, text: str) -> None:
    """What the IME shows, not yet settled."""
    end = len(text)
    devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end})


def test_nothing_is_asked_while_composing_and_the_box_stays_the_same(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/list/")
    before = page.locator("#results").inner_text()
    sent = asked(page)
    page.focus(BOX)
    page.evaluate("window.box = document.querySelector('[name=query]')")
    devtools = page.context.new_cdp_session(page)
    for reading in ("お", "おき", "おきゃく", "お客"):
        compose(devtools, reading)
        page.wait_for_timeout(400)
    assert sent == []
    devtools.send("Input.insertText", {"text": "お客様"})
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    expect(page.locator("#results mark").first).to_have_text("お客様")
    assert len(sent) == 1
    assert page.locator("#results").inner_text() != before
    assert page.evaluate("window.box === document.activeElement && window.box.isConnected")
    expect(page).to_have_url(re.compile(r"/report/list/\?query=[^&]+$"))


def test_typing_fast_asks_once_and_a_filter_at_once(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/list/")
    sent = asked(page)
    page.locator(BOX).press_sequentially("pos", delay=30)
    expect(page.locator("#found")).to_contain_text("「pos」")
    assert len(sent) == 1
    page.fill(BOX, "")
    page.select_option("[name=genre]", "claim")
    expect(page.locator("#found")).to_have_text("条件に合う日報")
    assert page.locator("#results .tone-bad").count() == page.locator("#results article").count()
    page.get_by_role("link", name="もっと見る").click()
    expect(page.locator("#results article")).to_have_count(40)
    assert "genre=claim" in sent[-1]


def test_a_search_can_be_reloaded_and_come_back_to(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/list/")
    page.fill(BOX, "お客様")
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    page.reload()
    expect(page.locator(BOX)).to_have_value("お客様")
    page.locator("#results article a").first.click()
    page.wait_for_url("**/report/view/**")
    page.go_back()
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    expect(page.locator(BOX)).to_be_visible()


def test_the_search_looks_right_and_has_no_axe_violation(open_browser, house: House):
    for name, device in (("phone", PHONE), ("desktop", DESKTOP)):
        page = open_browser("demo-manager", **device).new_page()
        for kind, query in (("found", "?query=お客様&genre=claim"), ("nothing", "?query=鬱鬱&sort=best")):
            page.goto(f"{house.web}report/list/{query}")
            assert violations(page) == []
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
            shot(page, f"search-{kind}-{name}")


def test_without_javascript_the_search_is_a_form(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}report/list/")
    page.fill(BOX, "お客様")
    page.select_option("[name=sort]", "oldest")
    page.get_by_role("button", name="検索").click()
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    first = page.locator("article a").first.get_attribute("href")
    page.get_by_role("link", name="もっと見る").click()
    expect(page.locator("article a").first).not_to_have_attribute("href", first or "")
    expect(page.locator(BOX)).to_have_value("お客様")
    assert "sort=oldest" in page.url
