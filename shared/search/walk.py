"""Which texts that hold some words are on a page: walked in the order of the page, or by the bigram index.

`shared.search.keywords` says how (a `Plan`), the nouns say which rows. Whatever the plan, the page is the
same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from shared.search.keywords import CANDIDATE, HOLDS, Plan, Words

NO_PLAN = Plan(0, 1, 0)

# One row, and what is LATERAL beside it: not given to parallel workers, whose start alone takes longer than
# most walks.
BESIDE: LiteralString = "generate_series(0, 0) AS beside (zero)"


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows `r` of one table (`id`, `search`, `title`, `content`) that are looked through, in one order.

    `keys` are their columns that order them, the id last, and `order` has the directions. `walked` selects
    the keys and the columns above, beside a row of `beside` (of those for which `within` holds), and `found`
    the keys of each `CANDIDATE`, beside a `BESIDE`. Both end in a WHERE to which more may be added.
    """

    keys: LiteralString
    order: LiteralString
    walked: LiteralString
    found: LiteralString
    table: LiteralString
    beside: LiteralString = BESIDE
    within: LiteralString = "TRUE"


def holding(listing: Listing, plan: Plan) -> LiteralString:
    """Common table expressions that end with `page`, the keys of at most `limit` rows.

    Binds `terms`, `patterns`, `first`, `least`, `further` (`bound`) and `limit`.
    """
    indexed = _of(listing, _INDEXED)
    if not plan.first:
        return indexed.replace("{if}", "TRUE") + _of(listing, _PAGE).replace("{found}", "indexed")
    walk = _of(listing, _WALK)
    first = _filled(walk, {"from": "0", "rows": "%(first)s", "if": "TRUE", "missing": "%(limit)s"})
    ends = indexed.replace("{if}", _UNFILLED) + _of(listing, _PAGE).replace("{found}", _EITHER)
    if not plan.further:
        return f"walked AS MATERIALIZED ({first}), " + ends
    further = _filled(
        walk, {"from": _AFTER_FIRST, "rows": "%(further)s", "if": _PROMISING, "missing": _MISSING}
    )
    return (
        f"first_walk AS MATERIALIZED ({first}),"
        f" further_walk AS MATERIALIZED ({further}),"
        " walked AS MATERIALIZED (SELECT * FROM first_walk UNION ALL SELECT * FROM further_walk), "
    ) + ends


def bound(words: Words | None, plan: Plan) -> dict[str, object]:
    """What the words and the plan bind; all None without words."""
    return {
        "terms": words.terms if words else None,
        "patterns": words.patterns if words else None,
        "first": plan.first,
        "least": plan.least,
        "further": plan.further,
    }


def _of(listing: Listing, text: LiteralString) -> LiteralString:
    return _filled(
        text,
        {
            "walked": listing.walked,
            "found rows": listing.found,
            "keys": listing.keys,
            "order": listing.order,
            "table": listing.table,
            "beside": listing.beside,
            "within": listing.within,
        },
    )


def _filled(text: LiteralString, parts: Mapping[str, LiteralString]) -> LiteralString:
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text


# The walk stands still between two rows, so that it stops as soon as the page is full. The planner is kept
# from reading everything first: it must not see how many rows are walked (SELECT), or it sorts a whole store.
_WALK: LiteralString = (
    """
    SELECT r.* FROM {beside} CROSS JOIN LATERAL (
        SELECT {keys} FROM (
            {walked} ORDER BY {order} OFFSET {from} LIMIT (SELECT {rows}::bigint)
        ) r WHERE {if} AND """
    + CANDIDATE
    + " AND "
    + HOLDS
    + " ORDER BY {order} LIMIT {missing}) r WHERE {within}"
)
_AFTER_FIRST: LiteralString = "(SELECT %(first)s::bigint)"
_MISSING: LiteralString = "%(limit)s - (SELECT count(*) FROM first_walk)"
_PROMISING: LiteralString = "(SELECT count(*) FROM first_walk) BETWEEN %(least)s AND %(limit)s - 1"
_UNFILLED: LiteralString = "(SELECT count(*) FROM walked) < %(limit)s"
_EITHER: LiteralString = "(SELECT * FROM walked UNION SELECT * FROM indexed)"

# All candidates at once, in the order of the heap; then sorted, and checked one by one until it is full.
_INDEXED: LiteralString = (
    """
    candidates AS MATERIALIZED (
        SELECT r.* FROM """
    + BESIDE
    + """ CROSS JOIN LATERAL (
            {found rows} AND r.id + 0 > beside.zero OFFSET 0
        ) r WHERE {if}
    ), indexed AS (
        SELECT r.* FROM (SELECT * FROM candidates r ORDER BY {order} OFFSET 0) r
        WHERE (SELECT """
    + HOLDS.replace("r.", "h.")
    + """ FROM {table} h WHERE h.id = r.id)
        ORDER BY {order} LIMIT %(limit)s
    ), """
)
_PAGE: LiteralString = "page AS MATERIALIZED (SELECT r.* FROM {found} r ORDER BY {order} LIMIT %(limit)s)"
