"""The figures of a period, point by point, beside what they are compared with: one statement for a page.

A point is a business date, or a month of a longer period. Only stores that sell are in it, and of these the
days on which somebody filed: a day that nobody filed is 未提出, never ¥0.
"""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.analytics import counts
from shared.analytics.chosen import CHOSEN
from shared.analytics.months import MONTHS
from shared.analytics.question import Question
from shared.analytics.sold import AIMED, LATE, LATE_AIMED, SOLD, UNASKED
from shared.analytics.spans import POINT_OF, POINTS, SPANS, asked
from shared.db import Query
from shared.words import Against, Role


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a period; `date` is its first day. Points follow each other without gaps; days of the base
    that have no counterpart (the 31st beside a month of 30 days) come after the period's last, without
    figures of their own.

    Sums over the chosen stores: `sales`, `customers`, `difference` (違算, None: no register was counted),
    None while nobody filed; `off_days` of them with a 違算 other than 0; `filed` store-days, and `missing`
    ones: open, over, not filed. `counts` are reports, one number for each of `counts.CELLS`.

    `late_…` is the part of these after the last business date that is compared: today's, until every store
    has filed it. `base_…` are the sums of what is compared, up to the same day.

    `others_…` are the average of the other stores in the chain: for each day the mean over those that filed
    it, rounded to whole 円 and customers, summed over the point's days; `others_spend` is their 客単価. Of
    reports, the mean is over those that filed figures or a report that day. `others_least` and `others_most`
    are how many these were on the point's days. None and 0 without others, and where none was asked for.

    `goal` is the sum of the days' targets in 円, None without any; `goal_sales` what was sold on those days;
    `late_goal` and `late_goal_sales` are the part of these after the last day that is compared.
    `through` is the last day that is compared (the same in each row).
    """

    through: date
    date: date
    sales: int | None
    customers: int | None
    difference: int | None
    off_days: int
    filed: int
    missing: int
    late_filed: int
    late_sales: int
    late_customers: int
    late_difference: int
    base_sales: int | None
    base_customers: int | None
    base_difference: int | None
    base_filed: int
    others_sales: int | None
    others_customers: int | None
    others_difference: int | None
    others_spend: int | None
    others_least: int
    others_most: int
    goal: int | None
    goal_sales: int | None
    late_goal: int
    late_goal_sales: int
    counts: list[int]
    late_counts: list[int]
    base_counts: list[int]
    others_counts: list[float]

    @property
    def is_compared(self) -> bool:
        """Whether anything was filed on those of its days that are compared."""
        return self.filed > self.late_filed


def overview(viewer: Viewer, question: Question, today: date, *, with_others: bool = True) -> Query[Point]:
    """Figures and reports of the period. No row when the question's stores are out of the viewer's reach."""
    return _asked(viewer, question, today, with_figures=True, with_counts=True, with_others=with_others)


def sales(viewer: Viewer, question: Question, today: date) -> Query[Point]:
    """As `overview`, without reports: each count is 0. Not for スタッフ."""
    return _asked(viewer, question, today, with_figures=True, with_counts=False)


def incidents(viewer: Viewer, question: Question, today: date) -> Query[Point]:
    """As `overview`, without figures: each is None. Not for スタッフ."""
    return _asked(viewer, question, today, with_figures=False, with_counts=True)


# Days are summed before they are put to their points: a point is worked out for each day, not for each row.
_FIGURES: LiteralString = (
    """
    days AS (
        SELECT is_base, years, days, date, sum(sales)::bigint AS sales, sum(customers)::bigint AS customers,
               sum(difference)::bigint AS difference, sum(off_days) AS off_days, sum(filed) AS filed
        FROM sold
        WHERE %(with_figures)s::boolean
        GROUP BY 1, 2, 3, 4
    ),
    figures AS (
        SELECT x.is_base, """
    + POINT_OF
    + """ AS point,
               sum(x.sales)::bigint AS sales, sum(x.customers)::bigint AS customers,
               sum(x.difference)::bigint AS difference, sum(x.off_days)::int AS off_days,
               sum(x.filed)::int AS filed
        FROM days x
        GROUP BY 1, 2
    ),
    late_figures AS (
        SELECT date_trunc(%(grain)s::text, date)::date AS point, count(*)::int AS filed,
               sum(sales)::bigint AS sales, sum(customers)::bigint AS customers,
               sum(difference)::bigint AS difference
        FROM late_sold
        WHERE %(with_figures)s::boolean
        GROUP BY 1
    ),
    unasked_days AS (
        SELECT date_trunc(%(grain)s::text, date)::date AS point, count(*) AS filed
        FROM unasked
        WHERE %(with_figures)s::boolean
        GROUP BY 1
    )
