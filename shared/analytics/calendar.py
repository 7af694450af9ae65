"""A period day by day, for a calendar: figures, what is missing, targets, last year, reports."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.analytics import counts
from shared.analytics.chosen import CHOSEN, chosen
from shared.analytics.question import Question
from shared.db import Query


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One business date, summed over the chosen stores.

    `sales` and `customers` are None while nobody filed, `difference` (違算) when no register was counted.
    `filed` stores filed, `open` stores were open that day, and `missing` of these have not filed it though it
    is over (0 from `today` on). `goal` is the sum of the day's targets in 円, None without any; `goal_sales`
    is what the stores that have one sold, None while none of them has filed, and `goal_unfiled` how many of
    them have not. `last_year_sales` is what was sold 364 days before (前年同曜日); `last_year_unfiled` of the
    stores that sold it are open on this date and have not filed it. `counts` are reports, one number for each
    of `counts.CELLS`.
    """

    date: date
    sales: int | None
    customers: int | None
    difference: int | None
    filed: int
    open: int
    missing: int
    goal: int | None
    goal_sales: int | None
    goal_unfiled: int
    last_year_sales: int | None
    last_year_unfiled: int
    counts: list[int]


def days(viewer: Viewer, question: Question, today: date) -> Query[CalendarDay]:
    """Every day of the question's period, in order. No row when the stores are out of the viewer's reach.

    What the question is compared with, its genre and its location play no part.
    """
    return Query(
        DAYS,
        CalendarDay,
        {
            **chosen(viewer, question.scope),
            "first": question.period.first,
            "last": question.period.last,
            "today": today,
        },
    )


DAYS: LiteralString = (
    "WITH "
    + CHOSEN
    + """,
    figures AS (
        SELECT p.date, sum(p.sales_amount)::bigint AS sales, sum(p.customer_count)::bigint AS customers,
               sum(p.cash_difference)::bigint AS difference, count(*)::int AS filed,
               (count(*) FILTER (WHERE p.date BETWEEN c.opened_on AND c.closed_on))::int AS filed_open
        FROM chosen c JOIN store_daily_performances p ON p.store_id = c.store_id
        WHERE p.date BETWEEN %(first)s::date AND %(last)s::date
        GROUP BY 1
    ),
    last_year AS (
        SELECT y.date + 364 AS date, sum(y.sales_amount)::bigint AS sales,
               (count(*) FILTER (WHERE p.date IS NULL
                                   AND y.date + 364 BETWEEN c.opened_on AND c.closed_on))::int AS unfiled
        FROM chosen c
        JOIN store_daily_performances y ON y.store_id = c.store_id
        LEFT JOIN store_daily_performances p ON p.store_id = y.store_id AND p.date = y.date + 364
            AND p.date BETWEEN %(first)s::date AND %(last)s::date
        WHERE y.date BETWEEN %(first)s::date - 364 AND %(last)s::date - 364
        GROUP BY 1
    ),
    goals AS (
        SELECT g.date, sum(g.amount)::bigint AS goal, sum(p.sales_amount)::bigint AS sold,
               (count(*) FILTER (WHERE p.date IS NULL))::int AS unfiled
        FROM chosen c
        JOIN daily_targets g ON g.store_id = c.store_id
        LEFT JOIN store_daily_performances p ON p.store_id = g.store_id AND p.date = g.date
            AND p.date BETWEEN %(first)s::date AND %(last)s::date
        WHERE g.date BETWEEN %(first)s::date AND %(last)s::date
        GROUP BY 1
    ),
    counted AS (
        SELECT c.date, """
    + counts.SUMS
    + """ AS counts
        FROM chosen o JOIN report_day_counts c ON c.store_id = o.store_id
        WHERE c.date BETWEEN %(first)s::date AND %(last)s::date
        GROUP BY 1
    ),
    points AS (
        SELECT day::date AS date, (count(*) FILTER (WHERE day::date BETWEEN c.opened_on AND c.closed_on))::int
                   AS open
        FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day CROSS JOIN chosen c
        GROUP BY 1
    )
    SELECT d.date, f.sales, f.customers, f.difference, coalesce(f.filed, 0) AS filed, d.open,
           CASE WHEN d.date < %(today)s::date THEN d.open - coalesce(f.filed_open, 0) ELSE 0 END AS missing,
           g.goal, g.sold AS goal_sales, coalesce(g.unfiled, 0) AS goal_unfiled,
           y.sales AS last_year_sales, coalesce(y.unfiled, 0) AS last_year_unfiled,
           coalesce(n.counts, """
    + counts.NONE
    + """) AS counts
    FROM points d
    LEFT JOIN figures f USING (date)
    LEFT JOIN last_year y USING (date)
    LEFT JOIN goals g USING (date)
    LEFT JOIN counted n USING (date)
    ORDER BY d.date"""
)
