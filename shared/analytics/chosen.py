"""The stores that a question is about: `WITH chosen AS (...)`. They sell; the head office is in no figure."""

from dataclasses import dataclass
from typing import LiteralString

from shared.access import Viewer
from shared.words import ScopeKind


@dataclass(frozen=True, slots=True)
class Scope:
    """All of the viewer's stores, those of an area or a group, or one; `number` is its id, 0 for all.

    Written `all`, `area:3`, `group:4`, `store:12` in an address.
    """

    kind: ScopeKind = ScopeKind.ALL
    number: int = 0

    def __str__(self) -> str:
        return self.kind.value if self.kind is ScopeKind.ALL else f"{self.kind.value}:{self.number}"

    @property
    def is_one_store(self) -> bool:
        """Whether it is one store, which is compared with the average of the others."""
        return self.kind is ScopeKind.STORE


CHOSEN: LiteralString = """
    chosen AS (
        SELECT s.store_id, s.name, s.area_id, coalesce(s.opened_on, '-infinity') AS opened_on,
               coalesce(s.closed_on, 'infinity') AS closed_on
        FROM stores s
        WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store'
          AND CASE %(scope)s::text
                  WHEN 'store' THEN s.store_id = %(number)s::bigint
                  WHEN 'area' THEN s.area_id = %(number)s::bigint
                  WHEN 'group' THEN EXISTS (SELECT FROM store_group_members m
                                            WHERE m.group_id = %(number)s::bigint AND m.store_id = s.store_id)
                  ELSE true
              END
    )
"""


def chosen(viewer: Viewer, scope: Scope) -> dict[str, object]:
    """The parameters of `CHOSEN`. A store, area or group out of the viewer's reach chooses nothing."""
    return {"stores": viewer.stores, "scope": scope.kind.value, "number": scope.number}
