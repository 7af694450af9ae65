"""Figures for managers: tidy rows, grouped by SQL."""

from dataclasses import dataclass
from datetime import date

from shared.access import Viewer
from shared.db import Query
from shared.words import Role


@dataclass(frozen=True, slots=True)
class StoreDay:
    """One store's one business date: sales in 円 (None: 未提出), customers, and reports by genre."""

    date: date
    sales_amount: int | None
    customer_count: int | None
    reports: int
    claims: int
    praises: int
    accidents: int


def store_days(viewer: Viewer, store_id: int, first: date, last: date) -> Query[StoreDay]:
    """Each business date from `first` to `last` on which the store was open, in order.

    A day outside its opening dates has a row when something was written for it all the same. No rows when the
    store is out of the viewer's reach, or the viewer reads no analytics.
    """
    return Query(
        """
        SELECT d.day::date AS date, p.sales_amount, p.customer_count,
               coalesce(c.reports, 0) AS reports, coalesce(c.claims, 0) AS claims,
               coalesce(c.praises, 0) AS praises, coalesce(c.accidents, 0) AS accidents
        FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS d (day)
        JOIN stores s ON s.store_id = %(store)s AND s.store_id = ANY(%(stores)s)
        LEFT JOIN store_daily_performances p
            ON p.store_id = %(store)s AND p.store_id = ANY(%(stores)s) AND p.date = d.day::date
        LEFT JOIN (
            SELECT r.date, count(*)::int AS reports,
                   (count(*) FILTER (WHERE r.genre = 'claim'))::int AS claims,
                   (count(*) FILTER (WHERE r.genre = 'praise'))::int AS praises,
                   (count(*) FILTER (WHERE r.genre = 'accident'))::int AS accidents
            FROM daily_reports r
            WHERE r.store_id = %(store)s AND r.store_id = ANY(%(stores)s)
              AND r.date BETWEEN %(first)s::date AND %(last)s::date
            GROUP BY r.date
        ) c ON c.date = d.day::date
        WHERE p.id IS NOT NULL OR c.reports IS NOT NULL
           OR (coalesce(s.opened_on <= d.day::date, true) AND coalesce(s.closed_on >= d.day::date, true))
        ORDER BY d.day""",
        StoreDay,
        {"store": store_id, "stores": _analysed(viewer), "first": first, "last": last},
    )


def _analysed(viewer: Viewer) -> list[int]:
    return viewer.stores if viewer.role != Role.STAFF else []
