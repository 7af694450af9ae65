"""The raw rows of a chain, read table by table, and what plain Python makes of the simplest questions."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any, Final

from shared.access import Viewer
from shared.analytics.chosen import Scope
from shared.analytics.counts import CELLS
from shared.analytics.periods import Base
from shared.analytics.question import Question
from shared.words import ScopeKind

DAY = timedelta(days=1)
SOLD: Final = 0
CAME: Final = 1
OFF: Final = 2


@dataclass(frozen=True)
class Shop:
    """A store as it stands in its table."""

    name: str
    kind: str
    area: int | None
    opened: date
    closed: date


@dataclass(frozen=True)
class Raw:
    """Everything that figures are made of. `filed` is (sales, customers, difference) of a store's date."""

    shops: dict[int, Shop]
    areas: dict[int, str]
    groups: dict[int, tuple[str, set[int]]]
    filed: dict[tuple[int, date], tuple[int, int, int | None]]
    reports: dict[tuple[int, date], list[int]]
    targets: dict[tuple[int, date], int]
    goals: dict[tuple[int, int, int], tuple[str, int | None, str]]

    def chosen(self, viewer: Viewer, scope: Scope) -> list[int]:
        """The stores of the question that sell and that the viewer reads."""
        fits: dict[ScopeKind, Callable[[int], bool]] = {
            ScopeKind.ALL: lambda _: True,
            ScopeKind.STORE: lambda store: store == scope.number,
            ScopeKind.AREA: lambda store: self.shops[store].area == scope.number,
            ScopeKind.GROUP: lambda store: store in self.groups.get(scope.number, ("", set()))[1],
        }
        return [store for store in self.selling() if store in viewer.stores and fits[scope.kind](store)]

    def selling(self) -> list[int]:
        """All stores but the head office."""
        return sorted(store for store, shop in self.shops.items() if shop.kind == "store")

    def is_open(self, store: int, day: date) -> bool:
        """Whether it was open on the business date."""
        return self.shops[store].opened <= day <= self.shops[store].closed

    def is_missing(self, store: int, day: date, today: date) -> bool:
        """未提出: open, over, not filed."""
        return day < today and self.is_open(store, day) and (store, day) not in self.filed

    def through(self, stores: list[int], question: Question, today: date) -> date:
        """The last business date that is compared."""
        if question.period.last < today:
            return question.period.last
        waits = any(self.is_open(store, today) and (store, today) not in self.filed for store in stores)
        return today - DAY if waits else today

    def sums(self, stores: Iterable[int], days: Iterable[date], which: int) -> int | None:
        """What these stores filed on these days; None where nobody did."""
        days = list(days)
        found = [
            self.filed[store, day][which] for store in stores for day in days if (store, day) in self.filed
        ]
        return total(found)

    def counts(self, stores: Iterable[int], days: Iterable[date]) -> list[int]:
        """Their reports by genre and location."""
        days = list(days)
        found = [self.reports[store, day] for store in stores for day in days if (store, day) in self.reports]
        return [sum(cell) for cell in zip(*found, strict=True)] if found else [0] * len(CELLS)


def read(connection: Any) -> Raw:
    """All of it."""
    rows = {name: connection.execute(statement).fetchall() for name, statement in TABLES.items()}
    groups: dict[int, tuple[str, set[int]]] = {number: (name, set()) for number, name in rows["groups"]}
    for number, store in rows["members"]:
        groups[number][1].add(store)
    reports: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0] * len(CELLS))
    for store, day, genre, location in rows["reports"]:
        reports[store, day][[(g.value, p.value) for g, p in CELLS].index((genre, location))] += 1
    return Raw(
        shops={
            store: Shop(name, kind, area, opened or date.min, closed or date.max)
            for store, name, kind, area, opened, closed in rows["stores"]
        },
        areas=dict(rows["areas"]),
        groups=groups,
        filed={(store, day): (sold, came, off) for store, day, sold, came, off in rows["figures"]},
        reports=dict(reports),
        targets={(store, day): amount for store, day, amount in rows["targets"]},
        goals={(store, year, month): said for store, year, month, *said in rows["goals"]},
    )


TABLES = {
    "stores": "SELECT store_id, name, kind, area_id, opened_on, closed_on FROM stores",
    "areas": "SELECT id, name FROM areas",
    "groups": "SELECT id, name FROM store_groups",
    "members": "SELECT group_id, store_id FROM store_group_members",
    "figures": """SELECT store_id, date, sales_amount, customer_count, cash_difference
                  FROM store_daily_performances""",
    "reports": "SELECT store_id, date, genre, location FROM daily_reports",
    "targets": "SELECT store_id, date, amount FROM daily_targets",
    "goals": "SELECT store_id, year, month, goal_text, achievement_rate, achievement_text FROM monthly_goals",
}


def span(first: date, last: date) -> list[date]:
    """Both ends and the days between them."""
    return [first + DAY * n for n in range((last - first).days + 1)]


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are there; None without any."""
    there = [number for number in numbers if number is not None]
    return sum(there) if there else None


def quotient(dividend: int | None, divisor: int | None) -> int | None:
    """Rounded down; None without something to divide by."""
    return None if dividend is None or not divisor else dividend // divisor


def whole(number: Fraction) -> int:
    """Rounded to the nearest, halves away from zero, as PostgreSQL rounds."""
    return floor(abs(number) + Fraction(1, 2)) * (1 if number >= 0 else -1)


def compared(question: Question, through: date) -> dict[date, list[date]]:
    """The days of the base by the day that they stand beside, up to the last that is compared."""
    base = question.period.base(question.against)
    if base is None:
        return {}
    last = base.last
    if through < question.period.last:
        last = min(last, _counterpart(through, base))
    beside: dict[date, list[date]] = defaultdict(list)
    for day in span(base.first, last):
        beside[_moved(day, base)].append(day)
    return beside


def _moved(day: date, base: Base) -> date:
    return _years_later(day, base.shift_years) + timedelta(days=base.shift_days)


def _counterpart(day: date, base: Base) -> date:
    return _years_later(day, -base.shift_years) - timedelta(days=base.shift_days)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
