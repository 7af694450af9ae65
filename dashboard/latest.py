"""The day that stands first on the overview: today once it is filed, else the last day before that was."""

from collections.abc import Sequence
from datetime import date

from dashboard import drill, formats, telling
from dashboard.look import Look
from shared.analytics.question import Question
from shared.analytics.series import Point


def latest(question: Question, points: Sequence[Point], today: date) -> Point | None:
    """The point of that day; None where points are months, or where today is not in the period."""
    period = question.period
    if period.grain != "day" or not period.first <= today <= period.last or period.days == 1:
        return None
    filed = [point for point in points if point.date <= today and point.filed]
    return filed[-1] if filed else None


def latest_question(question: Question, point: Point) -> Question:
    """The question of that day alone, compared with what the period is compared with."""
    return drill.at(question, point.date)


def latest_title(question: Question, point: Point, today: date, look: Look) -> str:
    """「今日 11/24(火)」, or the day and that nobody has filed today; of more stores, how many have."""
    _ = look.texts.gettext
    is_today = point.date == today
    title = _("今日 {day}") if is_today else _("{day}（今日はまだ未提出）")
    told = title.format(day=formats.long_day(point.date, look))
    if question.scope.is_one_store:
        return told
    return telling.sentences(look, told, _("・{filed}店舗が提出").format(filed=f"{point.filed:,}"))
