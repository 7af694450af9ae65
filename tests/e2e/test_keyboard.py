"""A5: what is done every day on a phone (F1, F2, F3), by keyboard alone. What has the focus is in view,
marked, and not under the bar of tabs."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.house import PHONE, House
from tests.e2e.test_figures_on_a_phone import last_week, unfiled
from tests.e2e.test_taps import nothing_confirmed

__all__ = ["nothing_confirmed", "unfiled"]
MOST = 90  # presses of Tab: more are no way to go
# What has the focus: where it stands, whether anything lies over its middle or its edges, and its outline.
FOCUSED = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const label = focused.matches("[type=radio], [type=checkbox], [type=file]") && focused.closest("label");
    const marked = label ? label.querySelector(":focus-visible ~ *, :focus-visible + *") ?? focused : focused;
    const style = getComputedStyle(focused), after = getComputedStyle(focused, "::after");
    const outlines = [style, after, getComputedStyle(marked)].map((one) => parseFloat(one.outlineWidth) || 0);
    const isUnder = [.1, .5, .9].some((share) => {
        const y = box.y + Math.min(box.height, innerHeight) * share;
        const over = document.elementFromPoint(box.x + box.width / 2, y);
        return over?.closest(".tabs") && !focused.closest(".tabs");
    });
    return {
        name: focused.outerHTML.slice(0, 120),
        isNothing: focused === document.body,
        isInView: box.bottom > 0 && box.top < innerHeight,
        isUnder,
        outline: Math.max(...outlines, focused.closest(".ask-box") ? 4 : 0),
    };
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus; what has it on the way is seen too."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert not focused["isNothing"], "the page has an end, and it was not there"
        assert focused["isInView"], focused
        assert not focused["isUnder"], focused
        assert focused["outline"] >= 3, focused
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is too far")


def press(page: Page, wanted: Locator) -> None:
    """Go there, and press Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, text: str) -> None:
    """Go there, and type."""
    tab_to(page, wanted)
    page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Go to the group of radio buttons, and on to one of them by the arrows."""
    group, wanted = page.locator(f"[name={name}]"), page.locator(f"[name={name}][value={value}]")
    tab_to(page, group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} is never {value}")


@pytest.mark.usefixtures("unfiled")
def test_the_days_figures_are_saved_by_keyboard(open_browser, house: House):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(house.web)
    press(page, page.get_by_role("link", name="今日の売上を入力"))
    page.wait_for_url("**/report/performance/**")
    sales, customers = last_week(page)
    write(page, page.locator("[name=sales_amount]"), sales)
    write(page, page.locator("[name=customer_count]"), customers)
    press(page, page.get_by_role("button", name="保存する"))
    expect(page.locator("#notices")).to_contain_text("売上・客数を保存しました")


def test_something_that_happened_is_filed_with_a_photo_by_keyboard(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.on("filechooser", lambda _: None)  # Playwright does not wait until Chromium listens for them
    page.goto(house.web)
    press(page, page.get_by_role("link", name="日報を書く"))
    page.wait_for_url("**/report/register/**")
    choose(page, "genre", "accident")
    choose(page, "location", "kitchen")
    write(page, page.locator("[name=title]"), "鍋の取っ手が外れた")
    write(page, page.locator("[name=content]"), "けが人はいない。使うのをやめた。")
    tab_to(page, page.locator("label.file:has-text('アルバムから選ぶ') input"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(photos[:1])
    expect(page.locator(".thumb img")).to_have_count(1)
    press(page, page.get_by_role("button", name="提出する"))
    expect(page.locator("h1")).to_have_text("鍋の取っ手が外れた")
    expect(page.locator("main img")).to_have_count(1)


@pytest.mark.usefixtures("nothing_confirmed")
def test_a_must_read_post_is_confirmed_by_keyboard(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(house.web)
    press(page, page.locator("article:has-text('必読') a").first)
    page.wait_for_url("**/bbs/detail/**")
    press(page, page.get_by_role("button", name="確認しました"))
    expect(page.locator("#confirm")).to_contain_text("に確認しました")


@pytest.mark.parametrize("path", ["report/list/", "bbs/list/", "ai/chat/", "accounts/profile/"])
def test_the_focus_is_never_under_the_tabs_from_the_first_to_the_last(open_browser, house: House, path):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(house.web + path)
    tab_to(page, page.locator("a, button, input, select, textarea, summary").locator("visible=true").last)
