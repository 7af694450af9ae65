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
    """The question of that day alone. What its point stands beside is the period's base, not this one's."""
    return drill.at(question, point.date)


def latest_title(question: Question, point: Point, today: date, look: Look) -> str:
    """「今日 11/24(火)」, or the day, and that nobody has filed today where a store is open; of more stores,
    how many have filed it."""
    _ = look.texts.gettext
    day = formats.long_day(point.date, look)
    told = _("今日 {day}").format(day=day) if point.date == today else day
    if point.date < today and point.through < today:
        told = _("{day}（今日はまだ未提出）").format(day=day)
    if question.scope.is_one_store:
        return told
    return telling.sentences(look, told, _("・{filed}店舗が提出").format(filed=f"{point.filed:,}"))
