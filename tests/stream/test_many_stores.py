"""A chain of 500 stores: ranked bars, percentiles and a matrix of one page of stores, never 500 lines."""

import pytest

from tests.stream.served import run

STORES = 500
DAYS = 30
QUERY = "?scope=all&period=month&from=2026-10-01&cmp=prev"
MANY = f"""
    INSERT INTO stores (name, kind, area_id, opened_on)
    SELECT '第' || n || '号店', 'store', (SELECT min(id) FROM areas), '2020-01-01'
    FROM generate_series(1, {STORES}) n;
    INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)
    SELECT s.store_id, d::date, 100000 + s.store_id * 100, 100
    FROM stores s CROSS JOIN generate_series('2026-10-01'::date, '2026-10-{DAYS}'::date, '1 day') d
    WHERE s.name LIKE '第%%号店'
"""  # noqa: S608  its parts are constants


@pytest.fixture(scope="module", autouse=True)
def many(database):
    for statement in MANY.split(";"):
        run(database, statement)
    return run(database, "SELECT count(*) FROM stores WHERE kind = 'store'")[0][0]


def drawn(page, which):
    """How many bars, lines and points each chart of the page has."""
    return page.evaluate(f"document.querySelectorAll('.plot')[{which}].data.map((one) => one.y.length)")


def test_the_comparison_shows_one_page_of_stores_and_says_of_how_many(open_page, cast, many):
    page = open_page(cast.admin, f"stores/{QUERY}")
    assert page.locator(".list tbody tr").count() == 20
    assert f"全{many:,}件" in page.locator(".pager").inner_text()
    assert max(drawn(page, 0)) == 20
    names = page.locator(".list tbody th").all_inner_texts()
    assert names[0] == f"第{STORES}号店"
    page.locator("#page-next").click()
    page.wait_for_url("**page=2")
    page.wait_for_function(f"document.querySelector('.list tbody th').innerText === '第{STORES - 20}号店'")
    assert not set(names) & set(page.locator(".list tbody th").all_inner_texts())


def test_the_other_direction_begins_with_the_smallest_and_ends_with_who_filed_nothing(open_page, cast, many):
    last = -(-many // 20)
    smallest = open_page(cast.admin, f"stores/{QUERY}&sort=sales&dir=asc").locator(".list tbody th")
    assert smallest.all_inner_texts()[:2] == ["第1号店", "第2号店"]
    for way in ("asc", "desc"):
        page = open_page(cast.admin, f"stores/{QUERY}&sort=sales&dir={way}&page={last}")
        assert set(page.locator(".list tbody th").all_inner_texts()[-3:]) == {"渋谷店", "新宿店", "梅田店"}


@pytest.mark.parametrize("path", ["", "sales/", "incidents/", "stores/"])
def test_no_chart_has_a_line_for_each_store(open_page, cast, path):
    page = open_page(cast.admin, path + QUERY)
    lines = "(plot) => plot.data?.filter((one) => one.type === 'scatter').length ?? 0"
    assert max(page.evaluate(f"[...document.querySelectorAll('.plot')].map({lines})")) <= 12
