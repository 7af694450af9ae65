"""Which pages are looked at, and by whom: each that shows something which no page before it has shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from tests.e2e.crawl.checks import watch
from tests.e2e.crawl.html import Html
from tests.e2e.crawl.people import Person
from tests.e2e.crawl.places import Place, addresses, places, route_of, values
from tests.e2e.house import House
from tests.house.test_access_matrix import ROWS

NOT_A_PAGE: Final = 405
REFUSED: Final = 422
COLUMNS: Final = ("", "demo-staff", "demo-manager", "", "", "demo-area", "demo-admin")  # of the access matrix


@dataclass(frozen=True)
class Look:
    """A page that a person is shown; `is_refused`: they have sent its form without what it needs."""

    user_id: str
    address: str
    html: Html | None = None
    is_refused: bool = False

    def __str__(self) -> str:
        return f"{self.user_id or 'nobody'} /{self.address}{' (refused)' if self.is_refused else ''}"


# A form sent without what it needs, past what the browser itself would say of it.
SEND = """() => {
    const form = document.createElement("form"), token = document.querySelector("[name=csrfmiddlewaretoken]");
    Object.assign(form, {method: "post", action: location.href, hidden: true});
    form.append(token.cloneNode(), Object.assign(document.createElement("input"), {name: "typed"}));
    document.body.append(form);
    form.submit();
}"""


def opened(look: Look, house: House, people: Mapping[str, Person]) -> Page:
    """The page of a look, as its person sees it."""
    page = people[look.user_id].page
    page.goto(house.web + look.address)
    if look.is_refused:
        with page.expect_navigation():
            page.evaluate(SEND)
    watch(page)
    return page


class Crawl:
    """Every page that every person is shown in a house."""

    def __init__(self, house: House, people: Iterable[Person]) -> None:
        self.house, self.people = house, tuple(people)
        self.known = values(house)
        self.without_address: list[Place] = []
        self.looks: list[Look] = []
        linked: set[str] = set()
        for place in sorted(places(), key=lambda place: not set(place.parameters) <= set(self.known)):
            found = addresses(place, self.known, linked)
            if not found:
                self.without_address.append(place)
            for address in found:
                for look in self._looks(place, address):
                    self.looks.append(look)
                    linked |= set(look.html.links) if look.html else set()

    def _looks(self, place: Place, address: str) -> Iterator[Look]:
        """The page at an address as each person is shown it; who has nothing of their own asks for none."""
        for person in self.people:
            if place.parameters and person.is_new:
                continue
            page = person.shown(self.house.web + address)
            if page is None:
                return  # JSON, a file, a part of a page: for the others too
            if page.text and page.status != NOT_A_PAGE:
                yield Look(person.user_id, address, page)

    @property
    def telling(self) -> list[Look]:
        """So few looks that each element in its place is seen once: of a route, the frame, a refusal."""
        seen: dict[str, set[str]] = {}
        told = []
        for look in sorted(self.looks, key=lambda look: -len(look.html.skeleton) if look.html else 0):
            assert look.html
            key = route_of(look.address) if look.html.status < 400 else str(look.html.status)
            main, frame = seen.setdefault(key, set()), seen.setdefault("frame", set())
            if not (look.html.main <= main and look.html.frame <= frame):
                main |= look.html.main
                frame |= look.html.frame
                told.append(look)
        return told

    def refused(self) -> Iterator[Look]:
        """Every form that refuses what lacks everything, sent by the first person whom it refuses so."""
        sent: dict[str, dict[str, int]] = {}
        for method, path, statuses in ROWS:
            if method == "POST":
                own = dict(zip(COLUMNS, statuses, strict=True))
                sent.setdefault(route_of(path), {}).update(own)
        shown = {
            (look.user_id, route_of(look.address)): look.address
            for look in self.looks
            if look.html and look.html.status < NOT_A_PAGE - 1
        }
        for route, by_person in sent.items():
            if set(by_person.values()) & {200, 302, 409}:
                continue  # it does something, refused or not
            for user_id, status in by_person.items():
                if status == REFUSED and (user_id, route) in shown and user_id:
                    yield Look(user_id, shown[user_id, route], is_refused=True)
                    break
