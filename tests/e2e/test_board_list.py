"""The list of the board on a phone: searched without disturbing an IME, narrowed, turned around, read on."""

import re
from itertools import pairwise

from playwright.sync_api import Page, Request, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations

BOX = "[name=keyword]"


def asked(page: Page) -> list[str]:
    """The addresses of the lists that are asked for from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if "/bbs/list/" in request.url:
            sent.append(request.url)

    page.on("request", note)
    return sent


def reactions(page: Page) -> list[int]:
    """How many each post of the page has got, in their order."""
    told = page.locator("#results .post-count:nth-child(2)").all_inner_texts()
    return [int("".join(filter(str.isdigit, text))) for text in told]


def test_nothing_is_asked_while_composing_and_the_box_stays_the_same(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}bbs/list/")
    sent = asked(page)
    page.focus(BOX)
    page.evaluate("window.box = document.querySelector('[name=keyword]')")
    devtools = page.context.new_cdp_session(page)
    for reading in ("お", "おき", "お客"):
        composed = {"text": reading, "selectionStart": len(reading), "selectionEnd": len(reading)}
        devtools.send("Input.imeSetComposition", composed)
        page.wait_for_timeout(400)
    assert sent == []
    devtools.send("Input.insertText", {"text": "お客様"})
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    expect(page.locator("#results mark").first).to_have_text("お客様")
    assert len(sent) == 1
    assert page.evaluate("window.box === document.activeElement && window.box.isConnected")
    expect(page).to_have_url(re.compile(r"/bbs/list/\?keyword=[^&]+$"))


def test_the_order_turns_at_once_and_more_goes_on_in_it(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}bbs/list/")
    page.select_option("[name=sort]", "popular")
    expect(page).to_have_url(re.compile(r"sort=popular"))
    page.get_by_role("link", name="もっと見る").click()
    expect(page.locator("#results article")).to_have_count(40)
    assert all(one >= other for one, other in pairwise(reactions(page)))
    page.select_option("[name=store]", label="本部")
    expect(page.locator("#found")).to_have_text("条件に合う投稿")
    assert set(page.locator("#results .meta:not(.post-counts) span:first-child").all_inner_texts()) == {
        "本部"
    }


def test_without_javascript_the_search_is_a_form_and_more_a_page(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}bbs/list/")
    page.select_option("[name=sort]", "popular")
    with page.expect_navigation():
        page.get_by_role("button", name="検索").click()
    first = page.locator("article a").first.get_attribute("href")
    page.get_by_role("link", name="もっと見る").click()
    expect(page.locator("article a").first).not_to_have_attribute("href", first or "")
    assert "sort=popular" in page.url
    page.fill(BOX, "お客様")
    page.get_by_role("button", name="検索").click()
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    expect(page.locator("[name=sort]")).to_have_value("popular")


def test_the_list_looks_right_and_has_no_axe_violation(open_browser, house: House):
    for name, device in (("phone", PHONE), ("desktop", DESKTOP)):
        for scheme in ("light", "dark"):
            page = open_browser("demo-manager", **device, color_scheme=scheme).new_page()
            for kind, query in (
                ("new", ""),
                ("found", "?keyword=お客様&sort=popular"),
                ("nothing", "?keyword=鬱鬱&store=99"),
            ):
                page.goto(f"{house.web}bbs/list/{query}")
                assert violations(page) == []
                assert small_targets(page) == []
                assert page.evaluate(
                    "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
                )
                shot(page, f"board-{kind}-{name}-{scheme}")
