"""Text by voice. Chromium without a head reaches no speech service: the page is given the interface of the
standard, and the test says what is heard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.house import PHONE, House, shot, small_targets, violations

SPEECH = Path(__file__).with_name("speech.js")
PLACES = ["report/register/", "bbs/register/", "bbs/detail/{post}/", "ai/chat/"]


def listening_phone(open_browser, house: House, path: str = "report/register/", **device: object) -> Page:
    context = open_browser("demo-staff", **PHONE | device)
    context.add_init_script(path=SPEECH)
    page = context.new_page()
    page.goto(house.web + path)
    return page


@pytest.fixture
def page(open_browser, house: House) -> Page:
    """A phone that can hear, at the form."""
    return listening_phone(open_browser, house)


def microphone(page: Page, field: str = "") -> Locator:
    return page.get_by_role("button", name=re.compile(f"^声で入力: {field}"))


def hear(page: Page, words: str, *, final: bool = True) -> None:
    page.evaluate("([words, isFinal]) => ears.at(-1).hear(words, isFinal)", [words, final])


def a_post(house: House) -> int:
    with house.database() as connection:
        found = connection.execute("SELECT max(id) FROM bbs_posts WHERE audience = 'all'").fetchone()
    assert found
    return int(found[0])


def test_where_a_browser_offers_no_speech_recognition_there_is_no_microphone(open_browser, house):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    page.goto(f"{house.web}report/register/")
    assert not page.evaluate("'SpeechRecognition' in window || 'webkitSpeechRecognition' in window")
    expect(microphone(page)).to_have_count(0)
    bare = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    bare.goto(f"{house.web}report/register/")
    expect(microphone(bare)).to_have_count(0)


def test_what_was_heard_goes_in_at_the_caret_and_what_is_being_heard_is_shown_apart(page, house):
    content = page.locator("[name=content]")
    content.fill("前後")
    content.evaluate("field => field.setSelectionRange(1, 1)")
    button = microphone(page, "内容")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("聞いています。もう一度押すと止まります。")).to_be_visible()
    assert page.evaluate("[ears.length, ears[0].lang, ears[0].interimResults]") == [1, "ja", True]
    hear(page, "油が", final=False)
    expect(page.locator("[data-heard]", has_text="油が")).to_be_visible()
    expect(content).to_have_value("前後")
    hear(page, "油がはねました。")
    expect(content).to_have_value("前油がはねました。後")
    hear(page, "冷やしました。")
    expect(content).to_have_value("前油がはねました。冷やしました。後")
    assert content.evaluate("field => field.selectionStart") == len("前油がはねました。冷やしました。")
    shot(page, "voice-phone", whole=True)
    assert violations(page) == []
    assert small_targets(page) == []
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("ears[0].calls") == ["start", "stop"]
    expect(page.get_by_text("聞いています")).to_be_hidden()


def test_a_selection_is_replaced_and_the_draft_and_the_count_notice(page):
    title = page.locator("[name=title]")
    title.fill("書きかけ")
    title.evaluate("field => field.select()")
    microphone(page, "タイトル").tap()
    hear(page, "油の事故")
    expect(title).to_have_value("油の事故")
    expect(page.locator(".count").first).to_have_text(re.compile("^4/"))
    with page.expect_request("**/report/draft/") as asked:
        pass
    assert asked.value.post_data is not None
    expect(page.locator("#draft-said")).to_have_text(re.compile("下書きを保存しました"))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("not-allowed", "マイクを使えません。ブラウザーの設定で、このサイトにマイクを許可してください。"),
        ("service-not-allowed", "マイクを使えません。"),
        ("audio-capture", "マイクが見つかりません。キーボードで入力してください。"),
        ("no-speech", "声が聞こえませんでした。もう一度押して、話してください。"),
        ("network", "通信できないため、声を文字にできません。電波のあるところで、もう一度押してください。"),
        ("language-not-supported", "今は声で入力できません。キーボードで入力してください。"),
    ],
)
def test_what_went_wrong_is_said_and_what_was_half_heard_is_kept(page, error, sentence):
    microphone(page, "内容").tap()
    hear(page, "半分だけ", final=False)
    page.evaluate("error => ears.at(-1).fail(error)", error)
    expect(page.locator(".voice [role=status]").filter(has_text=sentence)).to_be_visible()
    expect(microphone(page, "内容")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[name=content]")).to_have_value("半分だけ")
    assert violations(page) == []
    microphone(page, "内容").tap()
    expect(page.get_by_text("聞いています")).to_be_visible()
    expect(page.get_by_text(sentence)).to_be_hidden()


def test_a_second_field_stops_the_first(page):
    microphone(page, "タイトル").tap()
    hear(page, "題", final=False)
    microphone(page, "内容").tap()
    expect(microphone(page, "タイトル")).to_have_attribute("aria-pressed", "false")
    expect(microphone(page, "内容")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("ears.map(ear => ear.calls)") == [["start", "stop"], ["start"]]
    hear(page, "文")
    expect(page.locator("[name=title]")).to_have_value("題")
    expect(page.locator("[name=content]")).to_have_value("文")


def test_a_form_that_is_sent_takes_along_what_was_half_heard_once(page):
    page.locator("label", has_text="事故").first.click()
    page.locator("label", has_text="キッチン").first.click()
    page.fill("[name=title]", "声の日報")
    microphone(page, "内容").tap()
    hear(page, "全部。")
    hear(page, "半分", final=False)
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("h1")).to_have_text("声の日報")
    expect(page.locator("main")).to_contain_text("全部。半分")


def test_while_an_ime_composes_nothing_is_put_between(page):
    content = page.locator("[name=content]")
    microphone(page, "内容").tap()
    content.focus()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "ぐらす", "selectionStart": 3, "selectionEnd": 3})
    hear(page, "が割れた")
    expect(content).to_have_value("ぐらす")
    devtools.send("Input.insertText", {"text": "グラス"})
    expect(content).to_have_value("グラスが割れた")


def test_english_words_stay_apart_and_are_heard_as_english(open_browser, house):
    house.speak("en", "demo-staff")
    page = listening_phone(open_browser, house)
    page.fill("[name=content]", "Hot oil")
    page.locator("[name=content]").evaluate("field => field.setSelectionRange(7, 7)")
    page.locator(".voice-button").last.tap()
    assert page.evaluate("ears[0].lang") == "en"
    hear(page, "burned my hand.")
    hear(page, "Cooled it.")
    expect(page.locator("[name=content]")).to_have_value("Hot oil burned my hand. Cooled it.")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_long_text_has_a_microphone_that_fits(open_browser, house, place, scheme):
    path = place.format(post=a_post(house))
    device = {"viewport": {"width": 320, "height": 640}, "color_scheme": scheme}
    page = listening_phone(open_browser, house, path, **device)
    page.locator("main textarea").last.fill("")  # of the draft
    button = page.locator(".voice-button").last
    button.tap()
    hear(page, "とても長い話をしています。途中で止まらずに続けています", final=False)
    expect(page.locator("[data-heard]").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    name = re.sub(r"\W+", "-", place.format(post="")).strip("-")
    button.scroll_into_view_if_needed()
    shot(page, f"voice-{name}-{scheme}")
    assert violations(page) == []
    assert small_targets(page) == []
    hear(page, "話しました")
    expect(page.locator("main textarea").last).to_have_value("話しました")
