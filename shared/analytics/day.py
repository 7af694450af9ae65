"""One business date, store by store: its figures beside those of other days, and its reports."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString, TypedDict

from shared.access import Viewer
from shared.analytics import counts
from shared.analytics.chosen import CHOSEN, chosen
from shared.analytics.question import Question
from shared.db import Query
from shared.rows import PICTURES_OF_REPORT, PictureRow


class DayReport(TypedDict):
    """A report of the day; `written_at` is a moment in ISO 8601 with its offset."""

    id: int
    author: str
    genre: str
    location: str
    title: str
    content: str
    written_at: str
    pictures: list[PictureRow]


@dataclass(frozen=True, slots=True)
class StoreOnDay:
    """One store on the date. `sales` and `customers` are None while it has not filed.

    `is_open` on that day; `is_missing` (未提出): open, over, not filed. `last_week_…` are 7 days before,
    `last_year_…` 364 (None: not filed). `goal` is the day's target in 円, None without any. `counts` are all
    its reports, one number for each of `counts.CELLS`.

    `reports` are those on the page that was asked for: newest first in the store, stores in the rows' order;
    `reports_total` is how many all stores have that fit the question's genre and location.
    """

    store_id: int
    store_name: str
    area: str | None
    is_open: bool
    is_missing: bool
    sales: int | None
    customers: int | None
    difference: int | None
    filed_by: str | None
    last_week_sales: int | None
    last_week_customers: int | None
    last_year_sales: int | None
    last_year_customers: int | None
    goal: int | None
    counts: list[int]
    reports: list[DayReport]
    reports_total: int


def stores(
    viewer: Viewer, question: Question, date: date, today: date, offset: int, limit: int
) -> Query[StoreOnDay]:
    """The chosen stores that were open on `date`, filed it or wrote on it, by store id; with at most `limit`
    of their reports, after the first `offset`. The question's period plays no part.

    No row when there is no such store, or when they are out of the viewer's reach.
    """
    return Query(
        DAY,
        StoreOnDay,
        {
            **chosen(viewer, question.scope),
            "date": date,
            "today": today,
            "genre": question.genre.value if question.genre else None,
            "location": question.location.value if question.location else None,
            "offset": offset,
            "limit": limit,
        },
    )


_FIGURES: LiteralString = """
    figures AS (
        SELECT p.* FROM chosen c JOIN store_daily_performances p ON p.store_id = c.store_id
        WHERE p.date IN (%(date)s::date, %(date)s::date - 7, %(date)s::date - 364)
    )
"""
_COUNTED: LiteralString = (
    """
    counted AS (
        SELECT c.store_id, """
    + counts.SUMS
    + """ AS counts
        FROM chosen o JOIN report_day_counts c ON c.store_id = o.store_id AND c.date = %(date)s::date
        GROUP BY 1
    )
"""
)
_REPORTS: LiteralString = (
    """
    fitting AS (
        SELECT r.id, r.store_id FROM chosen c
        JOIN daily_reports r ON r.store_id = c.store_id AND r.date = %(date)s::date
        WHERE r.genre = coalesce(%(genre)s::text, r.genre)
          AND r.location = coalesce(%(location)s::text, r.location)
    ),
    page AS (
        SELECT * FROM fitting ORDER BY store_id, id DESC OFFSET %(offset)s::bigint LIMIT %(limit)s::bigint
    ),
    told AS (
        SELECT r.store_id, json_agg(json_build_object(
                   'id', r.id, 'author', btrim(u.last_name || ' ' || u.first_name), 'genre', r.genre,
                   'location', r.location, 'title', r.title, 'content', r.content,
                   'written_at', r.created_at, 'pictures', """
    + PICTURES_OF_REPORT
    + """) ORDER BY r.id DESC) AS reports
        FROM page d JOIN daily_reports r ON r.id = d.id JOIN users u ON u.user_id = r.user_id
        GROUP BY 1
    )
"""
)
DAY: LiteralString = (
    "WITH "
    + ", ".join((CHOSEN, _FIGURES, _COUNTED, _REPORTS))
    + """
    SELECT c.store_id, c.name AS store_name, a.name AS area,
           %(date)s::date BETWEEN c.opened_on AND c.closed_on AS is_open,
           p.date IS NULL AND %(date)s::date < %(today)s::date
               AND %(date)s::date BETWEEN c.opened_on AND c.closed_on AS is_missing,
           p.sales_amount AS sales, p.customer_count AS customers, p.cash_difference AS difference,
           btrim(u.last_name || ' ' || u.first_name) AS filed_by,
           w.sales_amount AS last_week_sales, w.customer_count AS last_week_customers,
           y.sales_amount AS last_year_sales, y.customer_count AS last_year_customers, g.amount AS goal,
           coalesce(n.counts, """
    + counts.NONE
    + """) AS counts, coalesce(r.reports, '[]'::json) AS reports,
           (SELECT count(*)::int FROM fitting) AS reports_total
    FROM chosen c
    LEFT JOIN areas a ON a.id = c.area_id
    LEFT JOIN figures p ON p.store_id = c.store_id AND p.date = %(date)s::date
    LEFT JOIN figures w ON w.store_id = c.store_id AND w.date = %(date)s::date - 7
    LEFT JOIN figures y ON y.store_id = c.store_id AND y.date = %(date)s::date - 364
    LEFT JOIN users u ON u.user_id = p.registered_by
    LEFT JOIN daily_targets g ON g.store_id = c.store_id AND g.date = %(date)s::date
    LEFT JOIN counted n ON n.store_id = c.store_id
    LEFT JOIN told r ON r.store_id = c.store_id
    WHERE %(date)s::date BETWEEN c.opened_on AND c.closed_on OR p.date IS NOT NULL OR n.store_id IS NOT NULL
    ORDER BY c.store_id"""
)
