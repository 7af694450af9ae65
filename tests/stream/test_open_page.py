"""An open page: what its reader asks for, what it shows, how it ends with the login."""

import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from dashboard import formats
from dashboard.look import Look
from shared.analytics.periods import between
from tests import days
from tests.stream.served import NEW_PASSWORD, away, run

OCTOBER = [date(2025, 10, 1) + timedelta(days=number) for number in range(31)]
UNFILED = {5, 17, 18}
QUERY = "?period=month&from=2025-10-01"
TRACE = "((name) => document.querySelector('.plot')?.data?.find((one) => one.name === name)?.y ?? null)"


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


def trace(page: Page, name: str) -> Any:
    """The values that the chart draws under `name`; None where it draws none."""
    return page.evaluate(f"{TRACE}('{name}')")


def test_the_figures_equal_a_plain_recomputation(open_page, cast):
    page = open_page(cast.manager, f"{QUERY}&scope=store:2")
    filed = [figures_of(2, day) for day in OCTOBER if day.day not in UNFILED]
    sales, customers = (sum(column) for column in zip(*filed, strict=True))
    assert tile(page, "yen") == f"{sales / 10_000:,.1f}万円"
    assert tile(page, "people") == f"{customers:,}名"
    assert tile(page, "user") == f"¥{sales // customers:,}"
    assert (tile(page, "report"), tile(page, "claim")) == ("10件", "3件")
    assert tile(page, "missing") == "3日"
    assert trace(page, "売上") == [amount for amount, _ in filed]
    names = ("クレーム", "事故", "賞賛", "報告・その他")
    assert [sum(trace(page, name)) for name in names] == [3, 1, 2, 4]


def test_the_average_of_the_others_is_of_those_that_filed(open_page, cast):
    page = open_page(cast.manager, f"{QUERY}&scope=store:2")
    others = [figures_of(3, day)[0] if day.day not in UNFILED else None for day in OCTOBER]
    assert trace(page, "他店平均") == others  # 新宿 alone files; 梅田 does not, 本部 sells nothing


def test_the_table_says_what_the_chart_shows_and_unfiled_days_are_never_zero(open_page, cast):
    page = open_page(cast.manager, f"{QUERY}&scope=store:2")
    page.get_by_text("表で見る").click()
    expect(page.locator(".rows tbody tr")).to_have_count(31)
    rows = [re.split(r"\s+", text) for text in page.locator(".rows tbody tr").all_inner_texts()]
    assert [row[0] for row in rows[:2]] == ["10/31(金)", "10/30(木)"]
    amounts = [int(re.sub(r"[¥,]", "", row[1])) for row in reversed(rows) if row[1] != "未提出"]
    assert amounts == trace(page, "売上")
    assert {int(row[0][3:].split("(")[0]) for row in rows if row[1] == "未提出"} == UNFILED
    assert "¥0" not in page.locator("main").inner_text()


def test_a_table_is_written_while_it_is_open_and_says_what_is_shown_now(open_page, cast):
    page = open_page(cast.manager, "?scope=store:2&period=month&from=2025-11-01")
    rows = page.locator(".fold .rows tbody tr")
    expect(rows).to_have_count(0)
    page.get_by_text("表で見る").click()
    expect(rows.first).to_contain_text("11/30(日)")
    page.locator("#before").click()
    expect(rows.first).to_contain_text("10/31(金)")
    page.get_by_text("表で見る").click()
    expect(rows).to_have_count(0)


def test_a_month_that_nobody_filed_is_unfiled(open_page, cast):
    page = open_page(cast.manager, "?period=month&from=2025-08-01")
    assert [tile(page, name) for name in ("yen", "people", "user")] == ["未提出"] * 3
    assert "この期間の売上はまだありません。" in page.locator("main").inner_text()


def test_a_step_to_another_month_changes_figures_and_address_and_goes_back(open_page, cast):
    page = open_page(cast.manager, "?scope=store:2&period=month&from=2025-11-01")
    page.locator("#before").click()
    expect(page.locator(".period-now")).to_have_text("2025年10月")
    expect(page).to_have_url(re.compile(r"scope=store:2&period=month&from=2025-10-01&cmp=ly$"))
    expect(page.locator(".tile-claim .tile-value")).to_have_text("3件")
    assert page.evaluate("document.activeElement.id") == "before"
    page.go_back()
    expect(page.locator(".period-now")).to_have_text("2025年11月")
    expect(page.locator(".tile-claim .tile-value")).to_have_text("0件")
    page.reload()
    expect(page.locator(".period-now")).to_have_text("2025年11月")


def test_the_picker_offers_the_viewers_stores_that_sell(open_page, cast):
    page = open_page(cast.area, QUERY)
    offered = page.locator("#scope option").all_inner_texts()
    assert [name.strip() for name in offered] == ["全店（2店舗）", "渋谷店", "新宿店"]
    page.locator("#scope").select_option(label=offered[-1])
    expect(page).to_have_url(re.compile("scope=store:3"))
    page.wait_for_function(f"{TRACE}('売上')[0] === {figures_of(3, OCTOBER[0])[0]}")


def test_staff_see_their_own_stores_overview_without_averages(open_page, cast):
    page = open_page(cast.staff, QUERY)
    assert tile(page, "claim") == "3件"
    assert trace(page, "他店平均") is None
    assert page.locator("nav.pages a").all_inner_texts() == ["概況", "カレンダー"]
    assert page.get_by_text("CSV").count() == 0


