"""What can be wanted, and how much each thing that is noticed speaks for it."""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Final

from stream.chat.rules.marks import Mark


class Intent(StrEnum):
    """What is wanted."""

    GOAL = "goal"
    KNOWLEDGE = "knowledge"
    BOARD = "board"
    COMPARE = "compare"
    RANK = "rank"
    DIFFERENCES = "differences"
    CLAIMS = "claims"
    STATISTICS = "statistics"
    SALES = "sales"
    REPORTS = "reports"
    TOPIC = "topic"
    GREETING = "greeting"
    OFF_FIELD = "off_field"
    PRIVATE = "private"
    ORDERS = "orders"
    NOT_KEPT = "not_kept"
    UNCLEAR = "unclear"
    WHICH = "which"


SILENT: Final = {
    Intent.GREETING,
    Intent.OFF_FIELD,
    Intent.PRIVATE,
    Intent.ORDERS,
    Intent.NOT_KEPT,
    Intent.UNCLEAR,
    Intent.WHICH,
}
LEAST: Final = 1.5  # what speaks for an intent less is no reading of the question

Weights = Mapping[Mark, float]

# Of intents that are equal the first is taken.
WEIGHTS: Final[Mapping[Intent, Weights]] = {
    Intent.ORDERS: {Mark.ORDERS: 30},
    Intent.PRIVATE: {
        Mark.PRIVATE: 12, Mark.HOW_TO: -9, Mark.MANUAL: -9, Mark.NORM: -5, Mark.CLAIM: -9, Mark.MATTER: -10,
    },
    Intent.OFF_FIELD: {
        Mark.OFF_FIELD: 7, Mark.SALES: -4, Mark.CUSTOMERS: -4, Mark.CLAIM: -9, Mark.ACCIDENT: -4,
        Mark.REPORTS: -9, Mark.MATTER: -9, Mark.MANUAL: -9, Mark.OTHERS: -9,
        Mark.BOARD: -3, Mark.DIFFERENCE: -4, Mark.GOAL: -3, Mark.HANDOVER: -4, Mark.PRAISE: -4,
    },
    Intent.NOT_KEPT: {
        Mark.NOT_KEPT: 4.5, Mark.NO_FIGURE: 5, Mark.METRIC: 2, Mark.GOAL: 2,
        Mark.CLAIM: -9, Mark.PRAISE: -9, Mark.ACCIDENT: -9, Mark.REPORTS: -9, Mark.BOARD: -9,
        Mark.OTHERS: -9, Mark.IDEAS: -9,
        Mark.MANUAL: -9, Mark.HOW_TO: -9, Mark.NORM: -9, Mark.GATHER: -9, Mark.REASON: -5, Mark.HANDOVER: -9,
    },
    Intent.GOAL: {
        Mark.NOT_KEPT: -9,
        Mark.GOAL: 6.5, Mark.MANUAL: -6, Mark.HOW_TO: -4, Mark.OTHERS: -2, Mark.IDEAS: -4, Mark.BOARD: -3,
        Mark.CLAIM: -2,
        Mark.REPORTS: -2,
    },
    Intent.KNOWLEDGE: {
        Mark.MANUAL: 6, Mark.HOW_TO: 4.5, Mark.NORM: 4.5, Mark.COUNT: -2, Mark.COMPARE: -2, Mark.MOST: -1,
        Mark.ONE_PERIOD: -3.5,
        Mark.TWO_PERIODS: -5, Mark.REPORTS: -2, Mark.BOARD: -2, Mark.OTHERS: -2, Mark.IDEAS: -1,
        Mark.WHICH_STORE: -3,
        Mark.CHANGE: -1,
    },
    Intent.BOARD: {
        Mark.BOARD: 6, Mark.OTHERS: 4, Mark.IDEAS: 5.5, Mark.HOW_TO: 1, Mark.METRIC: -1,
        Mark.COMPARE: -2, Mark.MANUAL: -1, Mark.WHICH_STORE: -1,
    },
    Intent.COMPARE: {
        Mark.NOT_KEPT: -9,
        Mark.COMPARE: 3, Mark.THAN: 5, Mark.YEAR_BEFORE: 4, Mark.BEFORE: 4, Mark.TWO_PERIODS: 3,
        Mark.MOVED: 2, Mark.METRIC: 3,
        Mark.REPORTS: 0.5, Mark.OTHERS: -4,
        Mark.WHICH_STORE: -4, Mark.TWO_STORES: -4, Mark.IDEAS: -4, Mark.HOW_TO: -3, Mark.CONTENT: -2,
        Mark.PRAISE: -3, Mark.ACCIDENT: -3, Mark.NOTE: -3,
    },
    Intent.RANK: {
        Mark.NOT_KEPT: -9,
        Mark.WHICH_STORE: 5, Mark.MOST: 1, Mark.OTHERS: 2.5, Mark.COMPARE: 1, Mark.METRIC: 2,
        Mark.PRAISE: 1, Mark.ACCIDENT: 1, Mark.WHICH_DAY: -4, Mark.IDEAS: -5, Mark.HOW_TO: -3,
        Mark.BOARD: -4, Mark.BY_PLACE: -2, Mark.GOAL: -4, Mark.REASON: -1, Mark.TOPIC: -1.5, Mark.MATTER: -3,
        Mark.MANUAL: -3,
    },
    Intent.DIFFERENCES: {
        Mark.NOT_KEPT: -9,
        Mark.DIFFERENCE: 3.6, Mark.ONE_PERIOD: 1, Mark.COUNT: 0.5, Mark.WHICH_DAY: 0.5, Mark.MOST: 0.3,
        Mark.REASON: 0.5, Mark.BOARD: -2, Mark.IDEAS: -1.5,
    },
    Intent.CLAIMS: {
        Mark.CLAIM: 3.2, Mark.COUNT: 1, Mark.RATE: 3, Mark.CONTENT: 1, Mark.ONE_PERIOD: 1, Mark.CHANGE: 0.5,
        Mark.TREND: 0.5,
        Mark.REASON: 0.5, Mark.TWO_GENRES: -2, Mark.PLACE: 0.5,
    },
    Intent.STATISTICS: {
        Mark.THAN: 1,
        Mark.REPORTS: 1, Mark.COUNT: 3, Mark.TREND: 1, Mark.CLAIM: 1, Mark.PRAISE: 1.2, Mark.ACCIDENT: 1.2,
        Mark.NOTE: 1.5,
        Mark.BY_PLACE: 3, Mark.BY_GENRE: 3, Mark.BY_DAY: 1.5, Mark.WHICH_DAY: 1, Mark.ONE_PERIOD: 0.4,
        Mark.TWO_GENRES: 1,
        Mark.CHANGE: 1.5, Mark.SALES: -3, Mark.CUSTOMERS: -2, Mark.PLACE: 0.4, Mark.MANUAL: -3,
    },
    Intent.SALES: {
        Mark.NOT_KEPT: -9,
        Mark.SALES: 3.5, Mark.CUSTOMERS: 3.3, Mark.SPEND: 3.5, Mark.MISSING: 4, Mark.ONE_PERIOD: 1,
        Mark.BY_DAY: 1, Mark.BY_WEEK: 1, Mark.BY_MONTH: 1,
        Mark.WHICH_DAY: 1, Mark.CHANGE: 0.5, Mark.REASON: 0.5, Mark.REPORTS: -1,
    },
    Intent.REPORTS: {
        Mark.REPORTS: 3, Mark.HANDOVER: 6, Mark.MATTER: 2.5,
        Mark.COUNT: -0.5, Mark.PRAISE: 2.4, Mark.ACCIDENT: 2.4,
        Mark.NOTE: 2, Mark.CONTENT: 1, Mark.ONE_PERIOD: 1,
        Mark.PLACE: 1, Mark.TOPIC: 0.6, Mark.STORE: 1.2, Mark.CLAIM: 0.5, Mark.REASON: 0.5, Mark.TREND: 0.3,
    },
    Intent.TOPIC: {Mark.GATHER: 4.5, Mark.TOPIC: 1.5, Mark.PRAISE: -2.5, Mark.ACCIDENT: -2.5,
    Mark.CLAIM: -1.5},
}  # fmt: skip


