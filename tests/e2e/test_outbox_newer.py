"""What was written after something was sent off is the newer: from 未送信, on the way back, in a draft."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.cutting import Request
from tests.e2e.house import House
from tests.e2e.test_outbox_again import PATH, key_here, repair, waits
from tests.e2e.unsent import address, item, kept, reports, submit, until_kept, until_sent

TEXT = "[name=content]"
DRAFTS = "async () => (await stored.drafts()).map(({ fields }) => Object.fromEntries(fields).content)"


def refused(page: Page, title: str) -> str:
    """Submit a 日報 without its place; its key."""
    page.locator("label", has_text="事故").first.click()
    page.fill("[name=title]", title)
    page.fill(TEXT, "はじめの言葉")
    submit(page)
    expect(page.locator("#error-summary")).to_be_focused()
    return str(kept(page)[0]["key"])


def type_on(page: Page, text: str) -> None:
    """The text in the place of what was there; the server has its draft."""
    with page.expect_response(
        lambda answer: (
            answer.url.endswith("/report/draft/") and quote(text) in (answer.request.post_data or "")
        )
    ):
        page.fill(TEXT, text)
    page.wait_for_timeout(500)


def killed(page: Page) -> Page:
    """A new page on the same phone; the one before is gone without a word."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


def drafts_of(house: House, key: str) -> list[tuple[str, str]]:
    """The text and the last page of the draft under this key."""
    with house.database() as connection:
        return connection.execute(
            "SELECT fields ->> 'content', fields ->> 'page' FROM report_drafts WHERE id = %s", [key]
        ).fetchall()


def test_put_right_from_the_list_are_the_newest_words(page, house: House, line):
    key = refused(page, "あとから足した")
    type_on(page, "あとから足した言葉")
    page = killed(page)
    repair(page, line, "あとから足した")
    expect(page.locator(TEXT)).to_have_value("あとから足した言葉")
    page.locator("label", has_text="キッチン").first.click()
    submit(page)
    expect(page.locator("h1")).to_have_text("あとから足した", timeout=30_000)
    assert len(reports(house, "あとから足した")) == 1
    assert kept(page) == []
    assert page.evaluate(DRAFTS) == []
    assert drafts_of(house, key) == []


def test_what_is_typed_while_it_is_put_right_is_found_again(page, line):
    waits(page, line, "直しながら足した")
    page.context.route("**/report/draft/", lambda route: route.abort())
    repair(page, line, "直しながら足した")
    page.fill(TEXT, "足した行")
    page.wait_for_timeout(800)
    page = killed(page)
    repair(page, line, "直しながら足した")
    expect(page.locator(TEXT)).to_have_value("足した行")
    assert len(kept(page)) == 1


def test_merely_looked_at_it_is_no_draft_and_its_photo_comes_with_it(page, house: House, line, photos):
    def away(route: Route) -> None:
        route.abort()

    page.context.route("**/report/photo/", away)
    page.set_input_files("#id_images", photos[1:])
    waits(page, line, "見ただけ")
    page.context.unroute("**/report/photo/", away)
    repair(page, line, "見ただけ")
    expect(page.locator("[data-arrange] [data-photo]")).to_have_count(1, timeout=30_000)
    page.wait_for_timeout(2500)
    assert page.evaluate(DRAFTS) == []
    page.goto(f"{address(line)}sending/")
    line.heal()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    assert [count for _id, count in reports(house, "見ただけ")] == [1]
    page.goto(address(line))
    expect(
        page.locator("article", has_text="見ただけ").get_by_role("link", name="続きから書く")
    ).to_have_count(0)


def test_what_is_typed_on_is_another_pages_than_what_was_sent(page, house: House, line):
    said: list[Request] = []
    line.hears = said.append
    key = waits(page, line, "遅れて届く")
    repair(page, line, "遅れて届く")
    type_on(page, "送ったあとの言葉")
    ((content, last_page),) = drafts_of(house, key)
    assert content == "送ったあとの言葉"
    page = killed(page)
    page.goto(f"{address(line)}sending/")
    line.heal()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    assert len(reports(house, "遅れて届く")) == 1
    sent = [request for request in said if PATH in request.path and request.method == "POST"][-1]
    assert b'name="pages"\r\n\r\n\r\n' in sent.body
    assert last_page != key
    assert page.evaluate(DRAFTS) == ["送ったあとの言葉"]


def test_after_a_refusal_the_form_is_another_page_too(page, house: House):
    key = refused(page, "断られたあと")
    type_on(page, "断られたあとの言葉")
    ((content, last_page),) = drafts_of(house, key)
    assert (content, last_page == key) == ("断られたあとの言葉", False)


def test_three_times_put_right_it_ends_the_draft_of_the_first_page(page, house: House, line):
    type_on(page, "電波のあるうちに")
    key = waits(page, line, "三度直した")
    assert len(drafts_of(house, key)) == 1
    page.context.route("**/report/draft/", lambda route: route.abort())
    for word in ("一度目", "二度目"):
        repair(page, line, "三度直した")
        page.fill(TEXT, word)
        submit(page)
        expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=60_000)
    page.goto(f"{address(line)}sending/")
    line.heal()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    assert len(reports(house, "三度直した")) == 1
    assert drafts_of(house, key) == []