def test_a_change_asks_who_it_is_and_one_statement_for_the_figures(open_page, cast, database):
    log = Path(os.environ["C3_DATA"]) / "postgres.log"
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    page = open_page(cast.manager, "?scope=store:2&period=month&from=2025-11-01")
    run(database, f"ALTER DATABASE {name} SET log_statement = 'all'")
    with away(database):
        pass  # the application's next connections are those that are logged
    page.wait_for_timeout(1500)
    start = log.stat().st_size
    page.locator("#before").click()
    expect(page.locator(".tile-claim .tile-value")).to_have_text("3件")
    with log.open() as lines:
        lines.seek(start)
        entries = re.split(r"^\S+ \S+ \S+ \[\d+\] ", lines.read(), flags=re.MULTILINE)
    run(database, f"ALTER DATABASE {name} RESET log_statement")
    statements = [entry for entry in entries if re.match(r"LOG:  (statement|execute <unnamed>):\s*\S", entry)]
    asked = [entry for entry in statements if "FROM ai_turns" not in entry]  # the chat looks for its turns
    assert ["JOIN sessions" in asked[0], "chosen AS" in asked[1]] == [True, True]
    assert len(asked) == 2


def test_a_business_day_that_begins_on_an_open_page_is_the_day_of_its_next_action(open_page, cast, database):
    """Both of what the address means (until today) and of the figures (yesterday is 未提出)."""
    run(database, "ALTER TABLE stores DROP CONSTRAINT stores_changeover_hour_of_a_day")
    run(database, "UPDATE stores SET changeover_hour = changeover_hour + 24")
    page = open_page(cast.manager, "?scope=store:2&period=days")
    run(database, "UPDATE stores SET changeover_hour = changeover_hour - 24")
    page.evaluate("emitEvent('address', '?scope=store:2&period=days')")
    until_today = between(days.day(-27), days.day())
    expect(page.locator(".period-now")).to_have_text(formats.period(until_today, Look("ja")))
    expect(page.locator(".tile-missing .tile-value")).to_have_text("27日")


def _log_out(person):
    person.posts("/accounts/logout/")


def _change_password(person):
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    user = get_user_model()(user_id=person.user_id)
    user.set_password(NEW_PASSWORD)
    run(person.database, "UPDATE users SET password = %s WHERE user_id = %s", user.password, person.user_id)


def _retire(person):
    run(person.database, "UPDATE users SET is_active = false WHERE user_id = %s", person.user_id)


@pytest.mark.parametrize("end", [_log_out, _change_password, _retire])
def test_a_login_that_ended_ends_the_open_page_at_its_next_action(open_page, enter, cast, end):
    person = enter(cast.manager)
    page = open_page(person, "?scope=store:2&period=month&from=2025-11-01")
    page.route(
        re.compile("/accounts/login/"), lambda route: route.fulfill(body="login", content_type="text/html")
    )
    received: list[str] = []
    end(person)
    page.evaluate("socket.onAny((name, data) => (window.heard ??= []).push(JSON.stringify(data)))")
    page.locator("#before").click()
    expect(page.get_by_role("heading", name="ログインが終わりました")).to_be_visible()
    received = page.evaluate("window.heard")
    assert page.locator(".tiles").count() == 0
    assert not [text for text in received if "万円" in text or str(figures_of(2, OCTOBER[0])[0]) in text]
    page.wait_for_url(re.compile(r":8000/accounts/login/\?next=%2Fanalysis%2F"))


def test_a_store_taken_away_is_not_found_at_the_next_action(open_page, cast, database):
    page = open_page(cast.area, f"{QUERY}&scope=store:2")
    run(database, "UPDATE stores SET area_id = NULL WHERE store_id = 3")
    page.locator("#scope").select_option("store:3")
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()
    run(database, "UPDATE stores SET area_id = (SELECT min(id) FROM areas) WHERE store_id = 3")


def _move(database, user_id):
    run(database, "UPDATE users SET store_id = 3 WHERE user_id = %s", user_id)


def test_who_was_moved_to_another_store_sees_its_name_over_its_figures(open_page, cast, database):
    page = open_page(cast.manager, f"{QUERY}&scope=all")
    expect(page.locator(".choice-scope .only")).to_have_text("渋谷店")
    _move(database, cast.manager)
    page.locator("#after").click()
    expect(page.locator(".choice-scope .only")).to_have_text("新宿店")
    expect(page.locator(".period-now")).to_have_text("2025年11月")
    page.locator("#before").click()
    page.wait_for_function(f"{TRACE}('売上')?.[0] === {figures_of(3, OCTOBER[0])[0]}")


@pytest.mark.parametrize("path", ["figures/", "calendar/"])
def test_of_the_store_that_one_was_moved_from_there_is_no_page_any_more(open_page, cast, database, path):
    page = open_page(cast.manager, f"{QUERY}&scope=store:2")
    page.goto(page.url.replace("/analysis/", f"/analysis/{path}"))
    expect(page.locator(".choice-scope .only")).to_have_text("渋谷店")
    page.wait_for_function("window.socket?.connected")
    _move(database, cast.manager)
    page.locator("#after").click()
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()


def test_a_forged_question_shows_no_foreign_store(open_page, cast):
    page = open_page(cast.manager, f"{QUERY}&scope=store:2")
    page.evaluate("emitEvent('address', '?scope=store:4&period=month&from=2025-10-01')")
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()
