"""What the API answers. Amounts are whole 円, dates business dates; a day nobody filed is null, never 0."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Code = Annotated[str, Field(description="One of the codes of C3's vocabulary.")]


class Answer(BaseModel):
    """Told to everybody who asks wrongly or for too much."""

    detail: str = Field(description="One sentence, in the reader's language.")


class PeriodAsked(BaseModel):
    """The business dates that the answer is about."""

    kind: Literal["week", "month", "year", "days"]
    first: date
    last: date
    grain: Literal["day", "month"] = Field(description="What one point stands for.")
    through: date = Field(
        description="The last business date that is compared: today, once every store has filed it."
    )


class BaseAsked(BaseModel):
    """What the period is compared with."""

    kind: Literal["lw", "ly", "prev", "goal"] = Field(
        description="The same weekday last week, the same weekday last year (364 days), the period before,"
        " the goal."
    )
    first: date | None = Field(description="Null where a goal is compared with, or there is nothing before.")
    last: date | None


class Asked(BaseModel):
    """The question as it was understood."""

    scope: str = Field(description="`all`, `area:3`, `group:4` or `store:12`.")
    period: PeriodAsked
    compared_with: BaseAsked
    genre: Code | None
    location: Code | None


class Totals(BaseModel):
    """The sums of the points."""

    value: int | None = Field(description="Of the period; null while nobody has filed.")
    compared: int | None = Field(description="The part of `value` up to `period.through`.")
    base: int | None = Field(description="What `compared` is compared with; null without any.")
    change: float | None = Field(description="(compared - base) / base: 0.082 is +8.2 %.")


class FigurePoint(BaseModel):
    """A business date, or a month of a longer period. One after `period.last` has a `base` only."""

    date: date
    value: int | None = Field(description="The sum over the stores; null while nobody has filed.")
    compared: int | None
    base: int | None
    others: int | None = Field(description="The average of the other stores that filed; for one store.")
    others_stores: tuple[int, int] = Field(description="Over how many stores that is, at least and at most.")
    goal: int | None = Field(description="The day's sales target; null for other figures.")
    filed: int = Field(description="Store-days that are filed.")
    missing: int = Field(description="Store-days that are over and not filed: 未提出.")


class FigureGraph(BaseModel):
    """Sales, customers or 違算 point by point."""

    graph_type: Literal["sales", "customer_count", "cash_difference"]
    unit: Literal["yen", "people"]
    asked: Asked
    total: Totals
    points: list[FigurePoint]


class TrendPoint(BaseModel):
    """Reports of a business date or a month."""

    date: date
    value: int
    compared: int
    base: int
    others: float = Field(description="The average of the other stores that filed; 0 without others.")
    others_stores: tuple[int, int]
    by_genre: dict[str, int]


class TrendGraph(BaseModel):
    """Reports counted point by point."""

    graph_type: Literal["incident_trend"]
    unit: Literal["reports"]
    asked: Asked
    total: Totals
    points: list[TrendPoint]


class LocationBar(BaseModel):
    """Reports of one location over the whole period."""

    location: Code
    label: str = Field(description="The location's name in the reader's language.")
    value: int
    compared: int
    base: int
    others: float
    by_genre: dict[str, int]


class LocationGraph(BaseModel):
    """Reports counted by location."""

    graph_type: Literal["incident_by_location"]
    unit: Literal["reports"]
    asked: Asked
    total: Totals
    bars: list[LocationBar]


Graph = Annotated[FigureGraph | TrendGraph | LocationGraph, Field(discriminator="graph_type")]
