"""A person asks in Japanese and is answered from the records: right figures, and receipts that open."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.asking import CLAIMS_OF, PATIENCE, SALES_OF, WHO, ask, one, open_all, week_before
from tests.e2e.chatting import forget, said
from tests.e2e.house import DESKTOP, PHONE, House, shot


@pytest.fixture(autouse=True)
def nobody_asks(house: House) -> Iterator[None]:
    """Each test begins and ends with no turn."""
    forget(house)
    yield
    forget(house)


def test_how_many_claims_and_what_they_were(open_browser, house: House):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    answer = ask(page, "先週のクレームは何件？内容も")
    claims = one(house, CLAIMS_OF, WHO, *week_before(house))
    assert f"{claims}件" in answer
    assert open_all(page, house) >= 1
    assert re.search(r"/ai/chat/\d+/$", page.url)
    shot(page, "chat-claims")


def test_a_follow_up_stays_in_its_conversation_and_a_reload_shows_all_of_it(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.goto(f"{house.web}ai/chat/")
    sales = one(house, SALES_OF, WHO, *week_before(house))
    assert f"{sales:,}円" in ask(page, "先週の売上は？")
    assert open_all(page, house) >= 1
    ask(page, "先々週は？")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    assert one(house, "SELECT count(*) FROM ai_chat_threads") == 1
    shot(page, "chat-follow-up")


def test_the_list_beside_a_wide_page_follows_what_is_asked(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.goto(f"{house.web}ai/chat/")
    side = page.locator(".chat-side")
    expect(side).to_contain_text("まだ会話はありません")
    ask(page, "先週の売上は？")
    expect(side.locator("a[aria-current=page]")).to_contain_text("先週の売上は？")
    expect(side).not_to_contain_text("回答中")


def test_a_conversation_that_was_deleted_elsewhere_is_left_and_the_question_begins_a_new_one(
    open_browser, house: House
):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    ask(page, "先週の売上は？")
    forget(house)
    page.locator("#message").fill("先週のクレームは何件？")
    page.locator("#send").click()
    expect(page.locator("#ask-wrong")).to_contain_text("この会話は削除されています")
    expect(page.locator("#message")).to_have_value("先週のクレームは何件？")
    page.locator("#send").click()
    expect(page.locator(".turn [data-said]").last).to_contain_text("件")
    assert one(house, "SELECT count(*) FROM ai_chat_threads") == 1


def test_a_question_whose_answer_was_lost_on_the_way_is_asked_once(open_browser, house: House):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/ai/chat/ask/", lose, times=1)
    page.locator("#message").fill("先週のクレームは何件？")
    page.locator("#send").click()
    expect(page.locator("#ask-wrong")).to_contain_text("通信できませんでした")
    page.locator("#send").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn [data-said]").last).to_contain_text("件")
    assert one(house, "SELECT count(*) FROM ai_turns") == 1


def test_a_question_whose_conversation_was_deleted_before_it_was_sent_again_is_asked_anew(
    open_browser, house: House
):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    page.route("**/ai/chat/ask/", lambda route: (route.fetch(), route.abort()), times=1)
    page.locator("#message").fill("先週のクレームは何件？")
    page.locator("#send").click()
    expect(page.locator("#ask-wrong")).to_contain_text("通信できませんでした")
    other = page.context.new_page()
    other.goto(f"{house.web}ai/chat/threads/")
    other.get_by_role("link", name="「先週のクレームは何件？」を削除").click()
    other.get_by_role("button", name="削除する").click()
    expect(other.get_by_text("会話を1件削除しました。")).to_be_visible()
    page.locator("#send").click()
    expect(page.locator("#ask-wrong")).to_contain_text("前の質問に答えている途中です")
    page.locator("#send").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn [data-said]").last).to_contain_text("件")


@pytest.mark.parametrize(
    ("question", "address"),
    [("食中毒を防ぐ手順は？", "/knowledge/"), ("他店でレジの違算が減った工夫は？", "/bbs/detail/")],
)
def test_what_is_written_somewhere_is_found_there(open_browser, house: House, question, address):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    ask(page, question)
    assert page.locator(f".sources a[href^='{address}']").count() >= 1
    assert open_all(page, house) >= 1


@pytest.mark.parametrize("who", ["demo-staff", "demo-manager", "demo-area", "demo-admin"])
def test_each_suggested_question_has_an_answer_with_its_sources(open_browser, house: House, who):
    page = open_browser(who, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    offered = page.locator("[name=suggested]").count()
    assert 3 <= offered <= 4
    for n in range(offered):
        page.goto(f"{house.web}ai/chat/")
        page.locator("[name=suggested]").nth(n).tap()
        expect(page.locator(".turn .actions")).to_be_visible(timeout=PATIENCE)
        assert open_all(page, house) >= 1, page.locator(".asked").inner_text()
        assert "出典なし" not in said(page)


def test_without_javascript_a_question_is_answered_on_its_own(open_browser, house: House):
    page = open_browser(WHO, **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}ai/chat/")
    page.fill("#message", "先週の売上は？")
    page.get_by_role("button", name="質問を送る").click()
    expect(page.locator(".turn .actions")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-said]")).to_contain_text("円")
    page.get_by_role("button", name="もう一度").click()
    expect(page.locator(".turn .actions")).to_have_count(2, timeout=PATIENCE)
