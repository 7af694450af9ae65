"""The spans of a question: its period, its base, and `through`, the last business date that is compared."""

from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.analytics.chosen import chosen
from shared.analytics.question import Question

SPANS: LiteralString = """
    through AS (
        SELECT CASE
            WHEN %(last)s::date < %(today)s::date THEN %(last)s::date
            WHEN EXISTS (SELECT FROM chosen c
                         WHERE %(today)s::date BETWEEN c.opened_on AND c.closed_on
                           AND NOT EXISTS (SELECT FROM store_daily_performances p
                                           WHERE p.store_id = c.store_id AND p.date = %(today)s::date))
            THEN %(today)s::date - 1
            ELSE %(today)s::date END AS date
    ),
    spans AS (
        SELECT false AS is_base, %(first)s::date AS first, %(last)s::date AS last, 0 AS years, 0 AS days
        UNION ALL
        SELECT true, %(base_first)s::date,
               CASE WHEN t.date < %(last)s::date
                    THEN least((t.date - make_interval(years => %(shift_years)s::int,
                                                       days => %(shift_days)s::int))::date,
                               %(base_last)s::date)
                    ELSE %(base_last)s::date END,
               %(shift_years)s::int, %(shift_days)s::int
        FROM through t WHERE %(base_first)s::date IS NOT NULL
    )
"""
POINT_OF: LiteralString = """
    date_trunc(%(grain)s::text, x.date + make_interval(years => x.years, days => x.days))::date
"""
POINTS: LiteralString = """
    points AS (
        SELECT greatest(day::date, %(first)s::date) AS date, day::date AS point,
               least((day + ('1 ' || %(grain)s::text)::interval)::date - 1, %(last)s::date) AS last
        FROM generate_series(date_trunc(%(grain)s::text, %(first)s::date), %(last)s::date,
                             ('1 ' || %(grain)s::text)::interval) AS day
    )
"""


def asked(viewer: Viewer, question: Question, today: date) -> dict[str, object]:
    """The parameters of `CHOSEN`, `SPANS`, `POINT_OF` and `POINTS`."""
    period = question.period
    base = period.base(question.against)
    return {
        **chosen(viewer, question.scope),
        "first": period.first,
        "last": period.last,
        "grain": period.grain,
        "has_months": period.grain == "month",
        "today": today,
        "base_first": base.first if base else None,
        "base_last": base.last if base else None,
        "shift_days": base.shift_days if base else 0,
        "shift_years": base.shift_years if base else 0,
    }
