"""The half that goes by words: which texts may fit, and how well each does.

Candidates are the newest texts that hold all the words (`walk`), those that hold some of the rarer parts of
the question, as many as are worth looking at, and, where other parts are too frequent for that, those of the
newest texts that hold any. How much of the question a text holds decides its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from shared.search import walk, weights
from shared.search.keywords import CANDIDATE, Frequencies, Plan, Statistics
from shared.search.kinds import Kind, Narrowing, newest, within
from shared.search.walk import Listing
from shared.search.weights import Asked

MOST_CANDIDATES: Final = 3000
MOST_SCORED: Final = 120
NEWEST, NEWEST_OF_STORE = 2000, 20  # looked at for the parts that are frequent
# Of what a question asks for: what holds less is not found by its words. Without a vector, weaker ones are
# better than none.
LEAST_SHARE, LEAST_SHARE_ALONE = 0.3, 0.1
IN_TITLE: Final = 1.25
NO_STATISTICS: Final = Frequencies(Statistics(0, 1, [], []))


@dataclass(frozen=True, slots=True)
class Half:
    """Common table expressions that end with the half's own, and what they bind."""

    parts: list[LiteralString]
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class Depth:
    """How many of a half's best there are, and how many stores are in reach."""

    rows: int
    stores: int


def half(
    kinds: Sequence[Kind],
    wanted: Narrowing,
    asked: Asked,
    frequencies: Mapping[str, Frequencies],
    depth: Depth,
) -> Half:
    """`by_words (kind, id, day, rank, share)`: the texts that fit by their words, best first, then newest.

    Equals have one rank. `share` is how much of the question a text holds, by weight.
    """
    params = _bound(asked)
    if not wanted.words.words or not kinds:
        return Half([_TERMS, _NOTHING], params)
    least = LEAST_SHARE if wanted.vector is not None else LEAST_SHARE_ALONE
    params |= walk.bound(wanted.words, walk.NO_PLAN) | {"least_share": least}
    found = [
        _of_kind(kind, wanted, asked, frequencies.get(kind.table, NO_STATISTICS), depth) for kind in kinds
    ]
    candidates = " UNION ALL ".join(kind.parts.pop() for kind in found)
    for kind in found:
        params |= kind.params
    parts = [part for kind in found for part in kind.parts]
    scored = _SCORED.replace("{stand_ins}", _STAND_INS if asked.stand_ins else "")
    return Half([_TERMS, *parts, "candidates AS MATERIALIZED (" + candidates + ")", scored], params)


def _bound(asked: Asked) -> dict[str, object]:
    return {
        "asked_terms": [one.term for one in asked.terms],
        "asked_others": [one.other for one in asked.terms],
        "asked_weights": [one.weight for one in asked.terms],
        "instead": [one.instead for one in asked.stand_ins],
        "stand_ins": [one.term for one in asked.stand_ins],
        "stand_in_weights": [one.weight for one in asked.stand_ins],
        "total": asked.total,
        "in_title": IN_TITLE,
        "most": MOST_CANDIDATES,
        "scored": MOST_SCORED,
    }


def _of_kind(kind: Kind, wanted: Narrowing, asked: Asked, known: Frequencies, depth: Depth) -> Half:
    """What finds candidates of one kind, and at the end what selects them."""
    narrowed = within(kind, wanted)
    plan = known.plan(wanted.words, depth.stores if kind.is_of_stores else known.stores, depth.rows)
    if kind.most_walked:
        plan = Plan(min(plan.first + plan.further, kind.most_walked), 1, 0)
    reach = depth.stores / known.stores if kind.is_of_stores else 1.0
    looks = list(_looks(kind, wanted, asked, known, min(1.0, reach)))
    parts = [_HELD.replace("{holding}", walk.holding(_listing(kind, narrowed), plan))]
    parts += [look.text.replace("{within}", narrowed) for look in looks]
    parts += [_CANDIDATES.replace("{looks}", "".join(look.union for look in looks))]
    params: dict[str, object] = {f"{kind.code}_{name}": getattr(plan, name) for name in PLANNED}
    params |= {f"{kind.code}_newest": _newest(kind, depth)}
    for look in looks:
        params |= {f"{kind.code}_{name}": value for name, value in look.params.items()}
    return Half([_named(part, kind) for part in parts], params)


@dataclass(frozen=True, slots=True)
class _Look:
    """One way to candidates: the rows `r` looked through, for any of the parts, given with their weights."""

    name: LiteralString
    rows: LiteralString
    queries: Mapping[str, float]

    @property
    def text(self) -> LiteralString:
        """Common table expressions that end with the one of its name."""
        return _LOOK.replace("{rows looked through}", self.rows).replace("{look}", self.name)

    @property
    def union(self) -> LiteralString:
        """Its candidates, beside others."""
        return _UNION.replace("{look}", self.name)

    @property
    def params(self) -> dict[str, object]:
        """What it binds, without the kind that its names begin with."""
        return {
            f"{self.name}_any": " | ".join(f"({query})" for query in self.queries),
            f"{self.name}_queries": list(self.queries),
            f"{self.name}_weights": list(self.queries.values()),
        }


