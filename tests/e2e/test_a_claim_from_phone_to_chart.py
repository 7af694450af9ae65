"""The main job: a クレーム filed on a phone is read in the store and charted for its manager."""

import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot

TITLE = "スープに髪の毛が入っていたとのご指摘"
CONTENT = "12番テーブルのお客様。すぐに作り直し、店長からお詫びした。"


class Taps:
    """Counts what a thumb does; typing is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, selector: str) -> None:
        self.count += 1
        self.page.locator(selector).first.tap()

    def photos(self, selector: str, files: list[Path]) -> None:
        """One tap opens the album; what happens inside it belongs to the phone."""
        with self.page.expect_file_chooser() as chooser:
            self.on(selector)
        chooser.value.set_files(files)


@pytest.fixture(scope="module")
def addresses() -> dict[str, str]:
    """What the first test leaves for the next."""
    return {}


def test_staff_file_a_claim_with_two_photos_in_six_taps(open_browser, house: House, photos, addresses):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(house.web)
    shot(page, "home-phone")
    taps = Taps(page)
    taps.on("text=日報を書く")
    taps.on("label:has-text('クレーム')")
    taps.on("label:has-text('ホール')")
    page.fill("[name=title]", TITLE)
    page.fill("[name=content]", CONTENT)
    taps.photos("label.file:has-text('アルバムから選ぶ')", photos)
    shot(page, "form-phone", whole=True)
    taps.on("button:has-text('提出する')")
    expect(page.locator("h1")).to_contain_text(TITLE)
    shot(page, "detail-phone", whole=True)
    assert taps.count <= 6
    addresses["report"] = page.url
    pictures = page.locator("main img")
    assert pictures.count() == 2
    addresses["picture"] = pictures.first.get_attribute("src") or ""
    widths = page.evaluate("[...document.querySelectorAll('main img')].map(i => i.naturalWidth)")
    assert all(0 < width <= 1600 for width in widths)


def test_it_is_on_the_list_with_its_thumbnail_and_their_number(open_browser, house: House, addresses):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/list/")
    card = page.locator("article", has_text=TITLE)
    expect(card.locator("img")).to_have_count(1)
    expect(card).to_contain_text("2枚")
    shot(page, "list-phone")


def test_a_person_of_another_store_finds_neither_report_nor_picture(open_browser, house: House, addresses):
    stranger = open_browser(house.give_login("s04-01"), **PHONE)
    for address in (addresses["report"], house.web.rstrip("/") + addresses["picture"]):
        assert stranger.request.get(address).status == 404


def test_the_manager_sees_it_counted(open_browser, house: House):
    page = open_browser("demo-manager", **DESKTOP).new_page()
    page.goto(f"{house.web}analysis/")
    expect(page).to_have_url(re.compile(re.escape(f"{house.stream}analysis/")))  # with its question, soon
    claims = page.locator(".tile-claim .tile-value").last  # of the month; the day's stands above it
    page.wait_for_selector(".js-plotly-plot .main-svg")
    shot(page, "analysis-desktop")
    with house.database() as connection:
        counted = connection.execute(
            "SELECT count(*) FROM daily_reports WHERE store_id = 2 AND genre = 'claim'"
            " AND date_trunc('month', date) = (SELECT date_trunc('month', max(date)) FROM daily_reports)"
        ).fetchall()
        filed = connection.execute("SELECT count(*) FROM daily_reports WHERE title = %s", [TITLE]).fetchall()
    assert filed == [(1,)]
    expect(claims).to_have_text(f"{counted[0][0]}件")


def test_the_manager_reads_it_in_english_and_in_the_dark(open_browser, house: House):
    page = open_browser("demo-manager", **DESKTOP, color_scheme="dark").new_page()
    page.goto(f"{house.stream}analysis/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    shot(page, "analysis-dark")
    page.goto(house.web)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    shot(page, "home-dark")


def test_nothing_is_fetched_from_another_host(open_browser, house: House):
    context = open_browser("demo-manager", **DESKTOP)
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page = context.new_page()
    for address in (house.web, f"{house.web}report/list/", f"{house.stream}analysis/"):
        page.goto(address, wait_until="networkidle")
    assert all(host.startswith("localhost:") for host in hosts)
    assert urlopen(f"{house.web}health/").status == 200  # noqa: S310