# Without one of these marks (of each group) an intent cannot be meant.
_METRIC_OR_KIND: Final = frozenset(
    {Mark.METRIC, Mark.PRAISE, Mark.ACCIDENT, Mark.NOTE, Mark.REPORTS, Mark.MISSING}
)
NEEDED: Final[Mapping[Intent, tuple[frozenset[Mark], ...]]] = {
    Intent.COMPARE: (
        frozenset({Mark.COMPARE, Mark.THAN, Mark.YEAR_BEFORE, Mark.BEFORE, Mark.TWO_PERIODS, Mark.MOVED}),
        frozenset({Mark.METRIC, Mark.REPORTS, Mark.TWO_PERIODS, Mark.THAN, Mark.YEAR_BEFORE, Mark.BEFORE}),
    ),
    Intent.RANK: (
        frozenset({Mark.WHICH_STORE, Mark.OTHERS}),
        frozenset({*_METRIC_OR_KIND, Mark.WHICH_STORE}),
    ),
    Intent.STATISTICS: (
        frozenset({Mark.CLAIM, Mark.PRAISE, Mark.ACCIDENT, Mark.NOTE, Mark.REPORTS, Mark.COUNT}),
    ),
    Intent.GOAL: (frozenset({Mark.GOAL}),),
    Intent.CLAIMS: (frozenset({Mark.CLAIM}),),
    Intent.DIFFERENCES: (frozenset({Mark.DIFFERENCE}),),
    Intent.SALES: (frozenset({Mark.SALES, Mark.CUSTOMERS, Mark.SPEND, Mark.MISSING}),),
    Intent.NOT_KEPT: (frozenset({Mark.METRIC, Mark.GOAL, Mark.NO_FIGURE}),),
}


def intent_of(marks: Set[Mark]) -> Intent:
    """The intent that most speaks for; `UNCLEAR` where nothing speaks for any."""
    possible = [intent for intent in WEIGHTS if all(marks & group for group in NEEDED.get(intent, ()))]
    best = max(possible, key=lambda intent: _score(WEIGHTS[intent], marks))
    return best if _score(WEIGHTS[best], marks) >= LEAST else Intent.UNCLEAR


def _score(weights: Weights, marks: Set[Mark]) -> float:
    return sum(weights.get(mark, 0.0) for mark in marks)
