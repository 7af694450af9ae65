"""The goals of a month, store by store: what was meant, what was sold, and where it will end."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.analytics.chosen import CHOSEN, chosen
from shared.analytics.question import Question
from shared.dates import month_of
from shared.db import Query


@dataclass(frozen=True, slots=True)
class StoreGoal:
    """One store's one month. Amounts are in 円.

    The first row (`is_total`; number 0, no name, no texts) sums all chosen stores, whatever page is asked
    for; its `target`, `to_date` and what ends in `_to_target` are those of the stores that have a target.

    `goal_text`, `achievement_rate` (0-100 %) and `achievement_text` are what people wrote, None without a
    goal. `target` is the month's sales target, `to_date` the part of it that falls on the days that are over
    (today's too, once it is filed), and `sold_to_target` what was sold on the days that have a target: None
    without one, and while nobody filed one of them. `sold` is the month's sales, None while nobody filed;
    `filed` and `missing` count store-days, `missing_to_target` those of them that have a target.

    `forecast` (着地見込み) is `sold`, and for each open day of the month that is not filed what the store
    sold on average on that weekday in the eight weeks before today (before the month's end, once it is over),
    rounded to whole 円; a weekday without figures counts what all of them averaged. None without any.
    `forecast_to_target` is the same with `sold_to_target`: None without a target. `total` is how many stores
    there are.
    """

    is_total: bool
    store_id: int
    store_name: str
    area: str | None
    goal_text: str | None
    achievement_rate: int | None
    achievement_text: str | None
    target: int | None
    to_date: int | None
    sold: int | None
    sold_to_target: int | None
    filed: int
    missing: int
    missing_to_target: int
    forecast: int | None
    forecast_to_target: int | None
    total: int


def of_month(viewer: Viewer, question: Question, today: date, offset: int, limit: int) -> Query[StoreGoal]:
    """The total, then at most `limit` chosen stores that were open in the month or have a goal, by store id.

    The month is the one in which the question's period ends. No row when the stores are out of reach.
    """
    first, last = month_of(question.period.last)
    return Query(
        GOALS,
        StoreGoal,
        {
            **chosen(viewer, question.scope),
            "first": first,
            "last": last,
            "today": today,
            "offset": offset,
            "limit": limit,
        },
    )


_PAST: LiteralString = """
    by_weekday AS (
        SELECT p.store_id, extract(isodow FROM p.date) AS weekday, round(avg(p.sales_amount)) AS average
        FROM chosen c JOIN store_daily_performances p ON p.store_id = c.store_id
        WHERE p.date >= least(%(today)s::date, %(last)s::date + 1) - 56
          AND p.date < least(%(today)s::date, %(last)s::date + 1)
        GROUP BY 1, 2
    ),
    by_store AS (
        SELECT p.store_id, round(avg(p.sales_amount)) AS average
        FROM chosen c JOIN store_daily_performances p ON p.store_id = c.store_id
        WHERE p.date >= least(%(today)s::date, %(last)s::date + 1) - 56
          AND p.date < least(%(today)s::date, %(last)s::date + 1)
        GROUP BY 1
    )
"""
_DAYS: LiteralString = """
    days AS (
        SELECT c.store_id, day::date AS date, day::date BETWEEN c.opened_on AND c.closed_on AS is_open,
               p.sales_amount AS sold, p.date IS NOT NULL AS is_filed, g.amount AS target,
               coalesce(p.sales_amount,
                        CASE WHEN day::date BETWEEN c.opened_on AND c.closed_on
                             THEN coalesce(w.average, s.average) END) AS expected
        FROM chosen c
        CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
        LEFT JOIN store_daily_performances p ON p.store_id = c.store_id AND p.date = day::date
            AND p.date BETWEEN %(first)s::date AND %(last)s::date
        LEFT JOIN daily_targets g ON g.store_id = c.store_id AND g.date = day::date
            AND g.date BETWEEN %(first)s::date AND %(last)s::date
        LEFT JOIN by_weekday w ON w.store_id = c.store_id AND w.weekday = extract(isodow FROM day)
        LEFT JOIN by_store s ON s.store_id = c.store_id
    ),
    sums AS (
        SELECT store_id, bool_or(is_open) AS was_open, sum(target)::bigint AS target,
               sum(CASE WHEN target IS NOT NULL
                        THEN CASE WHEN date < %(today)s::date OR is_filed THEN target ELSE 0 END END)::bigint
                   AS to_date,
               sum(sold)::bigint AS sold,
               (sum(sold) FILTER (WHERE target IS NOT NULL))::bigint AS sold_to_target,
               (count(*) FILTER (WHERE is_filed))::int AS filed,
               (count(*) FILTER (WHERE is_open AND NOT is_filed AND date < %(today)s::date))::int AS missing,
               (count(*) FILTER (WHERE is_open AND NOT is_filed AND date < %(today)s::date
                                   AND target IS NOT NULL))::int AS missing_to_target,
               sum(expected)::bigint AS forecast,
               (sum(expected) FILTER (WHERE target IS NOT NULL))::bigint AS forecast_to_target
        FROM days GROUP BY 1
    )
"""
_GOALS: LiteralString = """
    goals AS (
        SELECT c.store_id, c.name AS store_name, a.name AS area, m.goal_text,
               m.achievement_rate::int AS achievement_rate, m.achievement_text, s.target, s.to_date, s.sold,
               s.sold_to_target, s.filed, s.missing, s.missing_to_target, s.forecast, s.forecast_to_target,
               row_number() OVER (ORDER BY c.store_id) AS place
        FROM chosen c
        JOIN sums s ON s.store_id = c.store_id
        LEFT JOIN areas a ON a.id = c.area_id
        LEFT JOIN monthly_goals m ON m.store_id = c.store_id
            AND m.year = extract(year FROM %(first)s::date) AND m.month = extract(month FROM %(first)s::date)
        WHERE s.was_open OR s.filed > 0 OR m.store_id IS NOT NULL
    )
"""
GOALS: LiteralString = (
    "WITH "
    + ", ".join((CHOSEN, _PAST, _DAYS, _GOALS))
    + """
    SELECT true AS is_total, 0 AS store_id, '' AS store_name, NULL::text AS area, NULL::text AS goal_text,
           NULL::int AS achievement_rate, NULL::text AS achievement_text, sum(target)::bigint AS target,
           sum(to_date)::bigint AS to_date, sum(sold)::bigint AS sold,
           sum(sold_to_target)::bigint AS sold_to_target, coalesce(sum(filed), 0)::int AS filed,
           coalesce(sum(missing), 0)::int AS missing,
           coalesce(sum(missing_to_target), 0)::int AS missing_to_target, sum(forecast)::bigint AS forecast,
           sum(forecast_to_target)::bigint AS forecast_to_target, count(*)::int AS total
    FROM goals HAVING EXISTS (SELECT FROM chosen)
    UNION ALL
    (SELECT false, store_id, store_name, area, goal_text, achievement_rate, achievement_text, target, to_date,
            sold, sold_to_target, filed, missing, missing_to_target, forecast, forecast_to_target,
            (SELECT count(*)::int FROM goals)
     FROM goals WHERE place > %(offset)s::bigint AND place <= %(offset)s::bigint + %(limit)s::bigint
     ORDER BY place)"""
)
