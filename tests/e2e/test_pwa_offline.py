"""W2: without a signal, what this person has seen is there, and the form; for the rest a page says so.

Whoever comes after them finds nothing."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.cutting import Cutting, Where
from tests.days import day
from tests.e2e.apps import kept, private, state, until_ready
from tests.e2e.conftest import sign_in
from tests.e2e.house import APP, House, shot, small_targets, violations
from tests.e2e.test_figures_on_a_phone import TODAY, last_week
from tests.e2e.unsent import address, line_to, until_sent, until_told, write


def until(page: Page, is_so: Callable[[], object]) -> None:
    """Wait up to ten seconds."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError(state(page))


def with_a_worker(open_browser: Callable[..., BrowserContext], line: Cutting) -> Page:
    """The phone of demo-staff at the end of a line: its worker is there, what is needed first may not be."""
    page = open_browser("demo-staff", **APP).new_page()
    page.goto(address(line))
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return page


def has_missed(page: Page, times: int) -> bool:
    """Whether the worker could not keep all that is needed first, so often."""
    return state(page).get("misses") == times


@pytest.fixture
def phone(open_browser, house: House) -> Page:
    """A phone in the hand of demo-staff, whose browser holds what is needed first."""
    page = open_browser("demo-staff", **APP).new_page()
    page.goto(house.web)
    until_ready(page)
    return page


def seen(page: Page, house: House) -> tuple[str, str]:
    """The addresses of a report and of a post, looked at from their lists."""
    page.goto(f"{house.web}report/list/")
    page.locator("article a").first.click()
    page.wait_for_url("**/report/view/**")
    report = page.url
    page.goto(f"{house.web}bbs/list/")
    page.locator("main a[href*='/bbs/detail/']").first.click()
    page.wait_for_url("**/bbs/detail/**")
    return report, page.url


def test_a_page_that_was_never_seen_says_so_and_names_those_that_were(phone, house: House):
    seen(phone, house)
    phone.context.set_offline(True)
    phone.goto(f"{house.web}knowledge/")
    expect(phone.locator("h1")).to_have_text("電波が届いていません")
    links = phone.locator("[data-kept-list] a")
    expect(links.filter(has_text="日報を書く")).to_be_visible()
    expect(links.filter(has_text="ホーム")).to_be_visible()
    shot(phone, "offline-phone", whole=True)
    assert violations(phone) == []
    assert small_targets(phone) == []
    links.filter(has_text="日報を書く").click()
    expect(phone.locator("[name=content]")).to_be_visible()


def test_the_page_without_a_signal_lists_what_is_unsent(phone, house: House):
    phone.goto(f"{house.web}report/register/")
    phone.context.set_offline(True)
    write(phone, "冷凍庫の扉")
    phone.get_by_role("button", name="提出する").click()
    phone.wait_for_url("**/sending/")
    phone.goto(f"{house.web}knowledge/")
    unsent = phone.locator("[data-unsent-list]")
    expect(unsent.locator("h2")).to_have_text("未送信")
    expect(unsent.locator("li")).to_have_text(["冷凍庫の扉"])
    assert violations(phone) == []
    unsent.locator("a").click()
    phone.wait_for_url("**/sending/")
    expect(phone.locator("li[data-item] h2")).to_have_text(["冷凍庫の扉"])


def test_the_form_opens_and_says_of_when_it_is(phone, house: House):
    phone.context.set_offline(True)
    phone.goto(f"{house.web}report/register/?genre=claim")
    phone.fill("[name=content]", "冷蔵庫の中で書いた")
    expect(phone.locator("[data-offline-bar]")).to_contain_text("の内容です")
    expect(phone.locator("html[data-offline]")).to_have_count(1)
    expect(phone.locator("[data-day]")).to_be_hidden()
    shot(phone, "offline-form-phone")
    assert violations(phone) == []


def test_a_form_whose_scripts_did_not_come_is_kept_only_with_them(open_browser, house: House):
    """Without them it would be sent where nobody answers, and what it says would be nowhere."""
    with line_to(house) as line:
        cut = line.cut(Where.BEFORE, "/static/js/outbox-forms", times=1000, method="GET")
        phone = with_a_worker(open_browser, line)
        until(phone, lambda: cut.hits)
        phone.wait_for_timeout(1000)
        pages = private(phone)["pages-demo-staff"]
        assert "/" in pages
        assert "/report/register/" not in pages
        assert not state(phone)["warmed"]
        line.heal()
        phone.reload()
        until_ready(phone)
        assert "/report/register/" in private(phone)["pages-demo-staff"]


