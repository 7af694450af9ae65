"""Stores and their days' figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.db import Query
from shared.search.keywords import Words
from shared.spend import spend


@dataclass(frozen=True, slots=True)
class Store:
    """A store that the viewer may read."""

    store_id: int
    name: str
    kind: str
    area: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A store in which somebody may work; `is_closed` after its last business date, on Japan's calendar."""

    store_id: int
    name: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A store's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Area:
    """A group of stores, with how many stores and managers it has."""

    id: int
    name: str
    stores: int
    managers: int


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list of stores; `is_closed` None lists the open and the closed ones."""

    words: Words | None = None
    area_id: int | None = None
    is_closed: bool | None = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A store in a list; `people` work there now, `total` counts the whole list."""

    store_id: int
    name: str
    kind: str
    area: str | None
    prefecture: str
    closed_on: date | None
    is_closed: bool
    people: int
    total: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One business date's figures, summed over those of the viewer's stores that filed any: None without.

    Amounts are in 円. `cash_difference` is None when no register was counted; `filed` of `stores` filed.
    """

    date: date
    sales_amount: int | None
    customer_count: int | None
    cash_difference: int | None
    filed: int
    stores: int

    @property
    def average_spend(self) -> int | None:
        """客単価 in 円; None without customers."""
        return spend(self.sales_amount, self.customer_count)


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


def named(store_id: int) -> Query[Named]:
    """The name of a store, which the board shows to everybody."""
    return Query("SELECT name FROM stores WHERE store_id = %(store)s", Named, {"store": store_id})


def listed(viewer: Viewer, only: Only, beyond: int, limit: int) -> Query[Listed]:
    """The viewer's stores by number, from behind the number `beyond` (0: from the first)."""
    return Query(
        """
        WITH found AS MATERIALIZED (
            SELECT s.store_id, s.name, s.kind, a.name AS area, s.prefecture, s.closed_on, c.is_closed
            FROM stores s
            LEFT JOIN areas a ON a.id = s.area_id
            CROSS JOIN LATERAL ("""
        + _IS_CLOSED
        + """) c
            WHERE s.store_id = ANY(%(stores)s)
              AND (%(area)s::bigint IS NULL OR s.area_id = %(area)s::bigint)
              AND (%(is_closed)s::boolean IS NULL OR c.is_closed = %(is_closed)s::boolean)
              AND search_fold(s.name || ' ' || s.prefecture || ' ' || s.store_id)
                  LIKE ALL (%(patterns)s::text[])
        )
        SELECT f.store_id, f.name, f.kind, f.area, f.prefecture, f.closed_on, f.is_closed,
               (SELECT count(*)::int FROM users u WHERE u.store_id = f.store_id AND u.is_active) AS people,
               (SELECT count(*) FROM found)::int AS total
        FROM found f WHERE f.store_id > %(beyond)s ORDER BY f.store_id LIMIT %(limit)s""",
        Listed,
        {
            "stores": viewer.stores,
            "area": only.area_id,
            "is_closed": only.is_closed,
            "patterns": only.words.patterns if only.words else [],
            "beyond": beyond,
            "limit": limit,
        },
    )


def places(viewer: Viewer) -> Query[Place]:
    """The viewer's stores, the closed ones last; else head office first, then by number."""
    return Query(
        """
        SELECT s.store_id, s.name, c.is_closed
        FROM stores s
        CROSS JOIN LATERAL ("""
        + _IS_CLOSED
        + """) c
        WHERE s.store_id = ANY(%(stores)s)
        ORDER BY c.is_closed, s.kind <> 'hq', s.store_id""",
        Place,
        {"stores": viewer.stores},
    )


def areas(viewer: Viewer) -> Query[Area]:
    """All areas by name; nothing but for 本部."""
    return Query(
        """
        SELECT a.id, a.name,
               (SELECT count(*)::int FROM stores s WHERE s.area_id = a.id) AS stores,
               (SELECT count(*)::int FROM area_managers m JOIN users u ON u.user_id = m.user_id
                WHERE m.area_id = a.id AND u.is_active) AS managers
        FROM areas a WHERE %(is_admin)s::boolean ORDER BY a.name""",
        Area,
        {"is_admin": viewer.is_admin},
    )


def figures_by_day(viewer: Viewer, dates: Sequence[date]) -> Query[DayFigures]:
    """Figures of these business dates, newest first; none of a date on which none was to be filed, nor was.

    `stores` counts the viewer's selling stores (head office excluded) that were open on that date.
    """
    return Query(
        """
        WITH figures AS (
            SELECT p.date, sum(p.sales_amount)::bigint AS sales_amount,
                   sum(p.customer_count)::bigint AS customer_count,
                   sum(p.cash_difference)::bigint AS cash_difference, count(*)::int AS filed
            FROM store_daily_performances p
            WHERE p.store_id = ANY(%(stores)s) AND p.date = ANY(%(dates)s::date[])
            GROUP BY p.date
        )
        SELECT d.date, f.sales_amount, f.customer_count, f.cash_difference, coalesce(f.filed, 0) AS filed,
               o.stores
        FROM unnest(%(dates)s::date[]) AS d (date)
        LEFT JOIN figures f ON f.date = d.date
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS stores FROM stores s
            WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
              AND (s.opened_on IS NULL OR s.opened_on <= d.date)
              AND (s.closed_on IS NULL OR s.closed_on >= d.date)
        ) o
        WHERE f.filed > 0 OR o.stores > 0
        ORDER BY d.date DESC""",
        DayFigures,
        {"stores": viewer.stores, "dates": list(dates)},
    )


_IS_CLOSED: LiteralString = (
    "SELECT coalesce(s.closed_on < (now() AT TIME ZONE 'Asia/Tokyo')::date, false) AS is_closed"
)
