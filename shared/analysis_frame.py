"""What stands around every page of figures, in one statement: 未読, the stores to choose from, views."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from shared import unread
from shared.access import Viewer
from shared.db import Query


class StoreChoice(TypedDict):
    """A store that sells and that the viewer reads; `area_id` None where it is in no area."""

    store_id: int
    name: str
    area_id: int | None


class NamedChoice(TypedDict):
    """An area, or a group of stores, of which the viewer reads at least one that sells."""

    id: int
    name: str


class SavedView(TypedDict):
    """A question under a name: the viewer's own (`is_mine`), or their role's. `query` counts from today."""

    id: int
    page: str
    name: str
    query: str
    is_default: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`items` is what is 未読 on the board; `stores` are by number, `views` by name, the own ones first."""

    items: int
    stores: list[StoreChoice]
    areas: list[NamedChoice]
    groups: list[NamedChoice]
    views: list[SavedView]


def frame(viewer: Viewer, today: date) -> Query[Surroundings]:
    """The one row of it on the business date `today`."""
    items = unread.count(viewer, today)
    return Query(
        "SELECT ("
        + items.sql
        + """) AS items,
               (SELECT coalesce(json_agg(json_build_object(
                           'store_id', s.store_id, 'name', s.name, 'area_id', s.area_id)
                           ORDER BY s.store_id), '[]'::json)
                FROM stores s WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store') AS stores,
               (SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', a.name) ORDER BY a.id),
                                '[]'::json)
                FROM areas a
                WHERE EXISTS (SELECT FROM stores s WHERE s.area_id = a.id AND s.kind = 'store'
                                AND s.store_id = ANY(%(stores)s))) AS areas,
               (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) ORDER BY g.name),
                                '[]'::json)
                FROM store_groups g
                WHERE EXISTS (SELECT FROM store_group_members m JOIN stores s ON s.store_id = m.store_id
                              WHERE m.group_id = g.id AND s.kind = 'store'
                                AND s.store_id = ANY(%(stores)s))) AS groups,
               (SELECT coalesce(json_agg(json_build_object(
                           'id', v.id, 'page', v.page, 'name', v.name, 'query', v.query,
                           'is_default', v.is_default, 'is_mine', v.owner IS NOT NULL)
                           ORDER BY v.owner IS NULL, v.name, v.id), '[]'::json)
                FROM analysis_views v
                WHERE v.owner = %(user)s::varchar OR v.role = %(role)s::varchar) AS views""",
        Surroundings,
        {**items.params, "stores": viewer.stores, "user": viewer.user_id, "role": viewer.role},
    )
