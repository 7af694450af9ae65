"""The page 通知 on a phone, and what every page does for it: renewed, handed over, forgotten; the number."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations
from tests.e2e.phones import Pushed, deliver, notifications, turn_on

Phoned = Callable[[str], Pushed]
ON = "この端末で受け取っています。"


@pytest.fixture(autouse=True)
def nobody_is_pushed_to(house: House) -> None:
    with house.database() as connection:
        for table in ("push_subscriptions", "push_messages", "push_preferences"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608


def until_known(page: Page, phone: Pushed, *wanted: tuple[str, int]) -> None:
    """C3 knows these subscriptions of this browser, and no other."""
    for _ in range(50):
        if phone.known() == list(wanted):
            return
        page.wait_for_timeout(100)
    assert phone.known() == list(wanted)


def log_out(page: Page, house: House) -> None:
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("button", name="ログアウトする").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_device_is_turned_on_listed_and_turned_off(house: House, phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = phone.context.new_page()
    page.goto(f"{house.web}push/")
    expect(page.locator("[data-told]")).to_have_text("この端末ではまだ受け取っていません。")
    page.close()
    page = turn_on(phone)
    expect(page.locator("[data-told]")).to_be_focused()
    until_known(page, phone, ("demo-staff", 0))
    expect(page.locator("#devices")).to_contain_text("この端末")
    page.reload()
    expect(page.locator("[data-told]")).to_have_text(ON)
    page.get_by_role("button", name="受け取らない").tap()
    expect(page.locator("#notices")).to_contain_text("その端末には通知しません。")
    expect(page.get_by_role("button", name="この端末で受け取る")).to_be_visible()
    until_known(page, phone)
    assert page.evaluate("localStorage.getItem('test subscription')") is None


def test_what_is_chosen_stays_while_the_device_is_turned_on(house: House, phone_of: Phoned):
    page = phone_of("demo-manager").context.new_page()
    page.goto(f"{house.web}push/")
    page.get_by_label("必読のお知らせ").uncheck()
    page.get_by_role("button", name="この端末で受け取る").tap()
    expect(page.locator("[data-told]")).to_have_text(ON)
    page.fill("[name=quiet_from]", "22:00")
    page.fill("[name=quiet_to]", "06:30")
    page.get_by_role("button", name="保存する").tap()
    expect(page.locator("#notices")).to_contain_text("通知の設定を保存しました。")
    expect(page.get_by_label("必読のお知らせ")).not_to_be_checked()
    expect(page.locator("[name=quiet_from]")).to_have_value("22:00")


@pytest.mark.parametrize(
    "change",
    [
        "localStorage.removeItem('test subscription')",
        """localStorage.setItem("test subscription", JSON.stringify(
           {...JSON.parse(localStorage.getItem("test subscription")), key: "B" + "A".repeat(86)}))""",
    ],
    ids=["the browser has dropped it", "C3 has another key"],
)
def test_the_next_page_subscribes_anew_when(house: House, phone_of: Phoned, change):
    phone = phone_of("demo-staff")
    page = turn_on(phone)
    page.goto(f"{house.web}bbs/list/")
    until_known(page, phone, ("demo-staff", 0))
    page.evaluate(change)
    page.goto(house.web)
    until_known(page, phone, ("demo-staff", 0), ("demo-staff", 1))
    page.goto(f"{house.web}push/")
    expect(page.locator("[data-told]")).to_have_text(ON)


def test_pages_tell_the_server_nothing_that_it_knows(house: House, phone_of: Phoned):
    page = turn_on(phone_of("demo-staff"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "bbs/list/", "push/"):
        page.goto(f"{house.web}{path}", wait_until="networkidle")
    assert not [url for url in asked if "subscribe" in url]


def test_a_logout_forgets_the_device_and_the_next_login_has_it_again(house: House, phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = turn_on(phone)
    deliver(page, '{"title": "題", "tag": "a"}')
    assert len(notifications(page)) == 1
    log_out(page, house)
    until_known(page, phone)
    for _ in range(50):
        if not notifications(page):
            break
        page.wait_for_timeout(100)
    assert notifications(page) == []
    assert page.evaluate("localStorage.getItem('test subscription')") is None
    sign_in(page, house, "demo-staff")
    until_known(page, phone, ("demo-staff", 1))


def test_the_next_person_on_the_device_is_told_nothing_until_they_want_it(house: House, phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = turn_on(phone)
    page.context.clear_cookies()
    sign_in(page, house, "demo-manager")
    page.wait_for_function("!localStorage.getItem('test subscription')", polling=100)
    page.goto(f"{house.web}push/")
    expect(page.get_by_role("button", name="この端末で受け取る")).to_be_visible()
    page.get_by_role("button", name="この端末で受け取る").tap()
    expect(page.locator("[data-told]")).to_have_text(ON)
    until_known(page, phone, ("demo-staff", 0), ("demo-manager", 1))


def test_a_server_that_is_away_is_said_and_tried_again(house: House, phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = phone.context.new_page()
    page.goto(f"{house.web}push/")
    page.route("**/push/subscribe/", lambda route: route.abort())
    page.get_by_role("button", name="この端末で受け取る").tap()
    expect(page.locator("[data-told]")).to_contain_text("登録できませんでした。")
    page.unroute("**/push/subscribe/")
    page.get_by_role("button", name="この端末で受け取る").tap()
    expect(page.locator("[data-told]")).to_have_text(ON)


def test_who_has_refused_is_told_how_to_allow_it(house: House, open_browser):
    context = open_browser("demo-staff", **PHONE)
    context.grant_permissions(["geolocation"])  # and nothing else: so the browser refuses
    page = context.new_page()
    page.goto(f"{house.web}push/")
    expect(page.locator("[data-told]")).to_contain_text("通知が止められています")
    expect(page.locator("[data-turn-on]")).to_be_hidden()


def test_an_iphone_is_told_to_put_c3_on_its_home_screen_first(house: House, open_browser):
    context = open_browser("demo-staff", **PHONE)
    context.add_init_script("delete window.PushManager; navigator.standalone = false;")
    page = context.new_page()
    page.goto(f"{house.web}push/")
    expect(page.locator("[data-told]")).to_contain_text("ホーム画面に追加")


def test_the_apps_number_is_what_is_unread_and_unsent(house: House, phone_of: Phoned):
    page = phone_of("demo-manager").context.new_page()
    page.goto(house.web)
    unread = int(page.locator("#unread-badge").get_attribute("data-unread") or 0)
    assert page.evaluate("window.shownNumber") == unread > 0
    page.evaluate("document.dispatchEvent(new CustomEvent('unsent', {detail: 2}))")
    page.wait_for_function(f"window.shownNumber === {unread + 2}", polling=100)
    log_out(page, house)
    page.wait_for_function("window.shownNumber === 0", polling=100)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no_javascript"])
def test_the_page_in_a_hand_and_without_a_script(house: House, open_browser, javascript):
    page = open_browser("demo-manager", **PHONE, java_script_enabled=javascript).new_page()
    page.goto(f"{house.web}push/")
    page.get_by_label("自店の日報の出し忘れ").uncheck()
    page.fill("[name=quiet_from]", "22:00")
    page.get_by_role("button", name="保存する").click()
    expect(page).to_have_title(re.compile("^エラー: 通知"))
    expect(page.locator("#error-summary a")).to_have_attribute("href", "#id_quiet_to")
    expect(page.get_by_label("自店の日報の出し忘れ")).not_to_be_checked()
    shot(page, f"push-error-{'phone' if javascript else 'no-js'}", whole=True)
    page.fill("[name=quiet_to]", "06:30")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#notices")).to_contain_text("通知の設定を保存しました。")


def test_the_page_has_nothing_that_a_thumb_or_a_reader_stumbles_over(
    house: House, phone_of: Phoned, open_browser
):
    page = turn_on(phone_of("demo-manager"))
    desktop = open_browser("demo-manager", **DESKTOP).new_page()
    desktop.goto(f"{house.web}push/")
    for shown, name in ((page, "phone"), (desktop, "desktop")):
        shot(shown, f"push-{name}", whole=True)
        assert violations(shown) == []
        assert small_targets(shown) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    shot(page, "push-narrow", whole=True)
    page.emulate_media(color_scheme="dark")
    shot(page, "push-dark", whole=True)
