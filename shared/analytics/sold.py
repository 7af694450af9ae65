"""What the chosen stores sold, by months where whole months are asked and by days around them.

`sold` has a row for each store and day or month of `spans`. What of it is not compared yet, or does not count
as filed in time, is little and stands beside it: `late_sold` and `unasked`. `late_aimed` is the part of
`aimed` that is not compared yet.
"""

from typing import LiteralString

SOLD: LiteralString = """
    sold AS (
        SELECT w.is_base, w.years, w.days, p.store_id, p.month AS date, p.sales_amount AS sales,
               p.customer_count AS customers, p.cash_difference AS difference, p.off_days, p.filed
        FROM whole w CROSS JOIN chosen c
        JOIN store_monthly_performances p
            ON p.store_id = c.store_id AND p.month >= w.month_from AND p.month < w.month_before
        WHERE %(has_months)s::boolean
        UNION ALL
        SELECT e.is_base, e.years, e.days, p.store_id, p.date, p.sales_amount, p.customer_count,
               p.cash_difference, (p.cash_difference <> 0)::int, 1
        FROM edges e CROSS JOIN chosen c
        JOIN store_daily_performances p ON p.store_id = c.store_id AND p.date BETWEEN e.first AND e.last
    )
"""
# The days after `through`: of the period, and not compared.
LATE: LiteralString = """
    late_sold AS (
        SELECT p.store_id, p.date, p.sales_amount AS sales, p.customer_count AS customers,
               p.cash_difference AS difference
        FROM through t CROSS JOIN chosen c
        JOIN store_daily_performances p
            ON p.store_id = c.store_id AND p.date > t.date
            AND p.date BETWEEN %(first)s::date AND %(last)s::date
    )
"""
# Days of the period whose figures fill no gap: today and later, before the store's opening, after its end.
UNASKED: LiteralString = """
    unasked AS (
        SELECT p.store_id, p.date
        FROM chosen c
        CROSS JOIN LATERAL (
            VALUES (greatest(%(first)s::date, %(today)s::date), %(last)s::date),
                   (%(first)s::date, least(%(last)s::date, %(today)s::date - 1, c.opened_on - 1)),
                   (greatest(%(first)s::date, c.closed_on + 1, c.opened_on),
                    least(%(last)s::date, %(today)s::date - 1))
        ) AS r (first, last)
        JOIN store_daily_performances p ON p.store_id = c.store_id AND p.date BETWEEN r.first AND r.last
        WHERE r.first <= r.last
    )
"""
# What the days of the period were to sell, and what was sold on them.
AIMED: LiteralString = """
    aimed AS (
        SELECT p.store_id, p.month AS date, p.target AS goal, p.target_sales AS sales
        FROM whole w CROSS JOIN chosen c
        JOIN store_monthly_performances p
            ON p.store_id = c.store_id AND p.month >= w.month_from AND p.month < w.month_before
        WHERE %(has_months)s::boolean AND NOT w.is_base AND p.target IS NOT NULL
        UNION ALL
        SELECT g.store_id, g.date, g.amount, p.sales_amount
        FROM edges e CROSS JOIN chosen c
        JOIN daily_targets g ON g.store_id = c.store_id AND g.date BETWEEN e.first AND e.last
        LEFT JOIN store_daily_performances p
            ON p.store_id = g.store_id AND p.date = g.date
            AND p.date BETWEEN %(first)s::date AND %(last)s::date
        WHERE NOT e.is_base
    )
"""
# Of these, what is after `through`: days and whole months, and the days of the month that `through` is in.
LATE_AIMED: LiteralString = """
    late_aimed AS (
        SELECT a.store_id, a.date, a.goal, a.sales FROM through t JOIN aimed a ON a.date > t.date
        UNION ALL
        SELECT g.store_id, g.date, g.amount, p.sales_amount
        FROM through t
        JOIN whole w ON t.date >= w.month_from AND t.date < w.month_before AND NOT w.is_base
        CROSS JOIN chosen c
        JOIN daily_targets g
            ON g.store_id = c.store_id AND g.date > t.date
            AND g.date < date_trunc('month', t.date) + interval '1 month'
        LEFT JOIN store_daily_performances p
            ON p.store_id = g.store_id AND p.date = g.date
            AND p.date BETWEEN %(first)s::date AND %(last)s::date
    )
"""
