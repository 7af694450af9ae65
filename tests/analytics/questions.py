"""Questions that go everywhere: every kind of period and comparison, in months that are awkward."""

from collections.abc import Iterator
from datetime import date

from shared.analytics.chosen import Scope
from shared.analytics.periods import Period, around, between
from shared.analytics.question import Question
from shared.words import Against, PeriodKind, ScopeKind
from tests.analytics.chain import BEGINNING, BIG, EMPTY, OSAKA, TODAY, TOKYO

ALL = Scope()
SCOPES = [
    ALL,
    Scope(ScopeKind.AREA, TOKYO),
    Scope(ScopeKind.AREA, OSAKA),
    Scope(ScopeKind.GROUP, BIG),
    Scope(ScopeKind.GROUP, EMPTY),
    *(Scope(ScopeKind.STORE, store) for store in (1, 2, 3, 5, 6, 7, 8, 9, 77)),
]
DAYS = {
    "now": TODAY,
    "leap day": date(2024, 2, 29),
    "a year after the leap day": date(2025, 2, 28),
    "four Sundays": date(2025, 2, 3),
    "five Sundays": date(2025, 3, 31),
    "opened in the midst": date(2025, 2, 12),
    "before all data": date(2020, 1, 1),
    "the beginning": BEGINNING,
    "in the future": date(2026, 4, 20),
}
FREE = {
    "one day": between(TODAY, TODAY),
    "28 days to today": between(date(2026, 2, 11), TODAY),
    "over the leap day": between(date(2024, 2, 20), date(2024, 3, 3)),
    "months from their midst": between(date(2024, 2, 29), date(2024, 12, 17)),
    "two years": between(date(2024, 3, 11), TODAY),
}
PERIODS: dict[str, Period] = {
    **{
        f"{kind.value}: {name}": around(kind, day)
        for kind in (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR)
        for name, day in DAYS.items()
    },
    **{f"days: {name}": period for name, period in FREE.items()},
}


def questions(period: Period, scopes: list[Scope] = SCOPES) -> Iterator[Question]:
    """Of the period, with every comparison, to every scope."""
    for against in Against:
        for scope in scopes:
            yield Question(scope, period, against)
