"""The rows of every table that can be taken as a file, from raw rows in plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.analytics.series import Point
from shared.dates import holiday
from shared.words import Against, Behind, Genre, Location, ScopeKind
from tests.analytics import lists
from tests.analytics.asking import Served
from tests.analytics.raw import quotient

Line = list[Any]
WHOLE = Listing(offset=0, limit=100_000)
FIRST_GENRES = (Genre.CLAIM, Genre.ACCIDENT, Genre.PRAISE, Genre.REPORT, Genre.OTHER)  # as charts stack them


@dataclass(frozen=True)
class Expected:
    """The tables of one question."""

    served: Served
    role: str
    question: Question

    def points(self, **what: bool) -> list[Point]:
        """Those of the statement; also the base's days that have no counterpart."""
        return self.served.points(self.role, self.question, **what)

    def overview(self) -> list[Line]:
        """Newest first, without days to come and without today while nothing is told of it."""
        today, points = self.served.today, self.points()
        told = [
            point
            for point in reversed(points)
            if point.date <= self.question.period.last
            and (point.date < today or (point.date == today and (point.filed or sum(point.counts))))
        ]
        beside = {
            "base_sales": self.has_base,
            "others_sales": any(point.others_most for point in points),
            "goal": any(point.goal for point in points),
        }
        return [
            [
                self._when(point),
                point.sales,
                point.customers,
                quotient(point.sales, point.customers),
                *(getattr(point, name) for name, is_there in beside.items() if is_there),
                *(counted(point.counts, genre) for genre in (None, *FIRST_GENRES[:3])),
            ]
            for point in told
        ]

    def metric(self, behind: Behind) -> list[Line]:
        """Of the sales page: the figure, its base and change, the others' average, the target."""
        points = self.points(with_counts=False)
        with_others = any(point.others_most for point in points)
        with_goal = behind is Behind.SALES and any(point.goal for point in points)
        rows = []
        for point in points:
            is_told = point.filed or point.missing or point.base_filed or point.goal
            if point.date > self.question.period.last or not is_told:
                continue
            own, compared, base, others = _read(behind, point)
            row: Line = [self._when(point), own]
            row += [base] if self.has_base else []
            row += [_change(compared, base)] if self.has_base and behind is not Behind.DIFFERENCE else []
            row += [others, _stores(point)] if with_others else []
            row += [point.goal, _share(point.goal_sales, point.goal)] if with_goal else []
            rows.append(row)
        return rows

    def words(self, words: Iterable[Genre | Location]) -> list[Line]:
        """Reports by location (of the question's genre) or by genre (of its location)."""
        points = self.points(with_figures=False)
        asked, rows = self.question, []
        for word in words:
            cell = (asked.genre, word) if isinstance(word, Location) else (word, asked.location)
            own, late, base, others = (
                sum(counted(getattr(point, name), *cell) for point in points)
                for name in ("counts", "late_counts", "base_counts", "others_counts")
            )
            row: Line = [word.label, own]
            row += [base, (own - late - base) / base if base else None] if self.has_base else []
            row += [round(others, 1)] if any(point.others_most for point in points) else []
            rows.append(row)
        return rows

    def trend(self) -> list[Line]:
        """Reports by point, by genre where the question names none; the others' average of one store."""
        asked = self.question
        genres = () if asked.genre else FIRST_GENRES
        with_others = any(point.others_most for point in self.points(with_figures=False))
        return [
            [
                self._when(point),
                counted(point.counts, asked.genre, asked.location),
                *(counted(point.counts, genre, asked.location) for genre in genres),
                *([counted(point.base_counts, asked.genre, asked.location)] if self.has_base else []),
                *([round(counted(point.others_counts, asked.genre, asked.location), 1)] * with_others),
            ]
            for point in self._in_period()
        ]

    def heat(self) -> list[Line]:
        """Reports by point and location."""
        asked = self.question
        places = [asked.location] if asked.location else list(Location)
        rows = []
        for point in self._in_period():
            cells = [counted(point.counts, asked.genre, place) for place in places]
            rows.append([self._when(point), *cells, sum(cells)])
        return rows

    def ranking(self) -> list[Line]:
        """Stores by their sales."""
        asked = self.question
        return [
            [
                row["name"],
                row["area"],
                row["sales"],
                lists.change(row),
                row["customers"],
                quotient(row["sales"], row["customers"]),
                row["difference"],
                (row["goal_sales"] or 0) / row["goal"] if row["goal"] else None,
                row["missing"],
                counted(row["counts"], asked.genre, asked.location),
                row["rank"],
                None if row["percentile"] is None else row["percentile"] / 100,
            ]
            for row in self._ranked()
        ]

    def matrix(self) -> list[Line]:
        """Each store's sales point by point."""
        return [[row["name"], *row["by_point"]] for row in self._ranked()]

    def goals(self) -> list[Line]:
        """Each store's month."""
        rows = lists.goals(*self._asked)
        return [
            [
                row["store_name"],
                row["sold"],
                row["target"],
                row["to_date"],
                (row["sold_to_target"] or 0) / row["to_date"] if row["to_date"] else None,
                row["forecast"],
                _share(row["forecast_to_target"], row["target"]),
                row["missing"],
                row["goal_text"],
                row["achievement_rate"],
            ]
            for row in rows
            if not row["is_total"]
        ]

    def calendar(self) -> list[Line]:
        """Each day that has begun, or is filed all the same."""
        return [
            [
                f"{row['date']:%Y/%m/%d}",
                holiday(row["date"], "ja"),
                *_figures(row),
                row["goal"],
                _share(row["goal_sales"], row["goal"]),
                row["last_year_sales"],
                None if row["last_year_unfiled"] else _change(row["sales"], row["last_year_sales"]),
                row["filed"],
                row["missing"],
                *(counted(row["counts"], genre) for genre in Genre),
            ]
            for row in lists.calendar(*self._asked)
            if row["date"] <= self.served.today or row["filed"]
        ]

    def figures(self, behind: Behind) -> list[Line]:
        """The store-days behind a figure, without who filed them."""
        rows = lists.figures(*self._asked[:3], behind, self.served.today)
        shops = self.served.raw.shops
        return [[f"{row['date']:%Y/%m/%d}", shops[row["store_id"]].name, *_figures(row)] for row in rows]

    @property
    def has_base(self) -> bool:
        """Whether another period stands beside this one."""
        asked = self.question
        return asked.against is not Against.GOAL and asked.period.base(asked.against) is not None

    @property
    def _asked(self) -> tuple[Any, Any, Question, date]:
        return self.served.raw, self.served.people[self.role], self.question, self.served.today

    def _ranked(self) -> list[dict[str, Any]]:
        assert WHOLE.by is ScopeKind.STORE
        return [row for row in lists.ranking(*self._asked, WHOLE) if not row["is_total"]]

    def _in_period(self) -> list[Point]:
        last = self.question.period.last
        return [point for point in self.points(with_figures=False) if point.date <= last]

    def _when(self, point: Point) -> str:
        return f"{point.date:%Y/%m/%d}" if self.question.period.grain == "day" else f"{point.date:%Y/%m}"


def _read(behind: Behind, point: Point) -> tuple[int | None, int | None, int | None, int | None]:
    """(own, compared, base, others)."""
    is_compared = point.filed > point.late_filed
    if behind is Behind.SPEND:
        own = quotient(point.sales, point.customers)
        sales = (point.sales or 0) - point.late_sales
        customers = (point.customers or 0) - point.late_customers
        compared = quotient(sales, customers) if is_compared and point.sales is not None else None
        return own, compared, quotient(point.base_sales, point.base_customers), point.others_spend
    name = behind.value
    own = getattr(point, name)
    compared = own - getattr(point, f"late_{name}") if is_compared and own is not None else None
    return own, compared, getattr(point, f"base_{name}"), getattr(point, f"others_{name}")


def _figures(row: dict[str, Any]) -> Line:
    return [row["sales"], row["customers"], quotient(row["sales"], row["customers"]), row["difference"]]


def _change(own: int | None, base: int | None) -> float | None:
    return own / base - 1 if own is not None and base else None


def _share(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def _stores(point: Point) -> str:
    least, most = point.others_least, point.others_most
    return f"{most}" if least == most else f"{least}〜{most}"
