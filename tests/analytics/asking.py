"""The real c3-app-stream on the generated chain, asked over HTTP; and the questions that are asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shared.access import Viewer
from shared.analytics.periods import around, between
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, Genre, Location, PeriodKind
from tests.analytics.points import Told
from tests.analytics.questions import PERIODS, SCOPES
from tests.analytics.raw import Raw
from tests.stream.served import Stream

AWKWARD = {
    "the month of the leap day": PERIODS["month: leap day"],
    "the month a year after the leap day": PERIODS["month: a year after the leap day"],
    "a month with four Sundays": PERIODS["month: four Sundays"],
    "a month with five Sundays": PERIODS["month: five Sundays"],
    "the month that a store opened in the midst of": PERIODS["month: opened in the midst"],
    "the month that a store closed in": around(PeriodKind.MONTH, date(2025, 7, 19)),
    "a week": PERIODS["week: four Sundays"],
    "a leap year": PERIODS["year: leap day"],
    "the year after": PERIODS["year: four Sundays"],
    "days over the leap day": PERIODS["days: over the leap day"],
    "days of two years": PERIODS["days: two years"],
    "a month without data": PERIODS["month: before all data"],
}
GENRES = ((None, None), (Genre.CLAIM, None), (None, Location.HALL), (Genre.PRAISE, Location.KITCHEN))


@dataclass(frozen=True)
class Served:
    """The running application on its chain; `keys` are the sessions of `people`, by role."""

    stream: Stream
    raw: Raw
    today: date
    people: dict[str, Viewer]
    keys: dict[str, str]
    told: dict[object, list[Point]] = field(default_factory=dict)

    def points(
        self, role: str, question: Question, *, with_figures: bool = True, with_counts: bool = True
    ) -> list[Point]:
        """What the raw rows make of a question; worked out once."""
        key = role, question, with_figures, with_counts
        if key not in self.told:
            self.told[key] = Told(
                self.raw, self.people[role], question, self.today, with_figures, with_counts
            ).points()
        return self.told[key]

    def get(self, role: str, path: str, status: int = 200) -> Any:
        """The answer of an address below /analysis/. Fails when its status is another one."""
        answer = self.stream.get(f"/analysis/{path}", self.keys[role])
        assert answer.status_code == status, (path, answer.status_code, answer.text[:300])
        return answer

    def periods(self) -> dict[str, Any]:
        """The awkward ones, and those that are not over."""
        return {
            **AWKWARD,
            "this week": around(PeriodKind.WEEK, self.today),
            "this month": around(PeriodKind.MONTH, self.today),
            "this year": around(PeriodKind.YEAR, self.today),
            "the days until today": between(date.fromordinal(self.today.toordinal() - 27), self.today),
        }

    def questions(self, name: str) -> Iterator[tuple[str, Question]]:
        """(role, question): every comparison once for 本部, with scopes and filters in turn; and one for each
        of the other roles. All scopes with all comparisons are asked of the statements themselves."""
        period = self.periods()[name]
        start = list(self.periods()).index(name)
        comparisons = list(Against)
        for turn, against in enumerate(comparisons):
            place = start + turn * 3
            genre, location = GENRES[(start + turn) % len(GENRES)]
            scope = REACHED[place % len(REACHED)]
            yield "admin", replace(Question(scope, period, against), genre=genre, location=location)
        yield "manager", Question(SCOPES[6], period, comparisons[start % len(comparisons)])
        yield "area", Question(SCOPES[0], period, comparisons[(start + 1) % len(comparisons)])


NAMES = [*AWKWARD, "this week", "this month", "this year", "the days until today"]
REACHED = [scope for scope in SCOPES if str(scope) not in {"group:2", "store:1", "store:77"}]
