"""A store's figures of a business date: saving them, what they were before, and what is usual.

Amounts are in 円. 店長 write their own store's, 本部 every store's; the head office itself has none.
"""

from dataclasses import dataclass
from datetime import date, datetime

from shared.access import Viewer
from shared.db import Query
from shared.spend import spend

USUAL_WEEKS = 8  # same weekdays that the usual is the median of
ENOUGH_WEEKS = 3  # fewer of them say nothing


@dataclass(frozen=True, slots=True)
class SellingStore:
    """A store whose figures the viewer may read; `closed_on` is its last business date, None: it is open."""

    store_id: int
    name: str
    changeover_hour: int
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is typed for a day; `cash_difference` is None where no register was counted."""

    sales_amount: int
    customer_count: int
    cash_difference: int | None

    @property
    def average_spend(self) -> int | None:
        """客単価 in 円; None without customers."""
        return spend(self.sales_amount, self.customer_count)


@dataclass(frozen=True, slots=True)
class Day:
    """One store's one business date as it is opened: all None and version 0 while it is 未提出.

    `last_week_…` are those of the same weekday a week before; `usual_…` the medians of the eight same
    weekdays before, None where fewer than three of them were filed.
    """

    sales_amount: int | None
    customer_count: int | None
    cash_difference: int | None
    version: int
    saved_by: str | None
    saved_at: datetime | None
    last_week_sales: int | None
    last_week_customers: int | None
    usual_sales: int | None
    usual_customers: int | None

    @property
    def figures(self) -> Figures | None:
        """The day's figures; None while it is 未提出."""
        if self.sales_amount is None or self.customer_count is None:
            return None
        return Figures(self.sales_amount, self.customer_count, self.cash_difference)


@dataclass(frozen=True, slots=True)
class FiledDay:
    """A business date and its sales; None: 未提出."""

    date: date
    sales_amount: int | None


@dataclass(frozen=True, slots=True)
class OlderFigures:
    """Figures that were replaced at `replaced_at`; `saved_by` had saved them at `saved_at`."""

    version: int
    sales_amount: int
    customer_count: int
    cash_difference: int | None
    saved_by: str | None
    saved_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """The version that a save made; 1 for the first."""

    version: int


def save(
    viewer: Viewer,
    store_id: int,
    date: date,
    figures: Figures,
    opened: int | None,
    written_at: datetime | None = None,
) -> Query[Saved]:
    """Save a day's figures over the version that was `opened` (0: the day was 未提出).

    `opened` None, from a sender who opened no form, replaces only what the viewer saved themselves, before
    `written_at` where that is known: what was written earlier and arrives later replaces nothing. No row when
    somebody has saved in between, when nothing differs, after the store's last business date, or when the
    viewer may not write the store's.
    """
    return Query(
        """
        INSERT INTO store_daily_performances AS p
            (store_id, date, sales_amount, customer_count, cash_difference, registered_by)
        SELECT s.store_id, %(date)s, %(sales)s, %(customers)s, %(difference)s::int,
               set_config('c3.user_id', %(user)s::text, true)
        FROM stores s
        WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s) AND s.kind = 'store'
          AND coalesce(s.closed_on >= %(date)s::date, true)
        ON CONFLICT (store_id, date) DO UPDATE
            SET sales_amount = EXCLUDED.sales_amount, customer_count = EXCLUDED.customer_count,
                cash_difference = EXCLUDED.cash_difference, registered_by = EXCLUDED.registered_by
            WHERE (p.version = %(opened)s::int OR (
                      %(opened)s::int IS NULL AND p.registered_by = %(user)s
                      AND coalesce(p.updated_at <= %(written_at)s::timestamptz, TRUE)))
              AND (p.sales_amount, p.customer_count, p.cash_difference) IS DISTINCT FROM
                  (EXCLUDED.sales_amount, EXCLUDED.customer_count, EXCLUDED.cash_difference)
        RETURNING p.version""",
        Saved,
        {
            "store": store_id,
            "stores": writable(viewer),
            "date": date,
            "sales": figures.sales_amount,
            "customers": figures.customer_count,
            "difference": figures.cash_difference,
            "user": viewer.user_id,
            "opened": opened,
            "written_at": written_at,
        },
    )


