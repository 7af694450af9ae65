"""What was sent off and is come back to: put right, gone on with, sent again, also by somebody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.cutting import Cutting, Where
from tests.e2e.house import PASSWORD, House, shot, violations
from tests.e2e.unsent import address, item, kept, reports, submit, until_kept, until_sent, write

PATH = "/report/register/"
DRAFT = "({key}) => stored.drafts().then(all => all.filter(one => one.key === key).length)"


def waits(page: Page, line: Cutting, title: str, where: Where = Where.BEFORE) -> str:
    """Submit a 日報 that does not get through, or whose answer does not; its key."""
    line.cut(where, PATH, times=1)
    line.cut(Where.BEFORE, PATH, times=99)
    write(page, title)
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=60_000)
    (one,) = kept(page)
    return str(one["key"])


def repair(page: Page, line: Cutting, title: str) -> None:
    """Open it from 未送信."""
    page.goto(f"{address(line)}sending/")
    item(page, title).locator("[data-act=repair]").click()
    expect(page.locator("[name=title]")).to_have_value(title)


def log_in(page: Page, line: Cutting, user_id: str) -> None:
    """In another tab; the page stays as it is."""
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    other.goto(f"{address(line)}accounts/login/")
    other.fill("[name=user_id]", user_id)
    other.fill("[name=password]", PASSWORD)
    other.get_by_role("button", name="ログインする").click()
    other.wait_for_url(address(line))
    other.close()


def key_here(page: Page) -> str:
    return str(page.locator("[name=form_id]").input_value())


def test_a_photo_that_was_forgotten_goes_along_while_the_line_is_there_again(page, house, line, photos):
    waits(page, line, "写真を忘れた")
    repair(page, line, "写真を忘れた")
    line.heal()
    page.evaluate("outbox.soon()")
    assert len(kept(page)) == 1, "what is put right does not go as it was"
    page.set_input_files("#id_images", photos[:1])
    submit(page)
    expect(page.locator("h1")).to_have_text("写真を忘れた", timeout=30_000)
    assert [count for _id, count in reports(house, "写真を忘れた")] == [1]
    assert kept(page) == []


def test_what_is_put_right_does_not_go_as_it_was_when_its_draft_becomes_another(page, house, line):
    write(page, "下書きは別の画面")
    expect(page.locator("#draft-said")).to_contain_text("下書きを保存しました", timeout=10_000)
    key = waits(page, line, "下書きは別の画面")
    page.goto(f"{address(line)}{PATH[1:]}?draft={key}")
    expect(page.locator("form[data-outbox]")).to_have_attribute("data-unsent", key)
    page.locator("[name=form_id]").evaluate("field => (field.value = stored.uuid())")  # as sheet.js does
    page.fill("[name=content]", "直した内容")
    line.heal()
    page.evaluate("outbox.soon()")
    assert len(kept(page)) == 1
    submit(page)
    expect(page.locator("h1")).to_have_text("下書きは別の画面", timeout=30_000)
    assert len(reports(house, "下書きは別の画面")) == 1
    assert kept(page) == []


def test_the_form_of_what_is_deleted_in_another_tab_stays(page, line):
    waits(page, line, "別のタブで消した")
    repair(page, line, "別のタブで消した")
    expect(page.locator("a[data-unsent]")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{address(line)}sending/")
    item(other, "別のタブで消した").locator("[data-act=delete]").click()
    other.locator("[data-act=sure]").click()
    expect(page.locator("a[data-unsent]")).to_be_hidden()
    expect(page.locator("[name=title]")).to_be_visible()


def test_a_face_is_taken_off_before_it_goes(page, house, line, photos):
    page.set_input_files("#id_images", photos)
    expect(page.locator("[data-arrange] [data-photo]")).to_have_count(2, timeout=30_000)
    waits(page, line, "お客様の顔")
    repair(page, line, "お客様の顔")
    expect(page.locator("[data-arrange] [data-photo] img")).to_have_count(2)
    shot(page, "outbox-repaired-photos-phone", whole=True)
    assert violations(page) == []
    page.locator("[data-photo] [name=remove_pictures]").first.check()
    line.heal()
    submit(page)
    expect(page.locator("h1")).to_have_text("お客様の顔", timeout=30_000)
    assert [count for _id, count in reports(house, "お客様の顔")] == [1]


def test_a_photo_added_to_what_was_filed_unheard_is_not_told_as_sent(page, house, line, photos):
    waits(page, line, "答えだけ届かない", Where.AFTER)
    assert len(reports(house, "答えだけ届かない")) == 1
    repair(page, line, "答えだけ届かない")
    page.set_input_files("#id_images", photos[:1])
    line.heal()
    submit(page)
    page.wait_for_url("**/sending/")
    one = item(page, "答えだけ届かない")
    expect(one).to_have_attribute("data-state", "conflict")
    expect(one).to_contain_text("写真1枚")
    assert [count for _id, count in reports(house, "答えだけ届かない")] == [0]


def test_put_right_without_a_change_it_is_what_was_filed_unheard(page, house, line, photos):
    page.set_input_files("#id_images", photos)
    waits(page, line, "直さずに出した", Where.AFTER)
    repair(page, line, "直さずに出した")
    line.heal()
    submit(page)
    expect(page.locator("h1")).to_have_text("直さずに出した", timeout=30_000)
    assert [count for _id, count in reports(house, "直さずに出した")] == [2]
    assert kept(page) == []


def test_loaded_anew_and_sent_again_it_keeps_its_photos(page, house, line, photos):
    page.set_input_files("#id_images", photos)
    waits(page, line, "もう一度開いて提出")
    page.reload()
    write(page, "もう一度開いて提出")
    submit(page)
    until_kept(page)
    line.heal()
    page.evaluate("void outbox.soon()")
    expect(page.locator("h1")).to_have_text("もう一度開いて提出", timeout=60_000)
    assert [count for _id, count in reports(house, "もう一度開いて提出")] == [2]


def test_what_is_written_after_it_was_made_elsewhere_is_kept_and_is_another(page, house, line):
    key = waits(page, line, "別の画面で届いた")
    page.goto(f"{address(line)}sending/")
    line.heal()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    page.go_back()  # Safari shows it as it was left, with its key
    page.locator("[name=form_id]").evaluate("(field, key) => (field.value = key)", key)
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    page.wait_for_timeout(300)
    write(page, "その次の日報")
    assert key_here(page) != key
    page.wait_for_timeout(800)
    assert page.evaluate(DRAFT, {"key": key_here(page)}) == 1
    submit(page)
    expect(page.locator("h1")).to_have_text("その次の日報", timeout=30_000)
    assert len(reports(house, "別の画面で届いた")) == 1


def test_refused_and_gone_on_with_from_home_it_is_one_report_with_its_photo(page, house, line, photos):
    page.locator("label", has_text="事故").first.click()
    page.fill("[name=title]", "場所を忘れた")
    page.set_input_files("#id_images", photos[:1])
    expect(page.locator("[data-arrange] [data-photo]")).to_have_count(1, timeout=30_000)
    expect(page.locator("#draft-said")).to_contain_text("下書きを保存しました", timeout=10_000)
    page.fill("[name=content]", "出す直前の言葉")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    key = kept(page)[0]["key"]
    page.goto(f"{address(line)}{PATH[1:]}?draft={key}")
    expect(page.locator("[name=content]")).to_have_value("出す直前の言葉")
    expect(page.locator("[data-photo]")).to_have_count(1)
    page.locator("label", has_text="キッチン").first.click()
    submit(page)
    expect(page.locator("h1")).to_have_text("場所を忘れた", timeout=30_000)
    assert [count for _id, count in reports(house, "場所を忘れた")] == [1]
    assert kept(page) == []
    page.goto(address(line))
    expect(page.locator(f"a[href*='{key}']")).to_have_count(0)


def test_refused_and_typed_on_the_newest_is_gone_on_with(page, house, line):
    page.locator("label", has_text="事故").first.click()
    write_without_place = page.locator("[name=title]")
    write_without_place.fill("断られてから書いた")
    page.fill("[name=content]", "はじめ")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    key = kept(page)[0]["key"]
    with page.expect_response("**/report/draft/"):
        page.fill("[name=content]", "あとから")
    page.wait_for_timeout(500)
    page.goto(f"{address(line)}{PATH[1:]}?draft={key}")
    expect(page.locator("[name=content]")).to_have_value("あとから")
    page.locator("label", has_text="キッチン").first.click()
    submit(page)
    expect(page.locator("h1")).to_have_text("断られてから書いた", timeout=30_000)
    assert len(reports(house, "断られてから書いた")) == 1
    assert kept(page) == []


def test_refused_and_gone_on_with_from_the_phones_own_draft_it_is_one(page, house, line):
    page.route("**/report/draft/", lambda route: route.abort())
    page.locator("label", has_text="事故").first.click()
    page.fill("[name=title]", "端末の下書きから")
    page.fill("[name=content]", "はじめ")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    page.fill("[name=content]", "あとから")
    page.wait_for_timeout(800)
    page.goto(f"{address(line)}{PATH[1:]}")
    page.locator("[data-act=on]").click()
    expect(page.locator("[name=content]")).to_have_value("あとから")
    page.locator("label", has_text="キッチン").first.click()
    submit(page)
    expect(page.locator("h1")).to_have_text("端末の下書きから", timeout=30_000)
    assert len(reports(house, "端末の下書きから")) == 1
    assert kept(page) == []


def test_another_person_on_the_phone_takes_nothing_of_who_was_there_before(page, house, line):
    waits(page, line, "前の人の日報")
    log_in(page, line, "demo-manager")
    line.heal()
    page.reload()
    write(page, "前の人の日報")
    submit(page)
    expect(page.locator("h1")).to_have_text("前の人の日報", timeout=30_000)
    assert [one["state"] for one in kept(page)] == ["waiting"]
    log_in(page, line, "demo-staff")
    page.goto(address(line))
    until_sent(page)
    with house.database() as connection:
        people = connection.execute(
            "SELECT user_id FROM daily_reports WHERE title = '前の人の日報' ORDER BY id"
        ).fetchall()
    assert people == [("demo-manager",), ("demo-staff",)]


@pytest.fixture
def moved(house: House) -> Iterator[tuple[str, str]]:
    """demo-staff works elsewhere meanwhile; the names of the two stores."""
    with house.database() as connection:
        (then, name), (now, other) = connection.execute(
            "SELECT store_id, name FROM stores WHERE kind <> 'hq' AND closed_on IS NULL"
            " ORDER BY store_id <> (SELECT store_id FROM users WHERE user_id = %s), store_id LIMIT 2",
            ["demo-staff"],
        ).fetchall()
    change = "UPDATE users SET store_id = %s WHERE user_id = 'demo-staff'"
    try:
        with house.database() as connection:
            connection.execute(change, [now])
        yield name, other
    finally:
        with house.database() as connection:
            connection.execute(change, [then])


def test_opened_in_one_store_and_sent_in_another_it_is_asked_about_once(page, house, moved):
    write(page, "異動の日")
    submit(page)
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    for name in moved:
        expect(summary).to_contain_text(name)
    shot(page, "outbox-moved-phone", whole=True)
    assert violations(page) == []
    assert reports(house, "異動の日") == []
    submit(page)
    expect(page.locator("h1")).to_have_text("異動の日")
    with house.database() as connection:
        (store,) = connection.execute(
            "SELECT s.name FROM daily_reports r JOIN stores s USING (store_id) WHERE r.title = '異動の日'"
        ).fetchall()
    assert store == (moved[1],)


def test_put_right_from_the_list_it_is_of_the_store_of_now(page, house, line, moved):
    write(page, "一覧から異動")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    repair(page, line, "一覧から異動")
    expect(page.locator("#error-summary")).to_contain_text(re.compile(moved[0]))
    submit(page)
    expect(page.locator("h1")).to_have_text("一覧から異動")
    assert len(reports(house, "一覧から異動")) == 1
