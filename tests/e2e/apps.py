"""C3 as an application: a browser that keeps a profile (only such a one installs); what a device holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.chromium import with_profile
from tests.e2e.house import APP


@contextmanager
def application(playwright: Playwright, profile: Path, **device: object) -> Iterator[BrowserContext]:
    """A Chromium on a profile of its own."""
    options = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", **(device or APP)}
    context = with_profile(playwright.chromium, profile, **options)
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()


def until_ready(page: Page) -> None:
    """The worker of this page is there, and what is needed first is kept on the device."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    for _ in range(300):
        if state(page).get("warmed"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept(page))


def state(page: Page) -> dict[str, Any]:
    """What the worker remembers."""
    found: dict[str, Any] = page.evaluate(
        "caches.match('/state').then(kept => kept ? kept.json() : {})",
    )
    return found


def kept(page: Page) -> dict[str, list[str]]:
    """The addresses that the device holds, by cache."""
    found: dict[str, list[str]] = page.evaluate(
        """async () => {
            const all = {};
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                all[name] = (await cache.keys()).map(({ url }) => url.replace(location.origin, ""));
            }
            return all;
        }"""
    )
    return found


def private(page: Page) -> dict[str, list[str]]:
    """What of it is somebody's."""
    return {name: found for name, found in kept(page).items() if name.startswith(("pages-", "shared-"))}
