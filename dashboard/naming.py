"""How what a figure is compared with is called, and where the rows behind it are. Pure functions."""

from dataclasses import replace
from datetime import date

from dashboard import formats
from dashboard.look import Look
from shared.analytics.periods import Period, around, between
from shared.analytics.question import Question
from shared.words import Against, Genre, Location, PeriodKind, gettext_noop

FIGURES, REPORTS, CALENDAR = "/analysis/figures/", "/analysis/reports/", "/analysis/calendar/"
WEEKDAYS = {"ja": "月火水木金土日", "en-US": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
BEFORE = {
    PeriodKind.WEEK: gettext_noop("前週"),
    PeriodKind.MONTH: gettext_noop("前月"),
    PeriodKind.YEAR: gettext_noop("前年"),
    PeriodKind.DAYS: gettext_noop("前の期間"),
}


def base_name(question: Question, look: Look) -> str:
    """前週同曜日, 前年同曜日, 前月 (the period before), 目標."""
    is_before = question.against is Against.BEFORE
    return look.texts.gettext(BEFORE[question.period.kind] if is_before else question.against.label)


def base_day_name(question: Question, day: date, look: Look) -> str:
    """What one day is compared with: 先週の日曜, 前年の日曜, or the day itself."""
    _ = look.texts.gettext
    weekday = WEEKDAYS[look.language][day.weekday()]
    if question.against is Against.LAST_WEEK:
        return _("先週の{weekday}曜").format(weekday=weekday)
    if question.against is Against.LAST_YEAR:
        return _("前年の{weekday}曜").format(weekday=weekday)
    return base_name(question, look)


def figures_address(question: Question, metric: str, period: Period | None = None) -> str:
    """The store-days behind a figure of the question, or of a part of its period."""
    asked = question if period is None else question.at(period)
    return f"{FIGURES}?{asked.query}&metric={metric}"


def reports_address(
    question: Question, genre: Genre | None, location: Location | None = None, period: Period | None = None
) -> str:
    """The reports behind a count."""
    asked = replace(question, genre=genre, location=location, period=period or question.period)
    return f"{REPORTS}?{asked.query}"


def day_address(question: Question, day: date) -> str:
    """The day in the calendar of the question's stores."""
    return f"{CALENDAR}?{question.at(month_around(day)).query}&day={day}"


def month_around(day: date) -> Period:
    """The month of `day`."""
    return around(PeriodKind.MONTH, day)


def point_period(question: Question, when: date) -> Period:
    """The part of the question's period that its point at `when` stands for."""
    period = question.period
    if period.grain == "day":
        return between(when, when)
    month = month_around(when)
    return between(max(month.first, period.first), min(month.last, period.last))


def point_name(question: Question, when: date, look: Look) -> str:
    """What the point at `when` is called."""
    return formats.point(when, question.period.grain, look)
