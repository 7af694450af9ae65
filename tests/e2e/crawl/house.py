"""The house that is crawled: a copy of C3 whose English is the language that nobody speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Final

from playwright.sync_api import Browser, BrowserContext

from shared.settings import ROOT
from tests.e2e.conftest import sign_in
from tests.e2e.crawl.filled import fill
from tests.e2e.crawl.people import EMPTY, FILLED, NOBODY, Person, arrive
from tests.e2e.crawl.pseudo import disguise
from tests.e2e.house import House
from tests.launch.launcher import Launcher, free_ports
from tests.pushing import VAPID

NOT_C3: Final = ignore_patterns(".*", "tests", "static-collected", "__pycache__")


@contextmanager
def crawled(folder: Path) -> Iterator[House]:
    """The demo chain with a row of everything, a store where nothing was written, and that language."""
    code = copytree(ROOT, folder / "code", ignore=NOT_C3)
    disguise(code / "locale" / "en" / "LC_MESSAGES" / "django.mo")
    elsewhere = type("Elsewhere", (Launcher,), {"code": code})
    launcher: Launcher = elsewhere(folder / "data", *free_ports(), C3_DEMO="1", **VAPID)
    house = House(launcher)
    try:
        launcher.until_ready()
        arrive(house)
        fill(house)
        yield house
    finally:
        launcher.ctrl_c()


@contextmanager
def everybody(chromium: Browser, house: House) -> Iterator[dict[str, Person]]:
    """Who looks at the pages, each signed in once, by their login."""
    people = {user_id: Person(user_id, _browser(chromium)) for user_id in (*FILLED, *EMPTY, NOBODY)}
    try:
        for person in people.values():
            if person.user_id:
                sign_in(person.page, house, person.user_id)
        yield people
    finally:
        for person in people.values():
            person.browser.close()


def _browser(chromium: Browser) -> BrowserContext:
    """A window with a thumb. It is no phone to Chromium: that would widen the window until its page fits."""
    context = chromium.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        service_workers="block",
        has_touch=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return context
