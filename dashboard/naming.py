"""How what a figure is compared with, and a point of a chart, are called. Pure functions."""

from datetime import date

from dashboard import formats
from dashboard.look import Look
from shared.analytics.question import Question
from shared.words import Against, PeriodKind, gettext_noop

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


def point_name(question: Question, when: date, look: Look) -> str:
    """What the point at `when` is called."""
    return formats.point(when, question.period.grain, look)
