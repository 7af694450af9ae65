"""Slips of the thumb and of the phone around what is sent off: nothing is lost, and nothing is doubled."""

import re

import pytest
from playwright.sync_api import expect

from tests.days import day
from tests.e2e.apps import until_ready
from tests.e2e.house import APP, PHONE, House
from tests.e2e.test_figures_on_a_phone import TODAY
from tests.e2e.test_outbox_faults import date_of
from tests.e2e.test_outbox_figures import save
from tests.e2e.unsent import address, kept, reports, submit, until_kept, until_told, write

PATH = "/report/register/"
TEXT = "[name=content]"
SLOTS = "async () => (await stored.items()).map(({ slot }) => slot.split(' ').at(-1))"
DRAFTS = """async () => Promise.all((await stored.drafts()).map(async ({ key, fields }) =>
    [Object.fromEntries(fields).title, (await stored.draftPhotos(key)).length]))"""


def test_nothing_is_typed_into_a_form_that_is_on_its_way(page, line):
    page.fill("[name=title]", "送っている間")
    line.is_silent = True
    submit(page)
    for name in ("title", "content"):
        expect(page.locator(f"[name={name}]")).not_to_be_editable()
    page.wait_for_timeout(500)
    line.heal()
    expect(page.locator("#error-summary")).to_be_focused(timeout=60_000)
    expect(page.locator(TEXT)).to_be_editable()


def test_come_back_to_it_may_be_typed_into_and_is_sent_by_the_outbox(page, line):
    line.shut()
    write(page, "戻れば書ける")
    submit(page)
    expect(page.locator(TEXT)).not_to_be_editable()
    page.locator("[data-outbox]").evaluate("form => (form.dataset.plain = 'yes')")  # the page has asked
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    page.fill(TEXT, "戻って書いた")
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=30_000)
    (said,) = page.evaluate("async () => (await stored.items()).map(({ fields }) => fields)")
    assert ["content", "戻って書いた"] in said


def test_figures_of_the_wrong_day_do_not_stay_when_the_day_is_put_right(open_browser, house: House):
    with house.database() as connection:
        connection.execute(f"DELETE FROM store_daily_performances WHERE date = {TODAY}")  # noqa: S608
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.web}report/performance/")
    save(page, 90_000_000)
    expect(page.locator("#error-summary")).to_be_focused()
    assert [one["state"] for one in kept(page)] == ["unusual"]
    assert page.evaluate(SLOTS) == [str(day())]
    page.locator("details", has_text="日付を変える").evaluate("fold => (fold.open = true)")
    page.fill("[name=date]", str(day(-1)))
    page.fill("[name=customer_count]", "7")
    page.get_by_role("button", name="保存する", exact=True).click()
    page.wait_for_timeout(3000)
    page.wait_for_load_state()
    assert page.evaluate(SLOTS) in ([], [str(day(-1))])


def test_a_photo_that_is_too_large_for_the_line_holds_no_text_back(page, house: House, line, photos):
    page.context.route("**/report/photo/", lambda route: route.abort())
    page.set_input_files("#id_images", photos[1:])
    write(page, "写真が送れない")
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=30_000)
    page.evaluate(
        """async () => {
            const [item] = await stored.items();
            const fields = item.fields.map(([name, text]) => [name, name === "title" ? "後ろの文" : text]);
            await stored.keep({ ...item, key: stored.uuid(), fields, title: "後ろの文" }, []);
        }"""
    )
    page.context.unroute_all()
    page.context.route("**/report/photo/", lambda route: None)  # never answered
    page.close(run_before_unload=False)
    page = page.context.new_page()
    page.clock.install()
    with page.expect_request("**/report/photo/"):
        page.goto(f"{address(line)}sending/")
    assert [one["state"] for one in kept(page)] == ["waiting", "waiting"]
    page.wait_for_timeout(300)
    page.clock.fast_forward(121_000)
    until_kept(page)
    assert (len(reports(house, "写真が送れない")), len(reports(house, "後ろの文"))) == (0, 1)
    with page.expect_request("**/report/photo/"):  # it is tried again
        page.clock.fast_forward(31_000)


def test_what_was_typed_and_erased_is_not_begun(page, house: House, line):
    page.clock.install()
    page.goto(f"{address(line)}{PATH[1:]}")
    page.evaluate(
        "const { date } = document.querySelector('[data-outbox]').elements;"
        "date.value = date.defaultValue = ''"
    )
    page.fill("[name=title]", "昨日の書きかけ")
    page.wait_for_timeout(600)
    with page.expect_response("**/report/draft/"):
        page.fill("[name=title]", "")
        page.focus(TEXT)
    page.wait_for_timeout(600)
    page.clock.fast_forward("24:00:00")
    write(page, "今日の日報")
    submit(page)
    expect(page.locator("h1")).to_have_text("今日の日報")
    assert date_of(house, "今日の日報") == day()


