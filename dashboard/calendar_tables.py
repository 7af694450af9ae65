"""The calendar's numbers as tables: a month's days, and the stores on one day."""

from collections.abc import Sequence
from datetime import date

from dashboard import drill
from dashboard.look import Look
from dashboard.sales_tables import NOTHING, change, known
from dashboard.tables import Cell, Column, Kind, Table
from shared.analytics.calendar import CalendarDay
from shared.analytics.counts import counted
from shared.analytics.day import StoreOnDay
from shared.analytics.question import Question
from shared.dates import holiday
from shared.spend import spend
from shared.words import Genre, gettext_noop

FIGURES = (
    Column(gettext_noop("売上"), Kind.YEN),
    Column(gettext_noop("客数"), Kind.COUNT),
    Column(gettext_noop("客単価"), Kind.AMOUNT),
    Column(gettext_noop("違算"), Kind.AMOUNT),
)
BESIDE = (
    Column(gettext_noop("目標"), Kind.AMOUNT),
    Column(gettext_noop("達成率"), Kind.PERCENT),
    Column(gettext_noop("前年同曜日"), Kind.AMOUNT),
    Column(gettext_noop("増減"), Kind.CHANGE),
)
GENRES = tuple(Column(genre.label, Kind.COUNT) for genre in Genre)
MONTH = (
    Column(gettext_noop("営業日"), Kind.DAY),
    Column(gettext_noop("祝日"), Kind.TEXT),
    *FIGURES,
    *BESIDE,
    Column(gettext_noop("提出した店舗"), Kind.COUNT),
    Column(gettext_noop("未提出の店舗"), Kind.COUNT),
    *GENRES,
)
STORES = (
    Column(gettext_noop("店舗"), Kind.TEXT),
    *FIGURES,
    *BESIDE,
    Column(gettext_noop("前週同曜日"), Kind.AMOUNT),
    Column(gettext_noop("増減"), Kind.CHANGE),
    Column(gettext_noop("入力した人"), Kind.TEXT),
    *GENRES,
)


def is_past(day: CalendarDay, today: date) -> bool:
    """Whether the day has begun, or has been filed all the same."""
    return day.date <= today or day.filed > 0


def goal_share(day: CalendarDay | StoreOnDay) -> float | None:
    """What was sold where there is a target as a share of it; None without one, or while nobody filed it."""
    sold = day.goal_sales if isinstance(day, CalendarDay) else day.sales
    return sold / day.goal if sold is not None and day.goal else None


def goal_end(day: CalendarDay, today: date) -> float | None:
    """The share with which the day ends: None while a store with a target may still file it."""
    return goal_share(day) if day.date < today or not day.goal_unfiled else None


def year_change(day: CalendarDay | StoreOnDay) -> float | None:
    """How much more was sold than 364 days before; None where one of them was not filed.

    Of several stores only a day that all of last year's stores have filed, but those that have closed, is
    compared: else it would seem to fall while they have not yet.
    """
    if isinstance(day, CalendarDay) and day.last_year_unfiled:
        return None
    return change(day.sales, day.last_year_sales)


def month_table(question: Question, days: Sequence[CalendarDay], look: Look, today: date) -> Table:
    """A row for each day that has begun, which leads to it."""
    shown = [day for day in days if is_past(day, today)]
    return Table(
        title=look.texts.gettext("カレンダーの表"),
        columns=MONTH,
        rows=[_day_row(day, look) for day in shown],
        links={at: drill.point(question, day.date) for at, day in enumerate(shown)},
    )


def stores_table(question: Question, when: date, stores: Sequence[StoreOnDay], look: Look) -> Table:
    """A row for each store that was open, or filed, or wrote; it leads to that store's day."""
    links = {
        at: drill.day(store.store_id, when)
        for at, store in enumerate(stores)
        if not question.scope.is_one_store
    }
    return Table(
        title=look.texts.gettext("この日の売上"),
        columns=STORES,
        rows=[_store_row(store) for store in stores],
        links=links,
    )


def _day_row(day: CalendarDay, look: Look) -> list[Cell]:
    return [
        day.date,
        holiday(day.date, "ja" if look.is_japanese else "en"),
        *_figures(day, is_missing=day.missing > 0 and day.filed == 0),
        *_beside(day),
        day.filed,
        day.missing,
        *_counts(day),
    ]


def _store_row(store: StoreOnDay) -> list[Cell]:
    return [
        store.store_name,
        *_figures(store, is_missing=store.is_missing),
        *_beside(store),
        known(store.last_week_sales),
        change(store.sales, store.last_week_sales),
        store.filed_by or NOTHING,
        *_counts(store),
    ]


def _figures(row: CalendarDay | StoreOnDay, *, is_missing: bool) -> list[Cell]:
    sales: Cell = row.sales if row.sales is not None or is_missing else NOTHING
    share = spend(row.sales, row.customers)
    return [sales, known(row.customers), known(share), known(row.difference)]


def _beside(row: CalendarDay | StoreOnDay) -> list[Cell]:
    return [known(row.goal), goal_share(row), known(row.last_year_sales), year_change(row)]


def _counts(row: CalendarDay | StoreOnDay) -> list[Cell]:
    return [int(counted(row.counts, genre)) for genre in Genre]
