"""What stands behind a figure: the store-days that it sums, and the reports that it counts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from shared.access import Viewer
from shared.analytics import counts
from shared.analytics.chosen import CHOSEN, chosen
from shared.analytics.question import Question
from shared.db import Query
from shared.words import Behind, Role


@dataclass(frozen=True, slots=True)
class StoreDay:
    """One store's one business date; `sales`, `customers` and `difference` are None when it is 未提出.

    `rows` is how many such days the period has, and `filed` and `missing` how many of them are filed and not;
    `total_…` are the sums over all of them (None: nobody filed; of the difference: no register was counted).
    They are the same in each row.
    """

    store_id: int
    store_name: str
    date: date
    sales: int | None
    customers: int | None
    difference: int | None
    filed_by: str | None
    rows: int
    filed: int
    missing: int
    total_sales: int | None
    total_customers: int | None
    total_difference: int | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report of the period; `pictures` is how many it has, `rows` how many reports the period has."""

    id: int
    store_id: int
    store_name: str
    date: date
    genre: str
    location: str
    title: str
    author: str
    created_at: datetime
    pictures: int
    rows: int


def figures(
    viewer: Viewer, question: Question, behind: Behind, today: date, offset: int, limit: int
) -> Query[StoreDay]:
    """The store-days behind a figure, newest first, then by store id.

    Behind sales, customers and spend (`sum(sales) // sum(customers)`) stand the days that somebody filed and
    those that are 未提出: open, before `today`, not filed. Behind the difference: the days on which it was
    not 0. Behind 未提出: these days alone. No row when there are none, when the page is past the end, or the
    stores out of reach. Not for スタッフ.
    """
    return Query(
        FIGURES,
        StoreDay,
        {
            **_asked(viewer, question),
            "today": today,
            "behind": behind.value,
            "with_missing": behind is not Behind.DIFFERENCE,
            "offset": offset,
            "limit": limit,
        },
    )


def reports(viewer: Viewer, question: Question, offset: int, limit: int) -> Query[ReportLine]:
    """The reports of the period, of the question's genre and location, newest business date first.

    No row when there are none, when the page is past the end, or the stores out of reach. Not for スタッフ.
    """
    return Query(
        REPORTS,
        ReportLine,
        {
            **_asked(viewer, question),
            **counts.place(question.genre, question.location),
            "genre": question.genre.value if question.genre else None,
            "location": question.location.value if question.location else None,
            "offset": offset,
            "limit": limit,
        },
    )


def _asked(viewer: Viewer, question: Question) -> dict[str, object]:
    return {
        **chosen(viewer, question.scope),
        "stores": [] if viewer.role == Role.STAFF else viewer.stores,
        "first": question.period.first,
        "last": question.period.last,
    }


FIGURES: LiteralString = (
    "WITH "
    + CHOSEN
    + """,
    filed AS (
        SELECT p.store_id, p.date, p.sales_amount, p.customer_count, p.cash_difference
        FROM chosen c JOIN store_daily_performances p ON p.store_id = c.store_id
        WHERE p.date BETWEEN %(first)s::date AND %(last)s::date
          AND CASE %(behind)s::text WHEN 'missing' THEN false
                                    WHEN 'difference' THEN p.cash_difference <> 0 ELSE true END
    ),
    missing AS (
        SELECT c.store_id, day::date AS date
        FROM chosen c
        CROSS JOIN generate_series(greatest(%(first)s::date, c.opened_on),
                                   least(%(last)s::date, %(today)s::date - 1, c.closed_on),
                                   interval '1 day') AS day
        WHERE %(with_missing)s::boolean
          AND NOT EXISTS (SELECT FROM store_daily_performances p
                          WHERE p.store_id = c.store_id AND p.date = day::date
                            AND p.date BETWEEN %(first)s::date AND %(last)s::date)
    ),
    days AS (SELECT store_id, date FROM filed UNION ALL SELECT store_id, date FROM missing),
    totals AS (
        SELECT count(*)::int AS filed, sum(sales_amount)::bigint AS sales,
               sum(customer_count)::bigint AS customers, sum(cash_difference)::bigint AS difference
        FROM filed
    ),
    page AS (
        SELECT * FROM days ORDER BY date DESC, store_id OFFSET %(offset)s::bigint LIMIT %(limit)s::bigint
    )
    SELECT d.store_id, c.name AS store_name, d.date, p.sales_amount AS sales, p.customer_count AS customers,
           p.cash_difference AS difference, btrim(u.last_name || ' ' || u.first_name) AS filed_by,
           t.filed + m.missing AS rows, t.filed, m.missing,
           t.sales AS total_sales, t.customers AS total_customers, t.difference AS total_difference
    FROM page d
    JOIN chosen c ON c.store_id = d.store_id
    CROSS JOIN totals t
    CROSS JOIN (SELECT count(*)::int AS missing FROM missing) m
    LEFT JOIN store_daily_performances p ON p.store_id = d.store_id AND p.date = d.date
    LEFT JOIN users u ON u.user_id = p.registered_by
    ORDER BY d.date DESC, d.store_id"""
)
# Which dates hold the page is known from the counts of days, so that a page reads only its own reports.
REPORTS: LiteralString = (
    "WITH "
    + CHOSEN
    + """,
    counted AS (
        SELECT c.date, """
    + counts.SUMS
    + """ AS counts
        FROM chosen o JOIN report_day_counts c ON c.store_id = o.store_id
        WHERE c.date BETWEEN %(first)s::date AND %(last)s::date
        GROUP BY 1
    ),
    fitting AS (
        SELECT d.date, sum(e.n) AS n, sum(sum(e.n)) OVER (ORDER BY d.date DESC) AS until
        FROM counted d CROSS JOIN LATERAL unnest(d.counts) WITH ORDINALITY AS e (n, cell)
        WHERE (e.cell - 1) / 5 = coalesce(%(genre_at)s::int, (e.cell - 1) / 5)
          AND (e.cell - 1) %% 5 = coalesce(%(location_at)s::int, (e.cell - 1) %% 5)
        GROUP BY 1
    ),
    bounds AS (
        SELECT min(date) AS first, max(date) AS last, min(until - n)::bigint AS before FROM fitting
        WHERE until > %(offset)s::bigint AND until - n < %(offset)s::bigint + %(limit)s::bigint
    ),
    page AS (
        SELECT r.id FROM daily_reports r
        WHERE r.store_id = ANY (ARRAY(SELECT store_id FROM chosen))
          AND r.date BETWEEN (SELECT first FROM bounds) AND (SELECT last FROM bounds)
          AND r.genre = coalesce(%(genre)s::text, r.genre)
          AND r.location = coalesce(%(location)s::text, r.location)
        ORDER BY r.date DESC, r.id DESC
        OFFSET %(offset)s::bigint - (SELECT before FROM bounds) LIMIT %(limit)s::bigint
    )
    SELECT r.id, r.store_id, c.name AS store_name, r.date, r.genre, r.location, r.title,
           btrim(u.last_name || ' ' || u.first_name) AS author, r.created_at,
           (SELECT count(*)::int FROM report_images i WHERE i.report_id = r.id) AS pictures,
           (SELECT sum(n)::int FROM fitting) AS rows
    FROM page d
    JOIN daily_reports r ON r.id = d.id
    JOIN chosen c ON c.store_id = r.store_id
    JOIN users u ON u.user_id = r.user_id
    ORDER BY r.date DESC, r.id DESC"""
)
