"""No signal, in WebKitGTK, which has Safari's engine: what was seen is read, what is written is sent."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image

from tests.cutting import Cutting, Request, Where
from tests.e2e import safari
from tests.e2e.house import House
from tests.e2e.safari import PATIENCE, Safari
from tests.e2e.unsent import address, reports

PAGES = """(await Promise.all((await caches.keys()).filter((name) => name.startsWith("pages-")).map(
    async (name) => (await (await caches.open(name)).keys()).map(({url}) => new URL(url).pathname)
))).flat()"""

DRAFTED = "(await Promise.all((await stored.drafts()).map(({key}) => stored.draftPhotos(key)))).flat().length"


@pytest.fixture
def phone(webkit: Path, line: Cutting) -> Iterator[Safari]:
    """Signed in, and ready for the fridge: it has what it warms up."""
    with safari.opened(webkit, address(line)) as phone:
        phone.sign_in("demo-staff")
        until_it_has(phone, "/", "/report/register/", "/sending/")
        yield phone


def until_it_has(phone: Safari, *paths: str) -> None:
    """Wait until the device keeps a copy of these pages."""
    phone.until(lambda: set(paths) <= set(phone.promised(PAGES)))


def kept(phone: Safari) -> list[dict[str, Any]]:
    """What waits on the device to be sent."""
    return list(phone.promised("await stored.items()"))


def until_sent(phone: Safari) -> None:
    """Wait until nothing waits any more; the pauses between two tries of the outbox grow to 30 s."""
    phone.until(lambda: kept(phone) == [], seconds=60)


def write(phone: Safari, title: str) -> None:
    """Fill the form of a 日報, here on this page."""
    phone.tap("label", "事故")
    phone.tap("label", "キッチン")
    phone.write("[name=title]", title)
    phone.write("[name=content]", "包丁で指を切った。")


def submit(phone: Safari) -> None:
    """Press 提出する."""
    phone.tap(".form-end button", "提出する")


def test_in_webkitgtk_what_was_seen_is_read_without_a_network(phone: Safari, line: Cutting):
    phone.go("report/list/")
    title = phone.see("article a").text
    phone.tap("article a")
    phone.see("h1", title)
    detail = phone.driver.current_url.removeprefix(phone.home)
    until_it_has(phone, "/report/list/", f"/{detail}")
    line.shut()
    for path in ("", "report/list/", detail):
        phone.go(path)
        assert phone.see("[data-offline-bar]", "オフライン").text.strip().endswith("の内容です")
        phone.see("main", "日報を書く" if not path else title)
        assert phone.violations() == [], path
        assert phone.fits(), path
    phone.go("accounts/profile/")
    phone.see("h1", "電波が届いていません")
    assert phone.violations() == []
    assert phone.fits()
    phone.tap("[data-kept-list] a", title)
    phone.see("h1", title)
    line.open()
    phone.go("accounts/profile/")
    phone.see("h1", "その他")


def test_in_webkitgtk_a_line_that_says_nothing_is_not_waited_for(phone: Safari, line: Cutting):
    answers = Event()

    def say_nothing(_request: Request) -> None:
        answers.wait(PATIENCE)

    line.hears = say_nothing
    begun = time.monotonic()
    phone.go("report/register/")
    phone.see("[data-offline-bar]", "オフライン")
    assert time.monotonic() - begun < PATIENCE
    answers.set()


def test_in_webkitgtk_a_report_written_without_a_network_is_made_once_and_by_itself(
    phone: Safari, line: Cutting, house: House, photos: list[Path]
):
    line.shut()
    phone.go("report/register/")
    write(phone, "地下の冷蔵室")
    phone.choose("#id_images", photos[:1])
    phone.see("[data-thumbs] img")
    submit(phone)
    phone.see("h1", "未送信")
    phone.see("#unsent li[data-state=waiting]", "地下の冷蔵室")
    phone.see("[data-unsent]", "未送信 1件")
    assert phone.violations() == []
    assert phone.fits()
    phone.go()
    phone.see("[data-unsent]", "未送信 1件")
    assert [len(one["photos"]) for one in kept(phone)] == [1]
    line.open()
    until_sent(phone)
    assert phone.shown("[data-unsent]") is None
    assert [count for _id, count in reports(house, "地下の冷蔵室")] == [1]


def test_in_webkitgtk_a_comment_and_a_reaction_written_without_a_network_are_made_once(
    phone: Safari, line: Cutting, house: House
):
    with house.database() as connection:
        post = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " SELECT store_id, user_id, 'claim', '電話の会話', 'どうしていますか' FROM users"
            " WHERE user_id = 'demo-staff' RETURNING id"
        ).fetchone()
    assert post
    phone.go(f"bbs/detail/{post[0]}/")
    until_it_has(phone, f"/bbs/detail/{post[0]}/")
    line.shut()
    phone.write("#id_content", "電波のない厨房から")
    phone.tap("button", "送る")
    phone.see("[data-unsent]", "1件")
    phone.tap(".react")
    phone.see("[data-unsent]", "2件")
    line.open()
    until_sent(phone)
    with house.database() as connection:
        made = connection.execute(
            "SELECT (SELECT array_agg(content) FROM bbs_comments WHERE post_id = %(post)s),"
            " (SELECT count(*) FROM bbs_reactions WHERE post_id = %(post)s)",
            {"post": post[0]},
        ).fetchone()
    assert made == (["電波のない厨房から"], 1)


def test_in_webkitgtk_an_answer_that_is_lost_makes_no_second(phone: Safari, line: Cutting, house: House):
    cut = line.cut(Where.AFTER, "/report/register/")
    phone.go("report/register/")
    write(phone, "答えが届かない電話")
    submit(phone)
    phone.until(lambda: cut.hits)
    until_sent(phone)
    assert len(reports(house, "答えが届かない電話")) == 1


def test_in_webkitgtk_text_and_photo_survive_a_reload_without_a_network(
    phone: Safari, line: Cutting, photos: list[Path]
):
    line.shut()
    phone.go("report/register/")
    write(phone, "読み込み直し")
    phone.choose("#id_images", photos[:1])
    phone.see("[data-thumbs] img")
    phone.until(lambda: phone.promised(DRAFTED) == 1)
    phone.driver.refresh()
    phone.until(lambda: phone.js("return document.querySelector('[name=title]').value") == "読み込み直し")
    phone.see("[data-thumbs] img")


def test_in_webkitgtk_a_photo_is_small_upright_and_tells_nothing_when_it_leaves(
    phone: Safari, line: Cutting, photos: list[Path], tmp_path: Path
):
    sent: list[bytes] = []
    line.hears = lambda request: sent.append(request.body) if "photo" in request.path else None
    phone.go("report/register/")
    phone.choose("#id_images", photos[:1])
    phone.until(lambda: sent)
    body = sent[0]
    picture = body[body.index(b"\xff\xd8\xff") : body.rindex(b"\xff\xd9") + 2]
    (tmp_path / "sent.jpg").write_bytes(picture)
    with Image.open(tmp_path / "sent.jpg") as image:
        assert max(image.size) <= 1600
        assert image.height > image.width
        assert dict(image.getexif()) == {}
    assert len(picture) <= 1_000_000


def test_in_webkitgtk_nothing_private_stays_after_a_logout(phone: Safari, line: Cutting):
    phone.go("accounts/profile/")
    phone.tap("button", "ログアウトする")
    phone.see("h1", "C3にログイン")
    phone.until(lambda: phone.promised(PAGES) == [])
    line.shut()
    for path in ("", "report/register/", "report/list/"):
        phone.go(path)
        phone.see("h1", "電波が届いていません")
        assert "佐々木" not in phone.js("return document.documentElement.outerHTML"), path
    line.open()
    phone.sign_in("demo-manager")
    until_it_has(phone, "/", "/sending/")
    assert "pages-demo-staff" not in phone.promised("await caches.keys()")


def test_in_webkitgtk_a_report_left_behind_is_the_persons_own_and_goes_after_their_next_login(
    phone: Safari, line: Cutting, house: House
):
    line.shut()
    phone.go("report/register/")
    write(phone, "残してログアウトした電話")
    submit(phone)
    phone.see("#unsent li", "残してログアウトした電話")
    phone.driver.delete_all_cookies()  # the login ends before there is a signal again
    line.open()
    phone.until(lambda: [one["state"] for one in kept(phone)] == ["login"], seconds=60)
    phone.see("#unsent li", "要ログイン")
    phone.sign_in("demo-manager")
    phone.go("sending/")
    phone.see("[data-others]", "1件")
    assert "残してログアウトした電話" not in phone.see("main").text
    phone.driver.delete_all_cookies()
    phone.sign_in("demo-staff")
    until_sent(phone)
    assert len(reports(house, "残してログアウトした電話")) == 1


def test_in_webkitgtk_logging_out_with_something_unsent_is_asked_about(phone: Safari, line: Cutting):
    phone.go("report/register/")
    phone.write("[name=title]", "足りない電話")
    submit(phone)
    phone.see("#error-summary")
    assert [one["state"] for one in kept(phone)] == ["refused"]
    phone.go("accounts/profile/")
    phone.tap("button", "ログアウトする")
    phone.see("#leaving", "未送信が1件あります")
    assert phone.violations() == []
    phone.tap("[data-act=leave]")
    phone.see("h1", "C3にログイン")
    assert len(kept(phone)) == 1


def test_in_webkitgtk_back_on_the_form_the_same_text_is_not_filed_twice(phone: Safari, house: House):
    phone.go("report/register/")
    write(phone, "戻る電話")
    submit(phone)
    phone.see("h1", "戻る電話")
    phone.driver.back()
    phone.see("h1", "日報を書く")
    if phone.js("return document.querySelector('[name=title]').value") == "戻る電話":
        submit(phone)
        phone.see("h1", "戻る電話")
    assert len(reports(house, "戻る電話")) == 1
