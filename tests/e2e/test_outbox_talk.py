"""Comments and reactions from where there is no network."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.cutting import Cutting, Where
from tests.e2e.house import PASSWORD, PHONE, House, shot, small_targets, violations
from tests.e2e.unsent import address, item, kept, unsent, until_kept, until_sent

TEXT = "#id_content"


@pytest.fixture
def post(house: House) -> int:
    """A new post of demo-staff's."""
    with house.database() as connection:
        row = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " SELECT store_id, user_id, 'claim', '未送信の会話', '皆さんはどうしていますか'"
            " FROM users WHERE user_id = 'demo-staff' RETURNING id"
        ).fetchone()
    assert row
    return int(row[0])


@pytest.fixture
def page(open_browser, line: Cutting, post: int) -> Page:
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{address(line)}bbs/detail/{post}/")
    return page


def say(page: Page, text: str) -> None:
    page.fill(TEXT, text)
    page.get_by_role("button", name="送る").tap()


def tap(page: Page) -> None:
    """なるほど of the post, which shows as pressed then."""
    button = page.locator("article .react", has_text="なるほど").first
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def comments(house: House, post: int) -> list[str]:
    with house.database() as connection:
        found = connection.execute(
            "SELECT content FROM bbs_comments WHERE post_id = %s ORDER BY id", [post]
        ).fetchall()
    return [content for (content,) in found]


def mine(house: House, post: int) -> list[str]:
    with house.database() as connection:
        found = connection.execute("SELECT kind FROM bbs_reactions WHERE post_id = %s", [post]).fetchall()
    return [kind for (kind,) in found]


def test_a_comment_waits_and_appears_when_there_is_a_network(page, house, line, post):
    line.shut()
    say(page, "電波のない厨房から")
    expect(page.locator("#notices")).to_contain_text("この端末に保存しました")
    expect(page.locator(TEXT)).to_have_value("")
    expect(unsent(page)).to_contain_text("1件")
    say(page, "もうひとつ")
    until_kept(page, 2)
    shot(page, "outbox-comment-phone", whole=True)
    assert violations(page) == []
    line.open()
    page.evaluate("dispatchEvent(new Event('online'))")
    until_sent(page)
    expect(page.locator("#threads .comment")).to_have_count(2, timeout=30_000)
    assert comments(house, post) == ["電波のない厨房から", "もうひとつ"]


def test_a_comment_whose_answer_is_lost_is_there_once(page, house, line, post):
    line.cut(Where.AFTER, "/comment/")
    say(page, "答えが\n届かない")
    until_sent(page)
    expect(page.locator("#threads .comment")).to_have_count(1, timeout=30_000)
    assert comments(house, post) == ["答えが\n届かない"]


def test_a_comment_that_was_put_right_is_not_lost_to_the_next_one(page, house, line, post):
    line.cut(Where.BEFORE, "/comment/", times=99)
    say(page, "直す前")
    until_kept(page)
    page.goto(f"{address(line)}sending/")
    item(page, "直す前").locator("[data-act=repair]").click()
    expect(page.locator(TEXT)).to_have_value("直す前")
    say(page, "直したあと")
    expect(page.locator(TEXT)).to_have_value("", timeout=30_000)
    say(page, "その次")
    until_kept(page, 2)
    line.heal()
    page.evaluate("dispatchEvent(new Event('online'))")
    until_sent(page)
    assert sorted(comments(house, post)) == sorted(
        ["直したあと", "その次"]
    )  # each goes when its next try is due


def test_with_an_ended_login_comment_and_tap_stay_on_the_phone_until_the_next(page, house, line, post):
    page.context.clear_cookies(name="sessionid")
    say(page, "ログインが切れた")
    page.wait_for_url("**/comment/")
    assert [one["kind"] for one in kept(page)] == ["comment"]
    page.goto(f"{address(line)}accounts/login/")
    page.fill("[name=user_id]", "demo-staff")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url(address(line))
    until_sent(page)
    assert comments(house, post) == ["ログインが切れた"]


def both_are_made(page: Page, house: House, post: int, text: str) -> None:
    """A tap and a comment, from this page at once; each is there once."""
    tap(page)
    say(page, text)
    expect(page.locator("#threads .comment")).to_have_count(1)
    assert mine(house, post) == ["naruhodo"]
    assert comments(house, post) == [text]


def log_in_beside(page: Page, line: Cutting, user_id: str) -> None:
    """In another tab; the page stays as it is."""
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    other.goto(f"{address(line)}accounts/login/")
    other.fill("[name=user_id]", user_id)
    other.fill("[name=password]", PASSWORD)
    other.get_by_role("button", name="ログインする").click()
    other.wait_for_url(address(line))
    other.close()


