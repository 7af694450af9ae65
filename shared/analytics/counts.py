"""Reports counted by genre and location: the 25 columns of `report_day_counts`, in one order everywhere."""

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Final, LiteralString

from shared.words import Genre, Location

CELLS: Final = tuple(product(Genre, Location))

SUMS: LiteralString = """
    ARRAY[sum(c.claim_kitchen), sum(c.claim_hall), sum(c.claim_cashier), sum(c.claim_toilet),
          sum(c.claim_other), sum(c.praise_kitchen), sum(c.praise_hall), sum(c.praise_cashier),
          sum(c.praise_toilet), sum(c.praise_other), sum(c.accident_kitchen), sum(c.accident_hall),
          sum(c.accident_cashier), sum(c.accident_toilet), sum(c.accident_other), sum(c.report_kitchen),
          sum(c.report_hall), sum(c.report_cashier), sum(c.report_toilet), sum(c.report_other),
          sum(c.other_kitchen), sum(c.other_hall), sum(c.other_cashier), sum(c.other_toilet),
          sum(c.other_other)]::int[]
"""
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
