"""From somebody's words on the board to a notification on a phone, and back to the words by a tap."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, House
from tests.e2e.phones import Pushed, click, deliver, notifications, turn_on

Phoned = Callable[[str], Pushed]


def mention(open_browser, house: House, text: str) -> int:
    """店長 writes a post that mentions スタッフ; its number."""
    page = open_browser("demo-manager", **DESKTOP).new_page()
    page.goto(f"{house.web}bbs/register/")
    page.locator("label", has_text="賞賛").first.click()
    page.fill("[name=title]", "秘密の題")
    page.fill("[name=content]", text)
    page.get_by_role("button", name="投稿する").click()
    page.wait_for_url("**/bbs/detail/*/")
    return int(page.url.rstrip("/").rpartition("/")[2])


def until_pushed(page: Page, phone: Pushed, many: int = 1) -> list[str]:
    """What the worker has brought to the push service, decrypted."""
    for _ in range(200):
        if len(found := phone.messages()) >= many:
            return [json.dumps(message, ensure_ascii=False) for message in found]
        page.wait_for_timeout(100)
    raise AssertionError(phone.messages())


def test_a_mention_reaches_a_phone_and_a_tap_opens_it(open_browser, house: House, phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = turn_on(phone)
    post = mention(open_browser, house, "@demo-staff さん、山田様に3000円を返金しました")
    (message,) = until_pushed(page, phone)
    deliver(page, message)
    (shown,) = notifications(page)
    assert shown == {
        "title": "あなたへのメンションがあります",
        "body": "",
        "tag": f"post-{post}",
        "lang": "ja",
        "data": {"url": f"/bbs/detail/{post}/"},
    }
    assert not any(word in message for word in ("秘密", "山田", "3000", "円", "さん"))
    assert click(page, f"post-{post}") == [f"open /bbs/detail/{post}/"]
    assert notifications(page) == []


def test_a_window_that_shows_it_already_comes_to_the_front_and_no_other_is_led_away(phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = phone.context.new_page()
    page.goto(f"{phone.house.web}report/register/")
    page.fill("[name=title]", "書きかけ")
    deliver(page, json.dumps({"title": "題", "tag": "a", "url": "/bbs/list/"}))
    assert click(page, "a") == ["open /bbs/list/"]
    deliver(page, json.dumps({"title": "題", "tag": "b", "url": "/report/register/"}))
    assert click(page, "b") == ["focus /report/register/"]
    deliver(page, json.dumps({"title": "題", "tag": "c", "url": "https://elsewhere.example/"}))
    assert click(page, "c") == ["open /"]
    expect(page.locator("[name=title]")).to_have_value("書きかけ")


def test_of_one_post_a_phone_shows_the_newest_message_alone(phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = phone.context.new_page()
    page.goto(phone.house.web)
    for title in ("古い", "新しい"):
        deliver(page, json.dumps({"title": title, "tag": "post-1", "url": "/bbs/detail/1/", "unread": 3}))
    deliver(page, json.dumps({"title": "別の", "tag": "post-2", "url": "/bbs/detail/2/"}))
    assert sorted(shown["title"] for shown in notifications(page)) == ["別の", "新しい"]


def test_what_nobody_can_read_is_shown_as_one_from_c3(phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = phone.context.new_page()
    page.goto(phone.house.web)
    deliver(page, "これはJSONではない")
    (shown,) = notifications(page)
    assert (shown["title"], shown["data"]) == ("C3", {"url": "/"})


def test_a_notification_has_the_apps_icon(phone_of: Phoned):
    phone = phone_of("demo-staff")
    page = phone.context.new_page()
    page.goto(phone.house.web)
    deliver(page, json.dumps({"title": "題", "tag": "a"}))
    icon = page.evaluate(
        "navigator.serviceWorker.ready.then(it => it.getNotifications()).then(([shown]) => shown.icon)"
    )
    answer = page.request.get(icon)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
