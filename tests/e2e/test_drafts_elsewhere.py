"""A draft that goes on elsewhere: on another device or page, without a network, in other hands."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.house import PASSWORD, PHONE, House
from tests.e2e.unsent import write

TEXT = "[name=content]"
KEPT = re.compile(r"\d\d:\d\d 下書きを保存しました")
DRAFTS = "async () => (await stored.drafts()).map(({ fields }) => Object.fromEntries(fields).content)"


@pytest.fixture
def phone(open_browser, house: House) -> Page:
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/register/")
    return page


def type_on(page: Page, text: str) -> None:
    """At the end of what is there."""
    page.focus(TEXT)
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def until_only_here(page: Page, text: str) -> None:
    """The device keeps it."""
    for _ in range(50):
        if text in page.evaluate(DRAFTS):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(DRAFTS))


def until_nowhere_here(page: Page) -> None:
    """The device keeps nothing."""
    for _ in range(80):
        if not page.evaluate(DRAFTS):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(DRAFTS))


def go_on_from_home(page: Page, house: House, text: str) -> None:
    page.goto(house.web)
    page.locator("article", has_text=text).get_by_role("link", name="続きから書く").click()
    page.wait_for_url("**?draft=*")


def test_what_was_typed_without_a_network_is_ahead_of_the_servers_draft(phone, house: House):
    type_on(phone, "冷凍室の前")
    expect(phone.locator("#draft-said")).to_have_text(KEPT)
    until_nowhere_here(phone)
    phone.context.set_offline(True)
    type_on(phone, "と中で")
    until_only_here(phone, "冷凍室の前と中で")
    context = phone.context
    phone.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    go_on_from_home(page, house, "冷凍室の前")
    expect(page.locator(TEXT)).to_have_value("冷凍室の前と中で")
    expect(page.locator("[data-act=on]")).to_have_count(0)
    until_nowhere_here(page)
    page.goto(house.web)
    expect(page.locator("article", has_text="冷凍室の前と中で")).to_have_count(1)


def test_after_a_refusal_every_letter_is_kept_on_the_phone(phone):
    type_on(phone, "はじめの内容")
    expect(phone.locator("#draft-said")).to_have_text(KEPT)
    until_nowhere_here(phone)
    phone.get_by_role("button", name="提出する").last.click()
    expect(phone.locator("#error-summary")).to_be_focused()
    phone.context.set_offline(True)
    typed = "はじめの内容"
    for letter in "そのあとの言葉です":
        type_on(phone, letter)
        typed += letter
        until_only_here(phone, typed)


def test_newer_words_on_the_phone_leave_the_photos_that_the_server_has(phone, house: House, photos):
    type_on(phone, "写真が二枚")
    phone.set_input_files("#id_images", photos)
    expect(phone.locator("[data-arrange] [data-photo]")).to_have_count(2, timeout=30_000)
    expect(phone.locator("#draft-said")).to_have_text(KEPT, timeout=20_000)
    phone.get_by_role("button", name="下書きを保存").click()
    phone.wait_for_url("**?draft=*")
    expect(phone.locator("[data-photo] img")).to_have_count(2)
    phone.context.set_offline(True)
    type_on(phone, "と中で")
    until_only_here(phone, "写真が二枚と中で")
    address, context = phone.url, phone.context
    phone.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(TEXT)).to_have_value("写真が二枚と中で")
    expect(page.locator("[data-photo] img")).to_have_count(2)
    page.goto(address)
    expect(page.locator("[data-photo] img")).to_have_count(2)


def test_nor_does_a_comment_hide_what_was_typed_without_a_network(open_browser, house: House):
    with house.database() as connection:  # a page of an earlier test may have left one as it closed
        connection.execute("DELETE FROM bbs_drafts")
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}bbs/list/")
    page.locator("main a[href*='/bbs/detail/']").first.click()
    page.wait_for_url("**/bbs/detail/**")
    address = page.url
    type_on(page, "電波のあるうちに")
    expect(page.locator("#draft-said")).to_have_text(KEPT)
    page.context.set_offline(True)
    type_on(page, "なくなってから")
    until_only_here(page, "電波のあるうちになくなってから")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(TEXT)).to_have_value("電波のあるうちになくなってから")


def test_gone_on_with_on_a_tablet_the_phones_page_keeps_a_draft_of_its_own(open_browser, phone, house):
    type_on(phone, "電話で始めた")
    expect(phone.locator("#draft-said")).to_have_text(KEPT)
    tablet = open_browser("demo-staff", **PHONE).new_page()
    go_on_from_home(tablet, house, "電話で始めた")
    type_on(tablet, "。タブレットで続けた")
    expect(tablet.locator("#draft-said")).to_have_text(KEPT)
    type_on(phone, "よ")
    expect(phone.locator("#draft-said")).to_contain_text("別の下書きとして保存しました")
    until_nowhere_here(phone)
    type_on(phone, "ね")
    expect(phone.locator("#draft-said")).to_have_text(KEPT)
    phone.goto(house.web)
    expect(phone.locator("article", has_text="電話で始めた。タブレットで続けた")).to_have_count(1)
    expect(phone.locator("article", has_text="電話で始めたよね")).to_have_count(1)


def test_what_only_the_phone_has_does_not_hide_what_the_tablet_went_on_with(open_browser, phone, house):
    type_on(phone, "ここまで同じ")
    expect(phone.locator("#draft-said")).to_have_text(KEPT)
    until_nowhere_here(phone)
    phone.context.set_offline(True)
    type_on(phone, "・電話")
    until_only_here(phone, "ここまで同じ・電話")
    context = phone.context
    phone.close(run_before_unload=False)
    tablet = open_browser("demo-staff", **PHONE).new_page()
    go_on_from_home(tablet, house, "ここまで同じ")
    type_on(tablet, "・タブレット")
    expect(tablet.locator("#draft-said")).to_have_text(KEPT)
    context.set_offline(False)
    page = context.new_page()
    go_on_from_home(page, house, "ここまで同じ")
    expect(page.locator(TEXT)).to_have_value("ここまで同じ・タブレット")
    expect(page.locator("[data-act=on]")).to_be_visible()
    type_on(page, "！")
    expect(page.locator("#draft-said")).to_have_text(KEPT)
    page.locator("[data-act=on]").click()
    expect(page.locator(TEXT)).to_have_value("ここまで同じ・電話")
    until_nowhere_here(page)
    page.goto(house.web)
    expect(page.locator("article", has_text="ここまで同じ・タブレット！")).to_have_count(1)
    expect(page.locator("article", has_text="ここまで同じ・電話")).to_have_count(1)


def test_pressing_back_does_not_give_one_persons_text_to_the_next(open_browser, house: House):
    page = sign_in(open_browser(**PHONE).new_page(), house, "demo-staff")
    page.goto(f"{house.web}report/register/")
    page.fill(TEXT, "店長には見せない")
    until_only_here(page, "店長には見せない")
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("button", name="ログアウトする").click()
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=user_id]", "demo-manager")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url(house.web)
    for _ in range(5):
        page.go_back()
        if page.url.endswith("/report/register/"):
            break
    assert page.locator("meta[name=viewer]").get_attribute("content") == "demo-manager"
    expect(page.locator(TEXT)).to_have_value("")
    page.wait_for_timeout(800)
    owners = page.evaluate("async () => (await stored.drafts()).map(({ user_id }) => user_id)")
    assert "demo-manager" not in owners


def test_what_is_thrown_away_at_home_is_not_offered_by_the_device(phone, house: House):
    write(phone, "捨てる下書き")
    until_only_here(phone, "内容")
    phone.route("**/report/draft/", lambda route: route.abort())
    phone.get_by_role("button", name="下書きを保存").click()
    phone.wait_for_url("**?draft=*")
    phone.get_by_role("link", name="下書きを破棄する").click()
    phone.get_by_role("button", name="破棄する").click()
    phone.wait_for_url(house.web)
    phone.goto(f"{house.web}report/register/")
    phone.wait_for_timeout(500)
    expect(phone.locator("[data-act=on]")).to_have_count(0)


def test_a_draft_of_another_day_says_its_day_and_so_does_the_form(phone, house: House):
    phone.route("**/report/draft/", lambda route: route.abort())
    phone.evaluate("document.querySelector('[name=date]').value = '2026-11-20'")
    write(phone, "三日前の話")
    until_only_here(phone, "内容")
    three_days = "at: draft.at - 3 * 86400000"
    phone.evaluate(
        f"async () => {{ const [draft] = await stored.drafts();"
        f" document.querySelector('[data-outbox]').dataset.sent = 'yes';"  # it writes nothing as it closes
        f" await stored.keepDraft(() => ({{ ...draft, key: stored.uuid(), {three_days} }}));"
        f" await stored.forgetDraft(draft.key); }}"
    )
    context = phone.context
    phone.close(run_before_unload=False)
    page = context.new_page()
    page.goto(f"{house.web}report/register/")
    card = page.locator("section", has_text="この端末に下書きがあります")
    expect(card).to_contain_text(re.compile(r"（\d+/\d+ \d+:\d+）"))
    card.get_by_role("button", name="続きから書く").click()
    expect(page.locator("[data-day]")).to_have_text(re.compile(r"11月20日\(金\)の営業日報です"))
