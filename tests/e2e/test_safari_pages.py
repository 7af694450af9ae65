"""The pages of the staff in WebKitGTK, which has Safari's engine: what a person with an iPhone does most."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Keys

from tests.e2e import safari
from tests.e2e.house import House
from tests.e2e.safari import Safari

LOOKED_AT = ["", "report/register/", "report/list/", "bbs/list/"]
MEASURED = ["report/performance/", "bbs/register/", "bbs/unread/", "ai/chat/", "accounts/profile/"]
WAITED = 1.0
POSTS = """window.posted = [];
const send = window.fetch;
window.fetch = (...what) => (posted.push(String(what[0])), send(...what));
document.addEventListener("submit", (event) => posted.push(event.target.action));"""


def test_in_webkitgtk_a_report_with_photos_is_refused_mended_and_filed(phone: Safari, house: House, photos):
    phone.sign_in("demo-staff")
    phone.tap("main a", "日報を書く")
    phone.tap("label", "事故")
    phone.tap("label", "キッチン")
    phone.write("[name=content]", "包丁で指を切った。\n止血して病院へ。")
    phone.choose("#id_images", photos)
    phone.see("[data-chosen]", "2")
    phone.tap("button", "提出する")
    phone.see("#error-summary", "タイトルを入力してください")
    assert phone.js("return document.activeElement.id") == "error-summary"
    phone.write("[name=title]", "指のけが（ウェブキット）")
    phone.tap("button", "提出する")
    phone.see("h1", "指のけが（ウェブキット）")
    phone.until(
        lambda: phone.js("return [...document.querySelectorAll('main img')].every(i => i.naturalWidth)")
    )
    with house.database() as connection:
        made = connection.execute(
            "SELECT r.content, count(*) FROM daily_reports r JOIN report_images i ON i.report_id = r.id"
            " WHERE r.title = '指のけが（ウェブキット）' GROUP BY r.id"
        ).fetchall()
    assert made == [("包丁で指を切った。\n止血して病院へ。", 2)]


def test_in_webkitgtk_axe_finds_nothing_and_nothing_is_wider_than_the_window(phone: Safari):
    phone.go()
    check(phone, "login")
    phone.sign_in("demo-manager")
    for path in LOOKED_AT:
        phone.go(path)
        check(phone, path)
    for path in MEASURED:
        phone.go(path)
        assert phone.fits(), path
    follow(phone, "report/list/", "article a")
    check(phone, "detail")
    follow(phone, "bbs/list/", "main a[href*='/bbs/detail/']")
    check(phone, "post")


# Safari tells of the Enter that ends a composition after its end, and only the 229 says what it was.
LATE_ENTER = """document.querySelector(arguments[0]).dispatchEvent(new KeyboardEvent("keydown",
    {key: "Enter", code: "Enter", keyCode: 229, bubbles: true, cancelable: true}));"""


@pytest.mark.parametrize(
    ("path", "field"),
    [("report/register/", "[name=title]"), ("report/list/", "[name=query]"), ("ai/chat/", "#message")],
)
def test_in_webkitgtk_enter_that_ends_a_composition_sends_nothing(phone: Safari, path, field):
    phone.sign_in("demo-staff")
    phone.go(path)
    phone.js(POSTS)
    phone.compose(field, "3042")
    assert phone.js("return document.querySelector(arguments[0]).value", field) == "u3042"
    address = phone.driver.current_url
    phone.press(Keys.ENTER)
    phone.until(lambda: phone.js("return document.querySelector(arguments[0]).value", field) == "あ")
    phone.js(LATE_ENTER, field)
    time.sleep(WAITED)
    assert [sent for sent in phone.js("return window.posted") if "draft" not in sent] == []
    assert phone.js("return document.activeElement.matches(arguments[0])", field)
    if path == "report/list/":  # settled: now it is searched for, once
        phone.until(lambda: "query=" in phone.driver.current_url)
    else:
        assert phone.driver.current_url == address


def test_in_webkitgtk_a_page_that_was_left_comes_back_as_it_was_and_after_a_logout_to_nobody(phone: Safari):
    phone.sign_in("demo-staff")
    phone.go("report/list/")
    title = phone.see("article a").text
    phone.js("window.isAsItWasLeft = true")
    phone.go("accounts/profile/")
    phone.driver.back()
    phone.see("article a", title)
    assert phone.js("return window.isAsItWasLeft")
    phone.driver.forward()
    phone.tap("button", "ログアウトする")
    phone.see("h1", "C3にログイン")
    phone.driver.back()
    time.sleep(WAITED)  # the hand hangs when it is asked while a page that came back is being loaded anew
    phone.until(lambda: "/accounts/login/?next=" in phone.driver.current_url)
    phone.see("h1", "C3にログイン")
    assert not phone.shown("button", "ログアウトする")


def check(phone: Safari, name: str) -> None:
    """No violation, nothing wider than the window."""
    assert phone.violations() == [], name
    assert phone.fits(), name


def follow(phone: Safari, path: str, link: str) -> None:
    """From a list to what it lists."""
    phone.go(path)
    phone.tap(link)
    phone.until(lambda: path not in phone.driver.current_url)


def test_a_driver_that_never_answers_is_given_up_for_another(webkit: Path, house: House, monkeypatch):
    whole, hands = safari._hand, 0

    @contextmanager
    def hand(folder: Path) -> Iterator[str]:
        nonlocal hands
        hands += 1
        with socket.create_server(("127.0.0.1", 0)) as silent, whole(folder) as address:
            yield f"http://127.0.0.1:{silent.getsockname()[1]}" if hands == 1 else address

    monkeypatch.setattr(safari, "_hand", hand)
    monkeypatch.setattr(safari, "LONGEST", 5)
    with safari.opened(webkit, house.web) as phone:
        phone.sign_in("demo-staff")
    assert hands == 2
