"""Who looks at the pages: each role of the demo chain, the same in a store where nothing was ever written,
and somebody who is not signed in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from playwright.sync_api import APIResponse, BrowserContext, Page

from tests.e2e.crawl.html import Html
from tests.e2e.house import House

FILLED: Final = ("demo-staff", "demo-manager", "demo-area", "demo-admin")
EMPTY: Final = ("new-staff", "new-manager", "new-area")
WAYS: Final = (301, 302, 303, 307)
NOBODY: Final = ""
ARRIVED: Final = """
    WITH home AS (
        INSERT INTO areas (name) VALUES ('ことば') RETURNING id),
    store AS (
        INSERT INTO stores (name, area_id, opened_on) SELECT 'はじまり店', id, CURRENT_DATE FROM home
        RETURNING store_id),
    people AS (
        INSERT INTO users (user_id, store_id, user_type, last_name, password)
        SELECT 'new-' || role, store_id, role, '新',
               (SELECT password FROM users WHERE user_id = 'demo-staff')
        FROM store, unnest(ARRAY['staff', 'manager', 'area']) role
        RETURNING user_id)
    INSERT INTO area_managers (user_id, area_id) SELECT 'new-area', id FROM home
"""


@dataclass
class Person:
    """Somebody with a browser, signed in where they have a login."""

    user_id: str
    browser: BrowserContext

    @property
    def is_new(self) -> bool:
        """Whether their store has opened today, and nothing was ever written in it."""
        return self.user_id in EMPTY

    @cached_property
    def page(self) -> Page:
        """The tab that they look at everything in."""
        return self.browser.new_page()

    def get(self, address: str) -> APIResponse:
        """What an address is answered, with no redirect followed."""
        return self.browser.request.get(address, max_redirects=0)

    def shown(self, address: str) -> Html | None:
        """The page at an address, empty for a way to another; None for JSON, a file, a part of a page."""
        answer = self.get(address)
        is_html = answer.headers.get("content-type", "").startswith("text/html")
        text = answer.text() if is_html else ""
        return Html(answer.status, text) if "<html" in text or answer.status in WAYS else None


def arrive(house: House) -> None:
    """Let a store open today, with its 店長, a スタッフ and an エリア that has no other."""
    with house.database() as connection:
        connection.execute(ARRIVED)
