"""Every field of `series.Point`, by its docstring, from raw rows in plain Python."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from shared.access import Viewer
from shared.analytics.counts import CELLS
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, Role
from tests.analytics.raw import CAME, OFF, SOLD, Raw, compared, quotient, span, total, whole


@dataclass
class Told:
    """One question to the raw rows."""

    raw: Raw
    viewer: Viewer
    question: Question
    today: date
    with_figures: bool = True
    with_counts: bool = True

    def points(self) -> list[Point]:
        """The answer that is expected."""
        if not self.stores:
            return []
        period = self.question.period
        starts = dict.fromkeys(map(self._start, span(period.first, period.last)))
        beyond = [day for day, base in self.beside.items() if day > period.last and self._says(base)]
        return [self._point(start) for start in [*starts, *sorted(set(map(self._start, beyond)))]]

    @cached_property
    def stores(self) -> list[int]:
        """The chosen ones."""
        return self.raw.chosen(self.viewer, self.question.scope)

    @cached_property
    def others(self) -> list[int]:
        """Those that the one store is compared with."""
        asks = self.question.scope.is_one_store and self.viewer.role != Role.STAFF
        return [store for store in self.raw.selling() if asks and store not in self.stores]

    @cached_property
    def through(self) -> date:
        """The last day that is compared."""
        return self.raw.through(self.stores, self.question, self.today)

    @cached_property
    def beside(self) -> dict[date, list[date]]:
        """The days of the base by their counterparts."""
        return compared(self.question, self.through)

    def _start(self, day: date) -> date:
        period = self.question.period
        return day if period.grain == "day" else max(day.replace(day=1), period.first)

    def _says(self, days: list[date]) -> bool:
        """Whether anything was filed or written on these days of the base."""
        raw = self.raw
        return any(
            (self.with_figures and (store, day) in raw.filed)
            or (self.with_counts and (store, day) in raw.reports)
            for store in self.stores
            for day in days
        )

    def _point(self, start: date) -> Point:
        raw, stores, period = self.raw, self.stores, self.question.period
        days = [day for day in span(period.first, period.last) if self._start(day) == start]
        late = [day for day in days if day > self.through]
        base = [day for at, group in self.beside.items() if self._start(at) == start for day in group]
        own, own_late, own_base = (x if self.with_figures else [] for x in (days, late, base))
        written, written_late, written_base = (x if self.with_counts else [] for x in (days, late, base))
        filed = [raw.filed[store, day] for store in stores for day in own if (store, day) in raw.filed]
        return Point(
            through=self.through,
            date=start,
            sales=raw.sums(stores, own, SOLD),
            customers=raw.sums(stores, own, CAME),
            difference=raw.sums(stores, own, OFF),
            off_days=sum(1 for figures in filed if figures[OFF]),
            filed=len(filed),
            missing=sum(raw.is_missing(store, day, self.today) for store in stores for day in own),
            late_filed=sum((store, day) in raw.filed for store in stores for day in own_late),
            late_sales=raw.sums(stores, own_late, SOLD) or 0,
            late_customers=raw.sums(stores, own_late, CAME) or 0,
            late_difference=raw.sums(stores, own_late, OFF) or 0,
            base_sales=raw.sums(stores, own_base, SOLD),
            base_customers=raw.sums(stores, own_base, CAME),
            base_difference=raw.sums(stores, own_base, OFF),
            base_filed=sum((store, day) in raw.filed for store in stores for day in own_base),
            **self._others(days),
            **self._goal(days, late),
            counts=raw.counts(stores, written),
            late_counts=raw.counts(stores, written_late),
            base_counts=raw.counts(stores, written_base),
        )

    def _others(self, days: list[date]) -> dict[str, Any]:
        """The mean of each day over those that filed it, summed over the days."""
        means = [self._mean(day, which) for which in (SOLD, CAME, OFF) for day in days]
        sales, customers, difference = (means[n * len(days) : (n + 1) * len(days)] for n in range(3))
        telling = [len(self._filing(day) if self.with_figures else self._told(day)) for day in days]
        told = [number for number in telling if number]
        return {
            "others_sales": total(sales) if self.with_figures else None,
            "others_customers": total(customers) if self.with_figures else None,
            "others_difference": total(difference) if self.with_figures else None,
            "others_spend": self._spend(days) if self.with_figures else None,
            "others_least": min(told, default=0),
            "others_most": max(told, default=0),
            "others_counts": self._mean_counts(days),
        }

    def _filing(self, day: date) -> list[int]:
        return [store for store in self.others if (store, day) in self.raw.filed]

    def _told(self, day: date) -> list[int]:
        raw = self.raw
        return [s for s in self.others if (s, day) in raw.filed or (s, day) in raw.reports]

    def _mean(self, day: date, which: int) -> int | None:
        numbers = [self.raw.filed[store, day][which] for store in self._filing(day)]
        there = [number for number in numbers if number is not None]
        return whole(Fraction(sum(there), len(there))) if there else None

    def _spend(self, days: list[date]) -> int | None:
        raw = self.raw
        return quotient(raw.sums(self.others, days, SOLD), raw.sums(self.others, days, CAME))

    def _mean_counts(self, days: list[date]) -> list[float]:
        sums = [Fraction(0)] * len(CELLS)
        for day in days if self.with_counts else []:
            told = self._told(day)
            for cell, number in enumerate(self.raw.counts(told, [day])):
                sums[cell] += Fraction(number, len(told)) if told else 0
        return [round(float(mean), 4) for mean in sums]

    def _goal(self, days: list[date], late: list[date]) -> dict[str, Any]:
        asks = self.question.period.grain == "day" or self.question.against is Against.GOAL
        keys = [(store, day) for store in self.stores for day in days if (store, day) in self.raw.targets]
        keys = keys if asks and self.with_figures else []
        return {
            "goal": total(self.raw.targets[key] for key in keys),
            "goal_sales": total(self.raw.filed[key][SOLD] for key in keys if key in self.raw.filed),
            "late_goal": sum(self.raw.targets[key] for key in keys if key[1] in late),
            "late_goal_sales": sum(
                self.raw.filed[key][SOLD] for key in keys if key[1] in late and key in self.raw.filed
            ),
        }
