"""monthly-goal, calendar and calendar/<day>: a month, and one of its days. スタッフ may ask too."""

from datetime import date
from typing import Annotated
from urllib.parse import urljoin

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from dashboard.addresses import picture_url, web_url
from shared.analytics import calendar, goals, question
from shared.analytics import day as business_day
from shared.analytics.calendar import CalendarDay
from shared.analytics.counts import counted
from shared.analytics.day import DayReport, StoreOnDay
from shared.analytics.goals import StoreGoal
from shared.analytics.periods import NoPeriod, around
from shared.analytics.question import WRONG_PERIOD, Question, Unclear
from shared.dates import holiday, now
from shared.rows import PictureRow
from shared.spend import spend
from shared.storage import address
from shared.words import Against, Genre, Location, PeriodKind
from stream.api import month_models as models
from stream.api.asking import Asker, Asking, month_of, one_of, place_of, question_of, store_of

router = APIRouter(tags=["months"])

STORES_AT_ONCE, REPORTS_AT_ONCE = 100, 50
STORE = "One store, by its number. Left out: your own; for area managers and the head office all of theirs."


class MonthQuery(BaseModel):
    """Which month of which store; each parameter may be left out."""

    year: str = Field("", description="2000 to 2099; this year when left out.")
    month: str = Field("", description="1 to 12; this month when left out.")
    store: str = Field("", description=STORE)


class GoalQuery(MonthQuery):
    """Where the list of stores begins, too."""

    offset: str = Field("", description="How many stores to leave out: `next_offset` of the last answer.")


class DayQuery(BaseModel):
    """Which store's, and which reports; each parameter may be left out."""

    store: str = Field("", description=STORE)
    genre: str = one_of(Genre, "Reports of this genre only.")
    location: str = one_of(Location, "Reports of this location only.")
    offset: str = Field("", description="How many reports to leave out: `next_offset` of the last answer.")


@router.get("/monthly-goal/", summary="A month's goals")
async def monthly_goal(asker: Asking, asked: Annotated[GoalQuery, Query()]) -> models.MonthlyGoal:
    """What each store means to reach in the month, what it sold, and where it will end."""
    month, offset = _month(asked, asker), place_of(asked.offset)
    found = await asker.rows(goals.of_month(asker.viewer, month, asker.today, offset, STORES_AT_ONCE))
    total, stores = found[0], found[1:]
    shown = offset + len(stores)
    return models.MonthlyGoal(
        year=month.period.first.year,
        month=month.period.first.month,
        scope=str(month.scope),
        total=models.GoalFigures(**_goal(total)),
        stores=[_store_goal(store) for store in stores],
        stores_total=total.total,
        next_offset=shown if stores and shown < total.total else None,
    )


@router.get("/calendar/", summary="A month, day by day")
async def month_days(asker: Asking, asked: Annotated[MonthQuery, Query()]) -> models.Calendar:
    """Sales beside the goal and last year's same weekday, what is missing, reports by genre, holidays."""
    month = _month(asked, asker)
    days = await asker.rows(calendar.days(asker.viewer, month, asker.today))
    return models.Calendar(
        year=month.period.first.year,
        month=month.period.first.month,
        scope=str(month.scope),
        today=asker.today,
        days=[_day(each, asker) for each in days],
    )


DayText = Annotated[str, Path(description="The business date, written 2026-11-22.")]


@router.get("/calendar/{day}/", summary="One business date")
async def one_day(asker: Asking, day: DayText, asked: Annotated[DayQuery, Query()]) -> models.Day:
    """The figures of each store that was open, and the reports with their photos."""
    when, offset = _date(day), place_of(asked.offset)
    told = {name: text for name, text in asked.model_dump(exclude={"offset"}).items() if text}
    wanted = question_of({**told, "period": "days", "from": f"{when}", "to": f"{when}"}, asker)
    stores = await asker.rows(
        business_day.stores(asker.viewer, wanted, when, asker.today, offset, REPORTS_AT_ONCE)
    )
    shown = offset + sum(len(store.reports) for store in stores)
    total = stores[0].reports_total
    return models.Day(
        date=when,
        holiday=_holiday(when, asker),
        scope=str(wanted.scope),
        stores=[_store_day(store, asker) for store in stores],
        reports_total=total,
        next_offset=shown if offset < shown < total else None,
    )


def _month(asked: MonthQuery, asker: Asker) -> Question:
    period = around(PeriodKind.MONTH, month_of(asked.year, asked.month, asker.today))
    return Question(store_of(asked.store, asker), period, Against.LAST_YEAR)


def _date(text: str) -> date:
    when = question.day("day", text)
    try:
        around(PeriodKind.MONTH, when)
    except NoPeriod:
        raise Unclear("day", WRONG_PERIOD) from None
    return when


def _goal(goal: StoreGoal) -> dict[str, int | None]:
    return {
        "target": goal.target,
        "target_to_date": goal.to_date,
        "sales": goal.sold,
        "sales_to_target": goal.sold_to_target,
        "forecast": goal.forecast,
        "filed": goal.filed,
        "missing": goal.missing,
    }


def _store_goal(goal: StoreGoal) -> models.StoreGoal:
    names = ("store_id", "store_name", "area", "goal_text", "achievement_rate", "achievement_text")
    return models.StoreGoal(**_goal(goal), **{name: getattr(goal, name) for name in names})


def _day(day: CalendarDay, asker: Asker) -> models.CalendarDay:
    return models.CalendarDay(
        date=day.date,
        holiday=_holiday(day.date, asker),
        sales=day.sales,
        customers=day.customers,
        spend=spend(day.sales, day.customers),
        cash_difference=day.difference,
        goal=day.goal,
        goal_sales=day.goal_sales,
        last_year_sales=day.last_year_sales,
        stores_open=day.open,
        stores_filed=day.filed,
        stores_missing=day.missing,
        reports=_by_genre(day),
    )


def _store_day(store: StoreOnDay, asker: Asker) -> models.StoreDay:
    same = ("store_id", "store_name", "area", "is_open", "is_missing", "sales", "customers", "filed_by")
    before = ("last_week_sales", "last_week_customers", "last_year_sales", "last_year_customers", "goal")
    return models.StoreDay(
        **{name: getattr(store, name) for name in (*same, *before)},
        spend=spend(store.sales, store.customers),
        cash_difference=store.difference,
        report_counts=_by_genre(store),
        reports=[_report(report, asker) for report in store.reports],
    )


def _report(report: DayReport, asker: Asker) -> models.Report:
    told = {name: value for name, value in report.items() if name != "pictures"}
    return models.Report.model_validate(
        {
            **told,
            "address": web_url(asker.request, f"/report/view/{report['id']}/"),
            "pictures": [_picture(picture, asker) for picture in report["pictures"]],
        }
    )


def _picture(picture: PictureRow, asker: Asker) -> models.Picture:
    here = str(asker.request.url)
    paths = (address(name, asker.viewer.user_id, now()) for name in (picture["name"], picture["thumbnail"]))
    full, thumbnail = (urljoin(here, picture_url(asker.request, path)) for path in paths)
    return models.Picture(address=full, thumbnail=thumbnail, width=picture["width"], height=picture["height"])


def _by_genre(row: CalendarDay | StoreOnDay) -> dict[str, int]:
    return {genre.value: int(counted(row.counts, genre)) for genre in Genre}


def _holiday(when: date, asker: Asker) -> str | None:
    return holiday(when, "ja" if asker.look.is_japanese else "en") or None
