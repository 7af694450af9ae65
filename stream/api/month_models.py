"""What the API answers about months and days: goals, the calendar, one business date."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from stream.api.models import Code

Reports = dict[str, int]


class GoalFigures(BaseModel):
    """A month's sales beside its target. Amounts are in 円."""

    target: int | None = Field(description="The month's sales target; null without one.")
    target_to_date: int | None = Field(description="The part of it that falls on the days that are over.")
    sales: int | None = Field(description="Null while nobody has filed.")
    sales_to_target: int | None = Field(description="What was sold where there is a target.")
    forecast: int | None = Field(
        description="`sales`, and for the open days to come what the weekday sold on average in eight weeks."
    )
    filed: int = Field(description="Store-days that are filed.")
    missing: int = Field(description="Store-days that are over and not filed: 未提出.")


class StoreGoal(GoalFigures):
    """One store's month; texts are null while no goal is written."""

    store_id: int
    store_name: str
    area: str | None
    goal_text: str | None
    achievement_rate: int | None = Field(description="What the store judged: 0-100 %.")
    achievement_text: str | None


class MonthlyGoal(BaseModel):
    """The goals of a month, at most 100 stores at once, by their numbers."""

    year: int
    month: int
    scope: str
    total: GoalFigures = Field(description="The sum of all stores; its targets are of those that have one.")
    stores: list[StoreGoal]
    stores_total: int
    next_offset: int | None = Field(description="Where the next stores begin; null after the last.")


class CalendarDay(BaseModel):
    """One business date, summed over the stores."""

    date: date
    holiday: str | None = Field(description="The name of Japan's public holiday, in the reader's language.")
    sales: int | None = Field(description="円; null while nobody has filed.")
    customers: int | None
    spend: int | None = Field(description="円 for each customer, rounded down; null without customers.")
    cash_difference: int | None = Field(description="違算 in 円; null when no register was counted.")
    goal: int | None = Field(description="The day's sales target in 円; null without one.")
    goal_sales: int | None = Field(description="円 sold where there is a target; null while none filed.")
    last_year_sales: int | None = Field(description="円 sold 364 days before: the same weekday.")
    stores_open: int
    stores_filed: int
    stores_missing: int = Field(description="Open, over, and not filed: 未提出.")
    reports: Reports = Field(description="Reports counted by genre.")


class Calendar(BaseModel):
    """A month, day by day."""

    year: int
    month: int
    scope: str
    today: date
    days: list[CalendarDay]


class Picture(BaseModel):
    """A photo. Its addresses hold for one to two hours, for the reader's own session: at c3-app, or where
    that is on another host, here.
    """

    address: str
    thumbnail: str
    width: int
    height: int


class Report(BaseModel):
    """One 日報."""

    id: int
    address: str = Field(description="Its page at c3-app.")
    author: str
    genre: Code
    location: Code
    title: str
    content: str
    written_at: datetime
    pictures: list[Picture]


class StoreDay(BaseModel):
    """One store on the date. Amounts are in 円, null where the store has not filed."""

    store_id: int
    store_name: str
    area: str | None
    is_open: bool
    is_missing: bool = Field(description="Open, over, and not filed: 未提出.")
    sales: int | None
    customers: int | None
    spend: int | None
    cash_difference: int | None
    filed_by: str | None
    goal: int | None
    last_week_sales: int | None
    last_week_customers: int | None
    last_year_sales: int | None
    last_year_customers: int | None
    report_counts: Reports = Field(description="All its reports, counted by genre.")
    reports: list[Report] = Field(description="Those of this part of the answer, newest first.")


class Day(BaseModel):
    """One business date, store by store; at most 50 reports at once."""

    date: date
    holiday: str | None
    scope: str
    stores: list[StoreDay]
    reports_total: int = Field(description="Reports of all stores that fit `genre` and `location`.")
    next_offset: int | None = Field(description="Where the next reports begin; null after the last.")
