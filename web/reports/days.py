"""Reports as a page shows them: by business date, with the day's figures and the first pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection
from django.utils.safestring import SafeString

from shared import reports, stores
from shared.access import Viewer
from shared.db import many
from shared.reports import Report
from shared.search.keywords import Words
from shared.stores import DayFigures
from web.reports.asked import Asked
from web.reports.marks import excerpt, marked
from web.reports.pictures import Shown, shown

PAGE = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One report in a list; title and excerpt are marked where they hold the words that were searched."""

    report: Report
    title: SafeString
    excerpt: SafeString
    cover: Shown | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One business date: its figures (None: no store of the reader's was to file any) and its reports."""

    date: date
    figures: DayFigures | None
    reports: list[Card]


def page(viewer: Viewer, asked: Asked) -> tuple[list[Day], str]:
    """A page of days and the address of the next page ("" on the last), by two statements."""
    only = asked.only(len(viewer.report_stores), PAGE + 1)
    rows = many(connection, reports.newest(viewer, PAGE + 1, before=asked.before, only=only))
    rows, more = rows[:PAGE], rows[PAGE:]
    next_url = asked.address((rows[-1].date, rows[-1].id)) if more else ""
    return _days(viewer, rows, asked.words), next_url


def cards(rows: Sequence[Report], viewer: Viewer, words: Words | None = None) -> list[Card]:
    """The reports, each with its first picture, and with `words` marked."""
    return [
        Card(row, marked(row.title, words), excerpt(row.content, words), *shown(row.pictures[:1], viewer))
        for row in rows
    ]


def _days(viewer: Viewer, rows: list[Report], words: Words) -> list[Day]:
    if not rows:
        return []
    by_day = {day: list(of_day) for day, of_day in groupby(rows, key=lambda row: row.date)}
    figures = {row.date: row for row in many(connection, stores.figures_by_day(viewer, list(by_day)))}
    return [Day(day, figures.get(day), cards(of_day, viewer, words)) for day, of_day in by_day.items()]
