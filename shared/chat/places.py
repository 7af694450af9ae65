"""Which store or area a name means, among those whose figures the viewer may read."""

import unicodedata
from dataclasses import dataclass
from typing import LiteralString

from shared.access import Viewer
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Place:
    """A store or an area (`kind`, a code of `shared.words.ScopeKind`), by its number and name; `stores` are
    those of it that are within reach."""

    kind: str
    number: int
    name: str
    stores: list[int]


def named(viewer: Viewer, store_name: str) -> Query[Place]:
    """The one that is called so, else the one with the shortest name that holds it; stores before areas. Only
    stores that sell, and whose figures the viewer reads; an area only where all of it is in reach, since the
    sum of a part would be taken for the area's. 新横浜 and 西新宿 are no 横浜 and no 新宿.

    No row for a name that nothing within reach has, whether it is there or not.
    """
    params = {"stores": viewer.stores, "with_hq": False, "names": _folded(store_name)}
    return Query(_NAMED, Place, params)


def writing(viewer: Viewer, store_name: str) -> Query[Place]:
    """As `named`, among the stores whose reports the viewer reads, and the head office."""
    params = {"stores": viewer.report_stores, "with_hq": True, "names": _folded(store_name)}
    return Query(_NAMED, Place, params)


_NAMED: LiteralString = """
    SELECT p.kind, p.number, p.name, p.stores
    FROM (SELECT 'store' AS kind, s.store_id::bigint AS number, s.name::text AS name,
                 ARRAY[s.store_id::int] AS stores
          FROM stores s
          WHERE s.store_id = ANY(%(stores)s) AND (s.kind = 'store' OR %(with_hq)s::boolean)
          UNION ALL
          SELECT 'area', a.id, a.name, array_agg(s.store_id::int ORDER BY s.store_id)
          FROM areas a JOIN stores s ON s.area_id = a.id
          WHERE s.store_id = ANY(%(stores)s) AND (s.kind = 'store' OR %(with_hq)s::boolean)
            AND NOT EXISTS (SELECT FROM stores o WHERE o.area_id = a.id AND o.store_id <> ALL(%(stores)s))
          GROUP BY a.id, a.name) p
    CROSS JOIN LATERAL (SELECT lower(normalize(p.name, NFKC)) AS name) f
    CROSS JOIN unnest(%(names)s::text[]) WITH ORDINALITY AS asked (name, place)
    WHERE strpos(f.name, asked.name) > 0
      AND substr(f.name, strpos(f.name, asked.name) - 1, 1) NOT IN ('新', '東', '西', '南', '北')
    ORDER BY asked.place, f.name <> asked.name, p.kind DESC, length(p.name), p.number LIMIT 1"""


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


def _folded(name: str) -> list[str]:
    """The name as it is compared, and without what people add to one; nothing where nothing is left."""
    text = unicodedata.normalize("NFKC", name).replace("\0", "").lower().strip()
    forms = [text, *(text.removesuffix(end).strip() for end in ("エリア", "店舗", "店"))]
    return [form for form in dict.fromkeys(forms) if form]