def day(viewer: Viewer, store_id: int, date: date) -> Query[Day]:
    """The day with its hints; no row when the store is out of the viewer's reach, or is the head office."""
    return Query(
        """
        SELECT p.sales_amount, p.customer_count, p.cash_difference, coalesce(p.version, 0) AS version,
               (SELECT btrim(u.last_name || ' ' || u.first_name) FROM users u
                WHERE u.user_id = p.registered_by) AS saved_by,
               p.updated_at AS saved_at,
               w.sales_amount AS last_week_sales, w.customer_count AS last_week_customers,
               usual.sales AS usual_sales, usual.customers AS usual_customers
        FROM stores s
        LEFT JOIN store_daily_performances p ON p.store_id = s.store_id AND p.date = %(date)s::date
        LEFT JOIN store_daily_performances w ON w.store_id = s.store_id AND w.date = %(date)s::date - 7
        CROSS JOIN LATERAL (
            SELECT CASE WHEN count(*) >= %(enough)s THEN
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY b.sales_amount) END::bigint AS sales,
                   CASE WHEN count(*) >= %(enough)s THEN
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY b.customer_count) END::int AS customers
            FROM store_daily_performances b
            WHERE b.store_id = s.store_id
              AND b.date IN (SELECT %(date)s::date - 7 * week FROM generate_series(1, %(weeks)s::int) AS week)
        ) usual
        WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s) AND s.kind = 'store'""",
        Day,
        {
            "store": store_id,
            "stores": viewer.stores,
            "date": date,
            "weeks": USUAL_WEEKS,
            "enough": ENOUGH_WEEKS,
        },
    )


def filed(viewer: Viewer, store_id: int, first: date, last: date) -> Query[FiledDay]:
    """Each business date from `first` to `last` on which the store was open or filed, newest first."""
    return Query(
        """
        SELECT d.day::date AS date, p.sales_amount
        FROM stores s
        CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS d (day)
        LEFT JOIN store_daily_performances p ON p.store_id = s.store_id AND p.date = d.day::date
        WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s) AND s.kind = 'store'
          AND (p.id IS NOT NULL OR (coalesce(s.opened_on <= d.day::date, true)
                                    AND coalesce(s.closed_on >= d.day::date, true)))
        ORDER BY d.day DESC""",
        FiledDay,
        {"store": store_id, "stores": viewer.stores, "first": first, "last": last},
    )


def history(viewer: Viewer, store_id: int, date: date) -> Query[OlderFigures]:
    """What the day's figures were before each change, newest first; nothing for スタッフ."""
    return Query(
        """
        SELECT v.version, v.sales_amount, v.customer_count, v.cash_difference,
               (SELECT btrim(u.last_name || ' ' || u.first_name) FROM users u
                WHERE u.user_id = v.registered_by) AS saved_by,
               v.registered_at AS saved_at, v.replaced_at
        FROM performance_versions v
        WHERE v.store_id = %(store)s AND v.store_id = ANY(%(stores)s) AND v.date = %(date)s
        ORDER BY v.id DESC""",
        OlderFigures,
        {"store": store_id, "stores": viewer.stores if viewer.is_managing else [], "date": date},
    )


def selling(viewer: Viewer) -> Query[SellingStore]:
    """The stores whose figures the viewer may read, the home store first, then by number."""
    return Query(
        """
        SELECT s.store_id, s.name, s.changeover_hour::int AS changeover_hour, s.closed_on FROM stores s
        WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
        ORDER BY s.store_id <> %(home)s, s.store_id""",
        SellingStore,
        {"stores": viewer.stores, "home": viewer.home_store},
    )


def writable(viewer: Viewer) -> list[int]:
    """The stores whose figures the viewer may write."""
    return viewer.stores if viewer.may_write_figures else []