def test_what_cannot_be_kept_is_not_tried_for_ever(open_browser, house: House):
    """Five pages try it; the next asks for nothing more, until there is a new build."""
    with line_to(house) as line:
        cut = line.cut(Where.BEFORE, "/static/js/outbox-forms", times=1000, method="GET")
        phone = with_a_worker(open_browser, line)
        for misses in range(1, 5):
            until(phone, partial(has_missed, phone, misses))
            assert not state(phone)["warmed"]
            phone.reload()
        until(phone, lambda: state(phone)["warmed"])
        hits = cut.hits
        phone.reload()
        phone.wait_for_timeout(1500)
        assert cut.hits == hits
        assert "/report/register/" not in private(phone)["pages-demo-staff"]


def test_figures_typed_into_a_copy_are_of_the_day_on_which_they_are_typed(open_browser, house: House):
    phone = open_browser("demo-manager", **APP).new_page()
    phone.goto(f"{house.web}report/performance/")
    until_ready(phone)
    with house.database() as connection:
        connection.execute(f"DELETE FROM store_daily_performances WHERE date = {TODAY}")  # noqa: S608
    phone.goto(f"{house.web}report/performance/")
    sales, customers = last_week(phone)
    expect(phone.locator("[name=opened]")).not_to_have_value("")
    phone.goto(house.web)
    phone.context.set_offline(True)
    phone.goto(f"{house.web}report/performance/")
    expect(phone.locator("h1")).to_have_text("売上・客数")
    for name in ("date", "opened"):
        expect(phone.locator(f"[name={name}]").last).to_have_value("")
    shot(phone, "offline-figures-phone", whole=True)
    assert violations(phone) == []
    phone.fill("[name=sales_amount]", sales)
    phone.fill("[name=customer_count]", customers)
    phone.get_by_role("button", name="保存する").click()
    phone.wait_for_url("**/sending/", timeout=40_000)
    (slot,) = phone.evaluate("async () => (await stored.items()).map(({ slot }) => slot)")
    assert slot.endswith(str(day()))
    phone.context.set_offline(False)
    phone.evaluate("void outbox.soon()")
    until_sent(phone)
    with house.database() as connection:
        found = connection.execute(
            f"SELECT sales_amount FROM store_daily_performances WHERE date = {TODAY}"  # noqa: S608
        ).fetchall()
    assert (int(sales),) in found


def test_a_form_that_is_opened_offers_what_only_the_device_has(phone, house: House):
    """Begun with it, the form of another report would have its photos."""
    phone.goto(f"{house.web}report/register/")
    phone.context.set_offline(True)
    write(phone, "途中までの日報")
    until_told(phone, "async () => (await stored.drafts()).length", 1)
    for path in ("", "report/register/"):
        phone.goto(f"{house.web}{path}")
    expect(phone.locator("[data-act=on]")).to_be_visible()
    expect(phone.locator("[name=title]")).to_have_value("")
    phone.locator("[data-act=on]").click()
    expect(phone.locator("[name=title]")).to_have_value("途中までの日報")
    phone.reload()
    expect(phone.locator("[name=title]")).to_have_value("途中までの日報")


def test_what_was_sent_while_its_photos_were_read_is_no_draft_any_more(phone, house: House):
    phone.goto(f"{house.web}report/register/")
    kept = """async (isSent) => {
        const key = stored.uuid();
        const draft = { key, user_id: outbox.viewer, fields: [] };
        await stored.keepDraft(() => draft, [new File(["x"], "x")], () => isSent);
        return Boolean(await stored.draft(key));
    }"""
    assert [phone.evaluate(kept, is_sent) for is_sent in (False, True)] == [True, False]


def test_a_draft_is_never_shown_from_a_copy_that_may_be_older(phone, house: House):
    phone.goto(f"{house.web}report/register/")
    expect(phone.locator("[data-day]")).to_be_visible()
    write(phone, "下書きの続き")
    phone.get_by_role("button", name="下書きを保存").click()
    phone.wait_for_url("**/report/register/?draft=*")
    draft = phone.locator("[name=form_id]").input_value()
    phone.goto(f"{house.web}bbs/list/")
    phone.context.set_offline(True)
    phone.goto(f"{house.web}report/register/?draft={draft}")
    expect(phone.locator("h1")).to_have_text("電波が届いていません")
    phone.locator("[data-kept-list] a", has_text="日報を書く").click()
    expect(phone.locator("[name=title]")).to_have_value("")
    assert phone.locator("[name=form_id]").input_value() != draft


