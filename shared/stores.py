"""Stores and their days' figures."""

from dataclasses import dataclass
from datetime import date

from shared.access import Viewer
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Store:
    """A store that the viewer may read."""

    store_id: int
    name: str
    kind: str
    area: str | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One business date's figures, summed over those of the viewer's stores that filed any.

    Amounts are in 円. `cash_difference` is None when no register was counted; `filed` of `stores` filed.
    """

    date: date
    sales_amount: int
    customer_count: int
    cash_difference: int | None
    filed: int
    stores: int

    @property
    def average_spend(self) -> int | None:
        """客単価 in 円, rounded down: sales divided by customers; None without customers."""
        return self.sales_amount // self.customer_count if self.customer_count else None


def readable(viewer: Viewer) -> Query[Store]:
    """The viewer's stores, head office first, then by number."""
    return Query(
        """
        SELECT s.store_id, s.name, s.kind, a.name AS area
        FROM stores s LEFT JOIN areas a ON a.id = s.area_id
        WHERE s.store_id = ANY(%(stores)s)
        ORDER BY s.kind <> 'hq', s.store_id""",
        Store,
        {"stores": viewer.stores},
    )


def figures_by_day(viewer: Viewer, first: date, last: date) -> Query[DayFigures]:
    """Figures of the business dates `first` to `last`, newest first; a day that nobody filed has no row.

    `stores` counts the viewer's selling stores (head office excluded) that were open on that date.
    """
    return Query(
        """
        SELECT p.date, sum(p.sales_amount)::bigint AS sales_amount,
               sum(p.customer_count)::bigint AS customer_count,
               sum(p.cash_difference)::bigint AS cash_difference, count(*)::int AS filed,
               (SELECT count(*)::int FROM stores s
                WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
                  AND (s.opened_on IS NULL OR s.opened_on <= p.date)
                  AND (s.closed_on IS NULL OR s.closed_on >= p.date)) AS stores
        FROM store_daily_performances p
        WHERE p.store_id = ANY(%(stores)s) AND p.date BETWEEN %(first)s AND %(last)s
        GROUP BY p.date ORDER BY p.date DESC""",
        DayFigures,
        {"stores": viewer.stores, "first": first, "last": last},
    )
