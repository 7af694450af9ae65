"""The managers' application in a browser: its pages, how a reader waits for one, and what it says."""

import re
from datetime import date, timedelta
from typing import Any, LiteralString
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.e2e.house import House

MANAGERS = ["demo-manager", "demo-area", "demo-admin"]
TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}}
PAGES = {
    "overview": "analysis/",
    "sales": "analysis/sales/",
    "incidents": "analysis/incidents/",
    "stores": "analysis/stores/",
    "goals": "analysis/goals/",
    "calendar": "analysis/calendar/",
    "figures": "analysis/figures/",
    "reports": "analysis/reports/",
}
DRAWN = """() => window.socket?.connected && window.did_handshake
    && !document.querySelector('[aria-busy=true], .plot-waiting')
    && document.querySelector('.fade .js-plotly-plot, .fade table, .fade li.day')"""
SAID = """() => [...document.querySelectorAll('.tile, .rows, .finding, .drill-value, .period-now, li.day')]
    .filter(e => !e.closest('.hidden')).map(e => e.textContent.replace(/\\s+/g, ' '))"""
WRITTEN = """() => [...document.querySelectorAll('.fold')]
    .every(e => !e.offsetParent || e.querySelector('tr'))"""
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(e => e.offsetParent && !e.matches('.skip, p a, li a:not([class])'))
    .map(e => [(e.matches('[type=checkbox], [type=radio]') && e.closest('label')) || e])
    .map(([e]) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 120)])
    .filter(([box]) => box.width > 1 && (box.width < 23.5 || box.height < 23.5))
    .map(([box, html]) => `${box.width.toFixed(0)}x${box.height.toFixed(0)} ${html}`)"""


def wait_for(page: Page) -> Page:
    """Wait until the page is there: its socket is open, its answer has come, its charts are drawn."""
    page.wait_for_function(DRAWN)
    return page


def show(page: Page, house: House, path: str) -> Page:
    """Open a page of the managers' application, and wait for it."""
    answer = page.goto(house.stream + path)
    assert answer, path
    assert answer.status == 200, (path, answer.status)
    return wait_for(page)


def unfold(page: Page) -> Page:
    """Open all tables that are folded; they are written then."""
    for fold in page.locator(".fold:visible").all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
    page.wait_for_function(WRITTEN)
    return page


def said(page: Page) -> list[str]:
    """All figures of the page as it tells them: tiles, findings, tables (folded ones where they are open)."""
    return [str(text) for text in page.evaluate(SAID)]


def small_targets(page: Page) -> list[str]:
    """What a pointer may miss (A3): less than 24 px. A link inside a sentence is none of its own."""
    return [str(found) for found in page.evaluate(SMALL)]


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen (A4)."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def asked(page: Page) -> dict[str, str]:
    """The parameters of the page's address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def period(page: Page) -> tuple[date, date]:
    """The first and last day that the address names: of a week, month or year its first day and kind do."""
    own = asked(page)
    first = date.fromisoformat(own["from"])
    if "to" in own:
        return first, date.fromisoformat(own["to"])
    after = {
        "week": first + timedelta(days=7),
        "month": (first.replace(day=28) + timedelta(days=4)).replace(day=1),
        "year": first.replace(year=first.year + 1),
    }[own["period"]]
    return first, after - timedelta(days=1)


def amount(text: str) -> int:
    """The number in a figure: ¥8,981,940 or 205件; 0 for 未提出."""
    return int(re.sub(r"[^\d-]", "", text) or 0)


def sold(house: House, user_id: str, first: date, last: date, store: int | None = None) -> int:
    """円 that the stores which a person of the demo reads have filed, straight from the rows; 0: none."""
    of = [store] if store else stores(house, user_id)
    return _number(
        house,
        "SELECT sum(sales_amount) FROM store_daily_performances"
        " WHERE store_id = ANY(%s) AND date BETWEEN %s AND %s",
        [of, first, last],
    )


def reported(
    house: House, user_id: str, first: date, last: date, *, genre: str = "%", location: str = "%"
) -> int:
    """Their reports, of a genre or location where one is named."""
    return _number(
        house,
        "SELECT count(*) FROM daily_reports WHERE store_id = ANY(%s) AND date BETWEEN %s AND %s"
        " AND genre LIKE %s AND location LIKE %s",
        [stores(house, user_id), first, last, genre, location],
    )


def stores(house: House, user_id: str) -> list[int]:
    """The numbers of the selling stores that a person of the demo reads."""
    statement = """
        SELECT s.store_id FROM stores s JOIN users u ON u.user_id = %s
        WHERE s.kind <> 'hq' AND (u.user_type = 'admin' OR s.store_id = u.store_id OR u.user_type = 'area'
            AND s.area_id IN (SELECT m.area_id FROM area_managers m WHERE m.user_id = u.user_id))
        ORDER BY 1"""
    with house.database() as connection:
        return [number for (number,) in connection.execute(statement, [user_id])]


def log_out(house: House, user_id: str) -> None:
    """End all their logins, as a changed password does."""
    with house.database() as connection:
        connection.execute("DELETE FROM sessions WHERE user_id = %s", [user_id])


def _number(house: House, statement: LiteralString, values: list[object]) -> int:
    with house.database() as connection:
        row = connection.execute(statement, values).fetchone()
    assert row is not None
    return int(row[0] or 0)
