"""A period in a few numbers: a pure fold of its points. Amounts are in 円."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shared.analytics.counts import counted
from shared.analytics.series import Point
from shared.spend import spend
from shared.words import Genre, Location


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of points. None: nobody filed (or, of `difference`, counted the register; of `goal`, none is set).

    `compared_…` are the part that stands beside `base_…`: the same number of business dates. `goal_reached`
    is what was sold on days with a target up to the last compared day, `goal_so_far` these days' targets.
    """

    sales: int | None
    customers: int | None
    difference: int | None
    off_days: int
    filed: int
    missing: int
    compared_sales: int | None
    compared_customers: int | None
    compared_difference: int | None
    base_sales: int | None
    base_customers: int | None
    base_difference: int | None
    others_sales: int | None
    others_customers: int | None
    others_difference: int | None
    others_least: int
    others_most: int
    goal: int | None
    goal_sales: int | None
    goal_so_far: int
    goal_reached: int
    counts: list[int]
    compared_counts: list[int]
    base_counts: list[int]

    @property
    def spend(self) -> int | None:
        """客単価, rounded down; None without customers."""
        return spend(self.sales, self.customers)

    @property
    def compared_spend(self) -> int | None:
        """客単価 of the days that are compared."""
        return spend(self.compared_sales, self.compared_customers)

    @property
    def base_spend(self) -> int | None:
        """客単価 of the base."""
        return spend(self.base_sales, self.base_customers)

    def reports(self, genre: Genre | None = None, location: Location | None = None) -> int:
        """How many reports there are."""
        return int(counted(self.counts, genre, location))


def total(points: Sequence[Point]) -> Totals:
    """The sums of `points`."""
    filed = [point.others_least for point in points if point.others_most]
    return Totals(
        sales=_sum(point.sales for point in points),
        customers=_sum(point.customers for point in points),
        difference=_sum(point.difference for point in points),
        off_days=sum(point.off_days for point in points),
        filed=sum(point.filed for point in points),
        missing=sum(point.missing for point in points),
        **_compared(points),
        base_sales=_sum(point.base_sales for point in points),
        base_customers=_sum(point.base_customers for point in points),
        base_difference=_sum(point.base_difference for point in points),
        others_sales=_sum(point.others_sales for point in points),
        others_customers=_sum(point.others_customers for point in points),
        others_difference=_sum(point.others_difference for point in points),
        others_least=min(filed, default=0),
        others_most=max((point.others_most for point in points), default=0),
        goal=_sum(point.goal for point in points),
        goal_sales=_sum(point.goal_sales for point in points),
        goal_so_far=sum((point.goal or 0) - point.late_goal for point in points),
        goal_reached=sum((point.goal_sales or 0) - point.late_goal_sales for point in points),
        counts=_columns(points, lambda point: point.counts),
        compared_counts=[
            own - late
            for own, late in zip(
                _columns(points, lambda point: point.counts),
                _columns(points, lambda point: point.late_counts),
                strict=True,
            )
        ],
        base_counts=_columns(points, lambda point: point.base_counts),
    )


def _compared(points: Sequence[Point]) -> dict[str, int | None]:
    """The sums without what is late; None where only late days were filed, or none."""
    if not any(point.is_compared for point in points):
        return dict.fromkeys(("compared_sales", "compared_customers", "compared_difference"))
    difference = _sum(point.difference for point in points)
    late = sum(point.late_difference for point in points)
    return {
        "compared_sales": sum((point.sales or 0) - point.late_sales for point in points),
        "compared_customers": sum((point.customers or 0) - point.late_customers for point in points),
        "compared_difference": None if difference is None else difference - late,
    }


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _columns(points: Sequence[Point], of: Callable[[Point], list[int]]) -> list[int]:
    return [sum(column) for column in zip(*map(of, points), strict=True)]
