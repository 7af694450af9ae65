"""Reports of a period added up: pure folds of `incidents` rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, Genre, Location


@dataclass(frozen=True, slots=True)
class Tally:
    """Reports of a period: all of them, the part of them that is compared, and that of the base.

    `others` is the average of the other stores over the period, of `others_least` to `others_most` of them
    each day; 0 without any.
    """

    count: int
    compared: int
    base: int
    others: float
    others_least: int
    others_most: int

    @property
    def change(self) -> float | None:
        """How much more than the base: 0.082 is 8.2 %. None where the base has none."""
        return (self.compared - self.base) / self.base if self.base else None


def tally(points: Sequence[Point], genre: Genre | None = None, location: Location | None = None) -> Tally:
    """The reports of a genre and a location, None being any."""
    count = sum(int(counted(point.counts, genre, location)) for point in points)
    late = sum(int(counted(point.late_counts, genre, location)) for point in points)
    seen = [point.others_least for point in points if point.others_most]
    return Tally(
        count=count,
        compared=count - late,
        base=sum(int(counted(point.base_counts, genre, location)) for point in points),
        others=sum(counted(point.others_counts, genre, location) for point in points),
        others_least=min(seen, default=0),
        others_most=max((point.others_most for point in points), default=0),
    )


def compared(question: Question) -> bool:
    """Whether reports have something to be compared with: a goal is none."""
    return question.against is not Against.GOAL and question.period.base(question.against) is not None


def of_others(question: Question, point: Point) -> float | None:
    """The average of the other stores, of the question's genre and location; None without others."""
    if not point.others_most:
        return None
    return round(counted(point.others_counts, question.genre, question.location), 1)


def in_period(question: Question, points: Sequence[Point]) -> list[Point]:
    """The period's own points, without the base's days that have no counterpart."""
    return [point for point in points if point.date <= question.period.last]


def of_point(
    question: Question,
    point: Point,
    *,
    genre: Genre | None = None,
    location: Location | None = None,
    of_base: bool = False,
) -> int:
    """A point's reports of the question's genre and location, or of those named here."""
    counts = point.base_counts if of_base else point.counts
    return int(counted(counts, genre or question.genre, location or question.location))
