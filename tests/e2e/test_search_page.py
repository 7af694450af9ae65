"""まとめて検索 in a real browser with a real worker: by meaning, while composing, without the worker."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations
from tests.e2e.test_search_while_composing import compose
from tests.stream.served import until

BOX = "[name=query]"
ROWS = "#results article"
NARROW, TABLET = {"viewport": {"width": 320, "height": 640}}, {"viewport": {"width": 768, "height": 1024}}
# Neither question shares a word with its text.
PET, DARK = "わんちゃん同伴のお客さん", "照明が落ちて真っ暗になった"


@dataclass(frozen=True)
class Written:
    """The numbers of a report and of a section's document."""

    report: int
    document: int


@pytest.fixture(scope="module")
def written(house: House) -> Iterator[Written]:
    """A report of demo-staff's store, and a section of a manual, both with their vectors."""
    with house.database() as db:
        report = db.execute(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " SELECT store_id, user_id, current_date, 'report', 'hall', '犬を連れた方',"
            " 'ペットを抱いて来店された方に、テラスへ座っていただきました。'"
            " FROM users WHERE user_id = 'demo-staff' RETURNING id"
        ).fetchone()
        document = db.execute(
            "INSERT INTO knowledge_documents (kind, title, body)"
            " VALUES ('manual', '夜の手引き', '') RETURNING id"
        ).fetchone()
        assert report
        assert document
        db.execute(
            "INSERT INTO knowledge_vectors (document_id, position, title, content) VALUES"
            " (%s, 1, '夜道のあかり', 'ランプが消えたら、非常口までお客様をお連れし、火を止める。')",
            document,
        )
    until(lambda: is_embedded(house, report[0]), seconds=60)
    yield Written(report[0], document[0])
    with house.database() as db:
        db.execute("DELETE FROM daily_reports WHERE id = %s", report)
        db.execute("DELETE FROM knowledge_vectors WHERE document_id = %s", document)
        db.execute("DELETE FROM knowledge_documents WHERE id = %s", document)


def is_embedded(house: House, report: int) -> bool:
    with house.database() as db:
        found = db.execute(
            "SELECT EXISTS (SELECT FROM document_vectors WHERE kind = 'report' AND source_id = %s)"
            " AND NOT EXISTS (SELECT FROM knowledge_vectors WHERE embedding IS NULL)",
            [report],
        ).fetchone()
    return bool(found and found[0])


