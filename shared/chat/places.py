"""Which store or area a name means, among those whose figures the viewer may read."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, LiteralString

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
    """The one that is called so, with 店 or エリア or without, else the one store (or else area) in whose
    name it is a word: 渋谷 is one of 麺屋 渋谷店 and of 渋谷駅前店, 上野 is none of 上野毛店.

    Only stores that sell, and whose figures the viewer reads; an area only where all of it is in reach, since
    the sum of a part would be taken for the area's.
    No row for a name that nothing within reach has, whether it is there or not, or that several have.
    """
    return _called(store_name, stores=viewer.stores, with_hq=False)


def writing(viewer: Viewer, store_name: str) -> Query[Place]:
    """As `named`, among the stores whose reports the viewer reads, and the head office."""
    return _called(store_name, stores=viewer.report_stores, with_hq=True)


def _called(store_name: str, *, stores: list[int], with_hq: bool) -> Query[Place]:
    kind, patterns = _patterns(store_name)
    params = {"stores": stores, "with_hq": with_hq, "kind": kind, "patterns": patterns}
    return Query(_NAMED, Place, params)


_NAMED: LiteralString = """
    SELECT one.kind, one.number, one.name, one.stores
    FROM (SELECT p.*, count(*) OVER (PARTITION BY asked.place, p.kind) AS fitting
          FROM (SELECT 'store' AS kind, s.store_id::bigint AS number, s.name::text AS name,
                       ARRAY[s.store_id::int] AS stores
                FROM stores s
                WHERE s.store_id = ANY(%(stores)s) AND (s.kind = 'store' OR %(with_hq)s::boolean)
                UNION ALL
                SELECT 'area', a.id, a.name, array_agg(s.store_id::int ORDER BY s.store_id)
                FROM areas a JOIN stores s ON s.area_id = a.id
                WHERE s.store_id = ANY(%(stores)s) AND (s.kind = 'store' OR %(with_hq)s::boolean)
                  AND NOT EXISTS (SELECT FROM stores o
                                  WHERE o.area_id = a.id AND o.store_id <> ALL(%(stores)s))
                GROUP BY a.id, a.name) p
          JOIN unnest(%(patterns)s::text[]) WITH ORDINALITY AS asked (pattern, place)
              ON lower(normalize(p.name, NFKC)) ~ asked.pattern
          WHERE asked.place = 1 OR %(kind)s::text IN ('', p.kind)
          ORDER BY asked.place, p.kind DESC LIMIT 1) one
    WHERE one.fitting = 1"""


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


LONGEST: Final = 100  # characters of a name
_ENDS: Final = {"store": "店舗?", "area": "エリア|地区"}
_SCRIPTS: Final = ("一-龥々〆ヶ", "ァ-ヴー", "ぁ-ん", "a-z", "0-9")


def _patterns(name: str) -> tuple[str, list[str]]:
    """What it says that it is, and regular expressions of PostgreSQL for the folded names that it may mean:
    all of it, all but the end that people add or leave out, a word. None for what no place can be called."""
    text = unicodedata.normalize("NFKC", name).replace("\0", "").lower().strip()
    if not text or len(text) > LONGEST:
        return "", []
    kind = next((kind for kind, end in _ENDS.items() if re.search(f"(?:{end})$", text)), "")
    end = _ENDS.get(kind, "|".join(_ENDS.values()))
    called = re.sub(rf"\s*(?:{end})$", "", text)
    whole = f"^{' *'.join(re.escape(letter) for letter in text if letter != ' ')}$"
    if not called:
        return kind, [whole]
    stem, begun, alone = re.escape(called), _other_than("<!", called[0]), _other_than("!", called[-1])
    ended = f"(?:{end})(?![一-龥ァ-ヴー])|$" if kind else f"(?:{end})?{alone}|駅|[東西南北]口|[本支]店"
    return kind, [whole, f"^{stem} *(?:{end})?$", f"{begun}{stem}(?:{ended})"]


def _other_than(side: str, letter: str) -> str:
    """That no letter of the same script stands beside it: then it would be a part of a longer word."""
    script = next((one for one in _SCRIPTS if re.match(f"[{one}]", letter)), "")
    return f"(?{side}[{script}])" if script else ""
