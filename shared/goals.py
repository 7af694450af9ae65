"""A store's goal of a month. 店長 write their own store's, エリアマネージャー and 本部 those within reach."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.access import Viewer
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Goal:
    """What is typed for a month; `achievement_rate` is 0-100 %, None while nobody has judged it.

    `sales_target` is what the store means to sell in the month, in 円; None: nothing in particular.
    """

    goal_text: str
    achievement_rate: int | None
    achievement_text: str
    sales_target: int | None = None


@dataclass(frozen=True, slots=True)
class MonthsGoal:
    """One store's one month as it is opened: no goal, version 0 and texts None while none is set.

    `sold` is what was sold in 円 on the days that have a target; None without one, and while none is filed.
    """

    goal_text: str | None
    achievement_rate: int | None
    achievement_text: str | None
    sales_target: int | None
    sold: int | None
    version: int
    saved_by: str | None
    saved_at: datetime | None

    @property
    def sold_rate(self) -> int | None:
        """What is sold in % of the target, rounded down; None without a target."""
        return (self.sold or 0) * 100 // self.sales_target if self.sales_target else None

    @property
    def goal(self) -> Goal | None:
        """The goal; None while none is set."""
        if self.goal_text is None:
            return None
        return Goal(self.goal_text, self.achievement_rate, self.achievement_text or "", self.sales_target)


@dataclass(frozen=True, slots=True)
class PastGoal:
    """A month that has a goal, for a list of months."""

    year: int
    month: int
    goal_text: str
    achievement_rate: int | None

    @property
    def first_day(self) -> date:
        """The month, by its first day."""
        return date(self.year, self.month, 1)


@dataclass(frozen=True, slots=True)
class Saved:
    """The version that a save made; 1 for the first."""

    version: int


def save(
    viewer: Viewer, store_id: int, year: int, month: int, goal: Goal, opened: int | None
) -> Query[Saved]:
    """Save a month's goal over the version that was `opened` (0: there was none).

    `opened` None, from a sender who opened no form, replaces only what the viewer saved themselves. No row
    when somebody has saved in between, when nothing differs, in a month after the store's last business
    date, or when the viewer may not write the store's.
    """
    return Query(
        """
        INSERT INTO monthly_goals AS g
            (store_id, year, month, goal_text, achievement_rate, achievement_text, sales_target, updated_by)
        SELECT s.store_id, %(year)s::smallint, %(month)s::smallint, %(goal)s::text, %(rate)s::smallint,
               %(text)s::text, %(target)s::bigint, set_config('c3.user_id', %(user)s::text, true)
        FROM stores s
        WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s) AND s.kind = 'store'
          AND coalesce(s.closed_on >= make_date(%(year)s::int, %(month)s::int, 1), true)
        ON CONFLICT (store_id, year, month) DO UPDATE
            SET goal_text = EXCLUDED.goal_text, achievement_rate = EXCLUDED.achievement_rate,
                achievement_text = EXCLUDED.achievement_text, sales_target = EXCLUDED.sales_target,
                updated_by = EXCLUDED.updated_by
            WHERE (g.version = %(opened)s::int OR (%(opened)s::int IS NULL AND g.updated_by = %(user)s))
              AND (g.goal_text, g.achievement_rate, g.achievement_text, g.sales_target) IS DISTINCT FROM
                  (EXCLUDED.goal_text, EXCLUDED.achievement_rate, EXCLUDED.achievement_text,
                   EXCLUDED.sales_target)
        RETURNING g.version""",
        Saved,
        {
            "store": store_id,
            "stores": writable(viewer),
            "year": year,
            "month": month,
            "goal": goal.goal_text,
            "rate": goal.achievement_rate,
            "text": goal.achievement_text,
            "target": goal.sales_target,
            "user": viewer.user_id,
            "opened": opened,
        },
    )


def of_month(viewer: Viewer, store_id: int, year: int, month: int) -> Query[MonthsGoal]:
    """The month as it is; no row when the store is out of the viewer's reach, or is the head office."""
    return Query(
        """
        SELECT g.goal_text, g.achievement_rate::int AS achievement_rate, g.achievement_text, g.sales_target,
               (SELECT p.target_sales FROM store_monthly_performances p
                WHERE p.store_id = s.store_id
                  AND p.month = make_date(%(year)s::int, %(month)s::int, 1)) AS sold,
               coalesce(g.version, 0) AS version,
               (SELECT btrim(u.last_name || ' ' || u.first_name) FROM users u
                WHERE u.user_id = g.updated_by) AS saved_by,
               g.updated_at AS saved_at
        FROM stores s
        LEFT JOIN monthly_goals g ON g.store_id = s.store_id AND g.year = %(year)s AND g.month = %(month)s
        WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s) AND s.kind = 'store'""",
        MonthsGoal,
        {"store": store_id, "stores": viewer.stores, "year": year, "month": month},
    )


def months(viewer: Viewer, store_id: int, limit: int) -> Query[PastGoal]:
    """The store's newest months that have a goal, newest first."""
    return Query(
        """
        SELECT g.year::int AS year, g.month::int AS month, g.goal_text,
               g.achievement_rate::int AS achievement_rate
        FROM monthly_goals g
        WHERE g.store_id = %(store)s AND g.store_id = ANY(%(stores)s)
        ORDER BY g.year DESC, g.month DESC LIMIT %(limit)s""",
        PastGoal,
        {"store": store_id, "stores": viewer.stores, "limit": limit},
    )


def writable(viewer: Viewer) -> list[int]:
    """The stores whose goals the viewer may write."""
    return viewer.stores if viewer.is_managing else []
