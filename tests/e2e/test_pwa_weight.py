"""P1: the home of the staff is light on the wire with all that a browser fetches but photos; again hardly
anything.

The bytes are those that came over the line, headers among them.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.apps import until_ready
from tests.e2e.cable import Cable
from tests.e2e.house import APP, PHONE, House

KB = 1024


@pytest.fixture
def cable(house: House) -> Iterator[Cable]:
    """The line to c3-app, which counts."""
    cable = Cable(house.launcher.ports[0])
    yield cable
    cable.cut()


@pytest.fixture
def home(cable: Cable) -> str:
    """The home at the other end of the line."""
    return f"http://localhost:{cable.port}/"


@pytest.fixture
def phone(open_browser) -> Callable[..., Page]:
    """Makes phones that have never seen C3, and are signed in all the same."""
    cookies = open_browser("demo-staff", **PHONE).cookies()

    def made(**device: Any) -> Page:
        context = open_browser(**device)
        context.add_cookies(cookies)
        page: Page = context.new_page()
        return page

    return made


def without_photos(page: Page) -> Page:
    """How many are new changes by the hour. (A route of Playwright's would switch the cache off.)"""
    chromium = page.context.new_cdp_session(page)
    chromium.send("Network.enable")
    chromium.send("Network.setBlockedURLs", {"urls": ["*/pictures/*"]})
    return page


def test_the_first_visit_and_the_next(phone, home, cable: Cable):
    page, seen = without_photos(phone(**PHONE)), []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(home, wait_until="networkidle")
    first, asked = cable.came, [url for url in seen if "/pictures/" not in url]
    assert len(asked) <= 13, asked
    assert {urlsplit(url).hostname for url in asked} == {"localhost"}
    page.goto(home, wait_until="networkidle")
    again = cable.came - first
    print(f"first {first / KB:.1f} KB, again {again / KB:.1f} KB, {len(asked)} requests")  # noqa: T201
    assert first <= 100 * KB
    assert again <= 15 * KB


def test_what_the_worker_keeps_for_a_day_without_a_signal_comes_once(phone, home, cable: Cable):
    """The form with its scripts, 未送信 and the offline page, after the home stands."""
    page = without_photos(phone(**APP))
    page.goto(home, wait_until="networkidle")
    until_ready(page)
    first = cable.came
    page.goto(home, wait_until="networkidle")
    page.wait_for_timeout(500)
    again = cable.came - first
    print(f"with the worker: first {first / KB:.1f} KB, again {again / KB:.1f} KB")  # noqa: T201
    assert first <= 150 * KB
    assert again <= 15 * KB


def test_the_scripts_of_the_home_are_within_32_kb(phone, home):
    """Their bodies, as they are compressed on the line; the visit above counts the headers, too."""
    addresses: dict[str, str] = {}
    heads: dict[str, float] = {}
    sizes: dict[str, float] = {}

    def came(told: dict[str, Any]) -> None:
        addresses[told["requestId"]] = told["response"]["url"]
        heads[told["requestId"]] = told["response"]["encodedDataLength"]

    def ended(told: dict[str, Any]) -> None:
        asked = told["requestId"]
        sizes[addresses.get(asked, "")] = told["encodedDataLength"] - heads.get(asked, 0)

    page = phone(**PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.responseReceived", came)
    devtools.on("Network.loadingFinished", ended)
    page.goto(home, wait_until="networkidle")
    scripts = {url: size for url, size in sizes.items() if url.endswith(".js")}
    assert len(scripts) >= 4
    assert all(size > 0 for size in scripts.values())
    assert sum(scripts.values()) <= 32 * KB, scripts
