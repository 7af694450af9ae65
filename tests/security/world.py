"""A running c3-app on a database with the world and the canaries, and those who try everything at it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import httpx
import psycopg

from tests import parts
from tests.cast import CAST
from tests.house.world import make_world, restart_numbers
from tests.launch.launcher import free_ports
from tests.parts import HOST, Part
from tests.pushing import VAPID
from tests.security import canaries
from tests.security.crawler import Crawler

# Who is not signed in, who may not read 梅田, and then 本部, who may do everything; and of a thousand things,
# how many each does.
SHARES: Final = {"": 80, CAST.staff: 300, CAST.manager: 300, CAST.area: 120, CAST.admin: 200}


@dataclass(frozen=True)
class Attacked:
    """c3-app as it runs, and its database."""

    web: Part
    url: str
    database: str
    browsers: ExitStack

    def person(self, who: str, seed: int) -> Crawler:
        """Somebody of the cast, signed in; "" is who is not."""
        secrets = () if who == CAST.admin else canaries.SIGNS
        # A connection for each request: one that lay idle may be closed in the very moment of the next.
        calling = httpx.Client(base_url=self.url, timeout=60, headers={"Connection": "close"})
        browser = self.browsers.enter_context(calling)
        crawler = Crawler(who, browser, Random(f"{seed} {who}"), secrets)
        if who:
            crawler.sign_in()
        return crawler

    def tried(self, times: int, seed: int) -> Iterator[Crawler]:
        """Each of them, one after the other, when they have done their share."""
        for who, share in SHARES.items():
            crawler = self.person(who, seed)
            crawler.crawl(times * share // sum(SHARES.values()))
            yield crawler


@contextmanager
def attacked(database: str, folder: Path) -> Iterator[Attacked]:
    """c3-app on a database that holds the cast."""
    with psycopg.connect(database, autocommit=True) as connection:
        make_world(connection)
        connection.execute(restart_numbers())
    canaries.hide(database)
    port = free_ports()[0]
    told = {**VAPID, "DATABASE_URL": database, "C3_DATA": str(folder / "data")}
    web = parts.web("c3-app", port, folder, told)
    with ExitStack() as browsers:
        browsers.callback(web.end)
        web.start()
        yield Attacked(web, f"http://{HOST}:{port}", database, browsers)
