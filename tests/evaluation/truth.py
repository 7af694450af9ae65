"""Every figure that is true of some stores over some days: where an answer's numbers are looked for.

The rows come by plain SQL; sums, means, shares and differences are worked out here, again and otherwise than
the tools do it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, Final

from shared.words import Genre, Location
from tests.evaluation.asked import Span, month
from tests.evaluation.chain import AREA_OF, BEGINNING, OPENED_LATE, TODAY
from tests.evaluation.oracle import Oracle

YEN, PEOPLE, COUNT, PERCENT, RATE = "円", "人", "件", "%", "率"
LATE: Final = 5  # 池袋店, which opened on `OPENED_LATE`
KINDS: Final = {
    "円": {YEN}, "人": {PEOPLE}, "名": {PEOPLE}, "件": {COUNT, RATE}, "日": {COUNT}, "日分": {COUNT},
    "日間": {COUNT}, "回": {COUNT}, "店舗": {COUNT}, "%": {PERCENT},
    "パーセント": {PERCENT}, "ポイント": {PERCENT},
    "": {YEN, PEOPLE, COUNT, PERCENT, RATE},
}  # fmt: skip
DAYS_FILED = (
    "SELECT store_id, date, sales_amount, customer_count, cash_difference FROM store_daily_performances"
)
WRITTEN = "SELECT store_id, date, genre, location, count(*) FROM daily_reports GROUP BY 1, 2, 3, 4"
GOALS = "SELECT store_id, year, month, sales_target, achievement_rate FROM monthly_goals"


@dataclass(slots=True)
class Universe:
    """Values by their kind."""

    values: dict[str, set[Decimal]] = field(default_factory=lambda: defaultdict(set))

    def add(self, kind: str, *values: int | float | Decimal | None) -> None:
        """Note values; one that is not there is none."""
        self.values[kind] |= {Decimal(str(value)) for value in values if value is not None}

    def holds(self, value: Decimal, unit: str, step: Decimal) -> bool:
        """Whether a figure said so is one of the values, rounded as it was said."""
        if unit == "割":
            value, step, unit = value * 10, step * 10, "%"
        for kind in KINDS.get(unit, set()):
            close = step / 2 if step > 1 or kind in {PERCENT, RATE} else Decimal(0)
            if any(abs(abs(true) - abs(value)) <= close for true in self.values[kind]):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of some stores over some days."""

    sales: int | None
    customers: int | None
    difference: int | None
    filed: int
    claims: int
    reports: int


