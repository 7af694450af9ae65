"""検索の言い換え: words that a search takes for each other, each of them in one group at most.

本部 alone reads and writes them here; each writing statement runs in a transaction that began with
`shared.access.settling`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from shared.access import Viewer
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean the same, as they were typed; `editor` is None where nobody is known."""

    id: int
    terms: list[str]
    editor: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """The group that was written. None: another group has the words `taken`, or somebody else was first."""

    id: int | None
    taken: list[str]


@dataclass(frozen=True, slots=True)
class Same:
    """Words that mean the same."""

    terms: list[str]


def groups() -> Query[Same]:
    """All groups, for a search; whose it is changes nothing."""
    return Query("SELECT g.terms::text[] AS terms FROM search_synonyms g ORDER BY g.id", Same, {})


def listed(viewer: Viewer) -> Query[Group]:
    """All groups, the last changed first; nothing but for 本部."""
    return Query(
        _GROUPS + "WHERE %(is_admin)s::boolean ORDER BY g.updated_at DESC, g.id DESC",
        Group,
        {"is_admin": viewer.is_admin},
    )


def find(viewer: Viewer, synonyms_id: int) -> Query[Group]:
    """The group; no row when there is none, and but for 本部."""
    return Query(
        _GROUPS + "WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean",
        Group,
        {"group": synonyms_id, "is_admin": viewer.is_admin},
    )


def add(viewer: Viewer, terms: Sequence[str]) -> Query[Saved]:
    """A new group; no row but for 本部."""
    return Query(
        _TAKEN
        + """, saved AS (
            INSERT INTO search_synonyms (terms, updated_by)
            SELECT %(terms)s::varchar[], %(user)s::varchar FROM taken WHERE taken.terms = '{}'
            RETURNING id
        )
        SELECT saved.id, taken.terms AS taken FROM taken LEFT JOIN saved ON true""",
        Saved,
        {"terms": list(terms), "user": viewer.user_id, "group": None, "is_admin": viewer.is_admin},
    )


def change(
    viewer: Viewer, synonyms_id: int, terms: Sequence[str], opened_at: datetime | None
) -> Query[Saved]:
    """Give the group these words. No row when there is none, and but for 本部.

    Neither written nor taken: it was changed after `opened_at`, the `updated_at` that its page showed.
    """
    return Query(
        _TAKEN
        + """, target AS (
            SELECT g.id FROM search_synonyms g, taken WHERE g.id = %(group)s::bigint FOR UPDATE OF g
        ), saved AS (
            UPDATE search_synonyms g
            SET terms = %(terms)s::varchar[], updated_by = %(user)s, updated_at = now()
            FROM target, taken
            WHERE g.id = target.id AND taken.terms = '{}' AND g.updated_at = %(opened_at)s::timestamptz
            RETURNING g.id
        )
        SELECT saved.id, taken.terms AS taken FROM target CROSS JOIN taken LEFT JOIN saved ON true""",
        Saved,
        {
            "group": synonyms_id,
            "terms": list(terms),
            "user": viewer.user_id,
            "opened_at": opened_at,
            "is_admin": viewer.is_admin,
        },
    )


def remove(viewer: Viewer, synonyms_id: int) -> Query[Saved]:
    """Delete the group. No row when there is none, and but for 本部."""
    return Query(
        """
        DELETE FROM search_synonyms g WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean
        RETURNING g.id, '{}'::text[] AS taken""",
        Saved,
        {"group": synonyms_id, "is_admin": viewer.is_admin},
    )


_GROUPS: LiteralString = """
    SELECT g.id, g.terms::text[] AS terms, btrim(u.last_name || ' ' || u.first_name) AS editor, g.updated_at
    FROM search_synonyms g LEFT JOIN users u ON u.user_id = g.updated_by
    """

# One row for 本部, none for others: those of the words that another group has, in their order.
_TAKEN: LiteralString = """
    WITH taken AS MATERIALIZED (
        SELECT ARRAY(
            SELECT wanted.term FROM unnest(%(terms)s::text[]) WITH ORDINALITY AS wanted (term, place)
            WHERE EXISTS (
                SELECT FROM search_synonyms o CROSS JOIN LATERAL unnest(o.terms) AS other (term)
                WHERE o.id IS DISTINCT FROM %(group)s::bigint
                  AND search_fold(other.term) = search_fold(wanted.term))
            ORDER BY wanted.place) AS terms
        WHERE %(is_admin)s::boolean
    )"""
