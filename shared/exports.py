"""Reports and figures of the viewer's stores, oldest first, to be written into a file. Not for スタッフ.

A file is read in many short statements, each the next rows behind the last: no transaction and no cursor is
held open while a phone downloads. What is changed meanwhile may be in the file as it was or as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.access import Viewer
from shared.db import Query
from shared.rows import SAID, Written
from shared.spend import spend

Place = tuple[date, int]


@dataclass(frozen=True, slots=True)
class ReportLine(Written):
    """One report. `changed_at` is None while it is as it was filed."""

    id: int
    store_name: str
    author: str
    created_at: datetime
    changed_at: datetime | None
    photos: int

    @property
    def place(self) -> Place:
        """Where the next rows begin."""
        return self.date, self.id


@dataclass(frozen=True, slots=True)
class FiguresLine:
    """One store's one business date; amounts in 円, None while it is 未提出 (and for a till not counted)."""

    date: date
    store_name: str
    is_filed: bool
    sales_amount: int | None
    customer_count: int | None
    cash_difference: int | None
    saved_by: str | None
    saved_at: datetime | None

    @property
    def average_spend(self) -> int | None:
        """客単価 in 円; None without customers."""
        return spend(self.sales_amount, self.customer_count)


@dataclass(frozen=True, slots=True)
class Size:
    """How many reports a file would hold, and how many bytes their texts have."""

    rows: int
    text_bytes: int


def reports(
    viewer: Viewer, first: date, last: date, stores: Sequence[int], limit: int, behind: Place | None = None
) -> Query[ReportLine]:
    """The next `limit` reports of the business dates `first` to `last`, those behind the place `behind`."""
    return Query(
        "SELECT "
        + SAID
        + """,
               r.id, s.name AS store_name, btrim(u.last_name || ' ' || u.first_name) AS author, r.created_at,
               CASE WHEN r.version > 1 THEN r.updated_at END AS changed_at,
               (SELECT count(*)::int FROM report_images i WHERE i.report_id = r.id) AS photos
        FROM (
            SELECT r.* FROM daily_reports r
            WHERE r.store_id = ANY(%(stores)s) AND r.date BETWEEN %(first)s AND %(last)s
              AND (r.date, r.id) > (%(date)s::date, %(id)s::bigint)
            ORDER BY r.date, r.id LIMIT %(limit)s
        ) r
        JOIN stores s ON s.store_id = r.store_id
        JOIN users u ON u.user_id = r.user_id
        ORDER BY r.date, r.id""",
        ReportLine,
        {
            "stores": exported(viewer, stores),
            "first": first,
            "last": last,
            "date": behind[0] if behind else date.min,
            "id": behind[1] if behind else 0,
            "limit": limit,
        },
    )


def figures(
    viewer: Viewer, first: date, last: date, stores: Sequence[int], today: date
) -> Query[FiguresLine]:
    """Every business date from `first` to `last` of every store that was open then or filed, 未提出 too.

    Days after `today` are no gaps; the head office has no figures.
    """
    return Query(
        """
        SELECT d.day::date AS date, s.name AS store_name, p.id IS NOT NULL AS is_filed, p.sales_amount,
               p.customer_count, p.cash_difference,
               (SELECT btrim(u.last_name || ' ' || u.first_name) FROM users u
                WHERE u.user_id = p.registered_by) AS saved_by,
               p.updated_at AS saved_at
        FROM generate_series(%(first)s::date::timestamp, %(last)s::date::timestamp, interval '1 day')
             AS d (day)
        CROSS JOIN stores s
        LEFT JOIN store_daily_performances p ON p.store_id = s.store_id AND p.date = d.day::date
        WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
          AND (p.id IS NOT NULL OR (d.day::date <= %(today)s
                                    AND coalesce(s.opened_on <= d.day::date, true)
                                    AND coalesce(s.closed_on >= d.day::date, true)))
        ORDER BY d.day, s.store_id""",
        FiguresLine,
        {"stores": exported(viewer, stores), "first": first, "last": last, "today": today},
    )


def size(viewer: Viewer, first: date, last: date, stores: Sequence[int]) -> Query[Size]:
    """How large a file of these reports would be, before it is begun: a spreadsheet has limits."""
    return Query(
        """
        SELECT count(*) AS rows,
               coalesce(sum(octet_length(r.title) + octet_length(r.content)), 0)::bigint AS text_bytes
        FROM daily_reports r
        WHERE r.store_id = ANY(%(stores)s) AND r.date BETWEEN %(first)s AND %(last)s""",
        Size,
        {"stores": exported(viewer, stores), "first": first, "last": last},
    )


def exported(viewer: Viewer, stores: Sequence[int]) -> list[int]:
    """Those of `stores` whose rows the viewer may take out of C3."""
    return [number for number in viewer.stores if number in set(stores)] if viewer.is_managing else []
