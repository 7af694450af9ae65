"""T3: what is typed is kept on the server, and the field that is typed into is never touched."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import PHONE, House, shot, violations

KEPT = re.compile(r"\d\d:\d\d 下書きを保存しました")


@pytest.fixture
def saves(open_browser, house: House) -> tuple[Page, list[str]]:
    """A phone at the form, and the bodies of its autosaves."""
    page = open_browser("demo-staff", **PHONE).new_page()
    bodies: list[str] = []
    page.on("request", lambda asked: bodies.append(asked.post_data or "") if is_save(asked) else None)
    page.goto(f"{house.web}report/register/")
    return page, bodies


def is_save(asked) -> bool:
    return asked.method == "POST" and asked.url.endswith("/report/draft/")


def test_what_is_typed_is_kept_after_two_seconds_and_the_field_stays_the_same(saves):
    page, bodies = saves
    page.evaluate("window.before = document.querySelector('[name=content]')")
    page.locator("[name=content]").press_sequentially("グラスが割れ", delay=40)
    assert bodies == []
    expect(page.locator("#draft-said")).to_have_text(KEPT)
    assert len(bodies) == 1
    assert "images" not in bodies[0]
    assert page.evaluate("document.activeElement === window.before")
    page.keyboard.type("た")
    expect(page.locator("[name=content]")).to_have_value("グラスが割れた")
    assert page.evaluate("window.before.selectionStart") == 7
    assert violations(page) == []


def test_leaving_a_field_keeps_it_at_once_and_without_a_change_nothing_is_sent(saves):
    page, bodies = saves
    page.focus("[name=content]")
    page.focus("[name=title]")
    page.wait_for_timeout(300)
    assert bodies == []
    page.fill("[name=title]", "割れたグラス")
    page.focus("[name=content]")
    expect(page.locator("#draft-said")).to_have_text(KEPT, timeout=1500)
    assert len(bodies) == 1


def test_nothing_is_sent_while_an_ime_composes(saves):
    page, bodies = saves
    page.focus("[name=content]")
    devtools = page.context.new_cdp_session(page)
    for reading in ("ぐ", "ぐら", "ぐらす"):
        at = len(reading)
        devtools.send("Input.imeSetComposition", {"text": reading, "selectionStart": at, "selectionEnd": at})
    page.wait_for_timeout(2600)
    assert bodies == []
    expect(page.locator("[name=content]")).to_have_value("ぐらす")
    devtools.send("Input.insertText", {"text": "グラス"})
    expect(page.locator("#draft-said")).to_have_text(KEPT)
    expect(page.locator("[name=content]")).to_have_value("グラス")
    assert len(bodies) == 1


def test_it_is_announced_at_most_once_a_minute(saves):
    page, bodies = saves
    page.evaluate(
        """() => {
        window.announced = 0;
        new MutationObserver(() => window.announced++)
            .observe(document.getElementById("draft-told"), { childList: true });
        }"""
    )
    for number, word in enumerate(("一", "二", "三"), start=1):
        page.locator("[name=content]").press_sequentially(word)
        page.focus("[name=title]")
        page.wait_for_function(
            "n => window.performance.getEntriesByType('resource')"
            ".filter(e => e.name.endsWith('/report/draft/')).length >= n",
            arg=number,
        )
    page.wait_for_timeout(200)
    assert len(bodies) == 3
    assert page.evaluate("window.announced") == 1


def test_a_killed_tab_is_gone_on_with_from_home_and_thrown_away_by_hand(open_browser, house: House):
    context = open_browser("demo-staff", **PHONE)
    page = context.new_page()
    page.goto(f"{house.web}report/register/")
    page.locator("label", has_text="事故").first.tap()
    page.fill("[name=title]", "冷蔵庫が止まった")
    with page.expect_response(lambda answer: quote("呼んだ") in (answer.request.post_data or "")):
        page.locator("[name=content]").press_sequentially("修理を呼んだ")
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(house.web)
    card = page.locator("article", has_text="冷蔵庫が止まった")
    expect(card).to_contain_text("修理を呼んだ")
    shot(page, "home-drafts-phone", whole=True)
    assert violations(page) == []
    card.get_by_role("link", name="続きから書く").tap()
    expect(page.locator("[name=title]")).to_have_value("冷蔵庫が止まった")
    expect(page.locator("[name=content]")).to_have_value("修理を呼んだ")
    expect(page.locator("[name=genre][value=accident]")).to_be_checked()
    shot(page, "draft-phone", whole=True)
    assert violations(page) == []
    page.get_by_role("link", name="下書きを破棄する").tap()
    expect(page.locator("h1")).to_have_text("下書きを破棄しますか")
    assert violations(page) == []
    page.get_by_role("button", name="破棄する").tap()
    expect(page.locator("main")).to_contain_text("下書きを破棄しました")
    expect(page.locator("article", has_text="冷蔵庫が止まった")).to_have_count(0)


def test_a_draft_is_kept_and_gone_on_with_without_javascript(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}report/register/")
    page.fill("[name=content]", "途中まで書いた")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.locator("main")).to_contain_text("下書きを保存しました")
    page.goto(house.web)
    page.locator("article", has_text="途中まで書いた").get_by_role("link", name="続きから書く").click()
    expect(page.locator("[name=content]")).to_have_value("途中まで書いた")


def test_enter_in_the_title_without_javascript_files_and_moves_nothing(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}report/register/")
    page.set_input_files("#id_images", photos)
    page.fill("[name=title]", "題だけ")
    page.locator("[name=title]").press("Enter")
    expect(page.locator("#error-summary")).to_contain_text("内容を入力してください")
    order = [image.get_attribute("value") for image in page.locator("[name=order]").all()]
    page.locator("[name=title]").press("Enter")
    expect(page.locator("#error-summary")).to_contain_text("内容を入力してください")
    assert [image.get_attribute("value") for image in page.locator("[name=order]").all()] == order


def test_away_from_the_network_it_says_so_without_a_jump(saves):
    page, _bodies = saves
    page.context.set_offline(True)
    page.locator("[name=content]").press_sequentially("電波のない厨房")
    expect(page.locator("#draft-said")).to_contain_text("下書きを保存できませんでした")
    expect(page.locator("#notices")).to_be_empty()
    expect(page.locator("[name=content]")).to_be_focused()
    page.context.set_offline(False)
    page.keyboard.type("で")
    expect(page.locator("#draft-said")).to_have_text(KEPT)


def test_an_ended_login_does_not_lead_away_from_what_is_typed(saves):
    page, _bodies = saves
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=content]").press_sequentially("長い話")
    expect(page.locator("#draft-said")).to_contain_text("ログインの有効期限が切れました")
    assert page.url.endswith("/report/register/")
    expect(page.locator("[name=content]")).to_have_value("長い話")
