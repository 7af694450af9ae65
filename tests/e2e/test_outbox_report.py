"""A 日報 written where there is no network: kept on the phone, sent once, never lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests import pictures
from tests.cutting import Where
from tests.e2e.house import APP, PHONE, House, shot, small_targets, violations
from tests.e2e.unsent import (
    address,
    item,
    kept,
    reports,
    run,
    submit,
    unsent,
    until_kept,
    until_sent,
    write,
)

PATH = "/report/register/"
SIZES = [(400, 300), (300, 200), (200, 100)]


def three_photos(folder: Path) -> list[Path]:
    """Photos of `SIZES`."""
    files = [folder / f"IMG_{number}.jpg" for number in range(len(SIZES))]
    for file, size in zip(files, SIZES, strict=True):
        file.write_bytes(pictures.jpeg(size))
    return files


def sizes_of_photos(house: House, title: str) -> list[tuple[int, int]]:
    """Of the 日報 of that title, in their order."""
    with house.database() as connection:
        return connection.execute(
            "SELECT i.width, i.height FROM report_images i JOIN daily_reports r ON r.id = i.report_id"
            " WHERE r.title = %s ORDER BY i.position",
            [title],
        ).fetchall()


def test_with_a_network_it_is_filed_at_once_and_nothing_stays_on_the_phone(page, house):
    write(page, "すぐに届く")
    submit(page)
    expect(page.locator("h1")).to_have_text("すぐに届く")
    expect(page.locator("#notices")).to_contain_text("日報を提出しました")
    assert kept(page) == []
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert len(reports(house, "すぐに届く")) == 1


def test_without_a_network_it_waits_on_the_phone_and_goes_when_there_is_one(page, house, line, photos):
    write(page, "冷蔵庫の中で")
    page.set_input_files("#id_images", photos)
    line.shut()
    submit(page)
    said = page.locator("[data-outbox-said]")
    expect(said).to_contain_text("この端末に保存しました", timeout=30_000)
    expect(unsent(page)).to_contain_text("1件")
    (one,) = kept(page)
    assert (one["state"], len(one["photos"])) == ("waiting", 2)
    shot(page, "outbox-waiting-phone", whole=True)
    assert violations(page) == []
    line.open()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("h1")).to_have_text("冷蔵庫の中で", timeout=30_000)
    assert [count for _id, count in reports(house, "冷蔵庫の中で")] == [2]
    assert kept(page) == []


@pytest.mark.parametrize("where", [Where.HALFWAY, Where.BEFORE])
def test_a_photo_that_does_not_get_through_is_not_overtaken(page, house, line, tmp_path, where):
    files = three_photos(tmp_path)
    write(page, f"順番のまま {where}")
    line.cut(where, "/report/photo/", times=99)
    page.set_input_files("#id_images", files)
    expect(page.locator("[data-sending]")).to_have_text(
        "写真3枚は、提出のときにいっしょに送ります", timeout=30_000
    )
    line.heal()
    submit(page)
    expect(page.locator("h1")).to_have_text(f"順番のまま {where}")
    assert sizes_of_photos(house, f"順番のまま {where}") == SIZES


def test_a_photo_that_did_not_get_through_goes_later_by_itself(page, house, line, tmp_path):
    write(page, "あとから自動で")
    cut = line.cut(Where.HALFWAY, "/report/photo/", times=3)
    page.set_input_files("#id_images", three_photos(tmp_path))
    expect(page.locator("[data-arrange] [data-photo]")).to_have_count(3, timeout=60_000)
    assert cut.hits == 3
    submit(page)
    expect(page.locator("h1")).to_have_text("あとから自動で")
    assert sizes_of_photos(house, "あとから自動で") == SIZES


def test_the_answer_lost_after_it_was_filed_makes_no_second(page, house, line):
    cut = line.cut(Where.AFTER, PATH)
    write(page, "答えが届かない")
    submit(page)
    expect(page.locator("h1")).to_have_text("答えが届かない", timeout=30_000)
    assert cut.hits == 1
    assert len(reports(house, "答えが届かない")) == 1
    until_sent(page)


def test_what_is_wrong_is_said_in_the_form_and_sent_again_from_there(page, house):
    page.fill("[name=title]", "ジャンルなし")
    submit(page)
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("エラー: ")
    expect(page.locator("[name=title]")).to_have_value("ジャンルなし")
    assert [one["state"] for one in kept(page)] == ["refused"]
    shot(page, "outbox-refused-phone", whole=True)
    assert violations(page) == []
    summary.get_by_role("link").first.click()
    expect(page.locator("[name=genre]").first).to_be_focused()
    write(page, "ジャンルなし")
    submit(page)
    expect(page.locator("h1")).to_have_text("ジャンルなし")
    assert len(reports(house, "ジャンルなし")) == 1
    assert kept(page) == []


def test_closed_between_keeping_and_sending_it_goes_from_the_next_page(page, house, line):
    write(page, "閉じたタブ")
    line.shut()
    submit(page)
    until_kept(page)
    context = page.context
    page.close(run_before_unload=False)
    line.open()
    page = context.new_page()
    page.goto(address(line))
    until_sent(page)
    assert len(reports(house, "閉じたタブ")) == 1


def test_the_list_shows_it_and_it_is_repaired_and_deleted_from_there(page, house, line):
    page.fill("[name=title]", "一覧から直す")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("[data-unsent]").click()
    one = item(page, "一覧から直す")
    expect(one).to_have_attribute("data-state", "refused")
    expect(one.locator("[data-errors]")).to_be_visible()
    shot(page, "unsent-refused-phone", whole=True)
    assert violations(page) == []
    assert small_targets(page) == []
    one.locator("[data-act=repair]").click()
    expect(page.locator("[name=title]")).to_have_value("一覧から直す")
    expect(page.locator("#error-summary")).to_be_visible()
    page.fill("[name=content]", "直した")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    page.goto(f"{address(line)}sending/")
    one.locator("[data-act=delete]").click()
    expect(page.locator("#sure")).to_contain_text("一覧から直す")
    shot(page, "unsent-sure-phone")
    page.locator("[data-act=keep]").click()
    expect(one).to_be_visible()
    one.locator("[data-act=delete]").click()
    page.locator("[data-act=sure]").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    assert kept(page) == []
    assert reports(house, "一覧から直す") == []


def test_a_double_tap_files_one(page, house):
    write(page, "二度押し")
    page.get_by_role("button", name="提出する").last.dblclick(delay=5)
    expect(page.locator("h1")).to_have_text("二度押し")
    assert len(reports(house, "二度押し")) == 1


def test_back_on_the_form_the_same_text_is_not_filed_twice(page, house):
    write(page, "戻るボタン")
    submit(page)
    expect(page.locator("h1")).to_have_text("戻るボタン")
    page.go_back()
    if page.locator("[name=title]").input_value() == "戻るボタン":
        submit(page)
        expect(page.locator("h1")).to_have_text("戻るボタン")
    assert len(reports(house, "戻るボタン")) == 1


def test_back_on_the_form_what_is_written_next_is_kept_and_is_another(page, house, tmp_path):
    write(page, "はじめの一つ")
    submit(page)
    expect(page.locator("h1")).to_have_text("はじめの一つ")
    page.go_back()
    page.set_input_files("#id_images", three_photos(tmp_path)[:1])
    expect(page.locator("[data-photo]")).to_have_count(1)
    write(page, "次の一つ")
    expect(page.locator("#draft-said")).to_contain_text("下書きを保存しました")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page).to_have_url(re.compile(r"\?draft="))
    expect(page.locator("[name=title]")).to_have_value("次の一つ")
    expect(page.locator("[data-photo]")).to_have_count(1)
    submit(page)
    expect(page.locator("h1")).to_have_text("次の一つ")
    photos = [[many for _id, many in reports(house, title)] for title in ("はじめの一つ", "次の一つ")]
    assert photos == [[0], [1]]


def test_a_photo_that_was_taken_off_and_chosen_again_goes_along(page, house, tmp_path):
    def while_typing_none(route: Route) -> None:
        if route.request.resource_type == "xhr":
            route.abort()
        else:
            route.continue_()

    chosen = three_photos(tmp_path)[:1]
    write(page, "外してまた選んだ一枚")
    page.set_input_files("#id_images", chosen)
    page.locator("[data-photo] [name=remove_pictures]").check()
    page.route("**/report/photo/", while_typing_none)
    page.set_input_files("#id_images", chosen)
    submit(page)
    expect(page.locator("h1")).to_have_text("外してまた選んだ一枚")
    assert sizes_of_photos(house, "外してまた選んだ一枚") == SIZES[:1]


def test_a_page_of_a_portal_is_no_answer(page, house):
    page.route("**/sending/session/", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>"))
    write(page, "駅のWi-Fi")
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=20_000)
    page.unroute("**/sending/session/")
    page.route("**/report/register/", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>"))
    run(page)
    assert [one["state"] for one in kept(page)] == ["waiting"]
    page.unroute("**/report/register/")
    run(page)
    expect(page.locator("h1")).to_have_text("駅のWi-Fi")
    assert len(reports(house, "駅のWi-Fi")) == 1


def test_two_tabs_send_it_once_and_both_know(page, house, line):
    title = "二つのタブ $& $'"
    other = page.context.new_page()
    other.goto(f"{address(line)}sending/")
    line.shut()
    write(page, title)
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=20_000)
    expect(item(other, title)).to_be_visible()
    line.open()
    for tab in (page, other):
        tab.evaluate("void outbox.soon()")
    expect(page.locator("h1")).to_have_text(title, timeout=30_000)
    expect(other.locator("[data-empty]")).to_be_visible()
    expect(other.locator("[data-sent]")).to_contain_text(title)
    shot(other, "unsent-sent-phone", whole=True)
    assert len(reports(house, title)) == 1


def test_two_forms_with_the_same_key_are_two_reports(open_browser, house, line):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{address(line)}report/register/")
    key = page.locator("[name=form_id]").input_value()
    other = page.context.new_page()
    other.goto(f"{address(line)}report/register/")
    other.evaluate("key => { document.querySelector('[name=form_id]').value = key }", key)
    line.shut()
    for number, tab in enumerate((page, other)):
        write(tab, f"同じ番号{number}")
        submit(tab)
        until_kept(tab, number + 1)
    line.open()
    run(page)
    until_sent(other)
    assert [len(reports(house, f"同じ番号{number}")) for number in range(2)] == [1, 1]


def test_with_the_service_worker_it_goes_on_to_the_list_without_a_network(open_browser, house, line):
    page = open_browser("demo-staff", **APP).new_page()
    page.goto(address(line))
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(f"{address(line)}sending/")
    page.goto(f"{address(line)}report/register/")
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    for number in range(2):
        line.shut()
        write(page, f"電波なしの{number}")
        submit(page)
        page.wait_for_url("**/sending/", timeout=30_000)
        expect(item(page, f"電波なしの{number}")).to_have_attribute("data-state", "waiting")
        shot(page, f"unsent-offline-phone-{number}", whole=True)
        page.goto(f"{address(line)}report/register/")
        expect(page.locator("html")).to_have_attribute("data-offline", re.compile("."))
    line.open()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    assert [len(reports(house, f"電波なしの{number}")) for number in range(2)] == [1, 1]