# A build before this one kept such a page.
KEPT_BEFORE = """async () => {
    const pages = await caches.open("pages-demo-staff");
    const form = await pages.match("/report/register/");
    const text = (await form.text()).replace('name="title"', 'name="title" value="下書き"');
    await pages.put("/report/register/?draft=1", new Response(text, { headers: form.headers }));
}"""


def test_what_is_shared_comes_into_the_plain_form(phone, house: House):
    phone.evaluate(KEPT_BEFORE)
    phone.goto(f"{house.web}report/register/")
    phone.goto(f"{house.web}bbs/list/")
    phone.context.set_offline(True)
    phone.goto(f"{house.web}report/register/?shared=1")
    expect(phone.locator("[data-offline-bar]")).to_be_visible()
    expect(phone.locator("[name=title]")).to_have_value("")


def test_the_last_lists_and_details_are_readable(phone, house: House):
    report, post = seen(phone, house)
    phone.context.set_offline(True)
    for path in (house.web, f"{house.web}report/list/", report, f"{house.web}bbs/list/", post):
        phone.goto(path)
        expect(phone.locator("[data-offline-bar]")).to_be_visible()
        expect(phone.locator("main h1").first).to_be_visible()
        # It looks as it did: its style sheets are there.
        assert phone.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"


def test_back_in_reach_the_page_is_of_now(phone, house: House):
    phone.context.set_offline(True)
    phone.goto(house.web)
    expect(phone.locator("[data-offline-bar]")).to_be_visible()
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("[data-offline-bar]")).to_be_hidden()


def test_after_the_logout_nothing_private_is_kept(phone, house: House):
    seen(phone, house)
    phone.goto(f"{house.web}accounts/profile/")
    assert private(phone)
    phone.get_by_role("button", name="ログアウトする").click()
    phone.wait_for_url("**/accounts/login/**")
    assert private(phone) == {}
    phone.context.set_offline(True)
    phone.goto(house.web)
    expect(phone.locator("h1")).to_have_text("電波が届いていません")
    expect(phone.locator("[data-kept-list]")).to_be_hidden()


def test_where_a_login_has_ended_the_login_page_leaves_nothing(phone, house: House):
    seen(phone, house)
    phone.context.clear_cookies(name="sessionid")
    phone.goto(f"{house.web}report/list/")
    phone.wait_for_url("**/accounts/login/**")
    until_nothing(phone)


def test_another_person_on_the_same_device_finds_only_their_own(phone, house: House):
    seen(phone, house)
    phone.context.clear_cookies(name="sessionid")
    sign_in(phone, house, "demo-manager")
    until_ready(phone)
    assert set(private(phone)) == {"pages-demo-manager"}
    phone.context.set_offline(True)
    phone.goto(f"{house.web}bbs/list/")
    expect(phone.locator("h1")).to_have_text("電波が届いていません")


def test_only_pages_are_kept_and_none_of_those_that_are_left_alone(phone, house: House):
    for path in ("accounts/profile/", "search/?query=グラス", "knowledge/", "ai/chat/", "export/"):
        phone.goto(house.web + path)
    seen(phone, house)
    pages = kept(phone)["pages-demo-staff"]
    assert not [
        page for page in pages if page.startswith(("/accounts", "/search", "/knowledge", "/ai", "/export"))
    ]


def until_nothing(page: Page) -> None:
    """The worker has let go of everybody's pages."""
    for _ in range(50):
        if private(page) == {}:
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept(page))


def test_on_a_full_device_a_page_still_has_its_styles(phone, house: House):
    devtools = phone.context.new_cdp_session(phone)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": house.web.rstrip("/"), "quotaSize": 1})
    lost: list[str] = []
    phone.on("requestfailed", lambda request: lost.append(request.url))
    phone.goto(f"{house.web}ai/chat/", wait_until="load")
    style = phone.evaluate(
        "[...document.styleSheets].map(({ href }) => href).filter(href => /chat/.test(href))"
    )
    assert len(style) == 1
    assert not any("chat" in address for found in kept(phone).values() for address in found), (
        "it was not full"
    )
    assert lost == []


@pytest.mark.parametrize("is_polite", [True, False], ids=["bad gateway", "refused"])
def test_while_the_server_is_away_the_last_copy_is_shown(open_browser, house: House, is_polite):
    with line_to(house) as line:
        phone = open_browser("demo-staff", **APP).new_page()
        phone.goto(address(line))
        until_ready(phone)
        if is_polite:
            line.is_polite, line.to = True, 1  # where nobody answers: the proxy says 502
        else:
            line.shut()
        phone.goto(f"{address(line)}report/register/")
        phone.fill("[name=content]", "サーバーが止まっている間に書いた")
        expect(phone.locator("[data-offline-bar]")).to_be_visible()