@pytest.fixture
def signed_in_again(page: Page, line: Cutting) -> Page:
    """The post of before, while the person has logged in anew in another tab."""
    log_in_beside(page, line, "demo-staff")
    return page


def test_after_a_login_in_another_tab_comment_and_tap_go_at_once(signed_in_again, house, line, post):
    page = signed_in_again
    both_are_made(page, house, post, "別のタブでログインした")
    assert kept(page) == []


def test_after_another_persons_login_in_another_tab_they_wait_for_who_wrote_them(page, house, line, post):
    log_in_beside(page, line, "demo-manager")
    tap(page)
    say(page, "前の人が書いた")
    expect(page.locator("#notices")).to_contain_text("この端末に保存しました")
    until_kept(page, 2)
    assert (mine(house, post), comments(house, post)) == ([], [])
    log_in_beside(page, line, "demo-staff")
    page.evaluate("dispatchEvent(new Event('online'))")
    until_sent(page)
    assert (mine(house, post), comments(house, post)) == (["naruhodo"], ["前の人が書いた"])


def test_a_tap_from_a_page_whose_token_is_too_old_is_made_once(page, house, line, post):
    page.context.clear_cookies(name="csrftoken")
    tap(page)
    until_sent(page)
    assert mine(house, post) == ["naruhodo"]


def test_a_comment_from_a_page_whose_token_is_too_old_is_there_once(page, house, line, post):
    page.context.clear_cookies(name="csrftoken")
    say(page, "画面が古い")
    until_sent(page)
    expect(page.locator("#threads .comment")).to_have_count(1, timeout=30_000)
    expect(page.locator(TEXT)).to_have_value("")
    assert comments(house, post) == ["画面が古い"]


def test_where_the_device_never_answers_comment_and_tap_go_without_being_kept(page, house, line, post):
    page.evaluate("() => { stored.keep = () => new Promise(() => {}); }")
    both_are_made(page, house, post, "端末が黙っている")


def test_a_tap_whose_tab_is_closed_at_once_is_not_lost(page, house, line, post):
    line.cut(Where.BEFORE, "/bbs/api/reaction/")
    page.route("**/sending/session/", lambda route: route.abort())
    page.locator("article .react", has_text="なるほど").first.tap()
    until_kept(page)
    context = page.context
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(address(line))
    until_sent(page)
    assert mine(house, post) == ["naruhodo"]


def test_a_comment_on_a_deleted_post_stays_with_its_reason(page, house, line, post):
    with house.database() as connection:
        connection.execute(
            "UPDATE bbs_posts SET title = '', content = '', deleted_at = now() WHERE id = %s", [post]
        )
    line.shut()
    say(page, "間に合わない言葉\nと、その次の行")
    until_kept(page)
    line.open()
    page.goto(f"{address(line)}sending/")
    one = item(page, "間に合わない言葉")
    expect(one).to_have_attribute("data-state", "refused")
    expect(one.locator("[data-errors]")).to_contain_text("この投稿は削除されたため")
    one.locator("[data-written] summary").tap()
    expect(one.locator("[data-content]")).to_be_visible()
    assert one.locator("[data-content]").inner_text() == "間に合わない言葉\nと、その次の行"
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")  # drawn anew, it stays open
    expect(one.locator("[data-content]")).to_be_visible()
    shot(page, "unsent-deleted-post-phone", whole=True)
    assert violations(page) == []
    assert small_targets(page) == []
    one.locator("[data-act=delete]").click()
    page.locator("[data-act=sure]").click()
    expect(page.locator("[data-empty]")).to_be_visible()


def test_of_the_taps_without_a_network_the_last_wish_counts(page, house, line, post):
    line.shut()
    button = page.locator("article .react", has_text="いいね").first
    for wanted in ("true", "false", "true"):
        button.tap()
        expect(button).to_have_attribute("aria-pressed", wanted)
    expect(page.locator("article .react .numbers").nth(1)).to_have_text("1")
    assert [one["kind"] for one in kept(page)] == ["reaction"]
    line.open()
    page.evaluate("dispatchEvent(new Event('online'))")
    until_sent(page)
    assert mine(house, post) == ["iine"]


def test_a_comment_being_typed_without_a_network_survives_a_reload(page, house, line, post):
    page.route("**/draft/", lambda route: route.abort())
    page.locator(TEXT).press_sequentially("とちゅうまで", delay=20)
    deadline = time.monotonic() + 10
    while not page.evaluate("stored.drafts().then(drafts => drafts.length)"):
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
    page.reload()
    expect(page.locator(TEXT)).to_have_value("とちゅうまで")
