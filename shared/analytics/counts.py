"""Reports counted by genre and location: the 25 columns of the counts, in one order everywhere."""

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Final, LiteralString

from shared.words import Genre, Location

CELLS: Final = tuple(product(Genre, Location))

_NAMES: tuple[LiteralString, ...] = (
    "claim_kitchen",
    "claim_hall",
    "claim_cashier",
    "claim_toilet",
    "claim_other",
    "praise_kitchen",
    "praise_hall",
    "praise_cashier",
    "praise_toilet",
    "praise_other",
    "accident_kitchen",
    "accident_hall",
    "accident_cashier",
    "accident_toilet",
    "accident_other",
    "report_kitchen",
    "report_hall",
    "report_cashier",
    "report_toilet",
    "report_other",
    "other_kitchen",
    "other_hall",
    "other_cashier",
    "other_toilet",
    "other_other",
)
SUMS: LiteralString = "ARRAY[" + ", ".join(["sum(c." + name + ")" for name in _NAMES]) + "]::int[]"
_CELLS: LiteralString = ", ".join(["n." + name for name in _NAMES])
WRITTEN: LiteralString = (
    """
    wrote AS (
        SELECT w.is_base, w.years, w.days, n.store_id, n.month AS date, """
    + _CELLS
    + """
        FROM whole w CROSS JOIN chosen o
        JOIN report_month_counts n
            ON n.store_id = o.store_id AND n.month >= w.month_from AND n.month < w.month_before
        WHERE %(has_months)s::boolean
        UNION ALL
        SELECT e.is_base, e.years, e.days, n.store_id, n.date, """
    + _CELLS
    + """
        FROM edges e CROSS JOIN chosen o
        JOIN report_day_counts n ON n.store_id = o.store_id AND n.date BETWEEN e.first AND e.last
    )
"""
)
NONE: LiteralString = "array_fill(0, ARRAY[25])"


def counted(counts: Sequence[float], genre: Genre | None = None, location: Location | None = None) -> float:
    """How many of `counts` (one for each of `CELLS`) are of the genre and the location; None is any."""
    return sum([counts[at] for at in _places(genre, location)])


@cache
def _places(genre: Genre | None, location: Location | None) -> tuple[int, ...]:
    """Which of `CELLS` are of the genre and the location: a page asks some thousand times."""
    return tuple(
        at for at, cell in enumerate(CELLS) if genre in {None, cell[0]} and location in {None, cell[1]}
    )


def place(genre: Genre | None, location: Location | None) -> dict[str, object]:
    """Where the genre and the location stand in their vocabularies, from 0, for statements; None is any."""
    return {
        "genre_at": list(Genre).index(genre) if genre else None,
        "location_at": list(Location).index(location) if location else None,
    }