def searches(page: Page) -> list[str]:
    """The addresses of the searches that go out from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/search/" in request.url else None)
    return sent


def worker_of(house: House) -> psutil.Process:
    return next(
        process for process in house.launcher.processes() if "stream.worker" in " ".join(process.cmdline())
    )


def test_a_paraphrase_finds_the_report_and_opens_it(open_browser, house: House, written: Written):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(house.web)
    page.get_by_placeholder("日報・掲示板・資料を検索").fill(PET)
    page.get_by_role("button", name="検索").click()
    expect(page.locator("#found")).to_have_text(f"「{PET}」の検索結果")
    row = page.locator(ROWS, has_text="犬を連れた方")
    expect(row).to_contain_text("意味が近いもの")
    expect(row.locator("mark")).to_have_count(0)
    assert violations(page) == []
    shot(page, "search-everything-phone")
    row.get_by_role("link").click()
    page.wait_for_url(f"**/report/view/{written.report}/")
    expect(page.get_by_role("heading", name="犬を連れた方")).to_be_visible()


def test_a_paraphrase_finds_the_section_of_the_manual_and_opens_it(
    open_browser, house: House, written: Written
):
    page = open_browser("demo-staff", **DESKTOP).new_page()
    page.goto(f"{house.web}search/?query={DARK}&kind=knowledge")
    row = page.locator(ROWS, has_text="夜道のあかり")
    expect(row).to_contain_text("資料")
    expect(row).to_contain_text("意味が近いもの")
    row.get_by_role("link").click()
    page.wait_for_url(f"**/knowledge/{written.document}/#s1")
    expect(page.locator("#s1")).to_contain_text("ランプが消えたら")


def test_nothing_is_asked_while_composing_and_the_box_stays_the_same(open_browser, house: House, written):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}search/")
    sent = searches(page)
    page.focus(BOX)
    page.evaluate("window.box = document.querySelector('[name=query]')")
    devtools = page.context.new_cdp_session(page)
    for reading in ("わ", "わんち", "わんちゃん"):
        compose(devtools, reading)
        page.wait_for_timeout(500)
    assert sent == []
    devtools.send("Input.insertText", {"text": PET})
    expect(page.locator(ROWS, has_text="犬を連れた方")).to_be_visible()
    assert len(sent) == 1
    assert page.evaluate("window.box === document.activeElement && window.box.isConnected")
    expect(page).to_have_url(re.compile(r"/search/\?query=[^&]+$"))


def test_what_was_found_is_not_kept_in_the_browser_and_is_there_again_on_the_way_back(
    open_browser, house: House, written
):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}search/")
    page.fill(BOX, PET)
    found = page.locator(ROWS, has_text="犬を連れた方")
    expect(found).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None
    page.evaluate("location.hash = 'main'")  # as the link to the text does
    with page.expect_navigation(wait_until="load"):
        page.evaluate("history.back()")
    expect(found).to_be_visible()
    found.get_by_role("link").click()
    page.wait_for_url("**/report/view/*/**")
    page.go_back()
    expect(found).to_be_visible()
    expect(page.locator(BOX)).to_have_value(PET)


def test_a_kind_and_a_filter_are_asked_for_at_once(open_browser, house: House):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.web}search/?query=お客様")
    page.get_by_role("radio", name="掲示板").check()
    expect(page).to_have_url(re.compile(r"kind=board"))
    expect(page.locator(f"{ROWS} .tone-neutral").first).to_have_text(re.compile("掲示板|コメント"))
    page.get_by_text("ジャンル・店舗・期間でしぼる").click()
    page.select_option("[name=genre]", "claim")
    expect(page).to_have_url(re.compile(r"genre=claim"))
    expect(page.locator(f"{ROWS} .tone-bad").first).to_have_text("クレーム")
    expect(page.locator("#narrowed")).to_have_text("クレーム")
    expect(page.get_by_label("この日から")).to_be_visible()
    shot(page, "search-everything-filters")


def test_without_a_worker_the_page_says_so_in_time_and_finds_by_words(open_browser, house: House, written):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}search/")
    worker = worker_of(house)
    worker.suspend()
    try:
        begun = time.monotonic()
        page.goto(f"{house.web}search/?query=抱いて来店")
        took = time.monotonic() - begun
        expect(page.get_by_text("今は言葉だけで検索しました")).to_be_visible()
        expect(page.locator(ROWS, has_text="犬を連れた方")).to_be_visible()
        assert violations(page) == []
    finally:
        worker.resume()
    assert took < 1.5 + 0.5  # the page itself beside five other processes of this test
    until(lambda: worker.status() != psutil.STATUS_STOPPED)
    page.wait_for_timeout(500)
    page.get_by_role("link", name="もう一度検索する").click()
    expect(page.get_by_text("今は言葉だけで検索しました")).to_be_hidden()
    expect(page.locator(ROWS, has_text="犬を連れた方")).to_be_visible()


def test_without_javascript_the_search_is_a_form_and_more_goes_on(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}search/")
    page.fill(BOX, "お客様")
    page.get_by_text("ジャンル・店舗・期間でしぼる").click()
    page.get_by_label("この日から").fill("2026-01-01")
    page.get_by_role("button", name="検索").click()
    expect(page.locator("#found")).to_have_text("「お客様」の検索結果")
    expect(page.locator(ROWS)).to_have_count(20)
    page.get_by_role("link", name="もっと見る").click()
    expect(page.locator(ROWS)).to_have_count(40)
    expect(page.locator(BOX)).to_have_value("お客様")
    assert "since=2026-01-01" in page.url


def test_more_is_put_behind_what_is_there(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}search/?query=お客様")
    first = page.locator(ROWS).first.inner_text()
    for shown in (40, 60, 80, 100):
        page.get_by_role("link", name="もっと見る").click()
        expect(page.locator(ROWS)).to_have_count(shown)
    expect(page.get_by_text("100件まで表示しています")).to_be_visible()
    assert page.locator(ROWS).first.inner_text() == first


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_right_at_every_width_and_has_no_axe_violation(open_browser, house: House, scheme):
    pages = {
        "start": "search/",
        "found": "search/?query=お釣りが合わない",
        "narrowed": "search/?query=クレーム&kind=board&genre=claim&since=2026-01-01",
        "nothing": "search/?query=qqqqqq&kind=knowledge&genre=claim&store=99&until=きのう",
        "synonyms": "search/synonyms/",
    }
    devices = {"phone": PHONE, "desktop": DESKTOP, "narrow": NARROW, "tablet": TABLET}
    for name, device in devices.items():
        page = open_browser("demo-admin", **device, color_scheme=scheme).new_page()
        for kind, path in pages.items():
            page.goto(house.web + path)
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ), (kind, name)
            if name in {"phone", "desktop"}:
                assert violations(page) == [], (kind, name)
                assert small_targets(page) == [], (kind, name)
                shot(page, f"search-everything-{kind}-{name}-{scheme}")


def test_similar_reports_are_read_one_after_the_other(open_browser, house: House):
    page = open_browser("demo-admin", **PHONE).new_page()
    page.goto(f"{house.web}search/?query=お釣りが足りない&kind=report")
    page.locator(f"{ROWS} a").first.click()
    page.wait_for_url("**/report/view/**")
    section = page.get_by_role("region", name="似た日報")
    expect(section.locator("article")).not_to_have_count(0)
    assert section.locator("article").count() <= 5
    assert violations(page) == []
    section.scroll_into_view_if_needed()
    shot(page, "similar-phone")
    before = page.url
    section.get_by_role("link").first.click()
    page.wait_for_url(lambda url: url != before and "/report/view/" in url)


def test_the_head_office_puts_words_together_and_a_search_knows_them(open_browser, house: House):
    page = open_browser("demo-admin", **DESKTOP).new_page()
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="検索の言い換え").click()
    page.get_by_label("同じ意味の言葉").fill("ぽんぽこ、お釣り")
    page.get_by_role("button", name="言い換えを追加する").click()
    expect(page.get_by_role("alert")).to_contain_text("「お釣り」はほかの言い換えにもうあります")
    page.get_by_label("同じ意味の言葉").fill("ぽんぽこ、足りないとのお申し出")
    page.get_by_role("button", name="言い換えを追加する").click()
    expect(page.get_by_text("「ぽんぽこ、足りないとのお申し出」を同じ意味として探します。")).to_be_visible()
    page.goto(f"{house.web}search/?query=ぽんぽこ&kind=report")
    expect(page.locator("#results mark").first).to_have_text("足りないとのお申し出")
    page.goto(f"{house.web}search/synonyms/")
    page.get_by_role("link", name="ぽんぽこ").click()
    page.get_by_text("この言い換えを削除する").click()
    page.get_by_role("button", name="削除する").click()
    expect(page.get_by_text("の言い換えを削除しました")).to_be_visible()
