"""Words of the trade that a search takes for each other. Everybody's searches read them, 本部 writes them.

Each writing statement runs in a transaction that began with `shared.access.settling`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.access import Viewer
from shared.chain import Written
from shared.db import Query
from shared.search.keywords import fold

MOST_TERMS: Final = 20
LONGEST_TERM: Final = 40


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean the same, in the order in which they were written; `updated_by` is a name, or None."""

    id: int
    terms: list[str]
    updated_by: str | None


def groups() -> Query[Group]:
    """All groups, by their first word."""
    return Query(
        """
        SELECT g.id, g.terms, (SELECT btrim(u.last_name || ' ' || u.first_name)
                               FROM users u WHERE u.user_id = g.updated_by) AS updated_by
        FROM search_synonyms g ORDER BY g.terms[1] COLLATE "C", g.id""",
        Group,
        {},
    )


def save(
    viewer: Viewer, synonyms_id: int | None, terms: Sequence[str], was: Sequence[str] = ()
) -> Query[Written]:
    """A new group of the words `terms` (`cleaned`), or those of the group `synonyms_id` instead.

    No row when there is no such group, and but for 本部. Neither written nor hindered: its words are not
    `was` any more. Fewer than two words, or more than `MOST_TERMS`, are `few` and `many`.
    """
    return Query(
        """
        WITH target AS (
            SELECT g.id, g.terms::text[] IN (%(was)s::text[], %(terms)s::text[]) AS is_current
            FROM search_synonyms g WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean FOR UPDATE
        ), asked AS (
            SELECT CASE WHEN cardinality(%(terms)s::text[]) < 2 THEN 'few'
                        WHEN cardinality(%(terms)s::text[]) > %(most)s::int THEN 'many' END AS hindrance
            WHERE %(is_admin)s::boolean AND (%(group)s::bigint IS NULL OR EXISTS (SELECT FROM target))
        ), added AS (
            INSERT INTO search_synonyms (terms, updated_by)
            SELECT %(terms)s::text[], %(user)s::varchar FROM asked
            WHERE hindrance IS NULL AND %(group)s::bigint IS NULL RETURNING id
        ), changed AS (
            UPDATE search_synonyms g
            SET terms = %(terms)s::text[], updated_by = %(user)s::varchar, updated_at = statement_timestamp()
            FROM target t, asked
            WHERE g.id = t.id AND t.is_current AND asked.hindrance IS NULL RETURNING g.id
        )
        SELECT coalesce((SELECT id FROM added), (SELECT id FROM changed)) AS id, asked.hindrance
        FROM asked""",
        Written,
        {
            "group": synonyms_id,
            "terms": list(terms),
            "was": list(was),
            "most": MOST_TERMS,
            "user": viewer.user_id,
            "is_admin": viewer.is_admin,
        },
    )


def remove(viewer: Viewer, synonyms_id: int) -> Query[Written]:
    """Delete the group. No row when there is none, and but for 本部."""
    return Query(
        """
        DELETE FROM search_synonyms g WHERE g.id = %(group)s::bigint AND %(is_admin)s::boolean
        RETURNING g.id, NULL::text AS hindrance""",
        Written,
        {"group": synonyms_id, "is_admin": viewer.is_admin},
    )


def cleaned(typed: Iterable[str]) -> list[str]:
    """The words as they are kept: without white space around them, cut, none empty, none twice (folded)."""
    kept: dict[str, str] = {}
    for word in typed:
        plain = " ".join(word.encode("utf-8", "replace").decode().replace("\0", " ").split())[:LONGEST_TERM]
        if plain.strip():
            kept.setdefault(fold(plain), plain.strip())
    return list(kept.values())
