"""What stands around every page of figures, in one statement: 未読, the stores to choose from, views."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from shared import unread, views
from shared.access import Viewer
from shared.db import Query
from shared.views import SavedView


class StoreChoice(TypedDict):
    """A store that sells and that the viewer reads; `area_id` None where it is in no area."""

    store_id: int
    name: str
    area_id: int | None


class NamedChoice(TypedDict):
    """An area, or a group of stores, of which the viewer reads at least one that sells."""

    id: int
    name: str


class ViewRow(TypedDict):
    """The columns of a `views.SavedView`."""

    id: int
    page: str
    name: str
    query: str
    role: str | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`items` is what is 未読 on the board; `stores` are by number, `saved` views as `views.readable`."""

    items: int
    stores: list[StoreChoice]
    areas: list[NamedChoice]
    groups: list[NamedChoice]
    saved: list[ViewRow]

    @property
    def views(self) -> list[SavedView]:
        """The saved views, the viewer's own first, then by name."""
        return [SavedView(**view) for view in self.saved]


def frame(viewer: Viewer, today: date) -> Query[Surroundings]:
    """The one row of it on the business date `today`."""
    items, saved = unread.count(viewer, today), views.readable(viewer)
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
               (SELECT coalesce(json_agg(v), '[]'::json) FROM ("""
        + saved.sql
        + ") v) AS saved",
        Surroundings,
        {**items.params, **saved.params, "stores": viewer.stores},
    )
