"""Every page of c3-app, out of its URL conf: a new address is a page of the crawl without being named here.

What stands in an address (`<int:report_id>`) is found in the database; an address whose parameter nothing
is known of is found by the links that lead to it from pages of the crawl.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, LiteralString
from urllib.parse import urlsplit

from django.urls import Resolver404, URLResolver, get_resolver, resolve

from tests.e2e.house import House

ADMIN: Final = "admin/"  # Django's own pages, for 本部's technician: none of C3's templates
# Values of an address's parameter: each is another state of its page.
VALUES: Final[dict[str, LiteralString]] = {
    "report_id": """(SELECT id FROM daily_reports r WHERE user_id = 'demo-staff'
        ORDER BY (SELECT count(*) FROM report_images i WHERE i.report_id = r.id) DESC, id LIMIT 1)
        UNION ALL (SELECT id FROM daily_reports WHERE store_id = 2 AND user_id <> 'demo-staff'
        ORDER BY id DESC LIMIT 1)""",
    "post_id": """(SELECT id FROM bbs_posts WHERE due_on IS NOT NULL ORDER BY id DESC LIMIT 1)
        UNION ALL (SELECT id FROM bbs_posts WHERE user_id = 'demo-staff' ORDER BY id DESC LIMIT 1)
        UNION ALL (SELECT post_id FROM bbs_comments GROUP BY post_id ORDER BY count(*) DESC LIMIT 1)""",
    "comment_id": "SELECT id FROM bbs_comments WHERE user_id = 'demo-staff' ORDER BY id DESC LIMIT 1",
    "user_id": "SELECT unnest(ARRAY['demo-staff', 'demo-area'])",
    "store_id": "SELECT 2",
    "group_id": "SELECT id FROM store_groups ORDER BY id LIMIT 1",
    "document_id": """(SELECT id FROM knowledge_documents WHERE state = 'ready'
        ORDER BY length(body) DESC LIMIT 1)
        UNION ALL SELECT id FROM knowledge_documents WHERE state <> 'ready'""",
    "synonyms_id": "SELECT min(id) FROM search_synonyms",
    "draft_id": "SELECT id FROM report_drafts UNION ALL SELECT id FROM bbs_drafts",
    "thread_id": "SELECT id FROM ai_chat_threads",
    "turn_id": "SELECT id FROM ai_turns",
    "number": "SELECT 1",
    "import_id": "SELECT id FROM imports ORDER BY state",
    "device_id": "SELECT min(id) FROM push_subscriptions",
    "token": "SELECT 'forged'",
    "page": "SELECT unnest(ARRAY['sales/'])",
    "name": "SELECT unnest(ARRAY['report', 'hq-import'])",  # of a page of the guide
}
# What is asked by more than the path: found, nothing found, and what cannot be understood.
ASKED: Final = {
    "bbs_list": ("?keyword=お客様&genre=claim&sort=popular", "?keyword=鬱鬱&store=99"),
    "report_list": ("?query=お客様&sort=oldest", "?query=鬱鬱"),
    "search": ("?query=お客様", "?query=鬱鬱&since=2026-13-01"),
    "audit": ("?person=demo&first=2026-13-01",),
    "staff_list": ("?query=鬱鬱",),
    "store_list": ("?query=鬱鬱",),
    "ai_chat": ("?page=sales&from=scope%3Dall%26period%3Dmonth",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A route of the URL conf, and the name by which the code speaks of it."""

    route: str
    name: str

    @property
    def parameters(self) -> list[str]:
        """Names of what is to be put into it."""
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)


def places(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Place]:
    """Every route of c3-app but Django's own pages."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from places(entry, route) if route != ADMIN else ()
        else:
            yield Place(route, entry.name or route)


def values(house: House) -> dict[str, list[str]]:
    """What stands in the addresses of this house."""
    with house.database() as connection:
        return {
            name: [str(value) for (value,) in connection.execute(statement)]
            for name, statement in VALUES.items()
        }


def addresses(place: Place, known: dict[str, list[str]], linked: Iterable[str]) -> list[str]:
    """Every address of a place, without the slash in front: with known values, else by links to it."""
    if not set(place.parameters) <= set(known):
        return sorted({link for link in linked if route_of(link) == place.route})
    fillings = product(*(known[name] for name in place.parameters))
    paths = [_filled(place, filling) for filling in fillings]
    return paths + [path + query for path in paths for query in ASKED.get(place.name, ())]


def route_of(address: str) -> str:
    """The route that answers an address; empty where none does."""
    try:
        return resolve(urlsplit("/" + address.lstrip("/")).path).route
    except Resolver404:
        return ""


def _filled(place: Place, filling: tuple[str, ...]) -> str:
    path = place.route
    for value in filling:
        path = re.sub(r"<[^>]+>", lambda _, value=value: value, path, count=1)  # type: ignore[misc]
    return path
