"""All of C3 as `make run` starts it, with its demo chain, and a real Chromium in front of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.chromium import WHOLE, launched
from tests.cutting import Cutting
from tests.e2e import safari
from tests.e2e.house import APP, PASSWORD, PHONE, House, started
from tests.e2e.phones import Pushed, may_be_pushed_to
from tests.e2e.unsent import address, line_to
from tests.pushing import VAPID, push_server

# As long as the actions wait (below): two cores that run the other tests too are slower than a phone.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """C3 with its demo chain and keys for push messages, started by its own launcher; Ctrl-C at the end."""
    with started(tmp_path_factory.mktemp("house") / "data", **VAPID) as house:
        yield house


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of this module's: kept longer, its event loop would be in the way of async tests."""
    with sync_playwright() as playwright:
        yield launched(playwright.chromium)


# A person does not tap before the page stands. Until then nothing takes a tap, and Playwright waits:
# a link tapped before its script is a link, and goes where links go.
UNTIL_LOADED = """
(() => {
  const still = new CSSStyleSheet();
  still.replaceSync("* { pointer-events: none !important }");
  document.adoptedStyleSheets = [still];
  addEventListener("load", () => { document.adoptedStyleSheets = []; });
})();
"""


@pytest.fixture(scope="module")
def webkit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this module's WebKitGTK."""
    return tmp_path_factory.mktemp("webkit")


@pytest.fixture
def phone(webkit: Path, house: House) -> Iterator[safari.Safari]:
    """A new browser with Safari's engine (WebKitGTK), at the house."""
    with safari.opened(webkit, house.web) as phone:
        yield phone


Open = Callable[..., BrowserContext]


@pytest.fixture
def open_browser(chromium: Browser, house: House) -> Iterator[Open]:
    """Opens a browser, signed in when a login is named: `open_browser("demo-staff", **PHONE)`.

    The service worker is there where it is asked for (`APP`), in a whole browser of its own, which is closed:
    Chromium now and then never ends a context whose worker is busy. Afterwards nobody has chosen a language.
    """
    closed: list[Browser | BrowserContext] = []

    def opened(user_id: str = "", **device: object) -> BrowserContext:
        has_worker = device.get("service_workers") == "allow"
        browser = launched(chromium.browser_type, WHOLE) if has_worker else chromium
        options = {"service_workers": "block", **(device or PHONE)}
        context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **options)
        closed.append(browser if has_worker else context)
        context.set_default_timeout(15_000)
        if device.get("java_script_enabled", True):
            context.add_init_script(UNTIL_LOADED)
        if user_id:
            sign_in(context.new_page(), house, user_id).close()
        return context

    yield opened
    for one in closed:
        one.close()
    house.speak("")


@pytest.fixture
def phone_of(open_browser: Open, house: House) -> Iterator[Callable[[str], Pushed]]:
    """A phone of a person that may be pushed to, by a push service of this test's own."""
    with push_server() as service:

        def phone(user_id: str) -> Pushed:
            made = may_be_pushed_to(open_browser(**APP), house, service)
            sign_in(made.context.new_page(), house, user_id).close()
            return made

        yield phone


def sign_in(page: Page, house: House, user_id: str) -> Page:
    """Log in as a person does; the page shows home afterwards."""
    page.goto(house.web)
    page.fill("[name=user_id]", user_id)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url(house.web)
    return page


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two photographs as a phone makes them: large, with GPS, lying on their side."""
    from tests import pictures  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("photos")
    files = [folder / "IMG_0001.jpg", folder / "IMG_0002.jpg"]
    files[0].write_bytes(pictures.phone_photo())
    files[1].write_bytes(pictures.jpeg((2000, 1500), orientation=6))
    return files


@pytest.fixture
def line(house: House) -> Iterator[Cutting]:
    """The line of a phone to c3-app, which a test may cut."""
    with line_to(house) as line:
        yield line


@pytest.fixture
def page(open_browser: Open, line: Cutting) -> Page:
    """A phone at the form of a 日報, behind that line."""
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{address(line)}report/register/")
    return page