"""
)
_COUNTS: LiteralString = (
    """
    counted AS (
        SELECT c.is_base, c.point, """
    + counts.SUMS
    + """ AS counts
        FROM (
            SELECT x.*, """
    + POINT_OF
    + """ AS point
            FROM wrote x WHERE %(with_counts)s::boolean
        ) c
        GROUP BY 1, 2
    ),
    late AS (
        SELECT date_trunc(%(grain)s::text, c.date)::date AS point, """
    + counts.SUMS
    + """ AS counts
        FROM through t CROSS JOIN chosen o
        JOIN report_day_counts c ON c.store_id = o.store_id AND c.date > t.date AND c.date <= %(last)s::date
        WHERE %(with_counts)s::boolean AND t.date < %(last)s::date
        GROUP BY 1
    )
"""
)
_OTHERS: LiteralString = (
    """
    no_others AS (
        SELECT store_id FROM chosen
        UNION ALL
        SELECT store_id FROM stores WHERE kind <> 'store'
    ),
    other_figures AS (
        SELECT f.date, count(*)::numeric AS filed, sum(f.sales_amount)::numeric AS sales,
               sum(f.customer_count)::numeric AS customers, sum(f.cash_difference)::numeric AS difference,
               count(f.cash_difference)::numeric AS tills
        FROM store_daily_performances f
        WHERE %(with_others)s::boolean AND f.date BETWEEN %(first)s::date AND %(last)s::date
          AND f.store_id NOT IN (SELECT store_id FROM no_others)
        GROUP BY 1
    ),
    other_reports AS (
        SELECT c.date, """
    + counts.SUMS
    + """ AS counts
        FROM report_day_counts c
        WHERE %(with_others)s::boolean AND %(with_counts)s::boolean
          AND c.date BETWEEN %(first)s::date AND %(last)s::date
          AND c.store_id NOT IN (SELECT store_id FROM no_others)
        GROUP BY 1
    ),
    reports_alone AS (
        SELECT c.date, count(*) AS n
        FROM report_day_counts c
        WHERE %(with_others)s::boolean AND %(with_counts)s::boolean
          AND c.date BETWEEN %(first)s::date AND %(last)s::date
          AND c.store_id NOT IN (SELECT store_id FROM no_others)
          AND NOT EXISTS (SELECT FROM store_daily_performances f
                          WHERE f.store_id = c.store_id AND f.date = c.date
                            AND f.date BETWEEN %(first)s::date AND %(last)s::date)
        GROUP BY 1
    ),
    other_days AS (
        SELECT coalesce(f.date, w.date) AS date, coalesce(f.filed, 0) + coalesce(a.n, 0) AS n,
               coalesce(f.filed, 0) AS filed, f.sales, f.customers, f.difference,
               coalesce(f.tills, 0) AS tills, w.counts
        FROM other_figures f
        FULL JOIN other_reports w ON w.date = f.date
        LEFT JOIN reports_alone a ON a.date = w.date
    ),
    others AS (
        SELECT date_trunc(%(grain)s::text, d.date)::date AS point,
               (sum(round(d.sales / nullif(d.filed, 0)))
                   FILTER (WHERE %(with_figures)s::boolean))::bigint AS sales,
               (sum(round(d.customers / nullif(d.filed, 0)))
                   FILTER (WHERE %(with_figures)s::boolean))::bigint AS customers,
               (sum(round(d.difference / nullif(d.tills, 0)))
                   FILTER (WHERE %(with_figures)s::boolean))::bigint AS difference,
               (floor(sum(d.sales) FILTER (WHERE %(with_figures)s::boolean)
                      / nullif(sum(d.customers), 0)))::bigint AS spend,
               min(CASE WHEN %(with_figures)s::boolean THEN nullif(d.filed, 0) ELSE d.n END)::int AS least,
               max(CASE WHEN %(with_figures)s::boolean THEN d.filed ELSE d.n END)::int AS most
        FROM other_days d
        GROUP BY 1
    ),
    others_wrote AS (
        SELECT m.point, array_agg(m.mean ORDER BY m.cell) AS counts
        FROM (SELECT date_trunc(%(grain)s::text, d.date)::date AS point, e.cell,
                     round(sum(coalesce(e.n, 0) / d.n), 4)::float8 AS mean
              FROM other_days d CROSS JOIN LATERAL unnest(d.counts) WITH ORDINALITY AS e (n, cell)
              WHERE %(with_counts)s::boolean
              GROUP BY 1, 2) m
        GROUP BY 1
    )
