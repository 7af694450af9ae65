"""The comparison of stores: what its address asks beside the question, and how a measure is written."""

import re
from collections.abc import Mapping

from dashboard import formats, telling
from dashboard.look import Look
from shared.analytics.question import WRONG_WORD, Unclear
from shared.analytics.ranking import Listing, Ranked
from shared.words import RankedBy, ScopeKind, gettext_noop

ROWS = 20  # of a page
MOST_PAGES = 10_000
LISTED = (ScopeKind.STORE, ScopeKind.AREA, ScopeKind.GROUP)
DIRECTIONS = ("asc", "desc")
WRONG_PAGE = gettext_noop("page は 1 から 10000 までの整数で書いてください。")
SHARES = {RankedBy.CHANGE, RankedBy.GOAL}
AMOUNTS = {RankedBy.SALES, RankedBy.SPEND, RankedBy.DIFFERENCE}


def listing(own: Mapping[str, str]) -> Listing:
    """The list that an address asks for: `by`, `sort`, `dir`, `page`. Raises `Unclear`.

    Unless it says otherwise a name goes up, and everything else from the largest down.
    """
    by = _one_of("by", own, [word.value for word in LISTED], ScopeKind.STORE.value)
    sort = RankedBy.of(_one_of("sort", own, RankedBy.codes(), RankedBy.SALES.value))
    usual = "asc" if sort is RankedBy.NAME else "desc"
    is_ascending = _one_of("dir", own, DIRECTIONS, usual) == "asc"
    return Listing(ScopeKind.of(by), sort, is_ascending, (page(own) - 1) * ROWS, ROWS)


def page(own: Mapping[str, str]) -> int:
    """The page of rows that an address asks for, from 1. Raises `Unclear`."""
    text = own.get("page", "1")
    if not re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII) or int(text) > MOST_PAGES:
        raise Unclear("page", WRONG_PAGE)
    return int(text)


def measure(value: float | None, sort: RankedBy, look: Look) -> str:
    """What the list is sorted by, as it is read; – without any."""
    if value is None:
        return "–"
    if sort is RankedBy.CHANGE:
        return telling.change(value)
    if sort is RankedBy.GOAL:
        return formats.percent(value)
    if sort in AMOUNTS:
        return formats.yen(round(value))
    if sort is RankedBy.CUSTOMERS:
        return formats.guests(round(value), look)
    return f"{value:,.0f}"


def name_of(row: Ranked, by: ScopeKind, look: Look) -> str:
    """Its name; stores without an area have none."""
    return row.name or (look.texts.gettext("エリアなし") if by is ScopeKind.AREA else "–")


def change(row: Ranked) -> float | None:
    """How much more was sold than in the base, as far as it is compared; None without a base, and where only
    days that are not compared yet were filed."""
    if row.sales is None or row.filed == row.late_filed or not row.base_sales:
        return None
    return (row.sales - row.late_sales) / row.base_sales - 1


def achieved(row: Ranked) -> float | None:
    """What was sold as a share of the goal of the period; None without a goal."""
    return (row.goal_sales or 0) / row.goal if row.goal else None


def _one_of(field: str, own: Mapping[str, str], words: "list[str] | tuple[str, ...]", usual: str) -> str:
    text = own.get(field, "") or usual
    if text not in words:
        raise Unclear(field, WRONG_WORD.replace("{words}", ", ".join(words)))
    return text
