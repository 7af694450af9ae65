"""「この画面について聞く」: the question of a page of figures, which goes with what is asked about it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shared import analysis_frame
from shared.access import Viewer
from shared.analytics.chosen import Scope
from shared.analytics.periods import Period
from shared.analytics.question import Question, Unclear, read
from shared.db import one
from shared.words import AnalysisPage, PeriodKind, ScopeKind

MOST = 300  # characters


@dataclass(frozen=True, slots=True)
class Condition:
    """What was looked at: `query` as an address writes it, in words, and the name of the page or nothing."""

    query: str
    page: str
    text: str


def asked_from(text: str, viewer: Viewer, today: date) -> str:
    """The query of a page of figures as C3 writes it; empty where it is none, or of a store out of reach."""
    question = _read(text, viewer, today)
    return question.query if question else ""


def condition(text: str, page: str, viewer: Viewer, today: date) -> Condition | None:
    """The same in words, with one statement; None where there is nothing to tell."""
    question = _read(text, viewer, today)
    if question is None:
        return None
    scope = _name(question.scope, viewer, today)
    if not scope:
        return None
    words = [scope, _period(question.period)]
    words += [_(word.label) for word in (question.genre, question.location) if word]
    known = [word for word in AnalysisPage if word == page]
    return Condition(question.query, _(known[0].label) if known else "", " / ".join(words))


def _read(text: str, viewer: Viewer, today: date) -> Question | None:
    if not text or len(text) > MOST:
        return None
    try:
        question = read(dict(parse_qsl(text)), viewer, today)
    except (Unclear, ValueError):
        return None
    scope = question.scope
    is_in_reach = scope.kind is not ScopeKind.STORE or scope.number in viewer.stores
    return question if is_in_reach else None


def _name(scope: Scope, viewer: Viewer, today: date) -> str:
    """Empty for what the viewer does not read."""
    around = one(connection, analysis_frame.frame(viewer, today))
    match scope.kind:
        case ScopeKind.STORE:
            return next((one["name"] for one in around.stores if one["store_id"] == scope.number), "")
        case ScopeKind.AREA:
            return next((one["name"] for one in around.areas if one["id"] == scope.number), "")
        case ScopeKind.GROUP:
            return next((one["name"] for one in around.groups if one["id"] == scope.number), "")
    return _(scope.kind.label)


def _period(period: Period) -> str:
    if period.kind is PeriodKind.MONTH:
        return date_format(period.first, "YEAR_MONTH_FORMAT")
    if period.kind is PeriodKind.YEAR:
        return _("%(year)s年") % {"year": period.first.year}
    first, last = date_format(period.first), date_format(period.last, "MONTH_DAY_FORMAT")
    return first if period.first == period.last else f"{first}〜{last}"