@pytest.mark.parametrize("has_photo", [False, True], ids=["text", "photo"])
def test_back_on_the_form_what_waits_is_put_right_and_is_one(page, house: House, line, photos, has_photo):
    title = f"戻って直した{has_photo}"
    if has_photo:
        page.set_input_files("#id_images", photos[1:])
    waits(page, line, title)
    page.goto(f"{address(line)}sending/")
    page.go_back()
    expect(page.locator("[name=title]")).to_have_value(title)
    expect(page.locator("[data-thumbs] img, [data-photo]")).to_have_count(int(has_photo))
    page.fill(TEXT, "戻って直した内容")
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=60_000)
    until_kept(page)
    line.heal()
    page.evaluate("void outbox.soon()")
    expect(page.locator("h1")).to_have_text(title, timeout=60_000)
    expect(page.locator("main")).to_contain_text("戻って直した内容")
    assert [count for _id, count in reports(house, title)] == [int(has_photo)]
    assert kept(page) == []


def test_what_is_deleted_from_the_list_leaves_its_draft_its_key(page, house: House, line):
    key = refused(page, "消して書き直した")
    type_on(page, "書き直した言葉")
    page.goto(f"{address(line)}sending/")
    item(page, "消して書き直した").locator("[data-act=delete]").click()
    page.locator("[data-act=sure]").click()
    until_sent(page)
    page.goto(f"{address(line)}{PATH[1:]}?draft={key}")
    expect(page.locator(TEXT)).to_have_value("書き直した言葉")
    page.wait_for_timeout(500)
    assert key_here(page) == key
    page.locator("label", has_text="キッチン").first.click()
    submit(page)
    expect(page.locator("h1")).to_have_text("消して書き直した", timeout=30_000)
    assert drafts_of(house, key) == []


def as_a_copy(route: Route) -> None:
    """As the service worker answers where there is no network."""
    if route.request.method == "GET":
        answer = route.fetch()
        body = answer.text().replace("<html ", '<html data-offline="1" ', 1)
        route.fulfill(response=answer, body=body)
    else:
        route.continue_()


def test_back_on_a_copy_of_the_form_it_is_one_and_of_its_day(page, house: House, line):
    waits(page, line, "写しに戻った")
    page.goto(f"{address(line)}sending/")
    page.route(f"**{PATH}", as_a_copy)
    page.go_back()
    expect(page.locator("html[data-offline]")).to_have_count(1)
    expect(page.locator("[name=title]")).to_have_value("写しに戻った")
    expect(page.locator("[name=date]")).not_to_have_value("")
    page.fill(TEXT, "戻って直した内容")
    page.wait_for_timeout(500)
    submit(page)
    expect(page.locator("[data-outbox-said]")).to_contain_text("この端末に保存しました", timeout=60_000)
    (fields,) = page.evaluate("async () => (await stored.items()).map(({ fields }) => fields)")
    assert ["content", "戻って直した内容"] in fields
    assert page.evaluate(DRAFTS) == []


def test_sent_late_it_leaves_what_was_typed_since(page, house: House, line):
    key = waits(page, line, "遅れて届いた")
    repair(page, line, "遅れて届いた")
    type_on(page, "届く前に足した言葉")
    ((_content, last_page),) = drafts_of(house, key)
    page = killed(page)
    page.goto(f"{address(line)}sending/")
    line.heal()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    with house.database() as connection:
        left = connection.execute(
            "SELECT fields ->> 'content', id::text FROM report_drafts WHERE fields ->> 'page' = %s",
            [last_page],
        ).fetchall()
    ((content, own),) = left
    assert content == "届く前に足した言葉"
    page.goto(f"{address(line)}{PATH[1:]}?draft={own}")
    expect(page.locator(TEXT)).to_have_value(content)
    page.wait_for_timeout(500)
    expect(page.locator("[data-act=on]")).to_have_count(0)  # the phone's copy is the same draft
    assert page.evaluate(DRAFTS) == []
    assert key_here(page) == own


def test_who_only_comes_back_to_it_lets_it_go(page, house: House, line):
    waits(page, line, "戻っただけ")
    page.goto(f"{address(line)}sending/")
    page.go_back()
    expect(page.locator("[name=title]")).to_have_value("戻っただけ")
    page.wait_for_timeout(1000)
    line.heal()
    page.evaluate("void outbox.soon()")
    until_sent(page)
    assert len(reports(house, "戻っただけ")) == 1


def test_on_what_is_put_right_no_other_draft_is_offered(page, house: House, line):
    """Gone on with there, it would take the place of what is put right."""
    key = refused(page, "断られたもの")
    type_on(page, "断られたあとの言葉")
    page.context.route("**/report/draft/", lambda route: route.abort())
    page.goto(f"{address(line)}{PATH[1:]}")
    page.fill(TEXT, "別の下書き")
    page.wait_for_timeout(800)
    page.goto(f"{address(line)}{PATH[1:]}?draft={key}")
    expect(page.locator(TEXT)).to_have_value("断られたあとの言葉")
    page.wait_for_timeout(500)
    expect(page.locator("[data-act=on]")).to_have_count(0)
    page.goto(f"{address(line)}{PATH[1:]}")
    expect(page.locator("[data-act=on]")).to_have_count(1)
