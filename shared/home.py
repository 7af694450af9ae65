"""What a person finds at home, in one statement: the day's figures, what is still to do, the month's goal."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from shared.access import Viewer
from shared.audience import LOST_COMMENT
from shared.db import Query

MOST_DRAFTS = 20
DAYS_BACK = 7  # how long an unfiled day is still asked for


class Unfiled(TypedDict):
    """A business date (ISO) whose figures are 未提出 in `stores` stores; `store_id` is the first of them."""

    date: str
    stores: int
    store_id: int


class Draft(TypedDict):
    """A form as it was left, id and time as text: of a post, else of a report; new, or `is_change` of one.

    `is_comment`: half a comment below a post that its writer does not see any more, whole in `excerpt`.
    """

    id: str
    is_post: bool
    is_comment: bool
    is_change: bool
    title: str
    excerpt: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Home:
    """The home store's day and month; all None for what is not filed or set.

    Amounts are in 円, `achievement_rate` in %; `sold` is what was sold on the month's days with a target.
    `is_selling` is False in the head office. `unfiled` are the days, newest first, that the viewer may still
    file: today and the seven business dates before. `drafts` are the viewer's own, newest first, without one
    that was kept in the moment in which its form was sent.
    """

    is_selling: bool
    sales_amount: int | None
    customer_count: int | None
    goal_text: str | None
    achievement_rate: int | None
    achievement_text: str | None
    sales_target: int | None
    sold: int | None
    unfiled: list[Unfiled]
    drafts: list[Draft]

    @property
    def sold_rate(self) -> int | None:
        """What is sold in % of the target, rounded down; None without a target."""
        return (self.sold or 0) * 100 // self.sales_target if self.sales_target else None


def summary(viewer: Viewer, today: date) -> Query[Home]:
    """Home at the business date `today`; no row for who reaches not even the home store."""
    return Query(
        """
        SELECT home.kind = 'store' AS is_selling, p.sales_amount, p.customer_count,
               g.goal_text, g.achievement_rate::int AS achievement_rate, g.achievement_text,
               g.sales_target,
               (SELECT m.target_sales FROM store_monthly_performances m
                WHERE m.store_id = home.store_id
                  AND m.month = date_trunc('month', %(today)s::date)::date) AS sold,
               (SELECT coalesce(json_agg(json_build_object(
                    'date', m.date, 'stores', m.stores, 'store_id', m.store_id) ORDER BY m.date DESC),
                    '[]'::json)
                FROM (
                    SELECT d.day::date AS date, count(*) AS stores, min(s.store_id) AS store_id
                    FROM stores s
                    CROSS JOIN generate_series(%(today)s::date - %(back)s::int, %(today)s::date,
                                               interval '1 day') AS d (day)
                    WHERE s.store_id = ANY(%(writable)s::int[]) AND s.kind = 'store'
                      AND coalesce(s.opened_on <= d.day::date, true)
                      AND coalesce(s.closed_on >= d.day::date, true)
                      AND NOT EXISTS (SELECT FROM store_daily_performances f
                                      WHERE f.store_id = s.store_id AND f.date = d.day::date)
                    GROUP BY d.day
                ) m) AS unfiled,
               (SELECT coalesce(json_agg(d ORDER BY d.updated_at DESC, d.id), '[]'::json)
                FROM (
                    SELECT id, is_post, is_comment, is_change, updated_at,
                           coalesce(fields ->> 'title', '') AS title,
                           CASE WHEN is_comment THEN fields ->> 'content'
                                ELSE left(fields ->> 'content', 80) END AS excerpt
                    FROM (
                        SELECT id, FALSE AS is_post, FALSE AS is_comment, report_id IS NOT NULL AS is_change,
                               updated_at, fields
                        FROM report_drafts d WHERE user_id = %(user)s AND NOT EXISTS (
                            SELECT FROM daily_reports r
                            WHERE r.form_id = d.id OR (r.id = d.report_id AND r.edit_id = d.id))
                        UNION ALL
                        SELECT id, TRUE, FALSE, post_id IS NOT NULL, updated_at, fields
                        FROM bbs_drafts d WHERE user_id = %(user)s AND NOT is_comment AND NOT EXISTS (
                            SELECT FROM bbs_posts p
                            WHERE p.form_id = d.id OR (p.id = d.post_id AND p.edit_id = d.id))
                        UNION ALL
                        SELECT id, TRUE, TRUE, FALSE, updated_at, fields FROM bbs_drafts d
                        WHERE d.user_id = %(user)s AND """
        + LOST_COMMENT
        + """
                    ) f
                    ORDER BY updated_at DESC, id LIMIT %(drafts)s
                ) d) AS drafts
        FROM stores home
        LEFT JOIN store_daily_performances p ON p.store_id = home.store_id AND p.date = %(today)s::date
        LEFT JOIN monthly_goals g ON g.store_id = home.store_id
            AND g.year = extract(year FROM %(today)s::date) AND g.month = extract(month FROM %(today)s::date)
        WHERE home.store_id = %(home)s AND home.store_id = ANY(%(stores)s)""",
        Home,
        {
            "home": viewer.home_store,
            "stores": viewer.stores,
            "writable": viewer.stores if viewer.may_write_figures else [],
            "today": today,
            "back": DAYS_BACK,
            "user": viewer.user_id,
            "drafts": MOST_DRAFTS,
        },
    )
