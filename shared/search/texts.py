"""The half that goes by words: which texts may fit, and how well each does.

Candidates are the newest texts that hold all the words (`walk`), and those that hold some of the rarer parts
of the question, as many as are worth looking at. What stands in a text decides its place among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from shared.search import walk
from shared.search.keywords import CANDIDATE, Frequencies, Statistics
from shared.search.kinds import Kind, Narrowing, within
from shared.search.walk import Listing
from shared.search.weights import Asked

MOST_CANDIDATES: Final = 2000
MOST_SCORED: Final = 300
NO_STATISTICS: Final = Frequencies(Statistics(0, 1, [], []))


@dataclass(frozen=True, slots=True)
class Half:
    """Common table expressions that end with the half's own, and what they bind."""

    parts: list[LiteralString]
    params: dict[str, object]


def half(
    kinds: Sequence[Kind],
    wanted: Narrowing,
    asked: Asked,
    frequencies: Mapping[str, Frequencies],
    stores: int,
    depth: int,
) -> Half:
    """`by_words (kind, id, rank)`: the texts that fit by their words, best first."""
    params: dict[str, object] = {"asked_terms": asked.terms, "asked_weights": asked.weights}
    if not wanted.words.words or not kinds:
        return Half([_TERMS, _NOTHING], params)
    parts = [_TERMS]
    candidates: list[LiteralString] = []
    params |= walk.bound(wanted.words, walk.NO_PLAN) | {"most": MOST_CANDIDATES, "scored": MOST_SCORED}
    for kind in kinds:
        known = frequencies.get(kind.table, NO_STATISTICS)
        plan = known.plan(wanted.words, stores, depth)
        holding = walk.holding(_listing(kind, within(kind, wanted)), plan)
        parts.append(_named(_HELD.replace("{holding}", holding), kind))
        params |= {f"{kind.code}_{name}": getattr(plan, name) for name in ("first", "least", "further")}
        queries = asked.parts(known, MOST_CANDIDATES)
        if queries:
            parts.append(_named(_PARTS.replace("{within}", within(kind, wanted)), kind))
            params |= {
                f"{kind.code}_any": " | ".join(f"({query})" for query in queries),
                f"{kind.code}_queries": list(queries),
                f"{kind.code}_query_weights": list(queries.values()),
            }
        candidates.append(_named(_CANDIDATES.replace("{parts}", _OF_PARTS if queries else ""), kind))
    parts += ["candidates AS MATERIALIZED (" + " UNION ALL ".join(candidates) + ")", _SCORED]
    return Half(parts, params)


def _listing(kind: Kind, narrowed: LiteralString) -> Listing:
    return Listing(
        keys=kind.keys,
        order=kind.order,
        walked="SELECT "
        + kind.keys
        + ", r.search, r.title, r.content FROM "
        + kind.rows
        + " WHERE r.id + 0 > beside.zero AND "
        + narrowed,
        found="SELECT " + kind.keys + " FROM " + kind.rows + " WHERE " + CANDIDATE + " AND " + narrowed,
        table=kind.texts,
    )


def _named(text: LiteralString, kind: Kind) -> LiteralString:
    for name in ("first", "least", "further"):
        text = text.replace("%(" + name + ")s", "%(" + kind.code + "_" + name + ")s")
    return (
        text.replace("{kind}", kind.code)
        .replace("{rows}", kind.rows)
        .replace("{day}", kind.day)
        .replace("%(limit)s", "%(depth)s")
    )


_TERMS: LiteralString = """
    terms AS MATERIALIZED (
        SELECT * FROM unnest(%(asked_terms)s::text[], %(asked_weights)s::float8[]) AS t (term, weight)
    )"""
_NOTHING: LiteralString = "by_words AS (SELECT ''::text AS kind, 0::bigint AS id, 0::bigint AS rank LIMIT 0)"
_HELD: LiteralString = "{kind}_held AS MATERIALIZED (WITH {holding} SELECT r.id FROM page r)"
_PARTS: LiteralString = """
    {kind}_query AS MATERIALIZED (
        SELECT query::tsquery, weight
        FROM unnest(%({kind}_queries)s::text[], %({kind}_query_weights)s::float8[]) AS q (query, weight)
    ), {kind}_parts AS MATERIALIZED (
        SELECT r.id FROM (
            SELECT r.id, r.search FROM {rows} WHERE r.search @@ %({kind}_any)s::tsquery AND {within}
            LIMIT %(most)s
        ) r
        ORDER BY (SELECT sum(q.weight) FROM {kind}_query q WHERE r.search @@ q.query) DESC, r.id DESC
        LIMIT %(scored)s
    )"""
_OF_PARTS: LiteralString = " UNION SELECT id FROM {kind}_parts"
_CANDIDATES: LiteralString = """
    SELECT '{kind}'::text AS kind, r.id, {day} AS day, h.id IS NOT NULL AS is_held,
           search_fold(r.title) AS title, search_fold(r.content) AS content
    FROM (SELECT id FROM {kind}_held{parts}) c JOIN {rows} ON r.id = c.id
    LEFT JOIN {kind}_held h ON h.id = c.id
    """
_SCORED: LiteralString = """
    by_words AS MATERIALIZED (
        SELECT kind, id, row_number() OVER (
                   ORDER BY is_held DESC, score DESC, day DESC NULLS LAST, id DESC) AS rank
        FROM (
            SELECT c.kind, c.id, c.day, c.is_held, (
                SELECT sum(t.weight * (CASE WHEN strpos(c.title, t.term) > 0 THEN 1.5
                                            WHEN strpos(c.content, t.term) > 0 THEN 1.0 ELSE 0 END))
                FROM terms t) AS score
            FROM candidates c
        ) s
        WHERE score > 0 OR is_held
        ORDER BY rank LIMIT %(depth)s
    )"""
