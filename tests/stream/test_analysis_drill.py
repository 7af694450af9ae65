"""From a key figure to its rows and to the report behind it; lists that are sorted and paged; pictures."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.days import day
from tests.e2e.house import violations
from tests.stream.raw import DAY, Raw, fill

FIRST, LAST = day(-30), day(-3)
ASKED = f"scope=store:2&period=days&from={FIRST}&to={LAST}&cmp=lw"
ALL = ASKED.replace("store:2", "all")
PAGES = ("incidents/", "stores/", "goals/", "figures/", "reports/")


@pytest.fixture(scope="module", autouse=True)
def raw(database) -> Raw:
    return fill(database)


@pytest.fixture
def see(chromium, stream, enter):
    """Opens a page of figures without waiting for a chart."""
    contexts = []

    def opened(who: str, path: str, **device: object) -> Page:
        context = chromium.new_context(timezone_id="Asia/Tokyo", **device)
        contexts.append(context)
        context.set_default_timeout(15_000)
        key = enter(who).session_key
        for name, value in (("sessionid", key), ("django_language", "ja")):
            context.add_cookies([{"name": name, "value": value, "url": stream.url}])
        page = context.new_page()
        page.goto(f"{stream.url}/analysis/{path}")
        page.locator("h1").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()


def amounts(page: Page, column: int) -> list[int]:
    texts = page.locator(f".list .rows tbody td:nth-child({column})").all_inner_texts()
    return [int(re.sub(r"[^\d-]", "", text)) for text in texts if re.search(r"\d", text)]


def test_from_the_sales_of_a_period_to_its_days_which_sum_to_it(see, cast, raw):
    page = see(cast.manager, f"?{ASKED}")
    page.locator(".tile-yen a").click()
    page.wait_for_url(re.compile("/analysis/figures/"))
    sold = raw.sold([2], FIRST, LAST)
    expect(page.locator(".drill-value")).to_have_text(f"売上 ¥{sold:,}")
    assert sum(amounts(page, 3)) == sold
    links = page.locator(".list .rows tbody th a")
    assert parse_qs(urlsplit(str(links.first.get_attribute("href"))).query)["day"] == [f"{LAST}"]


def test_from_the_claims_of_a_period_to_the_report_in_two_clicks(see, cast, raw):
    page = see(cast.manager, f"incidents/?{ASKED}")
    count = raw.wrote([2], FIRST, LAST, genre="claim")
    expect(page.locator(".tile-claim .tile-value")).to_have_text(f"{count}件")
    page.locator(".tile-claim a").click()
    page.wait_for_url(re.compile("/analysis/reports/"))
    expect(page.locator(".drill-value")).to_have_text(f"クレーム・{count}件")
    assert page.locator(".list .rows tbody tr").count() == count
    page.route(re.compile("/report/view/"), lambda route: route.fulfill(body="report"))
    page.locator(".list .rows tbody th a").first.click()
    page.wait_for_url(re.compile(r":8000/report/view/\d+/$"))


def test_a_filter_narrows_every_chart_and_stands_in_the_address(open_page, cast, raw):
    page = open_page(cast.manager, f"incidents/?{ASKED}")
    page.locator("#genre").select_option("賞賛")
    expect(page).to_have_url(re.compile("genre=praise"))
    whole = raw.wrote([2], FIRST, LAST, genre="praise")
    expect(page.locator(".tile-report .tile-value")).to_have_text(f"{whole}件")
    drawn = page.evaluate("[...document.querySelectorAll('.plot')].map((plot) => plot.data)")
    bars = [trace["y"] for trace in drawn[2] if trace["type"] == "bar"]
    assert [sum(column) for column in bars] == [whole]
    page.reload()
    expect(page.locator(".tile-report .tile-value")).to_have_text(f"{whole}件")


def test_a_bar_leads_to_its_reports(open_page, cast, raw):
    page = open_page(cast.manager, f"incidents/?{ASKED}")
    bar = page.locator(".plot").first.locator(".barlayer .trace").last.locator(".point").nth(1)
    bar.click(force=True)
    page.wait_for_url(re.compile("/analysis/reports/.*location=hall"))
    count = raw.wrote([2], FIRST, LAST, location="hall")
    expect(page.locator(".drill-value")).to_have_text(f"ホール・{count}件")


def test_a_head_sorts_the_list_by_the_server_and_the_address_keeps_it(open_page, cast, raw):
    page = open_page(cast.admin, f"stores/?{ALL}")
    stores = {"渋谷店": [2], "新宿店": [3], "梅田店": [4]}
    names = sorted(stores, key=lambda name: raw.sold(stores[name], FIRST, LAST))
    rows = page.locator(".list .rows tbody th")
    assert rows.all_inner_texts() == names[::-1]
    page.locator("#sort-sales").click()
    expect(page).to_have_url(re.compile("sort=sales&dir=asc"))
    expect(rows).to_have_text(names)
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    whole = raw.sold([2, 3, 4], FIRST, LAST)
    assert page.locator(".list .rows tfoot td").nth(1).inner_text() == f"¥{whole:,}"
    page.reload()
    expect(rows).to_have_text(names)


def test_areas_are_compared_by_their_sums(open_page, cast, raw):
    page = open_page(cast.admin, f"stores/?{ALL}")
    page.locator("#by-area").click()
    expect(page).to_have_url(re.compile("by=area"))
    areas = {"東京": raw.sold([2, 3], FIRST, LAST), "大阪": raw.sold([4], FIRST, LAST)}
    expect(page.locator(".list .rows tbody th")).to_have_text(sorted(areas, key=lambda name: -areas[name]))
    assert amounts(page, 3) == sorted(areas.values(), reverse=True)


def test_an_area_manager_compares_the_own_stores_only(open_page, cast):
    page = open_page(cast.area, f"stores/?{ALL}")
    assert set(page.locator(".list .rows tbody th").all_inner_texts()) == {"渋谷店", "新宿店"}


def test_the_list_is_paged_by_the_server(see, cast, raw):
    months = f"scope=store:2&period=days&from={raw.today - 120 * DAY}&to={raw.today - DAY}&cmp=lw"
    page = see(cast.manager, f"figures/?{months}&metric=sales")
    assert page.locator(".list .rows tbody tr").count() == 50
    first = amounts(page, 3)
    page.locator("#page-next").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator(".pager")).to_contain_text("2 / 3ページ")
    second = amounts(page, 3)
    page.locator("#page-next").click()
    expect(page.locator(".pager")).to_contain_text("3 / 3ページ")
    sold = raw.sold([2], raw.today - 120 * DAY, raw.today - DAY)
    assert sum(first) + sum(second) + sum(amounts(page, 3)) == sold


def test_the_goals_of_a_month_show_target_and_text(open_page, cast):
    page = open_page(cast.manager, "goals/?scope=store:2")
    expect(page.locator(".tile-goal .tile-value")).to_have_text("1,234.6万円")
    expect(page.locator(".goal-text")).to_have_text("笑顔で迎える")


def test_a_chart_is_kept_as_a_picture_with_japanese_words(open_page, cast, tmp_path):
    page = open_page(cast.manager, f"incidents/?{ASKED}")
    card = page.locator("figure.chart").nth(2)
    card.locator("details.menu summary").click()
    with page.expect_download() as download:
        card.get_by_role("button", name="画像（PNG）").click()
    path = Path(tmp_path / "chart.png")
    download.value.save_as(path)
    picture = Image.open(path)
    assert picture.size == (2400, 1350)
    head = picture.convert("L").crop((0, 0, 1200, 130))
    assert sum(1 for value in head.tobytes() if value < 100) > 1000
    assert download.value.suggested_filename.endswith(".png")


def test_a_file_is_offered_under_the_chart_with_the_question(open_page, cast):
    page = open_page(cast.manager, f"incidents/?{ASKED}")
    card = page.locator("figure.chart").nth(2)
    card.locator("details.menu summary").click()
    with page.expect_download() as download:
        card.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == f"件数の推移_渋谷店_{FIRST}_{LAST}.csv"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["scope=store:4", "scope=store:1", "scope=area:2", "scope=group:9"])
def test_what_is_out_of_reach_is_not_found(stream, enter, cast, path, query):
    key = enter(cast.manager).session_key
    assert stream.get(f"/analysis/{path}?{query}", key).status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["period=days&from=abc", "offset=abc", "scope=x", "from=2026-13-01"])
def test_an_address_that_cannot_be_read_is_told(stream, enter, cast, path, query):
    key = enter(cast.manager).session_key
    assert stream.get(f"/analysis/{path}?{query}", key).status_code == 400


@pytest.mark.parametrize("path", PAGES)
def test_staff_have_none_of_these_pages(stream, enter, cast, path):
    assert stream.get(f"/analysis/{path}", enter(cast.staff).session_key).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_month_without_data_and_a_far_page_are_calm(see, cast, path):
    extra = "&page=99" if path != "incidents/" else ""
    page = see(cast.area, f"{path}?period=month&from=2001-01-01{extra}")
    assert "¥0" not in page.locator("main, #main").first.inner_text()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (820, "light"), (1280, "dark")])
def test_the_pages_are_accessible_and_fit(see, cast, path, width, scheme):
    page = see(cast.admin, f"{path}?{ALL}", color_scheme=scheme, viewport={"width": width, "height": 844})
    folds = page.locator("details.fold")
    for fold in folds.all():
        fold.locator("summary").click()
        fold.locator("tr").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
