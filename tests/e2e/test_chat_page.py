"""The chat's page in a person's hand: typed, read, copied, rated, by day and by night, without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chatting import Driven, answered, forget
from tests.e2e.hostile import FOUND, PAYLOADS
from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations
from tests.e2e.test_japanese_input import compose

WHO = "demo-manager"
CONDITION = "page=sales&from=scope%3Dall%26period%3Dmonth%26from%3D2026-11-01"
NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
DEVICES = {"narrow": NARROW, "phone": PHONE, "desktop": DESKTOP}
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def nobody_asks(house: House) -> Iterator[None]:
    """Each test begins and ends with no turn."""
    forget(house)
    yield
    forget(house)


def posts(page: Page) -> list[str]:
    """Every form that is sent from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


@pytest.mark.parametrize("name", DEVICES)
def test_axe_small_targets_and_nothing_sideways(open_browser, house: House, name):
    page = open_browser(WHO, **DEVICES[name]).new_page()

    def check(state: str) -> None:
        assert violations(page) == [], state
        assert small_targets(page) == [], state
        assert page.evaluate(WIDE), state
        shot(page, f"chat-{name}-{state}")

    page.goto(f"{house.web}ai/chat/?{CONDITION}")
    check("new")
    turn = answered(house, WHO, "先週の売上とクレームは？内容も教えて")
    page.goto(turn.address)
    check("answer")
    for fold in page.locator(".turn summary").all():
        fold.click()
    page.get_by_role("button", name="役に立たなかった").click()
    expect(page.get_by_text("どこが違いましたか")).to_be_visible()
    check("open")
    page.fill("#message", "あ" * 2_001)
    expect(page.locator("#ask-count")).to_have_text("2001/2000")
    page.get_by_role("button", name="質問を送る").click()
    expect(page.get_by_text("質問は2000文字までです。")).to_be_visible()
    check("too long")
    page.goto(f"{house.web}ai/chat/threads/")
    check("threads")
    page.goto(f"{turn.address}delete/")
    check("delete")
    page.goto(f"{house.web}ai/chat/threads/delete/")
    check("delete all")


def test_enter_that_ends_a_composition_asks_nothing(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.goto(f"{house.web}ai/chat/")
    sent = posts(page)
    compose(page, "#message", "うりあげ")
    expect(page.locator("#message")).to_have_value("うりあげ")
    page.wait_for_timeout(300)
    assert sent == []


def test_enter_sends_from_a_keyboard_and_begins_a_line_with_shift_or_on_a_phone(open_browser, house: House):
    busy = Driven(house, WHO, "さきの質問")
    desk = open_browser(WHO, **DESKTOP).new_page()
    desk.goto(busy.address)
    sent = posts(desk)
    desk.locator("#message").click()
    desk.keyboard.type("一行目")
    desk.keyboard.press("Shift+Enter")
    desk.keyboard.type("二行目")
    expect(desk.locator("#message")).to_have_value("一行目\n二行目")
    assert sent == []
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("前の質問に答えている途中です")).to_be_visible()
    expect(desk.locator("#message")).to_have_value("一行目\n二行目")
    assert len(sent) == 1
    phone = open_browser(WHO, **PHONE).new_page()
    phone.goto(busy.address)
    phone.locator("#message").tap()
    phone.keyboard.type("一行目")
    phone.keyboard.press("Enter")
    phone.keyboard.type("二行目")
    expect(phone.locator("#message")).to_have_value("一行目\n二行目")


def test_nothing_typed_is_lost_without_a_network_or_a_login(open_browser, house: House):
    context = open_browser(WHO, **PHONE)
    page = context.new_page()
    page.goto(f"{house.web}ai/chat/")
    page.fill("#message", "消えてはいけない質問")
    context.set_offline(True)
    page.get_by_role("button", name="質問を送る").tap()
    expect(page.get_by_text("書いた質問は残っています")).to_be_visible()
    expect(page.locator("#message")).to_have_value("消えてはいけない質問")
    context.set_offline(False)
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="質問を送る").tap()
    expect(page.get_by_text("ログインの有効期限が切れました")).to_be_visible()


def test_the_field_grows_with_what_is_typed_to_six_lines(open_browser, house: House):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    field = page.locator("#message")
    assert page.evaluate("parseFloat(getComputedStyle(message).fontSize)") >= 16
    heights = []
    for lines in (1, 3, 6, 30):
        field.fill("\n".join("あ" * lines))
        heights.append((field.bounding_box() or {})["height"])
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert heights[3] < 200
    send = page.get_by_role("button", name="質問を送る").bounding_box() or {}
    assert send["height"] >= 48
    assert send["y"] + send["height"] <= 844


