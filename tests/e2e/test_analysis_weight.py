"""P4: what a page of the managers' application costs on the wire, counted by Chromium's own devtools."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.analysis import PAGES, show
from tests.e2e.house import DESKTOP, House

FIRST, AGAIN = 1_000_000, 100_000  # bytes


class Wire:
    """What comes to a page from now on, in bytes by address, and the messages of its socket."""

    def __init__(self, page: Page) -> None:  # listens at once
        self.addresses: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", self._ask)
        devtools.on("Network.webSocketCreated", lambda event: self._add(event["url"], 0))
        devtools.on("Network.loadingFinished", self._finish)
        devtools.on("Network.webSocketFrameReceived", self._frame)
        devtools.send("Network.enable")

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.bytes.values())

    def _ask(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _finish(self, event: dict[str, Any]) -> None:
        self._add(self.addresses.get(event["requestId"], "?"), event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        self._add("socket", len(event["response"]["payloadData"].encode()))  # before it was compressed

    def _add(self, address: str, size: int) -> None:
        self.bytes[address] = self.bytes.get(address, 0) + int(size)


def weigh(context: BrowserContext, house: House, path: str) -> Wire:
    """Load a page in a tab of its own."""
    page = context.new_page()
    wire = Wire(page)
    show(page, house, path)
    page.wait_for_timeout(500)
    page.close()
    return wire


@pytest.mark.parametrize("name", PAGES)
def test_a_first_load_is_a_megabyte_at_most_and_a_second_a_tenth_of_it(open_browser, house: House, name):
    context = open_browser("demo-admin", **DESKTOP)
    first = weigh(context, house, PAGES[name])
    again = weigh(context, house, PAGES[name])
    assert 100_000 < first.total <= FIRST, first.bytes
    assert 1_000 < again.total <= AGAIN, again.bytes


def test_a_change_costs_no_more_than_its_figures(open_browser, house: House):
    page = show(open_browser("demo-admin", **DESKTOP).new_page(), house, "analysis/incidents/")
    wire = Wire(page)
    before = page.url
    page.click("#before")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_timeout(500)
    assert set(wire.bytes) == {"socket"}
    assert wire.total <= AGAIN


@pytest.mark.parametrize("name", PAGES)
def test_nothing_comes_from_another_host(open_browser, house: House, name):
    wire = weigh(open_browser("demo-area", **DESKTOP), house, PAGES[name])
    ours = (house.stream, house.stream.replace("http", "ws"), "data:", "blob:", "socket")
    assert [address for address in wire.bytes if not address.startswith(ours)] == []
    assert len(wire.bytes) > 10
