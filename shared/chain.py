"""Stores and areas, written by 本部 alone. Each statement answers with what stood in its way, and runs in a
transaction that began with `shared.access.settling`.

A store is never deleted: its days stay. It is closed by its last business date. One head office stays open.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import LiteralString

from shared.access import Viewer
from shared.chain_written import Written
from shared.db import Query
from shared.words import Word, gettext_noop


class Hindrance(Word):
    """Why a store or an area was not written: a sentence that says what to do."""

    TAKEN = "taken", gettext_noop("同じ名前がもうあります。別の名前にしてください。")
    ONLY_HEAD_OFFICE = (
        "only_head_office",
        gettext_noop("ただ1つの本部です。閉店にしたり、店舗に変えたりはできません。"),
    )
    IN_USE = (
        "in_use",
        gettext_noop(
            "店舗や担当のエリアマネージャーがいるエリアは削除できません。先にほかのエリアへ移してください。"
        ),
    )
    ADDRESSED = (
        "addressed",
        gettext_noop(
            "このエリアあてのお知らせがあるため、削除できません（削除したお知らせも含みます）。"
            "使わなくなったときは、名前を変えて残してください。"
        ),
    )


@dataclass(frozen=True, slots=True)
class StoreDetails:
    """What is typed about a store. `closed_on` is its last business date, `changeover_hour` 0-23 in Japan."""

    name: str
    kind: str
    area_id: int | None
    prefecture: str
    address: str
    opened_on: date | None
    closed_on: date | None
    changeover_hour: int


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store on its own page; `people` work there now."""

    store_id: int
    name: str
    kind: str
    area_id: int | None
    area: str | None
    prefecture: str
    address: str
    opened_on: date | None
    closed_on: date | None
    changeover_hour: int
    people: int
    version: int
    updated_at: datetime

    @property
    def details(self) -> StoreDetails:
        """The store as somebody would have typed it."""
        return StoreDetails(**{name: getattr(self, name) for name in StoreDetails.__slots__})


def find(viewer: Viewer, store_id: int) -> Query[OpenStore]:
    """The store; no row but for 本部."""
    return Query(
        """
        SELECT s.store_id, s.name, s.kind, s.area_id, a.name AS area, s.prefecture, s.address, s.opened_on,
               s.closed_on, s.changeover_hour::int AS changeover_hour,
               (SELECT count(*)::int FROM users u WHERE u.store_id = s.store_id AND u.is_active) AS people,
               s.version, s.updated_at
        FROM stores s LEFT JOIN areas a ON a.id = s.area_id
        WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s)""",
        OpenStore,
        {"store": store_id, "stores": _writable(viewer)},
    )


def register(viewer: Viewer, details: StoreDetails) -> Query[Written]:
    """A new store; no row but for 本部."""
    return Query(
        """
        WITH wanted AS (
            SELECT CASE WHEN EXISTS (SELECT FROM stores s WHERE s.name = %(name)s) THEN 'taken' END
                   AS hindrance
            WHERE %(is_admin)s::boolean
        ), saved AS (
            INSERT INTO stores
                (name, kind, area_id, prefecture, address, opened_on, closed_on, changeover_hour)
            SELECT %(name)s::varchar, %(kind)s::varchar, %(area_id)s::bigint, %(prefecture)s::varchar,
                   %(address)s::varchar, %(opened_on)s::date, %(closed_on)s::date,
                   %(changeover_hour)s::smallint
            FROM wanted WHERE wanted.hindrance IS NULL
            RETURNING store_id
        )
        SELECT saved.store_id AS id, wanted.hindrance FROM wanted LEFT JOIN saved ON true""",
        Written,
        {"is_admin": viewer.is_admin, **asdict(details)},
    )


