"""The generator: a chain's rows, seeded, one after the other, in constant memory whatever its size."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from shared.words import KnowledgeKind, StoreKind
from web.demo import people
from web.demo.clock import CHANGEOVER, oclock
from web.demo.history import History
from web.demo.people import HQ, Person, Shop, World
from web.demo.rows import (
    Area,
    AreaManager,
    Document,
    Row,
    Section,
    Store,
    StoreGroup,
    StoreGroupMember,
    User,
)
from web.knowledge.reading.sections import sections_of
from web.knowledge.reading.texts import markdown_parts

MANUALS = Path(__file__).parent / "manuals"
GROUPS = {"夜の店": {"izakaya", "yakiniku"}, "昼の店": {"teishoku", "cafe", "ramen", "family"}}


@dataclass(frozen=True)
class Chain:
    """An invented chain (see the package) that ends on the business date `until`, at the moment `now`.

    The same arguments give the same rows. `stores` counts without the head office, which is store 1;
    `reports_per_day` is a mean for one store. Nothing is written after `now`, and there are no figures of
    `until` itself: that day is not over.
    """

    until: date
    seed: int = 20
    stores: int = 6
    days: int = 120
    reports_per_day: float = 4
    now: datetime | None = None

    @property
    def first_day(self) -> date:
        """The business date of the oldest reports."""
        return self.until - timedelta(days=self.days - 1)

    @cached_property
    def world(self) -> World:
        """The stores and their people."""
        return people.world(Random(f"{self.seed} world"), self.stores, self.first_day, self.days)

    def rows(self) -> Iterator[Row]:
        """Every row of the chain; each names only rows that came before it."""
        yield from self._standing()
        now = self.now or oclock(self.until + timedelta(days=1), CHANGEOVER)
        rng = Random(f"{self.seed} history")
        yield from History(rng, self.world, self.until, self.days, self.reports_per_day, now).rows()

    def _standing(self) -> Iterator[Row]:
        """What does not happen on a day: areas, stores, people, manuals."""
        founded = oclock(self.first_day - timedelta(days=30), 10)
        yield from (Area(*area) for area in self.world.areas.items())
        yield Store(
            HQ, "本部", "東京都", "東京都つむぎ区中央1-1-1", StoreKind.HQ, None, date(2012, 4, 1), CHANGEOVER
        )
        yield from (_store(shop) for shop in self.world.shops)
        yield from self._groups()
        yield from (_user(person, founded) for person in self.world.everyone)
        yield from (AreaManager(person.user_id, area) for area, person in self.world.area_managers.items())
        for number, path in enumerate(sorted(MANUALS.glob("*.md")), 1):
            body = path.read_text(encoding="utf-8")
            title = body.partition("\n")[0].removeprefix("# ")
            yield Document(number, KnowledgeKind.MANUAL, title, body, "demo-admin", founded, founded)
            for place, section in enumerate(sections_of(markdown_parts(body)), 1):
                yield Section(number, place, section.title, section.heading, section.level, section.content)

    def _groups(self) -> Iterator[Row]:
        """Stores of one kind, over the areas."""
        for number, (name, trades) in enumerate(GROUPS.items(), 1):
            yield StoreGroup(number, name)
            members = (shop.store_id for shop in self.world.shops if shop.trade in trades)
            yield from (StoreGroupMember(number, store_id) for store_id in members)


def _store(shop: Shop) -> Store:
    address = f"{shop.prefecture}つむぎ市{shop.name.removesuffix('店')}{shop.store_id}-1"
    return Store(
        shop.store_id,
        shop.name,
        shop.prefecture,
        address,
        StoreKind.STORE,
        shop.area_id,
        shop.opened_on,
        CHANGEOVER,
    )


def _user(person: Person, at: datetime) -> User:
    return User(person.user_id, person.store_id, person.role, person.family, person.given, "!", at)