def _looks(kind: Kind, wanted: Narrowing, asked: Asked, known: Frequencies, reach: float) -> Iterator[_Look]:
    rare, every = weights.queries(asked, known, reach), weights.each(asked)
    if rare:
        yield _Look("rare", "{rows} WHERE TRUE", rare)
    if every.keys() - rare.keys():
        yield _Look("late", newest(kind, wanted, "%({kind}_newest)s"), every)


def _newest(kind: Kind, depth: Depth) -> int:
    """How many of the newest texts are looked through: of the kind, or of each store."""
    return max(NEWEST_OF_STORE, NEWEST // max(1, depth.stores)) if kind.is_of_stores else NEWEST


PLANNED: Final[tuple[LiteralString, ...]] = ("first", "least", "further")


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
    for name in PLANNED:
        text = text.replace("%(" + name + ")s", "%(" + kind.code + "_" + name + ")s")
    text = text.replace("%(limit)s", "%(depth)s").replace("{kind}", kind.code)
    return text.replace("{rows}", kind.rows).replace("{day}", kind.day)


_TERMS: LiteralString = """
    terms AS MATERIALIZED (
        SELECT * FROM unnest(%(asked_terms)s::text[], %(asked_others)s::text[], %(asked_weights)s::float8[])
            AS t (term, other, weight)
    ), stand_ins AS MATERIALIZED (
        SELECT *, NULL::text AS other
        FROM unnest(%(instead)s::text[], %(stand_ins)s::text[], %(stand_in_weights)s::float8[])
            AS t (instead, term, weight)
    )"""
_NOTHING: LiteralString = """
    by_words AS (
        SELECT ''::text AS kind, 0::bigint AS id, NULL::date AS day, 0::bigint AS rank, 0::float8 AS share
        LIMIT 0
    )"""
_HELD: LiteralString = "{kind}_held AS MATERIALIZED (WITH {holding} SELECT r.id FROM page r)"
_LOOK: LiteralString = """
    {kind}_{look}_query AS MATERIALIZED (
        SELECT query::tsquery, weight FROM unnest(
            %({kind}_{look}_queries)s::text[], %({kind}_{look}_weights)s::float8[]) AS q (query, weight)
    ), {kind}_{look} AS MATERIALIZED (
        SELECT r.id FROM (
            SELECT r.id, r.search FROM {rows looked through}
              AND r.search @@ %({kind}_{look}_any)s::tsquery AND {within} LIMIT %(most)s
        ) r
        ORDER BY (SELECT sum(q.weight) FROM {kind}_{look}_query q WHERE r.search @@ q.query) DESC, r.id DESC
        LIMIT %(scored)s
    )"""
_UNION: LiteralString = " UNION SELECT id FROM {kind}_{look}"
_CANDIDATES: LiteralString = """
    SELECT '{kind}'::text AS kind, r.id, {day} AS day, h.id IS NOT NULL AS is_held,
           search_fold(r.title) AS title, search_fold(left(r.content, 4000)) AS content
    FROM (SELECT id FROM {kind}_held{looks}) c JOIN {rows} ON r.id = c.id
    LEFT JOIN {kind}_held h ON h.id = c.id"""
_WEIGHED: LiteralString = """
    {name}.weight * CASE
        WHEN strpos(c.title, {name}.term) > 0 OR strpos(c.title, {name}.other) > 0 THEN %(in_title)s::float8
        WHEN strpos(c.content, {name}.term) > 0 OR strpos(c.content, {name}.other) > 0 THEN 1
        ELSE 0 END"""
_SCORED: LiteralString = (
    """
    by_words AS MATERIALIZED (
        SELECT kind, id, day, rank() OVER (ORDER BY is_held DESC, score DESC) AS rank,
               CASE WHEN is_held THEN 1 ELSE least(1, score / %(total)s::float8) END AS share
        FROM (
            SELECT c.kind, c.id, c.day, c.is_held, coalesce((SELECT sum("""
    + _WEIGHED.replace("{name}", "t")
    + """) FROM terms t), 0){stand_ins} AS score
            FROM candidates c
        ) s
        WHERE is_held OR score >= %(least_share)s::float8 * %(total)s::float8
        ORDER BY rank, day DESC NULLS LAST, kind DESC, id DESC LIMIT %(depth)s
    )"""
)
_STAND_INS: LiteralString = (
    """ + coalesce((
                SELECT sum(g.best) FROM (
                    SELECT max("""
    + _WEIGHED.replace("{name}", "o")
    + """) AS best
                    FROM stand_ins o
                    WHERE strpos(c.title, o.instead) = 0 AND strpos(c.content, o.instead) = 0
                    GROUP BY o.instead
                ) g), 0)"""
)
