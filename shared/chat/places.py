"""Which store or area a name means, among those whose figures the viewer may read."""

import unicodedata
from dataclasses import dataclass

from shared.access import Viewer
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Place:
    """A store or an area (`kind`, a code of `shared.words.ScopeKind`), by its number and name."""

    kind: str
    number: int
    name: str


def named(viewer: Viewer, name: str) -> Query[Place]:
    """The one whose name is `name`, else the shortest that holds it; stores before areas.

    No row for a name that nothing within reach has, whether it is there or not.
    """
    return Query(
        """
        SELECT p.kind, p.number, p.name
        FROM (SELECT 'store' AS kind, s.store_id::bigint AS number, s.name::text AS name
              FROM stores s WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
              UNION ALL
              SELECT 'area', a.id, a.name
              FROM areas a WHERE EXISTS (SELECT FROM stores s
                                         WHERE s.area_id = a.id AND s.store_id = ANY(%(stores)s))) p
        WHERE %(name)s::text <> '' AND strpos(lower(normalize(p.name, NFKC)), %(name)s::text) > 0
        ORDER BY p.kind DESC, length(p.name), p.number LIMIT 1""",
        Place,
        {"stores": viewer.stores, "name": _folded(name)},
    )


@dataclass(frozen=True, slots=True)
class StoreName:
    """A store's name."""

    name: str


def names(viewer: Viewer) -> Query[StoreName]:
    """The names of the stores in the viewer's reach that sell, by number."""
    return Query(
        """
        SELECT s.name FROM stores s WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
        ORDER BY s.store_id""",
        StoreName,
        {"stores": viewer.stores},
    )


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).lower().strip()
    return text.removesuffix("エリア").strip() if text != "エリア" else text