def test_where_the_photos_have_no_room_the_text_has(page, line, photos):
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": address(line).rstrip("/"), "quotaSize": 200_000}
    )
    for path in ("**/report/draft/", "**/report/photo/"):
        page.route(path, lambda route: route.abort())
    page.set_input_files("#id_images", photos)
    expect(page.locator("[data-thumbs] .thumb:not(.shrinking)")).to_have_count(2, timeout=30_000)
    page.fill("[name=title]", "空きのない端末")
    until_told(page, DRAFTS, [["空きのない端末", 0]])


# Reading a photo takes a while, as on a phone.
SLOW = """() => {
    const read = File.prototype.arrayBuffer;
    File.prototype.arrayBuffer = async function () {
        await new Promise((done) => setTimeout(done, 2000));
        return read.call(this);
    };
}"""


@pytest.mark.parametrize("room", [None, 200_000], ids=["room for the photos", "none"])
def test_photos_that_take_their_time_bring_no_older_text(page, line, photos, room):
    for path in ("**/report/draft/", "**/report/photo/"):
        page.route(path, lambda route: route.abort())
    if room:
        page.context.new_cdp_session(page).send(
            "Storage.overrideQuotaForOrigin", {"origin": address(line).rstrip("/"), "quotaSize": room}
        )
    page.evaluate(SLOW)
    page.set_input_files("#id_images", photos)
    expect(page.locator("[data-thumbs] .thumb:not(.shrinking)")).to_have_count(2, timeout=30_000)
    page.wait_for_timeout(600)
    page.fill("[name=title]", "写真の間に書いた")
    until_told(page, DRAFTS, [["写真の間に書いた", 0]])
    page.wait_for_timeout(3000)
    assert page.evaluate(DRAFTS) == [["写真の間に書いた", 0 if room else 2]]


def test_a_draft_that_is_gone_on_with_takes_no_photo_of_another(page, line, photos):
    for path in ("**/report/draft/", "**/report/photo/"):
        page.context.route(path, lambda route: route.abort())
    page.fill("[name=title]", "はじめの下書き")
    page.wait_for_timeout(800)
    page.goto(f"{address(line)}{PATH[1:]}")
    page.fill("[name=title]", "写真のある下書き")
    page.set_input_files("#id_images", photos[1:])
    expect(page.locator("[data-thumbs] .thumb:not(.shrinking)")).to_have_count(1, timeout=30_000)
    page.wait_for_timeout(800)
    page.locator("[data-act=on]").click()
    expect(page.locator("[name=title]")).to_have_value("はじめの下書き")
    expect(page.locator("[data-thumbs] .thumb")).to_have_count(0)
    page.wait_for_timeout(800)
    assert sorted(page.evaluate(DRAFTS)) == [["はじめの下書き", 0], ["写真のある下書き", 1]]


@pytest.fixture
def thread(house: House) -> str:
    """The path of a new post with one comment."""
    with house.database() as connection:
        row = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " SELECT store_id, user_id, 'claim', '写しの会話', '皆さんは' FROM users"
            " WHERE user_id = 'demo-staff' RETURNING id"
        ).fetchone()
        assert row
        connection.execute(
            "INSERT INTO bbs_comments (post_id, user_id, content) VALUES (%s, 'demo-manager', 'うちでは')",
            row,
        )
    return f"bbs/detail/{row[0]}/"


def test_a_copy_of_a_post_does_not_hold_out_a_comment_that_was_sent_since(open_browser, house: House, thread):
    page = open_browser("demo-staff", **APP).new_page()
    page.goto(house.web)
    until_ready(page)
    page.goto(f"{house.web}{thread}")
    page.locator("[data-reply]").first.click()
    page.keyboard.type("もう送った返事")
    expect(page.locator("#draft-said")).to_have_text(re.compile(r"\d\d:\d\d 下書きを保存しました"))
    page.goto(f"{house.web}{thread}")
    expect(page.locator(TEXT)).to_have_value("もう送った返事")
    expect(page.locator("#replying")).to_be_visible()
    page.get_by_role("button", name="送る").tap()
    expect(page.locator("#threads .comment")).to_have_count(2)
    page.context.set_offline(True)
    page.goto(house.web)
    page.goto(f"{house.web}{thread}")
    expect(page.locator("html[data-offline]")).to_have_count(1)
    expect(page.locator(TEXT)).to_have_value("")
    expect(page.locator("#replying")).to_be_hidden()
    for name in ("pages", "parent"):
        expect(page.locator(f"#comment-form [name={name}]")).to_have_value("")
    page.wait_for_timeout(500)
    assert page.evaluate("stored.drafts()") == []
    page.locator(TEXT).press_sequentially("電波のない返事")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator(TEXT)).to_have_value("電波のない返事")
