"""A search of c3-app, from what was asked to rows: the question's vector, then one statement."""

from dataclasses import dataclass
from math import floor
from typing import Final

from django.db import connection

from shared.access import Viewer
from shared.db import many, one
from shared.embedding import state
from shared.embedding.models import current_model
from shared.embedding.state import Coverage
from shared.search import hybrid, synonyms
from shared.search.hybrid import TABLES, Known, Wanted
from web.asking import vector_of
from web.search.asked import MOST, Asked
from web.search.rows import Row, rows
from web.searching import frequencies

NEARLY_ALL: Final = 99  # percent


@dataclass(frozen=True, slots=True)
class Finding:
    """The rows of a page, best first, whether more are behind them, and how well it was looked for.

    `is_by_words`: the question's vector did not come in time, now or for the first page. `is_incomplete`: of
    many texts the meaning is not known yet; `percent` of them have it, None where nobody has counted.
    """

    rows: list[Row]
    is_more: bool
    is_by_words: bool
    is_incomplete: bool
    percent: int | None


def finds(viewer: Viewer, asked: Asked, start: int, end: int) -> Finding:
    """The texts from `start` to before `end`; as many are looked for each time, and so ordered the same."""
    groups = [group.terms for group in many(connection, synonyms.groups())]
    vector = None if asked.is_by_words else vector_of(asked.query)
    known = Known({table: frequencies(table) for table in TABLES}, groups)
    found = many(connection, hybrid.found(viewer, wanted(asked, vector), MOST + 1, known))
    coverage = one(connection, state.coverage(current_model()))
    shown = rows(found[start:end], asked.words, groups)
    return Finding(shown, len(found) > end, vector is None, *_told(coverage))


def wanted(asked: Asked, vector: str | None) -> Wanted:
    """As `shared` takes it."""
    return Wanted(
        text=asked.query,
        words=asked.words,
        vector=vector,
        model=current_model(),
        kinds=asked.kinds,
        since=asked.since,
        until=asked.until,
        genre=asked.genre or None,
        location=asked.location or None,
        in_store=asked.store.store_id if asked.store else None,
    )


def _told(coverage: Coverage) -> tuple[bool, int | None]:
    """Whether a page says that vectors are missing, and the share; not for a few of many, just written."""
    percent = None if coverage.share is None else floor(100 * coverage.share)
    is_told = not coverage.is_complete and (percent is None or percent < NEARLY_ALL)
    return is_told, percent if is_told else None
