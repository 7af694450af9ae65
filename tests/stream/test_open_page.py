"""An open page: what its reader asks for, what it shows, how it ends with the login."""

import os
import re
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import violations
from tests.stream.served import NEW_PASSWORD, away, run

OCTOBER = [date(2025, 10, 1) + timedelta(days=number) for number in range(31)]
UNFILED = {5, 17, 18}


def figures_of(store: int, day: date) -> tuple[int, int]:
    """Sales and customers of the plain recomputation."""
    return 300_000 + store * 10_000 + day.day * 1_234, 100 + store + day.day


@pytest.fixture(scope="module", autouse=True)
def months(database) -> None:
    """October 2025 of two stores, with three days unfiled; ten reports of 渋谷, three of them claims."""
    for store in (2, 3):
        for day in OCTOBER:
            if day.day not in UNFILED:
                run(
                    database,
                    "INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)"
                    " VALUES (%s, %s, %s, %s)",
                    store,
                    day,
                    *figures_of(store, day),
                )
    for number, genre in enumerate(
        ["claim"] * 3 + ["praise"] * 2 + ["accident", "report", "report", "other", "other"]
    ):
        run(
            database,
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " VALUES (2, 'shibuya-staff', %s, %s, 'hall', '題', '内容')",
            OCTOBER[number * 3],
            genre,
        )


def tile(page: Page, name: str) -> str:
    return page.locator(f".tile-{name} .tile-value").inner_text()


def bars(page: Page, trace: int) -> list[int]:
    return page.evaluate(f"document.querySelector('.plot').data[{trace}].y")


def test_the_figures_equal_a_plain_recomputation(open_page, cast):
    page = open_page(cast.manager, "?store=2&month=2025-10")
    filed = [figures_of(2, day) for day in OCTOBER if day.day not in UNFILED]
    sales, customers = (sum(column) for column in zip(*filed, strict=True))
    assert tile(page, "yen") == f"{sales / 10_000:,.1f}万円"
    assert tile(page, "people") == f"{customers:,}名"
    assert tile(page, "user") == f"¥{sales // customers:,}"
    assert (tile(page, "report"), tile(page, "claim")) == ("10件", "3件")
    assert page.locator(".tile-yen .tile-note").inner_text() == "28日分・未提出 3日"
    assert bars(page, 0) == [amount for amount, _ in filed]
    assert [sum(bars(page, trace)) for trace in (2, 3, 4, 5)] == [3, 1, 2, 4]


def test_the_table_says_what_the_chart_shows_and_unfiled_days_are_never_zero(open_page, cast):
    page = open_page(cast.manager, "?store=2&month=2025-10")
    page.get_by_text("表で見る").click()
    rows = [re.split(r"\s+", text) for text in page.locator(".rows tbody tr").all_inner_texts()]
    assert [row[0] for row in rows[:2]] == ["10/31(金)", "10/30(木)"]
    amounts = [int(re.sub(r"[¥,]", "", row[1])) for row in reversed(rows) if row[1] != "未提出"]
    assert amounts == bars(page, 0)
    assert {int(row[0][3:].split("(")[0]) for row in rows if row[1] == "未提出"} == UNFILED
    assert "¥0" not in page.locator("main").inner_text()


def test_a_month_that_nobody_filed_is_unfiled(open_page, cast):
    page = open_page(cast.manager, "?month=2025-08")
    assert [tile(page, name) for name in ("yen", "people", "user")] == ["未提出"] * 3
    assert "この月の売上はまだありません。" in page.locator("main").inner_text()


def test_a_step_to_another_month_changes_figures_and_address_and_goes_back(open_page, cast):
    page = open_page(cast.manager, "?store=2&month=2025-11")
    page.get_by_role("link", name="10月").click()
    expect(page.locator(".month-now")).to_have_text("2025年10月")
    expect(page).to_have_url(re.compile(r"\?store=2&month=2025-10$"))
    expect(page.locator(".tile-claim .tile-value")).to_have_text("3件")
    assert page.evaluate("document.activeElement.className") == "step"
    page.go_back()
    expect(page.locator(".month-now")).to_have_text("2025年11月")
    expect(page.locator(".tile-claim .tile-value")).to_have_text("0件")
    page.reload()
    expect(page.locator(".month-now")).to_have_text("2025年11月")


def test_the_picker_offers_the_viewers_stores_selling_ones_first(open_page, cast):
    page = open_page(cast.area, "?month=2025-10")
    assert page.locator(".picker option").all_inner_texts() == ["渋谷店", "新宿店", "本部"]
    page.get_by_label("店舗").select_option("新宿店")
    expect(page.locator(".plot")).to_have_attribute("aria-label", re.compile("10/31"))
    expect(page).to_have_url(re.compile("store=3&month=2025-10$"))
    assert bars(page, 0)[0] == figures_of(3, OCTOBER[0])[0]


def test_the_head_office_sells_nothing_and_files_nothing(open_page, cast):
    page = open_page(cast.admin, "?store=1&month=2025-10")
    assert tile(page, "yen") == "なし"
    assert "未提出" not in page.locator("main").inner_text()


