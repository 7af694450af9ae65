"""A page of reports by keyset: which ids are on it. `shared.reports` gives them their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.search import walk
from shared.search.keywords import CANDIDATE, Plan, Words
from shared.search.walk import BESIDE, NO_PLAN, Listing

# So many stores are read one by one, each in the order of its own index; more, in the order of the chain's.
FEW = 25


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list of reports, and its order: newest business date first, unless `oldest_first`.

    `genre` and `location` are codes of `shared.words`. `plan` is how `words` are looked for, from
    `shared.search.keywords.Frequencies`; any plan gives the same answer.
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
    params: dict[str, object] = {
        "stores": list(stores),
        "genre": only.genre,
        "location": only.location,
        "date": before[0] if before else None,
        "id": before[1] if before else None,
        "limit": limit,
        **walk.bound(only.words, only.plan),
    }
    return Page(_text(stores, only, narrowed, order), order, params)


def _text(stores: Sequence[int], only: Only, narrowed: LiteralString, order: LiteralString) -> LiteralString:
    """The parts that this page needs: what is not there costs the planner no time."""
    if only.words and only.words.words:
        return walk.holding(_listing(stores, narrowed, order), only.plan)
    listed = _LISTED_BY_STORE if len(stores) <= FEW else _LISTED
    return listed.replace("{only}", narrowed).replace("{order}", order)


def _listing(stores: Sequence[int], narrowed: LiteralString, order: LiteralString) -> Listing:
    """Many stores narrow little: `+ 0` keeps the planner from reading an index for them too."""
    store: LiteralString = "r.store_id" if len(stores) <= FEW else "r.store_id + 0"
    in_store = len(stores) == 1
    return Listing(
        keys=_KEYS,
        order=order,
        walked=_WALKED + (_OF_ONE if in_store else _OF_CHAIN) + narrowed,
        found=_FOUND.replace("{store}", store) + narrowed,
        table="daily_reports",
        beside="stores s" if in_store else BESIDE,
        within="s.store_id = ANY(%(stores)s)" if in_store else "TRUE",
    )


_KEYS: LiteralString = "r.id, r.date"
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

_WALKED: LiteralString = "SELECT r.id, r.date, r.search, r.title, r.content FROM daily_reports r WHERE "
_OF_ONE: LiteralString = "r.store_id = s.store_id"
_OF_CHAIN: LiteralString = "r.store_id = ANY(%(stores)s) AND r.id + 0 > beside.zero"
_FOUND: LiteralString = (
    "SELECT r.id, r.date FROM daily_reports r WHERE " + CANDIDATE + " AND {store} = ANY(%(stores)s)"
)
