"""店舗グループ: stores that 本部 looks at together, whatever their area. A store may be in several.

本部 alone reads and writes them here; each writing statement runs in a transaction that began with
`shared.access.settling`.
"""

from collections.abc import Collection
from dataclasses import dataclass

from shared.access import Viewer
from shared.chain_written import Written
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Group:
    """A group in a list, with how many stores are in it."""

    id: int
    name: str
    stores: int


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A group on its own page; `members` are its stores' numbers, ascending."""

    id: int
    name: str
    members: list[int]


def listed(viewer: Viewer) -> Query[Group]:
    """All groups by name; nothing but for 本部."""
    return Query(
        """
        SELECT g.id, g.name,
               (SELECT count(*)::int FROM store_group_members m WHERE m.group_id = g.id) AS stores
        FROM store_groups g WHERE %(is_admin)s::boolean ORDER BY g.name""",
        Group,
        {"is_admin": viewer.is_admin},
    )


def find(viewer: Viewer, group_id: int) -> Query[OpenGroup]:
    """The group; no row when there is none, and but for 本部."""
    return Query(
        """
        SELECT g.id, g.name,
               ARRAY(SELECT m.store_id FROM store_group_members m
                     WHERE m.group_id = g.id ORDER BY m.store_id) AS members
        FROM store_groups g WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean""",
        OpenGroup,
        {"group": group_id, "is_admin": viewer.is_admin},
    )


def add(viewer: Viewer, name: str) -> Query[Written]:
    """A new group, without stores; no row but for 本部."""
    return Query(
        """
        WITH saved AS (
            INSERT INTO store_groups (name) SELECT %(name)s::varchar WHERE %(is_admin)s::boolean
            ON CONFLICT DO NOTHING RETURNING id
        )
        SELECT saved.id, CASE WHEN saved.id IS NULL THEN 'taken' END AS hindrance
        FROM (SELECT) AS always LEFT JOIN saved ON true WHERE %(is_admin)s::boolean""",
        Written,
        {"name": name, "is_admin": viewer.is_admin},
    )


def change(
    viewer: Viewer, group_id: int, name: str, was: str, entered: Collection[int], gone: Collection[int]
) -> Query[Written]:
    """Name the group `name`, take the stores `entered` into it and `gone` out of it.

    What two people change at once adds up: only what differs from what they saw is written. The head office
    enters no group. No row when there is none, and but for 本部. Neither written nor hindered: its name is
    no longer `was`.
    """
    return Query(
        """
        WITH target AS (
            SELECT g.id, g.name IN (%(was)s::text, %(name)s::text) AS is_current,
                   CASE WHEN EXISTS (SELECT FROM store_groups o
                                     WHERE o.name = %(name)s AND o.id <> g.id) THEN 'taken' END AS hindrance
            FROM store_groups g WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean FOR UPDATE
        ), ready AS (
            SELECT t.id FROM target t WHERE t.hindrance IS NULL AND t.is_current
        ), renamed AS (
            UPDATE store_groups g SET name = %(name)s FROM ready WHERE g.id = ready.id AND g.name <> %(name)s
        ), entered AS (
            INSERT INTO store_group_members (group_id, store_id)
            SELECT ready.id, s.store_id FROM ready, stores s
            WHERE s.store_id = ANY(%(stores)s) AND s.store_id = ANY(%(entered)s::int[]) AND s.kind = 'store'
            ON CONFLICT DO NOTHING
        ), gone AS (
            DELETE FROM store_group_members m USING ready
            WHERE m.group_id = ready.id AND m.store_id = ANY(%(stores)s)
              AND m.store_id = ANY(%(gone)s::int[])
        )
        SELECT ready.id, target.hindrance FROM target LEFT JOIN ready ON true""",
        Written,
        {
            "group": group_id,
            "name": name,
            "was": was,
            "entered": list(entered),
            "gone": list(gone),
            "stores": viewer.stores if viewer.is_admin else [],
            "is_admin": viewer.is_admin,
        },
    )


def remove(viewer: Viewer, group_id: int) -> Query[Written]:
    """Delete the group; its stores stay as they are. No row when there is none, and but for 本部."""
    return Query(
        """
        WITH target AS (
            SELECT g.id FROM store_groups g
            WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean FOR UPDATE
        ), left_alone AS (
            DELETE FROM store_group_members m USING target WHERE m.group_id = target.id
        )
        DELETE FROM store_groups g USING target WHERE g.id = target.id
        RETURNING g.id, NULL::text AS hindrance""",
        Written,
        {"group": group_id, "is_admin": viewer.is_admin},
    )