"""
)
_GOALS: LiteralString = """
    goals AS (
        SELECT date_trunc(%(grain)s::text, date)::date AS point, sum(goal)::bigint AS goal,
               sum(sales)::bigint AS sold
        FROM aimed
        WHERE %(with_goal)s::boolean
        GROUP BY 1
    ),
    late_goals AS (
        SELECT date_trunc(%(grain)s::text, date)::date AS point, sum(goal)::bigint AS goal,
               sum(sales)::bigint AS sold
        FROM late_aimed
        WHERE %(with_goal)s::boolean
        GROUP BY 1
    )
"""
_TOLD: LiteralString = """
    told AS (
        SELECT date, point, last FROM points
        UNION
        SELECT point, point, NULL FROM figures WHERE is_base AND point > %(last)s::date
        UNION
        SELECT point, point, NULL FROM counted WHERE is_base AND point > %(last)s::date
    )
"""
SERIES: LiteralString = (
    "WITH "
    + ", ".join((CHOSEN, SPANS, MONTHS, SOLD, LATE, UNASKED, AIMED, LATE_AIMED, counts.WRITTEN))
    + ", "
    + ", ".join((_FIGURES, _COUNTS, _OTHERS, _GOALS, POINTS, _TOLD))
    + """
    SELECT (SELECT t.date FROM through t) AS through, d.date, f.sales, f.customers, f.difference,
           coalesce(f.off_days, 0) AS off_days, coalesce(f.filed, 0) AS filed,
           CASE WHEN %(with_figures)s::boolean AND d.last IS NOT NULL THEN (
               SELECT coalesce(sum(greatest(
                          least(d.last, %(today)s::date - 1, c.closed_on) - greatest(d.date, c.opened_on) + 1,
                          0)), 0)
               FROM chosen c) - coalesce(f.filed, 0) + coalesce(u.filed, 0) ELSE 0 END::int AS missing,
           coalesce(a.filed, 0) AS late_filed, coalesce(a.sales, 0) AS late_sales,
           coalesce(a.customers, 0) AS late_customers, coalesce(a.difference, 0) AS late_difference,
           b.sales AS base_sales, b.customers AS base_customers, b.difference AS base_difference,
           coalesce(b.filed, 0) AS base_filed,
           o.sales AS others_sales, o.customers AS others_customers, o.difference AS others_difference,
           o.spend AS others_spend, coalesce(o.least, 0) AS others_least, coalesce(o.most, 0) AS others_most,
           g.goal, g.sold AS goal_sales, coalesce(h.goal, 0) AS late_goal,
           coalesce(h.sold, 0) AS late_goal_sales,
           coalesce(n.counts, """
    + counts.NONE
    + """) AS counts, coalesce(l.counts, """
    + counts.NONE
    + """) AS late_counts, coalesce(m.counts, """
    + counts.NONE
    + """) AS base_counts, coalesce(w.counts, """
    + counts.NONE
    + """::float8[]) AS others_counts
    FROM told d
    LEFT JOIN figures f ON f.point = d.point AND NOT f.is_base
    LEFT JOIN figures b ON b.point = d.point AND b.is_base
    LEFT JOIN late_figures a ON a.point = d.point
    LEFT JOIN unasked_days u ON u.point = d.point
    LEFT JOIN counted n ON n.point = d.point AND NOT n.is_base
    LEFT JOIN counted m ON m.point = d.point AND m.is_base
    LEFT JOIN late l ON l.point = d.point
    LEFT JOIN others o ON o.point = d.point
    LEFT JOIN others_wrote w ON w.point = d.point
    LEFT JOIN goals g ON g.point = d.point
    LEFT JOIN late_goals h ON h.point = d.point
    WHERE EXISTS (SELECT FROM chosen)
    ORDER BY d.date"""
)


def _asked(
    viewer: Viewer,
    question: Question,
    today: date,
    *,
    with_figures: bool,
    with_counts: bool,
    with_others: bool = True,
) -> Query[Point]:
    is_staff = viewer.role == Role.STAFF
    is_open = with_figures is with_counts or not is_staff
    return Query(
        SERIES,
        Point,
        {
            **asked(viewer, question, today),
            "stores": viewer.stores if is_open else [],
            "with_figures": with_figures,
            "with_counts": with_counts,
            "with_others": with_others and question.scope.is_one_store and not is_staff,
            "with_goal": with_figures
            and (question.period.grain == "day" or question.against is Against.GOAL),
        },
    )
