"""T1: how often a thumb has to tap for what is done every day (F2, F3, F4; F1: test_figures_on_a_phone)."""

import pytest
from playwright.sync_api import expect

from shared.dates import business_date, now
from tests.e2e.house import PHONE, House
from tests.e2e.test_a_claim_from_phone_to_chart import Taps

TITLE = "ガラスの破片で手を切った"
CONTENT = "6番テーブル。止血して、店長に知らせた。"


@pytest.fixture
def nothing_confirmed(house: House) -> None:
    """What is 必読 is still to be read."""
    with house.database() as connection:
        connection.execute("DELETE FROM bbs_confirmations WHERE user_id = 'demo-staff'")


def test_something_that_happened_is_filed_with_a_photo_in_six_taps(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(house.web)
    taps = Taps(page)
    taps.on("text=日報を書く")
    taps.on("label:has-text('事故')")
    taps.on("label:has-text('キッチン')")
    taps.on("[name=title]")
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")  # the keyboard's 次へ
    page.keyboard.type(CONTENT)
    taps.photos("label.file:has-text('アルバムから選ぶ')", photos[:1])
    taps.on("button:has-text('提出する')")
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text(CONTENT)
    expect(page.locator("main img")).to_have_count(1)
    assert taps.count <= 6


def test_a_must_read_post_is_opened_and_confirmed_in_two_taps(open_browser, house: House, nothing_confirmed):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(house.web)
    taps = Taps(page)
    taps.on("article:has-text('必読') a")
    taps.on("button:has-text('確認しました')")
    expect(page.locator("#confirm")).to_contain_text("に確認しました")
    assert taps.count <= 2


def test_a_manager_reads_what_happened_in_three_taps(open_browser, house: House):
    staff = open_browser("demo-staff", **PHONE).new_page()
    staff.goto(f"{house.web}report/list/")
    title = staff.locator("article a").first.inner_text()
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(house.web)
    taps = Taps(page)
    taps.on(f"article a:has-text('{title}')")
    expect(page.locator("h1")).to_have_text(title)
    assert taps.count <= 3


@pytest.fixture
def claims(house: House) -> None:
    """One of today and one of yesterday: the page shows yesterday until today's figures are there."""
    with house.database() as connection:
        connection.execute(
            "INSERT INTO daily_reports (store_id, user_id, genre, location, title, content, date)"
            " SELECT store_id, user_id, 'claim', 'hall', '料理が遅い', '20分お待たせした。', %s::date - ago"
            " FROM users, generate_series(0, 1) AS ago WHERE user_id = 'demo-staff'",
            [business_date(now(), 5)],
        )


def test_from_the_claims_on_the_managers_page_to_a_report_in_three_taps(open_browser, house: House, claims):
    page = open_browser("demo-manager", **PHONE).new_page()
    page.goto(f"{house.stream}analysis/")
    taps = Taps(page)
    taps.on(".tile-claim a")
    page.wait_for_url("**/analysis/reports/**")
    taps.on(".list .rows tbody th a")
    page.wait_for_url("**/report/view/**")
    expect(page.locator("h1")).not_to_be_empty()
    assert taps.count <= 3
