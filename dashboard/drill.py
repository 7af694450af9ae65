"""Where the rows behind a figure are: addresses of the drill pages, of a day, and of a report's own page."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from shared.analytics.chosen import Scope
from shared.analytics.periods import Period, around, between
from shared.analytics.question import Question
from shared.dates import month_of
from shared.words import Behind, Genre, Location, PeriodKind, ScopeKind

FIGURES, REPORTS = "/analysis/figures/", "/analysis/reports/"
CALENDAR = "/analysis/calendar/"
REPORT = "/report/view/{}/"  # of c3-app


def figures(question: Question, behind: Behind) -> str:
    """The store-days behind a key figure."""
    return f"{FIGURES}?{question.query}&metric={behind.value}"


def reports(question: Question, genre: Genre | None = None, location: Location | None = None) -> str:
    """The reports behind a count: of the question's genre and location, or of those named here."""
    asked = replace(question, genre=genre or question.genre, location=location or question.location)
    return f"{REPORTS}?{asked.query}"


def at(question: Question, point: date) -> Question:
    """The question of one point of its charts: a day, or the part of a month that lies in the period."""
    if question.period.grain == "day":
        return question.at(between(point, point))
    return question.at(_within(question.period, point))


def of_store(question: Question, store_id: int) -> Question:
    """The question of one store."""
    return replace(question, scope=Scope(ScopeKind.STORE, store_id))


def day(store_id: int, when: date) -> str:
    """The calendar's day of one store."""
    fields = {"scope": f"store:{store_id}", "period": "month", "from": f"{month_of(when)[0]}"}
    return f"{CALENDAR}?{urlencode({**fields, 'day': f'{when}'}, safe=':')}"


def point(question: Question, when: date) -> str:
    """What a point of a chart leads to: the day in the calendar of its stores, or a month's store-days."""
    if question.period.grain == "month":
        return figures(at(question, when), Behind.SALES)
    return f"{CALENDAR}?{question.at(around(PeriodKind.MONTH, when)).query}&day={when}"


def _within(period: Period, point: date) -> Period:
    first, last = month_of(point)
    return between(max(first, period.first), min(last, period.last))
