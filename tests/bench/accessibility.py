"""`python -m tests.bench.accessibility [part of an address ...]`: every page of everybody.

Light and dark, on a phone and a desktop, filled, empty and refused: axe, targets, widths, large text, the
language that nobody speaks. Nothing is left out because it was seen before.

The exit code is 1 when anything is wrong. `tests/e2e/test_every_page.py` sees a part of it.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ |= {
    "DEBUG": "1",
    "SECRET_KEY": "only-to-read-the-url-conf",
    "DJANGO_SETTINGS_MODULE": "web.settings",
}
os.environ |= {"DATABASE_URL": "postgresql://localhost/none", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}

import django

django.setup()

from playwright.sync_api import Page, sync_playwright  # noqa: E402  Django's URL conf wants its settings first

from tests.bench.telling import say, verdict  # noqa: E402
from tests.chromium import launched  # noqa: E402
from tests.e2e.analysis import PAGES, show  # noqa: E402
from tests.e2e.crawl.checks import MOUSE, PHONE, SMALL, holds, reads_well, watch  # noqa: E402
from tests.e2e.crawl.crawl import Crawl, Look, opened  # noqa: E402
from tests.e2e.crawl.house import crawled, everybody  # noqa: E402
from tests.e2e.crawl.people import FILLED, Person  # noqa: E402
from tests.e2e.crawl.words import Written  # noqa: E402
from tests.e2e.house import House  # noqa: E402

PERIODS = ("", "?period=week", "?period=year", "?period=days", "?period=month&from=2019-02-01")
VIEWS = 4  # light and dark, phone and desktop


def main() -> int:
    """Look at everything, tell what is wrong as it is found; 1 where something is."""
    with (
        TemporaryDirectory(prefix="c3-crawl-") as folder,
        crawled(Path(folder)) as house,
        sync_playwright() as playwright,
        everybody(launched(playwright.chromium), house) as people,
    ):
        began, crawl = time.monotonic(), Crawl(house, people.values())
        looks = [look for look in [*crawl.looks, *crawl.refused()] if _is_wanted(str(look))]
        wrong = [_tell(fault) for fault in _japanese(looks, house, people)]
        wrong += [_tell(fault) for fault in _figures(house, people)]
        wrong += [_tell(fault) for fault in _nobodys(looks, house, people)]
    print(
        f"{len(looks)} pages of {len(people)} people in c3-app, {len(list(_questions()))} of the managers',"
        f" each in {VIEWS} views: {(len(looks) + len(list(_questions()))) * VIEWS} combinations in"
        f" {time.monotonic() - began:.0f} s; {len(looks)} once more in the language that nobody speaks."
        f" {len(wrong)} faults."
    )
    return verdict(wrong)


def _japanese(looks: list[Look], house: House, people: dict[str, Person]) -> Iterator[str]:
    for look in looks:
        page = opened(look, house, people)
        yield from (f"{look} | {fault}" for fault in reads_well(page, is_thorough=True))


def _nobodys(looks: list[Look], house: House, people: dict[str, Person]) -> Iterator[str]:
    written = Written(house)
    house.speak("en")
    for person in people.values():
        person.browser.add_cookies([{"name": "django_language", "value": "en", "url": house.web}])
    for look in looks:
        page = opened(look, house, people)
        yield from (f"{look} | {fault}" for fault in holds(page, (PHONE, SMALL)))
        yield from (f"{look} | not translated: {text}" for text in written.forgotten(_told(page)))


def _figures(house: House, people: dict[str, Person]) -> Iterator[str]:
    """The managers' pages, for each who has them and each kind of period; the last of them is empty."""
    for user_id, path in _questions():
        page = show(people[user_id].page, house, path)
        watch(page)
        found = reads_well(page, least=MOUSE, is_thorough=True)
        yield from (f"{user_id} /{path} | {fault}" for fault in found)


def _questions() -> Iterator[tuple[str, str]]:
    for user_id in FILLED:
        for name, path in PAGES.items():
            if user_id != "demo-staff" or name == "overview":
                yield from ((user_id, path + period) for period in PERIODS if _is_wanted(path + period))


def _told(page: Page) -> list[str]:
    return [str(text) for text in page.evaluate("looks.told()")]


def _is_wanted(name: str) -> bool:
    return not sys.argv[1:] or any(part in name for part in sys.argv[1:])


def _tell(fault: str) -> str:
    say(fault)
    return fault


if __name__ == "__main__":
    sys.exit(main())
