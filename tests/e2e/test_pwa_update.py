"""W3: a new build waits until somebody presses its button, and what is being written survives it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from playwright.sync_api import Page, expect

from shared.settings import ROOT
from tests.e2e.apps import until_ready
from tests.e2e.conftest import sign_in
from tests.e2e.house import APP, House, shot, small_targets, violations
from tests.launch.launcher import Launcher, free_ports

NOT_C3 = ignore_patterns(".*", "tests", "docs", "static-collected", "__pycache__")


class Builds:
    """C3 out of a copy of its code, which a new build may change; its data and its ports stay."""

    def __init__(self, folder: Path) -> None:
        self.code, self.data, self.ports = folder / "code", folder / "data", free_ports()
        copytree(ROOT, self.code, ignore=NOT_C3)

    @contextmanager
    def running(self) -> Iterator[House]:
        """This build, until the end of the block."""
        elsewhere = type("Elsewhere", (Launcher,), {"code": self.code})
        launcher: Launcher = elsewhere(self.data, *self.ports, C3_DEMO="1")
        launcher.until_ready()
        try:
            yield House(launcher)
        finally:
            launcher.ctrl_c()

    def change(self) -> None:
        """Another build: a style sheet and a page have changed."""
        with (self.code / "web" / "static" / "css" / "app.css").open("a") as sheet:
            sheet.write("\n.brand { outline-offset: 3px; }\n")


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """C3's code once more."""
    return Builds(tmp_path_factory.mktemp("builds"))


@pytest.fixture
def phone(open_browser) -> Page:
    """A phone; who holds it is not signed in."""
    page: Page = open_browser(**APP).new_page()
    return page


def signed_in(page: Page, house: House) -> None:
    sign_in(page, house, "demo-staff")
    until_ready(page)


def test_a_new_build_waits_for_its_button_and_the_draft_survives(phone, builds: Builds):
    with builds.running() as house:
        signed_in(phone, house)
        phone.goto(f"{house.web}report/register/")
        expect(phone.locator("[data-update-bar]")).to_be_hidden()
        phone.evaluate("window.same = true")
        first = version(phone, house)
    builds.change()
    with builds.running() as house:
        assert version(phone, house) != first
        phone.locator("[name=content]").press_sequentially("書きかけの話")
        phone.evaluate("navigator.serviceWorker.ready.then(found => found.update()).then(() => null)")
        bar = phone.locator("[data-update-bar]")
        expect(bar).to_be_visible()
        assert violations(phone) == []
        assert small_targets(phone) == []
        shot(phone, "update-phone")
        phone.wait_for_timeout(3000)
        assert phone.evaluate("window.same"), "nothing is loaded anew by itself"
        phone.locator("[name=content]").press_sequentially("、そのあと")
        with phone.expect_event("load", timeout=60_000):
            bar.get_by_role("button", name="更新").click()
        expect(phone.locator("[name=content]")).to_have_value("書きかけの話、そのあと")
        expect(phone.locator("main")).to_contain_text("下書きの続きです")
        expect(bar).to_be_hidden()
        assert phone.evaluate("window.same") is None
        assert controller(phone) == version(phone, house)
        phone.wait_for_timeout(1500)
        expect(phone.locator("[name=content]")).to_have_value("書きかけの話、そのあと")
        offline_is_whole(phone, house)


def offline_is_whole(page: Page, house: House) -> None:
    """What the new build is shown with is on the device, and nothing of the old is left."""
    page.goto(house.web)
    until_ready(page)
    page.context.set_offline(True)
    page.goto(f"{house.web}report/register/")
    assert page.evaluate("getComputedStyle(document.querySelector('.brand')).outlineOffset") == "3px"


def version(page: Page, house: House) -> str:
    """That of the build which the server is."""
    return page.request.get(f"{house.web}service-worker.js").text().splitlines()[0]


def controller(page: Page) -> str:
    """That of the worker which answers this page."""
    return str(
        page.evaluate("fetch(navigator.serviceWorker.controller.scriptURL).then(one => one.text())")
    ).splitlines()[0]
