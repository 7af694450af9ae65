"""The managers' pages in Chromium: memory of each open page, and the time from a key to the chart drawn."""

from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.bench.analytics_statements import PERIODS, USUAL
from tests.bench.services import HOST, Service
from tests.chromium import WHOLE, launched

PAGES, PRESSES = 12, 12
PATHS = {"overview": "", "sales": "sales/", "incidents": "incidents/"}
PRESS = """() => new Promise(done => {
    const plot = document.querySelector('.js-plotly-plot'), started = performance.now();
    plot.once('plotly_afterplot', () => done(performance.now() - started));
    document.getElementById('before').click();
})"""


def told(service: Service, key: str) -> list[str]:
    """Sentences with what was measured, of one store and of all, by month."""
    address = f"http://{HOST}:{service.port}"
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium, WHOLE)
        context = browser.new_context(timezone_id="Asia/Tokyo")
        context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
        month = f"period=month&from={PERIODS['month'].first}&cmp={USUAL['month'].value}"
        lines = [
            _redrawn(context.new_page(), name, f"{address}/analysis/{path}?scope={scope}&{month}")
            for name, path in PATHS.items()
            for scope in ("all", "store:2")
        ]
        lines.append(_held(context, service, f"{address}/analysis/?scope=all&{month}"))
        browser.close()
    return lines


def _redrawn(page: Page, name: str, url: str) -> str:
    _open(page, url)
    times: list[float] = []
    for _ in range(PRESSES):
        times.append(page.evaluate(PRESS))
        page.wait_for_timeout(200)
    page.close()
    scope = "200 stores" if "scope=all" in url else "one store"
    return (
        f"{name} of {scope}, previous month: click to redraw {median(times):.0f} ms (median of {PRESSES},"
        f" most {max(times):.0f})"
    )


def _held(context: Any, service: Service, url: str) -> str:
    process = psutil.Process(service.process.pid)
    open_pages = []
    for _ in range(3):
        open_pages.append(context.new_page())
        _open(open_pages[-1], url)
    before = process.memory_info().rss
    for _ in range(PAGES):
        open_pages.append(context.new_page())
        _open(open_pages[-1], url)
    more = (process.memory_info().rss - before) / PAGES / 1024
    return f"memory of an open overview in c3-app-stream: {more:.0f} KiB more for each of {PAGES} pages"


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=20_000)
