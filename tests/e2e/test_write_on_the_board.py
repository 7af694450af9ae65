"""Writing on the board: on a phone, with an IME, kept while typing, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations
from tests.e2e.test_japanese_input import compose

KEPT = re.compile(r"\d\d:\d\d 下書きを保存しました")


@pytest.fixture
def form(open_browser, house: House) -> Page:
    """A phone of スタッフ at the form of a new post."""
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}bbs/register/")
    return page


def check(page: Page, name: str) -> None:
    """A picture of it, and nothing that axe, a thumb or a narrow screen would stumble over."""
    shot(page, name, whole=True)
    assert violations(page) == [], name
    assert small_targets(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_a_post_with_photos_from_a_phone_is_read_in_another_store(open_browser, house: House, form, photos):
    check(form, "post-form-phone")
    form.locator("label", has_text="賞賛").first.tap()
    form.fill("[name=title]", "雨の日の傘立て")
    form.fill("[name=content]", "入口に**傘袋**を置いたら喜ばれました。")
    form.set_input_files("#id_images", photos)
    form.get_by_role("button", name="投稿する").tap()
    expect(form.locator("h1")).to_have_text("雨の日の傘立て")
    expect(form.locator("main")).to_contain_text("掲示板に投稿しました")
    expect(form.locator(".album img")).to_have_count(2)
    other = open_browser("demo-admin", **DESKTOP).new_page()
    other.goto(f"{house.web}bbs/list/")
    other.get_by_role("link", name="雨の日の傘立て").click()
    expect(other.locator("h1")).to_have_text("雨の日の傘立て")


def test_enter_while_composing_sends_nothing(form):
    sent: list[str] = []
    form.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    compose(form, "[name=title]", "ていきょう")
    expect(form.locator("[name=title]")).to_have_value("ていきょう")
    form.wait_for_timeout(2500)
    assert sent == []


def test_what_is_typed_is_kept_and_the_field_stays_the_same(form):
    form.evaluate("window.before = document.querySelector('[name=content]')")
    form.locator("[name=content]").press_sequentially("グラスが割れ", delay=40)
    expect(form.locator("#draft-said")).to_have_text(KEPT)
    assert form.evaluate("document.activeElement === window.before")
    form.keyboard.type("た")
    expect(form.locator("[name=content]")).to_have_value("グラスが割れた")


def test_a_killed_tab_is_gone_on_with_from_home(open_browser, house: House):
    context = open_browser("demo-staff", **PHONE)
    page = context.new_page()
    page.goto(f"{house.web}bbs/register/")
    page.fill("[name=title]", "書きかけの投稿")
    page.locator("[name=content]").press_sequentially("まだ途中")
    expect(page.locator("#draft-said")).to_have_text(KEPT)
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(house.web)
    card = page.locator("article", has_text="書きかけの投稿")
    expect(card).to_contain_text("掲示板の投稿")
    card.get_by_role("link", name="続きから書く").tap()
    expect(page.locator("h1")).to_have_text("掲示板に書く")
    expect(page.locator("[name=content]")).to_have_value("まだ途中")
    check(page, "post-draft-phone")
    page.get_by_role("link", name="下書きを破棄する").tap()
    page.get_by_role("button", name="破棄する").tap()
    expect(page.locator("main")).to_contain_text("下書きを破棄しました")


def test_without_javascript_it_is_refused_mended_posted_changed_and_deleted(
    open_browser, house: House, photos
):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}bbs/register/")
    page.locator("label", has_text="報告").first.click()
    page.fill("[name=content]", "氷の補充は開店前に。")
    page.set_input_files("#id_images", photos)
    page.get_by_role("button", name="投稿する").click()
    expect(page.locator("#error-summary")).to_contain_text("タイトルを入力してください")
    expect(page.locator("[name=content]")).to_have_value("氷の補充は開店前に。")
    expect(page.locator("main img")).to_have_count(2)
    page.fill("[name=title]", "氷の補充")
    page.get_by_role("button", name="投稿する").click()
    expect(page.locator("h1")).to_have_text("氷の補充")
    number = page.url.split("/")[-2]
    page.goto(f"{house.web}bbs/edit/{number}/")
    page.fill("[name=title]", "氷の補充（改）")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("h1")).to_have_text("氷の補充（改）")
    page.goto(f"{house.web}bbs/delete/{number}/")
    page.get_by_role("button", name="削除する").click()
    expect(page.locator("main")).to_contain_text("投稿を削除しました")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_announcement_shows_only_what_is_asked(open_browser, house: House, device, scheme):
    page = open_browser("demo-admin", **device, color_scheme=scheme).new_page()
    name = f"{'phone' if device is PHONE else 'desktop'}-{scheme}"
    page.goto(f"{house.web}bbs/register/")
    expect(page.locator("[name=audience]").first).to_be_hidden()
    page.locator("label", has_text="お知らせにする").click()
    expect(page.locator("[name=audience][value=all]")).to_be_checked()
    expect(page.locator("[name=stores]").first).to_be_hidden()
    page.locator("label", has_text="エリア").first.click()
    expect(page.locator("[name=area]")).to_be_visible()
    page.locator("label", has_text="選んだ店舗").click()
    expect(page.locator("[name=area]")).to_be_hidden()
    expect(page.locator("[name=stores]").first).to_be_visible()
    check(page, f"announce-{name}")
    page.fill("[name=title]", "棚卸のお知らせ")
    page.get_by_role("button", name="投稿する").click()
    expect(page.locator("#error-summary")).to_contain_text("お知らせする店舗を選んでください")
    page.locator("#error-summary").get_by_role("link", name="お知らせする店舗を選んでください").click()
    expect(page.locator("[name=stores]").first).to_be_focused()
    check(page, f"announce-refused-{name}")


def test_two_change_a_post_and_the_second_decides(open_browser, house: House):
    writer = open_browser("demo-staff", **PHONE).new_page()
    writer.goto(f"{house.web}bbs/register/")
    writer.locator("label", has_text="報告").first.tap()
    writer.fill("[name=title]", "鍵の場所")
    writer.fill("[name=content]", "レジの下です。")
    writer.get_by_role("button", name="投稿する").tap()
    expect(writer.locator("h1")).to_have_text("鍵の場所")
    number = writer.url.split("/")[-2]
    writer.goto(f"{house.web}bbs/edit/{number}/")
    other = open_browser("demo-admin", **DESKTOP).new_page()
    other.goto(f"{house.web}bbs/edit/{number}/")
    other.fill("[name=content]", "金庫の中です。")
    other.get_by_role("button", name="保存する").click()
    expect(other.locator("main")).to_contain_text("投稿を直しました")
    writer.fill("[name=content]", "棚の上です。")
    writer.get_by_role("button", name="保存する").tap()
    expect(writer.locator("#error-summary")).to_contain_text("この投稿を直しました")
    expect(writer.locator("main")).to_contain_text("金庫の中です。")
    expect(writer.locator("[name=content]")).to_have_value("棚の上です。")
    check(writer, "post-conflict-phone")
    writer.get_by_role("button", name="保存する").tap()
    expect(writer.locator("main")).to_contain_text("棚の上です。")
    writer.goto(f"{house.web}bbs/delete/{number}/")
    check(writer, "post-delete-phone")


def test_who_may_not_change_a_post_is_told_so(open_browser, house: House):
    with house.database() as connection:
        found = connection.execute(
            "SELECT id FROM bbs_posts WHERE user_id NOT LIKE 'demo-%' AND audience = 'all' LIMIT 1"
        ).fetchone()
    assert found
    page = open_browser("demo-area", **PHONE).new_page()
    page.goto(f"{house.web}bbs/edit/{found[0]}/")
    expect(page.locator("h1")).to_have_text("この投稿は直せません")
    check(page, "post-closed-phone")


def test_a_person_is_found_by_name_while_the_post_is_written(form):
    form.locator("label", has_text="報告").first.tap()
    form.fill("[name=title]", "教えてください")
    form.locator("[name=content]").press_sequentially("@太田")
    form.get_by_role("option", name="太田 由紀").first.tap()
    expect(form.locator("[name=content]")).to_have_value("@demo-admin ")
    expect(form.locator("[name=content]")).to_be_focused()
    check(form, "post-mention-phone")
    form.get_by_role("button", name="投稿する").tap()
    expect(form.locator("h1")).to_have_text("教えてください")
    expect(form.locator(".mention")).to_have_text("@太田 由紀")
