"""The conversation below a post: what is new comes by itself, and what one types is never touched."""

import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations

TEXT = "#id_content"
SOON = 30_000  # milliseconds until what is new has come by itself


@pytest.fixture
def post(house: House) -> str:
    """The address of a new post of demo-staff's."""
    with house.database() as connection:
        row = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " SELECT store_id, user_id, 'claim', '待ち時間が長いというご指摘', '皆さんは**どうして**いますか'"
            " FROM users WHERE user_id = 'demo-staff' RETURNING id"
        ).fetchone()
    assert row
    return f"{house.web}bbs/detail/{row[0]}/"


def say(page: Page, text: str) -> None:
    """Write a comment as a person does."""
    page.fill(TEXT, text)
    page.get_by_role("button", name="送る").click()
    expect(page.locator("#talk-said")).to_contain_text("コメントを送りました")


def test_two_people_talk_without_a_reload(open_browser, house: House, post):
    asker = open_browser("demo-staff", **PHONE).new_page()
    answerer = open_browser("demo-manager", **DESKTOP).new_page()
    for page in (asker, answerer):
        page.goto(post)
        page.evaluate("window.here = true")
    say(answerer, "番号札を配っています")
    expect(answerer.locator(TEXT)).to_have_value("")
    expect(answerer.locator("#threads .comment")).to_have_count(1)
    asker.locator(TEXT).press_sequentially("その前に")
    asker.evaluate("window.text = document.activeElement")
    where = asker.locator(TEXT).bounding_box()
    expect(asker.locator("#threads")).to_contain_text("番号札を配っています", timeout=SOON)
    assert asker.evaluate("document.activeElement === window.text")
    expect(asker.locator(TEXT)).to_have_value("その前に")
    now = asker.locator(TEXT).bounding_box()
    assert where
    assert now
    assert abs(where["y"] - now["y"]) <= 2
    asker.keyboard.type("、ありがとう")
    expect(asker.locator(TEXT)).to_have_value("その前に、ありがとう")
    expect(asker.locator("#talk-title")).to_have_text("コメント 1件")
    asker.locator("#threads").get_by_role("link", name="返信").tap()
    expect(asker.locator("#replying")).to_contain_text("さんへの返信")
    shot(asker, "talk-replying-phone", whole=True)
    asker.get_by_role("button", name="送る").tap()
    expect(asker.locator(".replies .comment")).to_contain_text("ありがとう")
    expect(answerer.locator(".replies .comment")).to_contain_text("ありがとう", timeout=SOON)
    asker.get_by_role("button", name="ベストアンサーにする").first.tap()
    expect(asker.locator("#talk .chip")).to_have_text("ベストアンサー")
    asker.locator("article .react", has_text="なるほど").first.tap()
    expect(asker.locator("article .react", has_text="なるほど").first).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(answerer.locator("article .react", has_text="なるほど").first).to_contain_text("1", timeout=SOON)
    assert asker.evaluate("window.here")
    assert answerer.evaluate("window.here")
    for page, name in ((asker, "phone"), (answerer, "desktop")):
        page.reload()
        expect(page.locator("#talk-title")).to_have_text("コメント 2件")
        assert violations(page) == []
        assert small_targets(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        shot(page, f"talk-{name}", whole=True)


def test_it_asks_less_and_less_and_not_while_nobody_looks(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/comments/" in request.url else None)
    page.goto(post)
    page.clock.run_for(1000)
    times = []
    for second in range(180):
        before = len(asked)
        page.clock.run_for(1000)
        page.wait_for_timeout(15)
        if len(asked) > before:
            times.append(second)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert 4 <= len(asked) <= 9, times
    assert gaps == sorted(gaps)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    quiet = len(asked)
    page.clock.run_for(300_000)
    page.wait_for_timeout(100)
    assert len(asked) == quiet
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(6000)
    page.wait_for_timeout(100)
    assert len(asked) == quiet + 1


def test_somebody_is_mentioned_by_the_keyboard(open_browser, house: House, post):
    page = open_browser("demo-staff", **DESKTOP).new_page()
    page.goto(post)
    page.locator(TEXT).press_sequentially("教えてください @demo-m")
    options = page.locator("[role=option]")
    expect(options).to_have_count(1)
    assert violations(page) == []
    shot(page, "talk-mention-desktop")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_have_value("教えてください @demo-manager ")
    expect(options).to_have_count(0)
    page.keyboard.type("さん @demo")
    expect(options).not_to_have_count(0)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_have_value("教えてください @demo-manager さん @demo\n")
    page.get_by_role("button", name="送る").click()
    expect(page.locator("#threads .mention")).to_have_text(re.compile("^@.+ .+$"))


def test_somebody_is_mentioned_by_a_thumb_and_the_keyboard_stays(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE, color_scheme="dark").new_page()
    page.goto(post)
    page.locator(TEXT).tap()
    page.keyboard.type("＠")
    expect(page.locator("[role=option]")).to_have_count(5)
    box = page.locator(".people-offered").bounding_box()
    assert box
    assert box["y"] >= 0
    assert violations(page) == []
    shot(page, "talk-mention-phone-dark")
    page.locator("[role=option]").nth(1).tap()
    expect(page.locator(TEXT)).to_have_value(re.compile(r"^@[\w.-]+ $"))
    expect(page.locator(TEXT)).to_be_focused()


def test_nothing_is_offered_kept_or_sent_while_an_ime_composes(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(post)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(unquote(request.url)))
    page.focus(TEXT)
    devtools = page.context.new_cdp_session(page)
    for reading in ("＠", "＠s", "＠さ", "＠さと"):
        at = len(reading)
        devtools.send("Input.imeSetComposition", {"text": reading, "selectionStart": at, "selectionEnd": at})
    page.keyboard.press("Enter")
    page.wait_for_timeout(2600)
    assert [url for url in sent if "/people/" in url or "/draft/" in url or "/comment/" in url] == []


def test_a_bad_line_keeps_the_text_and_a_deleted_post_gives_it_back(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(post)
    page.fill(TEXT, "電波のない厨房から")
    page.context.set_offline(True)
    page.get_by_role("button", name="送る").tap()
    expect(page.locator("#notices")).to_contain_text("この端末に保存しました")
    expect(page.locator(TEXT)).to_have_value("")
    expect(page.locator("[data-unsent]")).to_contain_text("1件")
    page.context.set_offline(False)
    expect(page.locator("#threads .comment")).to_have_count(1)
    with house.database() as connection:
        number = post.rstrip("/").rsplit("/", 1)[1]
        connection.execute(
            "UPDATE bbs_posts SET title = '', content = '', deleted_at = now() WHERE id = %s", [number]
        )
    page.fill(TEXT, "間に合わない言葉")
    page.get_by_role("button", name="送る").tap()
    expect(page.locator("#comment-wrong")).to_contain_text("この投稿は削除されたため")
    expect(page.locator(TEXT)).to_have_value("間に合わない言葉")
    assert violations(page) == []
    page.reload()
    expect(page.locator("h1")).to_have_text("この投稿は削除されました")
    assert violations(page) == []
    shot(page, "talk-deleted-phone", whole=True)


def test_an_empty_comment_is_said_beside_the_form(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(post)
    page.get_by_role("button", name="送る").tap()
    expect(page.locator("#comment-wrong")).to_contain_text("コメントを入力してください")
    assert violations(page) == []
    say(page, "書きました")
    expect(page.locator("#comment-wrong")).to_be_empty()


def test_what_is_typed_is_kept_and_gone_on_with(open_browser, house: House, post):
    context = open_browser("demo-staff", **PHONE)
    page = context.new_page()
    page.goto(post)
    page.locator(TEXT).press_sequentially("とちゅうまで")
    expect(page.locator("#draft-said")).to_contain_text("下書きを保存しました")
    page.close()
    page = context.new_page()
    page.goto(post)
    expect(page.locator(TEXT)).to_have_value("とちゅうまで")
    expect(page.locator("#draft-said")).to_have_text("下書きの続きです")
    page.get_by_role("button", name="送る").tap()
    expect(page.locator("#threads .comment")).to_have_count(1)
    page.reload()
    expect(page.locator(TEXT)).to_have_value("")


def test_an_ended_login_keeps_what_was_typed(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(post)
    page.fill(TEXT, "長い返事")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="送る").tap()
    page.fill("[name=user_id]", "demo-staff")
    page.fill("[name=password]", "c3-demo-2026")
    page.get_by_role("button", name="ログインする").tap()
    expect(page.locator("main")).to_contain_text("長い返事")


def test_all_of_it_works_without_javascript(open_browser, house: House, post):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(post)
    page.fill(TEXT, "一つ目")
    page.get_by_role("button", name="送る").click()
    expect(page.locator("main")).to_contain_text("コメントを送りました")
    page.get_by_role("link", name="返信").click()
    expect(page.locator("#replying")).to_contain_text("さんへの返信")
    page.fill(TEXT, "その返事")
    page.get_by_role("button", name="送る").click()
    expect(page.locator(".replies .comment")).to_contain_text("その返事")
    page.get_by_role("button", name="いいね").first.click()
    expect(page.locator(".react", has_text="いいね").first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="ベストアンサーにする").first.click()
    expect(page.locator("#talk .chip")).to_have_text("ベストアンサー")
    page.get_by_role("link", name="直す", exact=True).last.click()
    page.fill(TEXT, "直した返事")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".replies .comment")).to_contain_text("直した返事")
    page.get_by_role("link", name="新しいコメントを確かめる").click()
    page.get_by_role("link", name="削除", exact=True).last.click()
    page.get_by_role("button", name="削除する").click()
    expect(page.locator("#talk-title")).to_have_text("コメント 1件")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_comment_is_for_everybody(open_browser, house: House, post, device, scheme):
    number = post.rstrip("/").rsplit("/", 1)[1]
    with house.database() as connection:
        rows = connection.execute(
            "INSERT INTO bbs_comments (post_id, user_id, content)"
            " SELECT %s, 'demo-staff', '答え **' || n || '** @demo-manager' FROM generate_series(1, 40) n"
            " RETURNING id",
            [number],
        ).fetchall()
        first, last = rows[0][0], rows[-1][0]
        connection.execute(
            "INSERT INTO bbs_comments (post_id, parent_id, user_id, content)"
            " SELECT %s, %s, 'demo-manager', '返事' || n FROM generate_series(1, 25) n",
            [number, last],
        )
        connection.execute("UPDATE bbs_comments SET is_best_answer = TRUE WHERE id = %s", [first])
        connection.execute("UPDATE bbs_comments SET content = '', deleted_at = now() WHERE id = %s", [last])
        connection.execute(
            "UPDATE bbs_posts SET announced_at = now(), due_on = current_date + 3 WHERE id = %s", [number]
        )
    page = open_browser("demo-manager", **device, color_scheme=scheme).new_page()
    place = "phone" if device is PHONE else "desktop"
    for name, path in {
        "whole": f"bbs/detail/{number}/",
        "reply": f"bbs/detail/{number}/?reply={rows[-2][0]}#write",
        "earlier": f"bbs/{number}/comments/?before={rows[20][0]}",
        "edit": f"bbs/comment/edit/{first}/",
        "delete": f"bbs/comment/delete/{first}/",
        "closed": "bbs/comment/edit/1/",
    }.items():
        page.goto(house.web + path)
        assert violations(page) == [], name
        assert small_targets(page) == [], name
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), name
        shot(page, f"talk-{name}-{place}-{scheme}", whole=name not in {"whole", "reply"})
    page.goto(f"{house.web}bbs/comment/edit/{first}/")
    page.fill(TEXT, "")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#error-summary")).to_contain_text("コメントを入力してください")
    assert page.title().startswith("エラー: ")
    assert violations(page) == []
