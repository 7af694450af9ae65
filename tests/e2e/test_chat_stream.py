"""An answer comes as it is told: over reloads, dropped lines and tabs, and it is quiet about it."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chatting import BLOCKS, Driven, forget, said
from tests.e2e.hostile import FOUND, PAYLOADS
from tests.e2e.house import DESKTOP, PHONE, House, violations

WHO = "demo-manager"

# Each change of the status line with its moment, and whether a live region surrounds the answer.
WATCH = """() => {
  window.told = [];
  const place = document.getElementById("chat-status");
  new MutationObserver(() => window.told.push([performance.now(), place.textContent]))
    .observe(place, {childList: true, characterData: true, subtree: true});
}"""
LIVE = """() => {
  for (let one = document.querySelector("[data-said]"); one; one = one.parentElement) {
    const live = one.getAttribute("aria-live");
    if (live && live !== "off") return true;
    if (!live && ["status", "alert", "log"].includes(one.getAttribute("role"))) return true;
  }
  return false;
}"""


@pytest.fixture(autouse=True)
def nobody_asks(house: House) -> Iterator[None]:
    """Each test begins and ends with no turn."""
    forget(house)
    yield
    forget(house)


@pytest.fixture
def page(open_browser) -> Page:
    return open_browser(WHO, **PHONE).new_page()


def test_what_it_does_is_told_in_the_readers_language(open_browser, house: House):
    turn = Driven(house, WHO)
    page = open_browser(house.speak("en", WHO), **PHONE).new_page()
    page.goto(turn.address)
    turn.looks_up("売上を確認しています…")
    expect(page.locator("[data-activity]")).to_have_text("Looking at sales…")


def test_text_comes_as_it_is_told_and_a_finished_block_becomes_what_it_means(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    expect(page.locator("[data-activity]")).to_have_text("回答を作成しています")
    turn.looks_up("売上を確認しています…")
    expect(page.locator("[data-activity]")).to_have_text("売上を確認しています…")
    turn.tell({"type": "token", "content": "先週の売上は**412,"})
    expect(page.locator(".writing")).to_have_text("先週の売上は**412,")
    turn.tell(
        {
            "type": "token",
            "content": "300円**です[2]。",
            "html": "<p>先週の売上は<strong>412,300円</strong>です。</p>",
        }
    )
    expect(page.locator("[data-said] strong")).to_have_text("412,300円")
    expect(page.locator(".writing")).to_have_count(0)
    turn.say("\n\n- ", "一つ目[1]\n", "- 二つ目")
    expect(page.locator("[data-said] li")).to_have_count(2)
    turn.end()
    expect(page.locator(".sources a")).to_have_count(2)
    expect(page.locator("[data-working]")).to_have_count(0)
    expect(page.get_by_role("button", name="コピー")).to_be_visible()
    assert page.locator("[data-said]").count() == 1


def test_a_reload_in_the_middle_goes_on_and_ends_with_the_text_that_is_kept(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    turn.say("一つ目の段落です。")
    turn.tell({"type": "token", "content": "\n\n二つ目の"})
    expect(page.locator(".writing")).to_have_text("二つ目の")
    page.reload()
    expect(page.locator(".writing")).to_have_text("二つ目の")
    turn.tell({"type": "token", "content": "段落です。"})
    expect(page.locator(".writing")).to_have_text("二つ目の段落です。")
    turn.end()
    expect(page.locator(".sources")).to_be_visible()
    assert said(page) == "一つ目の段落です。\n\n二つ目の段落です。"
    assert turn.kept() == "一つ目の段落です。\n\n二つ目の段落です。"


def test_two_tabs_are_told_the_same(open_browser, house: House):
    context = open_browser(WHO, **DESKTOP)
    turn = Driven(house, WHO)
    tabs = [context.new_page(), context.new_page()]
    tabs[0].goto(turn.address)
    turn.say(BLOCKS[0])
    tabs[1].goto(f"{house.web}ai/chat/")  # without a number: to what is being answered
    for block in BLOCKS[1:]:
        turn.say(f"\n\n{block}")
    turn.end()
    for tab in tabs:
        expect(tab.locator(".sources a")).to_have_count(2)
    assert said(tabs[0]) == said(tabs[1])


@pytest.mark.parametrize("seconds", [1, 8])
def test_a_dropped_line_loses_nothing_and_doubles_nothing(page: Page, house: House, seconds):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    turn.say("あ" * 10)
    expect(page.locator("[data-said]")).to_have_text("あ" * 10)
    page.context.set_offline(True)
    page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    turn.say("\n\n" + "い" * 10)
    for _ in range(seconds):
        page.wait_for_timeout(1000)
        turn.tell()
    page.context.set_offline(False)
    turn.say("\n\n" + "う" * 10)
    expect(page.locator("[data-said]")).to_contain_text("う" * 10)
    turn.end()
    expect(page.locator(".sources")).to_be_visible()
    assert re.sub(r"\s", "", said(page)) == "あ" * 10 + "い" * 10 + "う" * 10


def test_after_three_failures_the_page_says_so_and_goes_on_when_it_is_told_to(page: Page, house: House):
    turn = Driven(house, WHO)
    page.route("**/ai/stream/**", lambda route: route.abort())
    page.goto(turn.address)
    expect(page.get_by_text("接続が切れました")).to_be_visible(timeout=15_000)
    assert violations(page) == []
    page.unroute("**/ai/stream/**")
    turn.say("届きました。")
    page.get_by_role("link", name="再開").click()
    expect(page.locator("[data-said]")).to_have_text("届きました。")
    expect(page.get_by_text("接続が切れました")).to_be_hidden()
    turn.end()
    expect(page.locator(".sources")).to_be_visible()


def test_a_phone_that_slept_finds_the_whole_answer(page: Page, house: House):
    """Its line is gone, and its ticket too old: the page asks c3-app when it is looked at again."""
    turn = Driven(house, WHO)
    page.goto(turn.address)
    turn.say("はじめ。")
    expect(page.locator("[data-said]")).to_have_text("はじめ。")
    page.route("**/ai/stream/**", lambda route: route.fulfill(status=403))
    page.context.set_offline(True)
    turn.say("\n\nおわり。")
    turn.end()
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".sources")).to_be_visible()
    assert said(page) == "はじめ。\n\nおわり。"


def test_an_ended_login_leads_nobody_away_from_what_they_type(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    page.fill("#message", "書きかけの質問")
    page.context.clear_cookies(name="sessionid")
    turn.end()
    expect(page.get_by_text("接続が切れました")).to_be_visible(timeout=15_000)
    expect(page.locator("#message")).to_have_value("書きかけの質問")
    page.get_by_role("link", name="再開").tap()
    page.wait_for_url("**/accounts/login/**")


def test_stop_keeps_what_was_told(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    turn.say("ここまで。")
    expect(page.locator("[data-said]")).to_have_text("ここまで。")
    page.get_by_role("button", name="回答を止める").click()
    expect(page.locator("[data-activity]")).to_have_text("止めています")
    for _ in range(50):
        if turn.tell():
            break
        page.wait_for_timeout(20)
    turn.end("stopped")
    expect(page.get_by_text("途中で止めました")).to_be_visible(timeout=1000)
    assert said(page) == "ここまで。"
    expect(page.get_by_role("button", name="質問を送る")).to_be_visible()
    expect(page.get_by_role("button", name="回答を止める")).to_be_hidden()


def test_an_answer_that_failed_says_what_to_do(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    turn.say("とちゅう。")
    turn.end("failed", "slow")
    expect(page.get_by_text("時間内に答えられませんでした")).to_be_visible()
    expect(page.get_by_role("button", name="もう一度")).to_be_visible()
    assert said(page) == "とちゅう。"


def test_a_screen_reader_is_told_seldom_and_never_the_text(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    page.evaluate(WATCH)
    assert not page.evaluate(LIVE)
    for n in range(12):
        turn.looks_up(f"{n}件目を読んでいます…")
        turn.say(f"\n\n段落{n}です。")
        page.wait_for_timeout(900)
    turn.end()
    page.wait_for_timeout(5200)
    told = page.evaluate("window.told")
    assert told[-1][1] == "回答が完成しました"
    assert all(later - before >= 4900 for (before, _), (later, _) in pairwise(told)), told
    assert not [text for _, text in told if "段落" in text]


def test_what_is_typed_and_the_focus_stay_while_an_answer_comes(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    turn = Driven(house, WHO)
    page.goto(turn.address)
    page.locator("#message").click()
    page.keyboard.type("つぎの")
    turn.say("答えです。")
    expect(page.locator("[data-said]")).to_have_text("答えです。")
    page.keyboard.type("質問")
    turn.end()
    expect(page.locator(".sources")).to_be_visible()
    page.keyboard.type("です")
    expect(page.locator("#message")).to_have_value("つぎの質問です")
    expect(page.locator("#message")).to_be_focused()


def test_it_scrolls_along_only_for_who_is_at_the_end(page: Page, house: House):
    turn = Driven(house, WHO)
    page.goto(turn.address)
    for n in range(20):
        turn.say(f"\n\n段落{n}です。")
    expect(page.locator("[data-said]")).to_contain_text("段落19")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY") < 5
    page.evaluate("scrollTo(0, 0)")
    turn.say("\n\n段落20です。")
    expect(page.get_by_role("button", name="最新へ")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="最新へ").click()
    expect(page.get_by_role("button", name="最新へ")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY") < 5


def test_hostile_answers_are_text_while_they_come_and_when_they_are_there(open_browser, house: House):
    page = open_browser("demo-admin", **DESKTOP).new_page()
    page.add_init_script("window.alert = () => { window.called = true; }")
    turn = Driven(house, "demo-admin", PAYLOADS[0])
    page.goto(turn.address)
    for payload in PAYLOADS:
        turn.tell({"type": "token", "content": f"\n\n{payload}"})
    expect(page.locator(".writing")).to_contain_text(PAYLOADS[-1])
    assert page.evaluate(FOUND) == []
    for payload in PAYLOADS:
        turn.say(f"\n\n{payload}[1]")
        turn.looks_up(payload, period=payload)
    turn.say("\n\n終わり")
    expect(page.locator("[data-said]")).to_contain_text("終わり")
    assert page.evaluate(FOUND) == []
    turn.end()
    expect(page.locator(".sources")).to_be_visible()
    page.locator(".quiet-fold summary").last.click()
    assert page.evaluate(FOUND) == []


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_while_an_answer_comes(open_browser, house: House, device):
    page = open_browser(WHO, **device).new_page()
    turn = Driven(house, WHO)
    page.goto(turn.address)
    turn.looks_up("売上を確認しています…")
    for block in BLOCKS:
        turn.say(f"\n\n{block}")
    turn.tell({"type": "token", "content": "\n\nつづきは**"})
    expect(page.locator(".writing")).to_have_text("つづきは**")
    assert violations(page) == []