class Truth:
    """The rows of the chain, read once."""

    def __init__(self, oracle: Oracle) -> None:
        rows = oracle.connection.execute
        self.oracle = oracle
        self.days: dict[tuple[int, date], tuple[int, int, int | None]] = {
            (store, day): (sales, customers, off)
            for store, day, sales, customers, off in rows(DAYS_FILED).fetchall()
        }
        self.counts: dict[tuple[int, date], list[tuple[str, str, int]]] = defaultdict(list)
        for store, day, genre, location, count in rows(WRITTEN).fetchall():
            self.counts[store, day].append((genre, location, count))
        self.goals: dict[tuple[int, int, int], tuple[int | None, int | None]] = {
            (store, year, number): (target, rate)
            for store, year, number, target, rate in rows(GOALS).fetchall()
        }

    def universe(self, who: str, spans: Iterable[Span]) -> Universe:
        """What is true of the stores in the asker's reach over the spans and their bases."""
        found, all_spans = Universe(), set(spans)
        for ids in self.scopes(who):
            for span in all_spans:
                self._of_span(found, ids, span)
                for base in bases(span):
                    self._beside(found, ids, span, base)
            for one, other in combinations(sorted(all_spans), 2):
                self._beside(found, ids, one, other)
        return found

    def scopes(self, who: str) -> list[list[int]]:
        """All stores in reach, each of them, and each area's."""
        reach = [store for store in self.oracle.reach(who) if store in self.oracle.selling]
        areas = [[store for store in reach if AREA_OF[store] == area] for area in set(AREA_OF.values())]
        return [reach, *([store] for store in reach), *(area for area in areas if area)]

    def sums(self, ids: Sequence[int], span: Span) -> Sums:
        """The sums; None where nobody filed."""
        rows = [self.days[key] for key in _keys(ids, span) if key in self.days]
        offs = [off for *_, off in rows if off is not None]
        counts = [cell for key in _keys(ids, span) for cell in self.counts.get(key, ())]
        return Sums(
            sales=sum(row[0] for row in rows) if rows else None,
            customers=sum(row[1] for row in rows) if rows else None,
            difference=sum(offs) if offs else None,
            filed=len(rows),
            claims=sum(count for genre, _, count in counts if genre == "claim"),
            reports=sum(count for *_, count in counts),
        )

    def _of_span(self, found: Universe, ids: Sequence[int], span: Span) -> None:
        sums = self.sums(ids, span)
        self._money(found, sums)
        days = (span[0] + timedelta(days=n) for n in range((min(span[1], TODAY) - span[0]).days + 1))
        open_days = [day for day in days for store in ids if store != LATE or day >= OPENED_LATE]
        missing = len(open_days) - sums.filed
        today = sum(day == TODAY for day in open_days)
        length = (span[1] - span[0]).days + 1
        found.add(COUNT, sums.filed, missing, missing - today, len(ids), length)
        self._by_day(found, ids, span)
        self._written(found, ids, span, sums)
        for first in {day.replace(day=1) for day in (span[0], span[1])}:
            for back in range(4):
                self._goal(found, ids, month(first, -back))

    def _money(self, found: Universe, sums: Sums) -> None:
        found.add(YEN, sums.sales, sums.difference)
        found.add(PEOPLE, sums.customers)
        found.add(COUNT, sums.claims, sums.reports)
        if sums.sales is not None and sums.customers:
            found.add(YEN, sums.sales // sums.customers, round(sums.sales / sums.customers))
            found.add(RATE, round(sums.claims * 1000 / sums.customers, 3))

    def _by_day(self, found: Universe, ids: Sequence[int], span: Span) -> None:
        off_days = 0
        for day in _each(span):
            self._money(found, self.sums(ids, (day, day)))
            for store in ids:
                off = self.days.get((store, day), (0, 0, None))[2]
                found.add(YEN, off)
                off_days += bool(off)
            if day.weekday() == 0 or day == span[0]:
                week = min(day + timedelta(days=6 - day.weekday()), span[1])
                self._money(found, self.sums(ids, (day, week)))
        found.add(COUNT, off_days)

    def _written(self, found: Universe, ids: Sequence[int], span: Span, sums: Sums) -> None:
        cells: dict[tuple[str, str], int] = defaultdict(int)
        for key in _keys(ids, span):
            for genre, location, count in self.counts.get(key, ()):
                for cell in ((genre, location), (genre, ""), ("", location), ("", "")):
                    cells[cell] += count
        for genre in ("", *Genre):
            for location in ("", *Location):
                count = cells[str(genre), str(location)]
                found.add(COUNT, count)
                if sums.customers and genre == "claim":
                    found.add(RATE, round(count * 1000 / sums.customers, 3))
                for whole in (cells["", ""], cells[str(genre), ""]):
                    found.add(PERCENT, round(count * 100 / whole, 3) if whole else None)

    def _goal(self, found: Universe, ids: Sequence[int], span: Span) -> None:
        target, stores = self.oracle.target(ids, span)
        if target is not None:
            sold = self.sums(stores, span).sales
            found.add(YEN, target, sold, None if sold is None else target - sold)
            found.add(PERCENT, self.oracle.attainment(ids, span))
        found.add(YEN, self.oracle.forecast(ids, span), self.oracle.forecast(stores or ids, span))
        for store in ids:
            goal = self.goals.get((store, span[0].year, span[0].month))
            found.add(PERCENT, goal[1] if goal else None)

    def _beside(self, found: Universe, ids: Sequence[int], span: Span, base: Span) -> None:
        """Both, and what differs: over the whole base, and over as much of it as is over of the span."""
        for own, other in ((span, base), (_until_yesterday(span), _as_long(base, span))):
            a, b = self.sums(ids, own), self.sums(ids, other)
            self._money(found, b)
            for kind, one, two in (
                (YEN, a.sales, b.sales), (PEOPLE, a.customers, b.customers),
                (YEN, a.difference, b.difference), (COUNT, a.claims, b.claims),
                (COUNT, a.reports, b.reports), (YEN, _spend(a), _spend(b)),
            ):  # fmt: skip
                if one is None or two is None:
                    continue
                found.add(kind, one - two)
                for high, low in ((one, two), (two, one)):
                    found.add(PERCENT, round((high / low - 1) * 100, 3) if low else None)


def bases(span: Span) -> Iterator[Span]:
    """What a span is compared with: the week before, the year before (by weekday), the one before it."""
    for shift in (timedelta(days=7), timedelta(days=364), timedelta(days=(span[1] - span[0]).days + 1)):
        yield span[0] - shift, span[1] - shift
    if span == month(span[0]):
        yield month(span[0], -1)
        yield month(span[0], -12)


def _until_yesterday(span: Span) -> Span:
    yesterday = TODAY - timedelta(days=1)
    return span[0], max(span[0], min(span[1], yesterday))


def _as_long(base: Span, span: Span) -> Span:
    first, last = _until_yesterday(span)
    return base[0], min(base[1], base[0] + (last - first))


def _spend(sums: Sums) -> int | None:
    return sums.sales // sums.customers if sums.sales is not None and sums.customers else None


def _each(span: Span) -> Iterator[date]:
    first, last = max(span[0], BEGINNING), min(span[1], TODAY)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _keys(ids: Sequence[int], span: Span) -> list[tuple[int, date]]:
    return [(store, day) for day in _each(span) for store in ids]


def known(oracle: Oracle) -> dict[str, Any]:
    """Names that an answer may not make up: stores by name, people by their user id."""
    people = oracle.connection.execute(
        "SELECT user_id, last_name, first_name, store_id FROM users"
    ).fetchall()
    return {"stores": {name: store for store, name in oracle.names.items()}, "people": people}
