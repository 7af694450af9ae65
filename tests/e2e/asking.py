"""A person who asks the chat on its page, and what the database and the pages behind its receipts say."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from shared.dates import now
from tests.e2e.chatting import said
from tests.e2e.house import House

WHO = "demo-manager"
PATIENCE = 30_000
CLAIMS_OF = """
    SELECT count(*) FROM daily_reports r JOIN users u ON u.user_id = %s AND r.store_id = u.store_id
    WHERE r.genre = 'claim' AND r.date BETWEEN %s AND %s"""
SALES_OF = """
    SELECT sum(sales_amount) FROM store_daily_performances p
    JOIN users u ON u.user_id = %s AND p.store_id = u.store_id WHERE p.date BETWEEN %s AND %s"""


def ask(page: Page, question: str) -> str:
    """Ask as a person does; the answer once it is complete."""
    before = page.locator(".turn .actions").count()
    page.fill("#message", question)
    page.get_by_role("button", name="質問を送る").click()
    expect(page.locator(".turn .actions")).to_have_count(before + 1, timeout=PATIENCE)
    expect(page.get_by_role("button", name="質問を送る")).to_be_visible()
    return said(page)


def one(house: House, statement: str, *params: object) -> int:
    with house.database() as connection:
        found: Any = connection.execute(statement, params).fetchone()
    return int(found[0] or 0)


def today(house: House) -> date:
    """The present business date of the demo's store."""
    hour = one(
        house,
        "SELECT s.changeover_hour FROM users u JOIN stores s USING (store_id) WHERE user_id = %s",
        WHO,
    )
    return (now() - timedelta(hours=hour)).date()


def week_before(house: House) -> tuple[date, date]:
    """Monday to Sunday before the present week."""
    day = today(house)
    monday = day - timedelta(days=day.weekday() + 7)
    return monday, monday + timedelta(days=6)


def months(house: House) -> tuple[tuple[date, date], tuple[date, date]]:
    """This month as far as it has come, and the one before."""
    day = today(house)
    end = day.replace(day=1) - timedelta(days=1)
    return (day.replace(day=1), day), (end.replace(day=1), end)


def open_all(page: Page, house: House) -> int:
    """Every receipt leads to a page that is there; how many there are."""
    links = {
        link.get_attribute("href") or ""
        for link in page.locator(".turn").last.locator(".receipt, .sources a").all()
    }
    for href in links:
        assert href.startswith("/")
        opened = page.context.request.get(house.web.rstrip("/") + href)
        assert opened.status == 200, href
        assert "login" not in opened.url
    return len(links)