def change(viewer: Viewer, store_id: int, details: StoreDetails, opened: int | None) -> Query[Written]:
    """Change a store over the version that was `opened`; no row but for 本部.

    Neither written nor hindered: somebody has changed it in between, or nothing differs.
    """
    return Query(
        """
        WITH target AS (
            SELECT s.store_id,
                   CASE WHEN EXISTS (SELECT FROM stores o
                                     WHERE o.name = %(name)s AND o.store_id <> s.store_id)
                        THEN 'taken'
                        WHEN s.kind = 'hq' AND s.closed_on IS NULL
                         AND ('hq' <> %(kind)s::text OR %(closed_on)s::date IS NOT NULL)
                         AND NOT EXISTS (SELECT FROM stores o WHERE o.kind = 'hq' AND o.closed_on IS NULL
                                                                AND o.store_id <> s.store_id)
                        THEN 'only_head_office' END AS hindrance
            FROM stores s WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s) FOR UPDATE
        ), saved AS (
            UPDATE stores s
            SET name = %(name)s, kind = %(kind)s, area_id = %(area_id)s::bigint, prefecture = %(prefecture)s,
                address = %(address)s, opened_on = %(opened_on)s::date, closed_on = %(closed_on)s::date,
                changeover_hour = %(changeover_hour)s::smallint
            FROM target
            WHERE s.store_id = target.store_id AND target.hindrance IS NULL AND s.version = %(opened)s::int
              AND (s.name, s.kind, s.area_id, s.prefecture, s.address, s.opened_on, s.closed_on,
                   s.changeover_hour) IS DISTINCT FROM
                  (%(name)s::text, %(kind)s::text, %(area_id)s::bigint, %(prefecture)s::text,
                   %(address)s::text, %(opened_on)s::date, %(closed_on)s::date,
                   %(changeover_hour)s::smallint)
            RETURNING s.store_id
        )
        SELECT saved.store_id AS id, target.hindrance FROM target LEFT JOIN saved ON true""",
        Written,
        {"store": store_id, "stores": _writable(viewer), "opened": opened, **asdict(details)},
    )


def add_area(viewer: Viewer, name: str) -> Query[Written]:
    """A new area; no row but for 本部."""
    return Query(
        """
        WITH saved AS (
            INSERT INTO areas (name) SELECT %(name)s::varchar WHERE %(is_admin)s::boolean
            ON CONFLICT DO NOTHING RETURNING id
        )
        SELECT saved.id, CASE WHEN saved.id IS NULL THEN 'taken' END AS hindrance
        FROM (SELECT) AS always LEFT JOIN saved ON true WHERE %(is_admin)s::boolean""",
        Written,
        {"name": name, "is_admin": viewer.is_admin},
    )


def rename_area(viewer: Viewer, area_id: int, name: str, was: str) -> Query[Written]:
    """Give an area another name; no row when there is none, and but for 本部.

    Neither written nor hindered: its name is no longer `was`.
    """
    return Query(
        _AREA
        + """, wanted AS (
            SELECT target.id,
                   CASE WHEN EXISTS (SELECT FROM areas o WHERE o.name = %(name)s AND o.id <> target.id)
                        THEN 'taken' END AS hindrance FROM target
        ), saved AS (
            UPDATE areas a SET name = %(name)s FROM wanted
            WHERE a.id = wanted.id AND wanted.hindrance IS NULL AND a.name = %(was)s RETURNING a.id
        )
        SELECT saved.id, wanted.hindrance FROM wanted LEFT JOIN saved ON true""",
        Written,
        {"area": area_id, "name": name, "was": was, "is_admin": viewer.is_admin},
    )


def delete_area(viewer: Viewer, area_id: int) -> Query[Written]:
    """Delete an area that no store and no manager is in, and no announcement is for; the retired leave it.

    No row when there is none, and but for 本部.
    """
    return Query(
        _AREA
        + """, wanted AS (
            SELECT target.id,
                   CASE WHEN EXISTS (SELECT FROM stores s WHERE s.area_id = target.id)
                          OR EXISTS (SELECT FROM area_managers m JOIN users u ON u.user_id = m.user_id
                                     WHERE m.area_id = target.id AND u.is_active)
                        THEN 'in_use'
                        WHEN EXISTS (SELECT FROM bbs_posts p WHERE p.area_id = target.id)
                        THEN 'addressed' END AS hindrance FROM target
        ), retired AS (
            DELETE FROM area_managers m USING wanted WHERE m.area_id = wanted.id AND wanted.hindrance IS NULL
        ), gone AS (
            DELETE FROM areas a USING wanted
            WHERE a.id = wanted.id AND wanted.hindrance IS NULL RETURNING a.id
        )
        SELECT gone.id, wanted.hindrance FROM wanted LEFT JOIN gone ON true""",
        Written,
        {"area": area_id, "is_admin": viewer.is_admin},
    )


def _writable(viewer: Viewer) -> list[int]:
    """The stores that the viewer may write."""
    return viewer.stores if viewer.is_admin else []


_AREA: LiteralString = """
    WITH target AS (SELECT a.id FROM areas a WHERE a.id = %(area)s AND %(is_admin)s::boolean FOR UPDATE)"""
