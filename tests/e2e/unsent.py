"""What the tests of the outbox share: a line that can be cut, a form, what the device keeps."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.cutting import Cutting
from tests.e2e.house import House

KEPT = "async () => (await stored.items()).map(({key, state, kind, photos}) => ({key, state, kind, photos}))"


@contextmanager
def line_to(house: House) -> Iterator[Cutting]:
    """A line to c3-app of its own, which can be cut."""
    line = Cutting(to=house.launcher.ports[0])
    try:
        yield line
    finally:
        line.shut()


def address(line: Cutting) -> str:
    """c3-app over that line, with the slash."""
    return f"http://localhost:{line.port}/"


def write(page: Page, title: str, content: str = "内容") -> None:
    """Fill the form of a 日報."""
    page.locator("label", has_text="事故").first.click()
    page.locator("label", has_text="キッチン").first.click()
    page.fill("[name=title]", title)
    page.fill("[name=content]", content)


def submit(page: Page) -> None:
    """Press 提出する."""
    page.get_by_role("button", name="提出する").last.click()


def kept(page: Page) -> list[dict[str, Any]]:
    """What the device keeps to be sent, once the page's scripts are there."""
    while not page.evaluate("typeof stored !== 'undefined'"):
        page.wait_for_timeout(50)
    return list(page.evaluate(KEPT))


def run(page: Page) -> None:
    """Send what waits, and wait until that is over."""
    with suppress(Error):  # sent, the page goes to what it has become
        page.evaluate("outbox.run()")


def item(page: Page, title: str) -> Locator:
    """One of the list of 未送信."""
    return page.locator("#unsent > li", has_text=title)


def reports(house: House, title: str) -> list[tuple[int, int]]:
    """The ids of the 日報 of that title, each with the number of its photos."""
    with house.database() as connection:
        return connection.execute(
            "SELECT r.id, (SELECT count(*) FROM report_images i WHERE i.report_id = r.id)"
            " FROM daily_reports r WHERE r.title = %s ORDER BY r.id",
            [title],
        ).fetchall()


def until_told(page: Page, script: str, wanted: object) -> None:
    """Wait until a function of the page says so. (`wait_for_function` takes any promise for a yes.)"""
    deadline = time.monotonic() + 30
    while (told := page.evaluate(script)) != wanted:
        assert time.monotonic() < deadline, told
        page.wait_for_timeout(50)


def until_kept(page: Page, many: int = 1) -> None:
    """Wait until the device keeps so many."""
    deadline = time.monotonic() + 30
    while True:
        with suppress(Error):  # the page is just going elsewhere
            if len(kept(page)) == many:
                return
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def until_sent(page: Page) -> None:
    """Wait until the device keeps nothing any more."""
    until_kept(page, 0)


def unsent(page: Page) -> Locator:
    """The number in the header."""
    found = page.locator("[data-unsent]")
    expect(found).to_be_visible()
    return found
