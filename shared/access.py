"""Who asks, and which stores they may read: statements on store-owned data bind one of a viewer's lists."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from shared.dates import business_date
from shared.db import Query
from shared.words import Role

MANAGING = {Role.MANAGER, Role.AREA, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who asks, worked out once per request by one statement.

    `stores` are the stores whose figures, reports and calendar the person may read; `report_stores` are those
    whose reports are readable: the same, or every store where `REPORTS_SHARED_ACROSS_STORES` is on.
    `language` is empty until the person has chosen one. Who has a temporary password, which somebody else has
    set, is led to choose an own one.
    """

    user_id: str
    name: str
    role: str
    home_store: int
    store_name: str
    changeover_hour: int
    language: str
    stores: list[int]
    report_stores: list[int]
    password_is_temporary: bool = False

    def today(self, now: datetime) -> date:
        """The business date of the home store at `now`."""
        return business_date(now, self.changeover_hour)

    @property
    def is_managing(self) -> bool:
        """True for those who read analytics: 店長, エリアマネージャー, 本部."""
        return self.role in MANAGING

    @property
    def may_write_figures(self) -> bool:
        """True for 店長 (their store) and 本部 (every store): figures are not the area managers'."""
        return self.role in {Role.MANAGER, Role.ADMIN}

    @property
    def kept_stores(self) -> list[int]:
        """The stores in which the person may change what others have written: a 店長's own, all for 本部."""
        if self.is_admin:
            return self.stores
        return [store for store in self.stores if self.role == Role.MANAGER and store == self.home_store]

    @property
    def is_admin(self) -> bool:
        """True for 本部."""
        return self.role == Role.ADMIN


@dataclass(frozen=True, slots=True)
class Acting:
    """Who the database now takes for the person that acts, to the end of the transaction."""

    user_id: str


def acting(viewer: Viewer) -> Query[Acting]:
    """Tell the triggers who acts: first in the transaction of writes that do not tell it themselves."""
    return Query(
        "SELECT set_config('c3.user_id', %(user)s::text, true) AS user_id", Acting, {"user": viewer.user_id}
    )


def settling(viewer: Viewer) -> Query[Acting]:
    """As `acting`, and nobody else changes people, stores or areas until the transaction ends.

    What the next statements of the transaction look at (the other 本部 users, a login that is free) stays so.
    The triggers that keep one 本部 user and one head office hold the same lock.
    """
    return Query(
        """
        SELECT set_config('c3.user_id', %(user)s::text, true) AS user_id
        FROM pg_advisory_xact_lock(3001) AS held""",
        Acting,
        {"user": viewer.user_id},
    )


# The person is `u`; the caller adds the join that finds them and the WHERE that keeps them alive.
VIEWER: LiteralString = """
    SELECT u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name, u.user_type AS role,
           u.store_id AS home_store, home.name AS store_name, home.changeover_hour, u.language,
           reach.stores, reach.report_stores, u.password_is_temporary
    FROM users u
    JOIN stores home ON home.store_id = u.store_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(s.store_id ORDER BY s.store_id) FILTER (WHERE s.is_own), '{}') AS stores,
               coalesce(array_agg(s.store_id ORDER BY s.store_id), '{}') AS report_stores
        FROM (SELECT store_id,
                     u.user_type = 'admin' OR store_id = u.store_id
                     OR (u.user_type = 'area' AND area_id IN (
                             SELECT m.area_id FROM area_managers m WHERE m.user_id = u.user_id)) AS is_own
              FROM stores) s
        WHERE s.is_own OR %(shared)s::boolean
    ) reach
"""
