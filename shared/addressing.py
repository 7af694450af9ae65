"""To whom a viewer may address an announcement: everybody (本部), areas that are all theirs, their stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.db import Query
from shared.words import Audience


@dataclass(frozen=True, slots=True)
class Announcement:
    """Whom a post is for: all, an area or stores, as `audience` says; 必読 until `due_on`, if at all."""

    audience: str
    area_id: int | None
    store_ids: list[int]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Addressee:
    """An open store that the viewer reads; `is_whole_area` when they read every open store of its area."""

    store_id: int
    name: str
    area_id: int | None
    area: str | None
    is_whole_area: bool


def addressees(viewer: Viewer, today: date) -> Query[Addressee]:
    """The stores that are open at the business date `today`, by area; none for who does not manage."""
    return Query(
        """
        SELECT s.store_id, s.name, s.area_id, a.name AS area,
               s.area_id IS NOT NULL AND NOT EXISTS (
                   SELECT FROM stores o WHERE o.area_id = s.area_id AND """
        + _IS_OPEN.replace("s.", "o.")
        + """ AND o.store_id <> ALL(%(stores)s)) AS is_whole_area
        FROM stores s LEFT JOIN areas a ON a.id = s.area_id
        WHERE s.store_id = ANY(%(stores)s) AND %(is_managing)s AND """
        + _IS_OPEN
        + " ORDER BY a.id NULLS FIRST, s.store_id",
        Addressee,
        {"stores": viewer.stores, "is_managing": viewer.is_managing, "today": today},
    )


def bound(viewer: Viewer, announcement: Announcement | None, today: date) -> Mapping[str, object]:
    """What `ADDRESSABLE` binds beside the viewer's `stores`, and the columns of an announcement (or none)."""
    said = announcement or Announcement(Audience.ALL, None, [], None)
    return {
        "is_announced": announcement is not None,
        "is_managing": viewer.is_managing,
        "is_admin": viewer.is_admin,
        "today": today,
        "audience": said.audience,
        "area_id": said.area_id if said.audience == Audience.AREA else None,
        "store_ids": sorted(set(said.store_ids)) if said.audience == Audience.STORES else [],
        "due_on": said.due_on,
    }


_IS_OPEN: LiteralString = "(s.closed_on IS NULL OR s.closed_on >= %(today)s::date)"
_OPEN_IN_AREA: LiteralString = "SELECT FROM stores s WHERE s.area_id = %(area_id)s::bigint AND " + _IS_OPEN

# Whether the viewer may announce what they wrote to whom they chose, or announces nothing.
ADDRESSABLE: LiteralString = (
    """
    (NOT %(is_announced)s OR (%(is_managing)s AND CASE %(audience)s::varchar
        WHEN 'all' THEN %(is_admin)s
        WHEN 'area' THEN EXISTS ("""
    + _OPEN_IN_AREA
    + ") AND NOT EXISTS ("
    + _OPEN_IN_AREA
    + """ AND s.store_id <> ALL(%(stores)s))
        ELSE cardinality(%(store_ids)s::int[]) > 0 AND %(store_ids)s::int[] <@ %(stores)s::int[]
    END))"""
)
