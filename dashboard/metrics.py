"""売上, 客数, 客単価, 違算 as one kind of thing: how each is read from a point, and how it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dashboard import axes, formats
from dashboard.chart import Figure
from dashboard.look import Colours, Look
from dashboard.tables import Kind
from dashboard.totals import Totals
from shared.analytics.series import Point
from shared.spend import spend
from shared.words import Behind

Value = Callable[[Point], int | None]
Sum = Callable[[Totals], int | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a day or a month, in 円 or in people; None where nobody filed it.

    `own`, `base` and `others` read it from a point, `compared` without what is later than the last compared
    day; `sum_…` read it from totals. 客単価 is of the sums, so that no mean of means is taken; the others'
    is told by point only.
    """

    behind: Behind
    kind: Kind
    own: Value
    compared: Value
    base: Value
    others: Value
    sum_own: Sum
    sum_compared: Sum
    sum_base: Sum
    sum_others: Sum
    write: Callable[[int, Look], str]
    axis: Callable[[int, int, Look, Colours], Figure]

    @property
    def name(self) -> str:
        """The name of its chart and of its export."""
        return f"sales-{self.behind.value}"

    @property
    def has_share(self) -> bool:
        """Whether a percentage says something of it: not of 違算, whose base is often near 0."""
        return self.behind is not Behind.DIFFERENCE

    @property
    def has_goal(self) -> bool:
        """Whether a goal is set for it."""
        return self.behind is Behind.SALES


def _compared_sales(point: Point) -> int | None:
    return point.sales - point.late_sales if point.sales is not None and point.is_compared else None


def _compared_customers(point: Point) -> int | None:
    known = point.customers is not None and point.is_compared
    return (point.customers or 0) - point.late_customers if known else None


def _compared_difference(point: Point) -> int | None:
    known = point.difference is not None and point.is_compared
    return (point.difference or 0) - point.late_difference if known else None


def _people(low: int, high: int, look: Look, colours: Colours) -> Figure:
    return axes.count_axis(high, colours)


SALES: Final = Metric(
    Behind.SALES,
    Kind.YEN,
    lambda point: point.sales,
    _compared_sales,
    lambda point: point.base_sales,
    lambda point: point.others_sales,
    lambda sums: sums.sales,
    lambda sums: sums.compared_sales,
    lambda sums: sums.base_sales,
    lambda sums: sums.others_sales,
    formats.short_yen,
    axes.yen_axis,
)
CUSTOMERS: Final = Metric(
    Behind.CUSTOMERS,
    Kind.COUNT,
    lambda point: point.customers,
    _compared_customers,
    lambda point: point.base_customers,
    lambda point: point.others_customers,
    lambda sums: sums.customers,
    lambda sums: sums.compared_customers,
    lambda sums: sums.base_customers,
    lambda sums: sums.others_customers,
    formats.guests,
    _people,
)
SPEND: Final = Metric(
    Behind.SPEND,
    Kind.YEN,
    lambda point: spend(point.sales, point.customers),
    lambda point: spend(_compared_sales(point), _compared_customers(point)),
    lambda point: spend(point.base_sales, point.base_customers),
    lambda point: point.others_spend,
    lambda sums: sums.spend,
    lambda sums: sums.compared_spend,
    lambda sums: sums.base_spend,
    lambda sums: None,
    lambda amount, look: formats.yen(amount),
    axes.yen_axis,
)
DIFFERENCE: Final = Metric(
    Behind.DIFFERENCE,
    Kind.YEN,
    lambda point: point.difference,
    _compared_difference,
    lambda point: point.base_difference,
    lambda point: point.others_difference,
    lambda sums: sums.difference,
    lambda sums: sums.compared_difference,
    lambda sums: sums.base_difference,
    lambda sums: sums.others_difference,
    lambda amount, look: formats.signed_yen(amount),
    axes.yen_axis,
)
METRICS: Final = (SALES, CUSTOMERS, SPEND, DIFFERENCE)
