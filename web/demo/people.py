"""The chain's stores and the people who work in them."""

from collections import ChainMap, Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shared.words import Role
from web.demo import corpus
from web.demo.corpus import Words

HQ = 1
DEMO_STORE = 2
LOGINS = {
    "demo-staff": Role.STAFF,
    "demo-manager": Role.MANAGER,
    "demo-area": Role.AREA,
    "demo-admin": Role.ADMIN,
}
STAR = "s02-03"
TRADES = ("izakaya", "teishoku", "cafe", "yakiniku", "ramen", "family")
VOICES = ("plain",) * 9 + ("short",) * 3 + ("emoji",) * 3 + ("halfkana",)
ABROAD_EVERY = 7
STAFF_PER_STORE = 6
OPENED_WITHIN = 7


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the chain; `voice` is how they write."""

    user_id: str
    store_id: int
    role: Role
    family: str
    given: str
    voice: str


@dataclass(frozen=True)
class Shop:
    """A store that sells: what it serves, to how many on an average day, since when, and who works there."""

    store_id: int
    name: str
    prefecture: str
    area_id: int
    trade: str
    size: float
    opened_on: date
    people: tuple[Person, ...]

    @property
    def manager(self) -> Person:
        """The 店長."""
        return self.people[0]

    @property
    def fluent(self) -> list[Person]:
        """Those whose Japanese is up to a long text."""
        return [person for person in self.people if person.voice != "foreign"]

    def words_of(self, author: Person) -> Words:
        """The values of every slot in this person's texts; they do not write about themselves."""
        colleagues = [f"{person.family}さん" for person in self.people if person is not author]
        return ChainMap({"staff": colleagues}, corpus.words_of(self.trade))


@dataclass(frozen=True, slots=True)
class World:
    """The whole chain: areas by id, head office, area managers by area, stores."""

    areas: dict[int, str]
    office: tuple[Person, ...]
    area_managers: dict[int, Person]
    shops: tuple[Shop, ...]

    @property
    def everyone(self) -> Iterator[Person]:
        """Head office, area managers, then store by store."""
        yield from self.office
        yield from self.area_managers.values()
        for shop in self.shops:
            yield from shop.people


def world(rng: Random, stores: int, first_day: date, days: int) -> World:
    """A chain of so many stores, the head office not counted; a few of them open within the `days`."""
    count = max(3, stores // 8)
    areas = {number: _area_name(number) for number in range(1, count + 1)}
    office = (_login("demo-admin", HQ, "太田", "由紀"), *(_person(rng, HQ, n, Role.ADMIN) for n in (2, 3)))
    managers = {area: _area_manager(rng, area) for area in areas}
    half = first_day + timedelta(days=days // 2)
    shops = tuple(_shop(rng, number, 1 + number * count // stores, half) for number in range(stores))
    return World(areas, office, managers, shops)


def _shop(rng: Random, number: int, area_id: int, half: date) -> Shop:
    store_id = number + HQ + 1
    new = number % 12 == OPENED_WITHIN - HQ - 1
    opened = half if new else half - timedelta(days=rng.randint(500, 4000))
    return Shop(
        store_id=store_id,
        name=_store_name(number),
        prefecture=_names("prefecture")[number % 6],
        area_id=area_id,
        trade=TRADES[number % len(TRADES)],
        size=rng.uniform(70, 190),
        opened_on=opened,
        people=tuple(_crew(rng, store_id)),
    )


def _crew(rng: Random, store_id: int) -> Iterator[Person]:
    """The 店長, then the staff; in a store no two share a family name."""
    if store_id == DEMO_STORE:
        yield _login("demo-manager", store_id, "高橋", "健")
        yield _login("demo-staff", store_id, "佐々木", "美咲")
    else:
        yield _person(rng, store_id, 1, Role.MANAGER)
    seen: Counter[str] = Counter()
    for number in range(2, STAFF_PER_STORE + 2):
        person = _person(rng, store_id, number, Role.STAFF)
        while seen[person.family]:
            person = _person(rng, store_id, number, Role.STAFF)
        seen[person.family] += 1
        yield person


def _person(rng: Random, store_id: int, number: int, role: Role) -> Person:
    user_id = f"s{store_id:02}-{number:02}"
    if user_id == STAR:
        return Person(user_id, store_id, role, "グエン", "ミン", "foreign")
    if role == Role.STAFF and rng.randrange(ABROAD_EVERY) == 0:
        family, given = rng.choice(_names("abroad")[1:]).split("/")
        return Person(user_id, store_id, role, family, given, "foreign")
    family, given = rng.choice(_names("family")), rng.choice(_names("given"))
    return Person(user_id, store_id, role, family, given, rng.choice(VOICES))


def _area_manager(rng: Random, area: int) -> Person:
    if area == 1:
        return _login("demo-area", HQ, "小林", "誠")
    family, given = rng.choice(_names("family")), rng.choice(_names("given"))
    return Person(f"area-{area:02}", HQ, Role.AREA, family, given, "plain")


def _login(user_id: str, store_id: int, family: str, given: str) -> Person:
    return Person(user_id, store_id, LOGINS[user_id], family, given, "plain")


def _store_name(number: int) -> str:
    places, sides = _names("place"), _names("side")
    round_, at = divmod(number, len(places))
    return f"{places[at]}店" if round_ == 0 else f"{places[at]}{_again(sides, round_ - 1)}"


def _area_name(number: int) -> str:
    return _again(_names("area"), number - 1)


def _again(names: list[str], at: int) -> str:
    """The name at `at`, numbered from the second time round."""
    round_, index = divmod(at, len(names))
    return names[index] if round_ == 0 else f"{names[index]}{round_ + 1}"


def _names(kind: str) -> list[str]:
    return corpus.listed("names")[kind][0].split()