def test_a_month_change_asks_who_it_is_and_one_statement_for_the_month(open_page, cast, database):
    log = Path(os.environ["C3_DATA"]) / "postgres.log"
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    page = open_page(cast.manager, "?store=2&month=2025-11")
    run(database, f"ALTER DATABASE {name} SET log_statement = 'all'")
    with away(database):
        pass  # the application's next connections are those that are logged
    page.wait_for_timeout(1500)
    start = log.stat().st_size
    page.get_by_role("link", name="10月").click()
    expect(page.locator(".tile-claim .tile-value")).to_have_text("3件")
    with log.open() as lines:
        lines.seek(start)
        entries = re.split(r"^\S+ \S+ \S+ \[\d+\] ", lines.read(), flags=re.MULTILINE)
    run(database, f"ALTER DATABASE {name} RESET log_statement")
    asked = [entry for entry in entries if re.match(r"LOG:  (statement|execute <unnamed>):\s*\S", entry)]
    assert ["JOIN sessions" in asked[0], "FROM generate_series" in asked[1]] == [True, True]
    assert len(asked) == 2


def _log_out(person):
    person.posts("/accounts/logout/")


def _change_password(person):
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    user = get_user_model()(user_id=person.user_id)
    user.set_password(NEW_PASSWORD)
    run(person.database, "UPDATE users SET password = %s WHERE user_id = %s", user.password, person.user_id)


def _retire(person):
    run(person.database, "UPDATE users SET is_active = false WHERE user_id = %s", person.user_id)


def _become_staff(person):
    run(person.database, "UPDATE users SET user_type = 'staff' WHERE user_id = %s", person.user_id)


@pytest.mark.parametrize("end", [_log_out, _change_password, _retire, _become_staff])
def test_a_login_that_ended_ends_the_open_page_at_its_next_action(open_page, enter, cast, end):
    person = enter(cast.manager)
    page = open_page(person, "?store=2&month=2025-11")
    page.route(
        re.compile("/accounts/login/"), lambda route: route.fulfill(body="login", content_type="text/html")
    )
    received: list[str] = []
    end(person)
    page.evaluate("socket.onAny((name, data) => (window.heard ??= []).push(JSON.stringify(data)))")
    page.get_by_role("link", name="10月").click()
    expect(page.get_by_role("heading", name="ログインが終わりました")).to_be_visible()
    received = page.evaluate("window.heard")
    assert page.locator(".tiles").count() == 0
    assert not [text for text in received if "万円" in text or str(figures_of(2, OCTOBER[0])[0]) in text]
    page.wait_for_url(re.compile(r":8000/accounts/login/\?next=%2Fanalysis%2F"))


def test_a_store_taken_away_is_not_found_at_the_next_action(open_page, cast, database):
    page = open_page(cast.area, "?store=2&month=2025-10")
    run(database, "UPDATE stores SET area_id = NULL WHERE store_id = 3")
    page.get_by_label("店舗").select_option("新宿店")
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()
    run(database, "UPDATE stores SET area_id = (SELECT min(id) FROM areas) WHERE store_id = 3")


def test_a_forged_question_shows_no_foreign_store(open_page, cast):
    page = open_page(cast.manager, "?store=2&month=2025-10")
    page.evaluate("emitEvent('address', '?store=4&month=2025-10')")
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()


def test_while_the_database_is_away_the_old_figures_stay_with_a_calm_notice(open_page, cast, database):
    page = open_page(cast.area, "?store=2&month=2025-10")
    with away(database):
        page.get_by_label("店舗").select_option("新宿店")
        expect(page.get_by_role("alert")).to_contain_text("データベースに接続できません")
        assert tile(page, "claim") == "3件"
        assert page.get_by_label("店舗").input_value() == "2"
    page.get_by_label("店舗").select_option("新宿店")
    expect(page.locator(".tile-claim .tile-value")).to_have_text("0件")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_answer_to_the_last_question_is_the_one_that_stays(open_page, cast, database):
    page = open_page(cast.area, "?store=2&month=2025-10")
    with psycopg.connect(database) as connection:
        connection.execute("LOCK TABLE store_daily_performances IN ACCESS EXCLUSIVE MODE")
        for store in ("新宿店", "本部", "新宿店", "渋谷店", "新宿店"):
            page.get_by_label("店舗").select_option(store)
        page.wait_for_timeout(300)
        connection.rollback()
    expect(page).to_have_url(re.compile("store=3"))
    page.wait_for_timeout(500)
    assert page.get_by_label("店舗").input_value() == "3"
    assert bars(page, 0)[0] == figures_of(3, OCTOBER[0])[0]


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [
        (390, "light", "ja"),
        (390, "dark", "en"),
        (820, "light", "ja"),
        (1280, "light", "en"),
        (1280, "dark", "ja"),
    ],
)
def test_the_page_is_accessible_and_fits(open_page, cast, width, scheme, language):
    page = open_page(
        cast.area,
        "?store=2&month=2025-10",
        language,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
    )
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_the_chart_follows_the_device_from_light_to_dark(open_page, cast):
    page = open_page(cast.manager, "?store=2&month=2025-10", color_scheme="light")
    colour = "document.querySelector('.plot').data[0].marker.color"
    assert page.evaluate(colour) == "#006f83"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{colour} === '#58c8da'")


def test_nothing_is_fetched_from_another_host(open_page, cast, stream):
    page = open_page(cast.manager)
    fetched = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [url for url in fetched if not url.startswith((stream.url, "data:"))] == []
