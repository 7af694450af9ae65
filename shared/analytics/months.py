"""Days that make a calendar month are read from the month's own row: `WITH whole AS (…), edges AS (…)`."""

from typing import LiteralString

# Of each row of `spans`, the whole months from `month_from` before `month_before` where its points are months
# too. (A base that stands some days before its period has none: its points are not the calendar's.) The days
# around them are `edges`.
MONTHS: LiteralString = """
    whole AS (
        SELECT s.*, CASE WHEN m.are_points THEN (date_trunc('month', s.first - 1) + interval '1 month')::date
                         ELSE s.last + 1 END AS month_from,
               CASE WHEN m.are_points THEN date_trunc('month', s.last + 1)::date
                    ELSE s.last + 1 END AS month_before
        FROM spans s
        CROSS JOIN LATERAL (SELECT %(has_months)s::boolean AND s.days = 0 AS are_points) m
    ),
    edges AS (
        SELECT is_base, years, days, first, least(last, month_from - 1) AS last FROM whole
        UNION ALL
        SELECT is_base, years, days, greatest(month_from, month_before), last FROM whole
    )
"""
