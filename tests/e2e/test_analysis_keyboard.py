"""The managers' pages by keyboard only: letters that lead, a list of them, an off switch, and the Tab key."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.analysis import period, said, show, wait_for
from tests.e2e.house import DESKTOP, House
from tests.e2e.test_analysis_pages import follow
from tests.e2e.test_japanese_input import compose

FOCUSED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const x = box.x + box.width / 2, y = box.y + Math.min(box.height, innerHeight) / 2;
    const over = document.elementFromPoint(x, y);
    return {
        name: e.id || e.textContent.trim().slice(0, 20) || e.className,
        isBody: e === document.body,
        isSeen: e.matches('.skip') || e.contains(over) || over?.contains(e) || false,
        outline: parseFloat(style.outlineWidth),
    };
}"""


@pytest.fixture
def page(open_browser, house: House) -> Page:
    """The overview of a month ago."""
    return show(open_browser("demo-area", **DESKTOP).new_page(), house, "analysis/?period=month&offset=-1")


def press(page: Page, keys: str) -> Page:
    """Press keys one after another, and wait for the address that they lead to."""
    before = page.url
    for key in keys.split():
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    return wait_for(page)


def stays(page: Page, keys: str) -> bool:
    """Whether these keys lead nowhere."""
    before, was = page.url, said(page)
    for key in keys.split():
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    return page.url == before and said(page) == was


def test_brackets_step_through_the_periods(page: Page):
    first, last = period(page)
    assert period(press(page, "["))[1] < first
    press(page, "[")
    press(page, "]")
    assert period(press(page, "]")) == (first, last)


def test_no_key_leads_into_the_future(page: Page):
    press(page, "]")
    assert stays(page, "]")


def test_g_and_a_letter_lead_to_each_page_of_the_menu_with_the_same_question(page: Page):
    asked = page.url.partition("?")[2]
    letters = page.locator(".pages a").evaluate_all("links => links.map(a => [a.dataset.key, a.pathname])")
    assert len(letters) >= 4
    for letter, path in letters[1:] + letters[:1]:
        press(page, f"g {letter}")
        assert page.url.split("/", 3)[3] == f"{path.lstrip('/')}?{asked}"
        expect(page.locator(".pages [aria-current=page]")).to_have_attribute("data-key", letter)


def test_a_letter_alone_and_a_letter_too_late_lead_nowhere(page: Page):
    assert stays(page, "s")
    page.keyboard.press("g")
    page.wait_for_timeout(1600)
    assert stays(page, "s")
    assert stays(page, "Control+[ Alt+]")


def test_the_question_mark_lists_the_keys_and_escape_gives_the_focus_back(page: Page):
    page.locator(".pages a").first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="キーボード操作")
    expect(dialog).to_be_visible()
    for key in ("[", "]", "g", "h", "?"):
        expect(dialog.locator("kbd", has_text=re.compile(f"^{re.escape(key)}$")).first).to_be_visible()
    assert stays(page, "[")  # behind the dialog nothing moves
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".pages a").first).to_be_focused()


def test_the_keys_are_switched_off_for_good_and_on_again(page: Page, house: House):
    page.keyboard.press("?")
    page.get_by_label("キーボード操作を使わない").check()
    page.keyboard.press("Escape")
    assert stays(page, "[ g s ?")
    expect(page.locator("#keys")).to_be_hidden()
    show(page, house, "analysis/goals/")
    assert stays(page, "[")
    page.get_by_role("button", name="キーボード操作").click()
    expect(page.get_by_label("キーボード操作を使わない")).to_be_checked()
    page.get_by_label("キーボード操作を使わない").uncheck()
    page.get_by_role("button", name="閉じる").click()
    press(page, "[")


def test_nothing_happens_while_something_is_typed_chosen_or_composed(page: Page):
    follow(page, "#kind-days")
    for field in ("#from", "#scope", "#cmp"):
        page.locator(field).focus()
        assert stays(page, "[ ] ?"), field
    page.evaluate("""() => {
        const field = Object.assign(document.createElement('div'), {contentEditable: 'true', id: 'note'});
        document.querySelector('.fade').append(field);
    }""")
    compose(page, "#note", "[")
    assert stays(page, "[ g s")
    composing = "new KeyboardEvent('keydown', {key: '[', keyCode: 229, isComposing: true, bubbles: true})"
    before = page.url
    page.evaluate(f"document.body.dispatchEvent({composing})")
    page.wait_for_timeout(300)
    assert page.url == before


def test_the_focus_stays_where_it_was_when_the_page_is_told_anew(page: Page):
    for selector, key in (("#before", "Enter"), ("#kind-week", "Enter")):
        page.locator(selector).focus()
        press(page, key)
        expect(page.locator(selector)).to_be_focused()
    page.locator("#scope").focus()
    press(page, "ArrowDown")
    expect(page.locator("#scope")).to_be_focused()


@pytest.mark.parametrize(
    "path", ["analysis/", "analysis/incidents/", "analysis/stores/", "analysis/figures/"]
)
def test_the_tab_key_reaches_everything_in_order_and_the_focus_is_seen(open_browser, house: House, path):
    page = show(open_browser("demo-area", **DESKTOP).new_page(), house, path)
    names = []
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["isBody"]:
            break
        assert focused["isSeen"], focused
        assert focused["outline"] >= 4, focused
        names.append(focused["name"])
    assert names[0] == "本文へ移動"
    order = ["copy", "scope", "kind-week", "kind-month", "before"]
    assert [name for name in names if name in order] == order
    assert "キーボード操作" in names
    assert len(names) < 190


def test_the_skip_link_leads_past_the_frame(page: Page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#copy")).to_be_focused()


def test_a_chart_is_exported_and_read_as_a_table_by_keyboard(page: Page):
    summary = page.locator(".chart .menu > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="CSV").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="CSV").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.get_by_role("link", name="CSV").first).to_be_hidden()
    page.locator(".fold > summary").first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".fold .rows").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".fold .scroll").first).to_be_focused()
