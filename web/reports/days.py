"""Reports as a page shows them: by business date, with the day's figures and the first pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from shared import reports, stores
from shared.access import Viewer
from shared.db import many
from shared.reports import Report
from shared.stores import DayFigures
from web.reports.pictures import Shown, shown

PAGE = 20
EXCERPT = 120

Place = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Card:
    """One report in a list."""

    report: Report
    excerpt: str
    cover: Shown | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One business date: its figures (None: 未提出) and its reports."""

    date: date
    figures: DayFigures | None
    reports: list[Card]


def page(viewer: Viewer, before: Place | None) -> tuple[list[Day], str]:
    """A page of days, newest first, and the address of the next page ("" on the last), by two statements."""
    rows = many(connection, reports.newest(viewer, PAGE + 1, before=before))
    rows, more = rows[:PAGE], rows[PAGE:]
    return _days(viewer, rows), _address_after(rows[-1]) if more else ""


def cards(rows: Sequence[Report], viewer: Viewer) -> list[Card]:
    """The reports, each with its first picture."""
    return [Card(row, _excerpt(row.content), *shown(row.pictures[:1], viewer)) for row in rows]


def place_from(text: str) -> Place | None:
    """The place that `_address_after` wrote into `before`; None, the first page, for anything else."""
    try:
        day, report_id = text.split("_")
        return date.fromisoformat(day), int(report_id)
    except ValueError:
        return None


def _days(viewer: Viewer, rows: list[Report]) -> list[Day]:
    if not rows:
        return []
    filed = many(connection, stores.figures_by_day(viewer, rows[-1].date, rows[0].date))
    figures = {row.date: row for row in filed}
    return [
        Day(day, figures.get(day), cards(list(of_day), viewer))
        for day, of_day in groupby(rows, key=lambda row: row.date)
    ]


def _address_after(last: Report) -> str:
    return f"{reverse('report_list')}?{urlencode({'before': f'{last.date}_{last.id}'})}"


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
