"""What may go wrong around the outbox: an ended login, another person, a full phone, a server away."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.cutting import Cutting
from tests.days import day
from tests.e2e.conftest import sign_in
from tests.e2e.house import PASSWORD, PHONE, House, shot, small_targets, violations
from tests.e2e.unsent import (
    address,
    item,
    kept,
    reports,
    run,
    submit,
    unsent,
    until_sent,
    write,
)


def wait_unsent(page: Page, line: Cutting, title: str) -> None:
    """Submit a 日報 with no network."""
    line.shut()
    write(page, title)
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=20_000)
    line.open()


def test_the_login_has_ended_and_after_the_next_it_goes_on(page, house, line):
    write(page, "ログインが切れた")
    page.context.clear_cookies(name="sessionid")
    submit(page)
    page.wait_for_url("**/accounts/login/**")
    expect(page.locator("#notices")).to_contain_text("ログインすると送ります")
    shot(page, "outbox-login-phone", whole=True)
    page.fill("[name=user_id]", "demo-staff")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url("**/sending/")
    expect(page.locator("[data-sent]")).to_contain_text("ログインが切れた")
    assert len(reports(house, "ログインが切れた")) == 1
    until_sent(page)


def test_the_list_says_that_a_login_is_needed(page, house, line):
    page.goto(f"{address(line)}report/register/")
    other = page.context.new_page()
    other.goto(f"{address(line)}sending/")
    wait_unsent(page, line, "一覧でログイン")
    page.context.clear_cookies(name="sessionid")
    page.close()
    other.evaluate("void outbox.soon()")
    one = item(other, "一覧でログイン")
    expect(one).to_have_attribute("data-state", "login")
    shot(other, "unsent-login-phone", whole=True)
    assert violations(other) == []
    assert small_targets(other) == []
    one.locator("[data-act=login]").click()
    other.fill("[name=user_id]", "demo-staff")
    other.fill("[name=password]", PASSWORD)
    other.get_by_role("button", name="ログインする").click()
    until_sent(other)
    assert len(reports(house, "一覧でログイン")) == 1


def test_another_person_sees_and_sends_nothing_of_it(page, house, line):
    wait_unsent(page, line, "別の人のもの")
    context = page.context
    page.close()
    context.clear_cookies()
    page = sign_in(context.new_page(), house, "demo-manager")
    page.goto(f"{address(line)}sending/")
    run(page)
    expect(page.locator("[data-others]")).to_contain_text("1件")
    expect(page.locator("#unsent > li")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("別の人のもの")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    shot(page, "unsent-others-phone", whole=True)
    assert violations(page) == []
    assert reports(house, "別の人のもの") == []
    context.clear_cookies()
    sign_in(page, house, "demo-staff")
    page.goto(address(line))
    until_sent(page)
    assert len(reports(house, "別の人のもの")) == 1


def test_logging_out_with_something_unsent_is_asked_about(page, house, line):
    wait_unsent(page, line, "残してログアウト")
    page.route("**/sending/session/", lambda route: route.abort())
    page.goto(f"{address(line)}accounts/profile/")
    page.get_by_role("button", name="ログアウトする").click()
    question = page.locator("#leaving")
    expect(question).to_contain_text("未送信が1件あります")
    shot(page, "outbox-logout-phone")
    assert violations(page) == []
    question.locator("[data-act=stay]").click()
    expect(question).to_be_hidden()
    page.get_by_role("button", name="ログアウトする").click()
    question.locator("[data-act=leave]").click()
    page.wait_for_url("**/accounts/login/**")
    assert len(kept(page)) == 1
    page.unroute("**/sending/session/")
    sign_in(page, house, "demo-staff")
    page.goto(address(line))
    until_sent(page)


def test_a_full_phone_says_so_and_the_report_goes_straight(page, house, line, photos):
    devtools = page.context.new_cdp_session(page)
    devtools.send(
        "Storage.overrideQuotaForOrigin", {"origin": address(line).rstrip("/"), "quotaSize": 200_000}
    )
    write(page, "空きがない")
    page.set_input_files("#id_images", photos)
    line.shut()
    submit(page)
    said = page.locator("[data-outbox-said]")
    expect(said).to_contain_text("この画面を閉じずに", timeout=30_000)
    expect(page.locator("[name=title]")).to_have_value("空きがない")
    assert kept(page) == []
    shot(page, "outbox-full-phone", whole=True)
    line.open()
    submit(page)
    expect(page.locator("h1")).to_have_text("空きがない", timeout=60_000)
    assert [count for _id, count in reports(house, "空きがない")] == [2]


def test_without_indexeddb_the_form_is_sent_as_any_form(open_browser, house, line):
    context = open_browser("demo-staff", **PHONE)
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = context.new_page()
    page.goto(f"{address(line)}report/register/")
    write(page, "プライベート")
    submit(page)
    expect(page.locator("h1")).to_have_text("プライベート")
    assert len(reports(house, "プライベート")) == 1


def test_where_indexeddb_refuses_it_is_sent_straight(open_browser, house, line):
    context = open_browser("demo-staff", **PHONE)
    context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError') }"
    )
    page = context.new_page()
    page.goto(f"{address(line)}report/register/")
    write(page, "開けない保存")
    submit(page)
    expect(page.locator("h1")).to_have_text("開けない保存")
    assert len(reports(house, "開けない保存")) == 1


def test_a_server_that_is_away_is_waited_for(page, house, line):
    line.is_polite = True
    line.to = 9  # nobody is there: a proxy answers 502
    write(page, "サーバーが留守")
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=20_000)
    line.to = house.launcher.ports[0]
    expect(page.locator("h1")).to_have_text("サーバーが留守", timeout=40_000)  # by the timer alone
    assert len(reports(house, "サーバーが留守")) == 1


def test_photos_whose_day_has_passed_on_the_server_go_again(page, house, line, photos):
    page.set_input_files("#id_images", photos)
    line.cut("before", "/report/register/", times=10)
    write(page, "期限の切れた写真")
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=60_000)
    (one,) = kept(page)
    assert all(photo.get("id") for photo in one["photos"])
    with house.database() as connection:
        connection.execute("DELETE FROM report_images WHERE report_id IS NULL AND post_id IS NULL")
    line.heal()
    page.evaluate("void outbox.soon()")
    expect(page.locator("h1")).to_have_text("期限の切れた写真", timeout=60_000)
    assert [count for _id, count in reports(house, "期限の切れた写真")] == [2]


def test_text_and_photos_survive_a_reload_while_nothing_gets_through(page, house, line, photos):
    page.route("**/draft/", lambda route: route.abort())
    write(page, "再読み込み", "グラスが割れた")
    page.set_input_files("#id_images", photos[1:])
    expect(page.locator("[data-thumbs] img, [data-photo]")).to_have_count(1)
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("再読み込み")
    expect(page.locator("[name=content]")).to_have_value("グラスが割れた")
    expect(page.locator("[name=genre][value=accident]")).to_be_checked()
    expect(page.locator("[data-thumbs] img, [data-photo]")).to_have_count(1)
    page.unroute("**/draft/")
    submit(page)
    expect(page.locator("h1")).to_have_text("再読み込み", timeout=30_000)
    assert [count for _id, count in reports(house, "再読み込み")] == [1]
    page.goto(f"{address(line)}report/register/")
    page.wait_for_timeout(300)
    expect(page.locator("[data-act=on]")).to_have_count(0)


def test_a_killed_tab_offers_its_draft_and_it_may_be_thrown_away(page, house, line):
    page.route("**/draft/", lambda route: route.abort())
    write(page, "消えたタブ")
    page.wait_for_timeout(800)
    context = page.context
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(f"{address(line)}report/register/")
    card = page.locator("section", has_text=re.compile("この端末に下書きがあります"))
    expect(card).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("")
    shot(page, "outbox-draft-phone", whole=True)
    assert violations(page) == []
    card.get_by_role("button", name="続きから書く").click()
    expect(page.locator("[name=title]")).to_have_value("消えたタブ")
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("消えたタブ")
    page.goto(f"{address(line)}report/register/")
    card.get_by_role("button", name="破棄する").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("")


@pytest.mark.parametrize("cookie", ["", "sessionid"], ids=["nothing written", "the login has ended"])
def test_what_the_server_did_not_keep_stays_on_the_phone(page, house, line, cookie):
    page.context.clear_cookies(name=cookie)
    with page.expect_response("**/report/draft/") as answered:
        page.locator("label.switch").tap()
    assert answered.value.status == 200
    page.wait_for_timeout(800)
    (draft,) = page.evaluate("stored.drafts()")
    assert ["post_to_bbs", "on"] in draft["fields"]


def test_enter_while_composing_neither_keeps_nor_sends(page):
    page.focus("[name=title]")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "ぐらす", "selectionStart": 3, "selectionEnd": 3})
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert kept(page) == []
    expect(page.locator("[name=title]")).to_be_focused()


def date_of(house: House, title: str) -> date:
    """The business date of the one 日報 of that title."""
    with house.database() as connection:
        rows = connection.execute("SELECT date FROM daily_reports WHERE title = %s", [title]).fetchall()
    ((found,),) = rows
    return found


def empty_the_date(page: Page) -> None:
    """As it is in a copy of the form."""
    page.evaluate("document.querySelector('[name=date]').value = ''")


# What waits on the device was written a day earlier.
EARLIER = """async () => {
    const written_at = new Date(Date.now() - 24 * 3600 * 1000).toISOString();
    for (const item of await stored.items()) await stored.change(item, { written_at });
}"""

# So was what is typed into this page, however often it is kept.
BEGUN_EARLIER = """() => {
    const began = new Date(Date.now() - 24 * 3600 * 1000).toISOString();
    document.querySelector("[data-outbox]").dataset.writtenAt = began;
}"""


def test_mended_a_day_later_it_is_of_the_day_on_which_it_was_written(page, house, line):
    empty_the_date(page)
    page.fill("[name=title]", "翌日に直した")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    page.evaluate(EARLIER)
    (waiting,) = kept(page)
    page.goto(f"{address(line)}report/register/?unsent={waiting['key']}")
    expect(page.locator("[name=title]")).to_have_value("翌日に直した")
    expect(page.locator("[data-day]")).to_be_hidden()
    write(page, "翌日に直した")
    submit(page)
    expect(page.locator("h1")).to_have_text("翌日に直した")
    assert date_of(house, "翌日に直した") == day(-1)


def test_gone_on_with_a_day_later_it_is_of_the_day_on_which_it_was_begun(page, house, line):
    page.context.route("**/draft/", lambda route: route.abort())
    empty_the_date(page)
    page.evaluate(BEGUN_EARLIER)
    page.fill("[name=title]", "翌日に続けた")
    page.wait_for_timeout(800)
    context = page.context
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(f"{address(line)}report/register/")
    page.get_by_role("button", name="続きから書く").click()
    expect(page.locator("[data-day]")).to_be_hidden()
    write(page, "翌日に続けた")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("翌日に続けた")
    submit(page)
    expect(page.locator("h1")).to_have_text("翌日に続けた")
    assert date_of(house, "翌日に続けた") == day(-1)


def test_the_server_keeps_it_under_the_day_on_which_it_was_begun(page, house, line):
    empty_the_date(page)
    page.evaluate(BEGUN_EARLIER)
    with page.expect_response("**/report/draft/"):
        page.fill("[name=title]", "前の日に始めた")
        page.focus("[name=content]")
    key = page.locator("[name=form_id]").input_value()
    page.goto(f"{address(line)}report/register/?draft={key}")
    expect(page.locator("[name=date]")).to_have_value(str(day(-1)))


def test_the_button_tells_the_day_on_which_it_was_begun(page, house, line):
    page.route("**/report/draft/", lambda route: route.abort())
    empty_the_date(page)
    page.evaluate(BEGUN_EARLIER)
    page.fill("[name=title]", "前の日に始めて押した")
    page.get_by_role("button", name="下書きを保存").click()
    page.wait_for_url("**?draft=*")
    with house.database() as connection:
        kept = connection.execute(
            "SELECT fields ->> 'date' FROM report_drafts WHERE fields ->> 'title' = '前の日に始めて押した'"
        ).fetchall()
    assert kept == [(str(day(-1)),)]


LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


def test_a_form_left_open_over_the_changeover_is_loaded_anew(page, line):
    page.clock.install()
    page.goto(f"{address(line)}report/register/")
    page.evaluate("window.here = true")
    page.evaluate(LOOKED_AT)
    page.wait_for_timeout(300)
    assert page.evaluate("window.here")
    page.clock.fast_forward("24:00:00")
    with page.expect_navigation():
        page.evaluate(LOOKED_AT)
    page.wait_for_load_state()
    assert page.evaluate("window.here") is None
    page.fill("[name=content]", "書き始めた")
    page.evaluate("window.here = true; scrollTo(0, document.body.scrollHeight)")
    page.clock.fast_forward("24:00:00")
    page.evaluate(LOOKED_AT)
    page.wait_for_timeout(300)
    assert page.evaluate("window.here")
    expect(page.locator("[name=content]")).to_have_value("書き始めた")
    expect(page.locator("[data-day]")).to_be_in_viewport()


def test_a_wrong_clock_of_the_phone_does_not_change_the_day(open_browser, house, line):
    context = open_browser("demo-staff", **PHONE)
    page = context.new_page()
    page.clock.install(time="2031-01-01T00:00:00Z")
    page.goto(f"{address(line)}report/register/")
    write(page, "時計が進んでいる")
    empty_the_date(page)
    submit(page)
    expect(page.locator("h1")).to_have_text("時計が進んでいる")
    with house.database() as connection:
        (is_today,) = connection.execute(
            "SELECT date = (now() AT TIME ZONE 'Asia/Tokyo' - interval '5 hours')::date"
            " FROM daily_reports WHERE title = '時計が進んでいる'"
        ).fetchone() or (None,)
    assert is_today


def test_the_header_counts_only_ones_own(page, line):
    wait_unsent(page, line, "数える")
    expect(unsent(page)).to_contain_text("1件")
    until_sent(page)
