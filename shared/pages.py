"""A page of reports by keyset: which ids are on it. `shared.reports` gives them their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.search import CANDIDATE, HOLDS, Plan, Words

# So many stores are read one by one, each in the order of its own index; more, in the order of the chain's.
FEW = 25
NO_PLAN = Plan(0, 1, 0)


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list of reports, and its order: newest business date first, unless `oldest_first`.

    `genre` and `location` are codes of `shared.words`. `plan` is how `words` are looked for, from
    `shared.search.Frequencies`; any plan gives the same answer.
    """

    words: Words | None = None
    genre: str | None = None
    location: str | None = None
    oldest_first: bool = False
    plan: Plan = NO_PLAN


@dataclass(frozen=True, slots=True)
class Page:
    """Common table expressions that end with `page (id)`, the order of its rows `r`, and all parameters."""

    sql: LiteralString
    order: LiteralString
    params: dict[str, object]


def page(stores: Sequence[int], only: Only, before: tuple[date, int] | None, limit: int) -> Page:
    """At most `limit` reports of these stores; `before` is the (business date, id) of the last one read."""
    order, beyond = (_OLDEST, _AFTER) if only.oldest_first else (_NEWEST, _BEFORE)
    narrowed = (
        (_OF_GENRE if only.genre else "")
        + (_AT_LOCATION if only.location else "")
        + (beyond if before else "")
    )
    text = _text(stores, only).replace("{only}", narrowed).replace("{order}", order)
    params: dict[str, object] = {
        "stores": list(stores),
        "genre": only.genre,
        "location": only.location,
        "date": before[0] if before else None,
        "id": before[1] if before else None,
        "limit": limit,
        "terms": only.words.terms if only.words else None,
        "patterns": only.words.patterns if only.words else None,
        "first": only.plan.first,
        "least": only.plan.least,
        "further": only.plan.further,
    }
    return Page(text, order, params)


def _text(stores: Sequence[int], only: Only) -> LiteralString:
    """The parts that this page needs: what is not there costs the planner no time."""
    if not (only.words and only.words.words):
        return _LISTED_BY_STORE if len(stores) <= FEW else _LISTED
    indexed = _INDEXED.replace("{store}", "r.store_id" if len(stores) <= FEW else "r.store_id + 0")
    if not only.plan.first:
        return _NOTHING_WALKED + indexed.replace("{if}", "TRUE")
    walk = _WALK_IN_STORE if len(stores) == 1 else _WALK_IN_CHAIN
    first = _filled(walk, {"from": "0", "rows": "%(first)s", "if": "TRUE", "missing": "%(limit)s"})
    if not only.plan.further:
        return f"walked AS MATERIALIZED ({first}), " + indexed.replace("{if}", _UNFILLED)
    further = _filled(
        walk, {"from": _AFTER_FIRST, "rows": "%(further)s", "if": _PROMISING, "missing": _MISSING}
    )
    return (
        f"first_walk AS MATERIALIZED ({first}),"
        f" further_walk AS MATERIALIZED ({further}),"
        " walked AS MATERIALIZED (SELECT * FROM first_walk UNION ALL SELECT * FROM further_walk), "
    ) + indexed.replace("{if}", _UNFILLED)


def _filled(text: LiteralString, parts: Mapping[str, LiteralString]) -> LiteralString:
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text


_NEWEST: LiteralString = "r.date DESC, r.id DESC"
_OLDEST: LiteralString = "r.date, r.id"
_BEFORE: LiteralString = " AND (r.date, r.id) < (%(date)s::date, %(id)s::bigint)"
_AFTER: LiteralString = " AND (r.date, r.id) > (%(date)s::date, %(id)s::bigint)"
_OF_GENRE: LiteralString = " AND r.genre = %(genre)s"
_AT_LOCATION: LiteralString = " AND r.location = %(location)s"

_LISTED: LiteralString = """
    page AS MATERIALIZED (
        SELECT r.id FROM daily_reports r WHERE r.store_id = ANY(%(stores)s){only}
        ORDER BY {order} LIMIT %(limit)s
    )"""

_LISTED_BY_STORE: LiteralString = """
    page AS MATERIALIZED (
        SELECT r.id FROM stores s CROSS JOIN LATERAL (
            SELECT r.id, r.date FROM daily_reports r WHERE r.store_id = s.store_id{only}
            ORDER BY {order} LIMIT %(limit)s
        ) r
        WHERE s.store_id = ANY(%(stores)s) ORDER BY {order} LIMIT %(limit)s
    )"""

# The walk stands still between two rows, so that it stops as soon as the page is full. The planner is kept
# from two things that read everything first: it must not see how many rows are walked (SELECT), or it sorts a
# whole store; and what depends on a row beside it (LATERAL) is not given to parallel workers, whose start
# alone takes longer than most walks.
_BESIDE: LiteralString = "generate_series(0, 0) AS beside (zero)"
_WALK: LiteralString = (
    """
    SELECT r.id, r.date FROM {beside} CROSS JOIN LATERAL (
        SELECT r.id, r.date FROM (
            SELECT r.id, r.date, r.search, r.title, r.content FROM daily_reports r
            WHERE {scope}{only}
            ORDER BY {order} OFFSET {from} LIMIT (SELECT {rows}::bigint)
        ) r WHERE {if} AND """
    + CANDIDATE
    + " AND "
    + HOLDS
    + " ORDER BY {order} LIMIT {missing}) r WHERE {reach}"
)
_WALK_IN_STORE: LiteralString = (
    _WALK.replace("{beside}", "stores s")
    .replace("{scope}", "r.store_id = s.store_id")
    .replace("{reach}", "s.store_id = ANY(%(stores)s)")
)
_WALK_IN_CHAIN: LiteralString = (
    _WALK.replace("{beside}", _BESIDE)
    .replace("{scope}", "r.store_id = ANY(%(stores)s) AND r.id + 0 > beside.zero")
    .replace("{reach}", "TRUE")
)

_NOTHING_WALKED: LiteralString = "walked AS (SELECT NULL::bigint AS id, NULL::date AS date WHERE FALSE), "
_AFTER_FIRST: LiteralString = "(SELECT %(first)s::bigint)"
_MISSING: LiteralString = "%(limit)s - (SELECT count(*) FROM first_walk)"
_PROMISING: LiteralString = "(SELECT count(*) FROM first_walk) BETWEEN %(least)s AND %(limit)s - 1"
_UNFILLED: LiteralString = "(SELECT count(*) FROM walked) < %(limit)s"

# All candidates at once, in the order of the heap; then sorted, and checked one by one until the page is
# full. Many stores narrow little: `+ 0` keeps the planner from reading an index for them too.
_INDEXED: LiteralString = (
    """
    candidates AS MATERIALIZED (
        SELECT r.id, r.date FROM """
    + _BESIDE
    + """ CROSS JOIN LATERAL (
            SELECT r.id, r.date FROM daily_reports r
            WHERE """
    + CANDIDATE
    + """ AND {store} = ANY(%(stores)s) AND r.id + 0 > beside.zero{only} OFFSET 0
        ) r WHERE {if}
    ), indexed AS (
        SELECT r.id, r.date FROM (SELECT * FROM candidates r ORDER BY {order} OFFSET 0) r
        WHERE (SELECT """
    + HOLDS.replace("r.", "h.")
    + """ FROM daily_reports h WHERE h.id = r.id)
        ORDER BY {order} LIMIT %(limit)s
    ), page AS MATERIALIZED (
        SELECT r.id FROM (SELECT * FROM walked UNION SELECT * FROM indexed) r
        ORDER BY {order} LIMIT %(limit)s
    )"""
)