def test_an_answer_is_copied_with_its_tables_as_tabs(open_browser, house: House):
    context = open_browser(WHO, **DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(answered(house, WHO).address)
    page.get_by_role("button", name="コピー").click()
    expect(page.get_by_role("button", name="コピーしました")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "先週の売上は412,300円で、前の週より+8.2%でした[2]。" in copied
    assert "- 料理の提供が遅れた（ホール）[1]\n- 原因は［出典なし］です" in copied
    assert "種類\t件数\nクレーム\t1件\n賞賛\t4件" in copied
    assert "日付\t売上\t客数\n11/16(月)\t¥301,200\t121名\n11/17(火)\t未提出\t未提出" in copied
    assert f"[1] 日報 11/22 ひばり台店 提供の遅れ {house.web}report/view/1/" in copied


def test_a_receipt_opens_and_back_returns_to_the_same_place(open_browser, house: House):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(answered(house, WHO).address)
    receipt = page.locator(".receipt[href='/report/view/1/']").last
    page.evaluate("scrollTo(0, 200)")
    receipt.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 100
    receipt.click()
    page.wait_for_url("**/report/view/1/")
    page.go_back()
    expect(page.locator(".turn")).to_have_count(1)
    page.wait_for_timeout(300)
    assert abs(page.evaluate("scrollY") - before) < 5


def test_a_figures_receipt_opens_the_managers_page(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.goto(answered(house, WHO).address)
    page.locator(".sources a", has_text="売上 11/16").click()
    page.wait_for_url("**/analysis/sales/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("売上")


def test_rating_says_why_and_stays(open_browser, house: House):
    page = open_browser(WHO, **PHONE).new_page()
    turn = answered(house, WHO)
    page.goto(turn.address)
    page.get_by_role("button", name="役に立たなかった").tap()
    page.get_by_role("button", name="数字が違う").tap()
    expect(page.get_by_role("button", name="数字が違う", pressed=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="役に立たなかった", pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name="数字が違う", pressed=True)).to_be_visible()


def test_what_the_managers_page_shows_goes_with_the_question(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.goto(f"{house.stream}analysis/sales/?period=month&from=2026-10-01")
    page.get_by_role("link", name="この画面について聞く").click()
    page.wait_for_url("**/ai/chat/**")
    expect(page.locator("#asked-from")).to_contain_text("売上の画面の条件で聞く")
    expect(page.locator("#asked-from")).to_contain_text("ひばり台店 / 2026年10月")
    page.fill("#message", "とちゅう")
    page.get_by_role("link", name="はずす").click()
    expect(page.locator("#asked-from")).to_have_count(0)
    expect(page.locator("#message")).to_have_value("とちゅう")
    assert "from=" not in page.url


def test_hostile_questions_titles_and_conditions_are_text(open_browser, house: House):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.add_init_script("window.alert = () => { window.called = true; }")
    for payload in PAYLOADS[::6]:
        turn = Driven(house, WHO, payload)
        turn.say(payload)
        turn.end("failed", "broken")
    page.goto(turn.address)
    assert page.evaluate(FOUND) == []
    page.goto(f"{house.web}ai/chat/threads/")
    assert page.evaluate(FOUND) == []
    page.goto(
        f"{house.web}ai/chat/?page=%3Cscript%3Ealert(1)%3C/script%3E&from=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"
    )
    assert page.evaluate(FOUND) == []


def test_without_javascript_a_question_waits_on_its_page_and_can_be_stopped_and_rated(
    open_browser, house: House
):
    page = open_browser(WHO, **PHONE, java_script_enabled=False).new_page()
    turn = Driven(house, WHO)
    page.goto(f"{house.web}ai/chat/")
    page.get_by_role("link", name="今の状態を見る").click()
    expect(page.get_by_text("この画面は、回答ができるまで自動で新しくなります。")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="回答を止める").click()
    assert turn.tell()
    turn.say("ここまで。")
    turn.end("stopped")
    expect(page.get_by_text("途中で止めました")).to_be_visible(timeout=10_000)  # it refreshes itself
    expect(page.locator("[data-said]")).to_have_text("ここまで。")
    page.get_by_role("button", name="役に立たなかった").click()
    page.get_by_role("button", name="分かりにくい").click()
    expect(page.get_by_role("button", name="分かりにくい", pressed=True)).to_be_visible()


def test_conversations_are_opened_and_deleted(open_browser, house: House):
    page = open_browser(WHO, **PHONE).new_page()
    answered(house, WHO, "一つ目の会話")
    answered(house, WHO, "二つ目の会話")
    page.goto(f"{house.web}ai/chat/")
    page.get_by_role("link", name="会話の一覧").tap()
    page.get_by_role("link", name="「一つ目の会話」を削除").tap()
    page.get_by_role("button", name="削除する").tap()
    expect(page.get_by_text("会話を1件削除しました。")).to_be_visible()
    page.get_by_role("link", name="会話の一覧").tap()
    expect(page.get_by_text("一つ目の会話")).to_have_count(0)
    page.get_by_role("link", name="二つ目の会話").first.tap()
    expect(page.locator(".turn")).to_have_count(1)
