"""The head of a page of figures: which stores, when, compared with what. Pure functions that write HTML.

Its links are true addresses; a picker or form sends its fields by their names in the address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

from dashboard import formats
from dashboard.asked import Asked
from dashboard.icons import icon
from dashboard.look import Look
from dashboard.scopes import scope_name, scope_options
from shared.analysis_frame import Surroundings
from shared.analytics.periods import MOST_DAYS_DRAWN, NEWEST, OLDEST, NoPeriod, Period, around, between
from shared.analytics.question import USUAL
from shared.words import Against, AnalysisPage, Genre, Location, PeriodKind, Word

KEYS = {  # `g` and this letter lead to the page
    AnalysisPage.OVERVIEW: "h",
    AnalysisPage.SALES: "u",
    AnalysisPage.INCIDENTS: "d",
    AnalysisPage.STORES: "s",
    AnalysisPage.GOALS: "m",
    AnalysisPage.CALENDAR: "c",
}
NOWHERE = ' role="link" aria-disabled="true"'  # what a link has that leads out of the calendar


@dataclass(frozen=True, slots=True)
class Place:
    """Where the head stands: the page's path, the periods it tells, whether it compares and filters."""

    path: str
    periods: Sequence[PeriodKind]
    compares: bool
    filters: bool


def choices(asked: Asked, place: Place, around: Surroundings, today: date, look: Look) -> str:
    """Everything of the head that chooses."""
    return (
        f'<div class="choice-scope">{scope_field(asked, around, look)}</div>'
        f'<div class="choice-period">{period_bar(asked, place, today, look)}</div>'
        f'<div class="choice-comparison">{comparison_field(asked, place, look)}</div>'
    )


def scope_field(asked: Asked, around: Surroundings, look: Look) -> str:
    """The picker of stores; only a name where there is nothing to choose."""
    name = look.texts.gettext("店舗")
    label = f'<span class="label">{escape(name)}</span>'
    if len(around.stores) < 2:  # noqa: PLR2004  one needs no choice
        name = scope_name(asked.question.scope, around, look)
        return f'<span class="field">{label}<b class="only">{escape(name)}</b></span>'
    options = scope_options(asked.question.scope, around, look)
    return (
        f'<label class="field">{label}'
        f'<select class="picker" id="scope" name="scope" data-go>{options}</select></label>'
    )


def period_bar(asked: Asked, place: Place, today: date, look: Look) -> str:
    """Kinds of periods, the period, the one before and the one after, and the form of a free stretch."""
    kinds = "".join(_kind(kind, asked, place, today, look) for kind in place.periods)
    period = asked.question.period
    is_free = period.kind is PeriodKind.DAYS
    name = escape(formats.period(period, look))
    return (
        (f'<span class="kinds">{kinds}</span>' if len(place.periods) > 1 else "")
        + f'<span class="steps">{_step("before", asked, place, today, look)}'
        f'<b class="period-now">{name}</b>{_step("after", asked, place, today, look)}</span>'
        + (_free(asked, look) if is_free else "")
    )


def comparison_field(asked: Asked, place: Place, look: Look) -> str:
    """The pickers of what the period is compared with, and of the reports that count."""
    fields = [_picker("cmp", look.texts.gettext("比較"), Against, asked.question.against, look)]
    if place.filters:
        every = look.texts.gettext("すべて")
        fields += [
            _picker("genre", look.texts.gettext("ジャンル"), Genre, asked.question.genre, look, every),
            _picker("location", look.texts.gettext("場所"), Location, asked.question.location, look, every),
        ]
    return "".join(fields[0 if place.compares else 1 :])


def _picker(name: str, label: str, words: type[Word], now: Word | None, look: Look, every: str = "") -> str:
    options = f'<option value="">{escape(every)}</option>' if every else ""
    for word in words:
        selected = " selected" if word == now else ""
        options += f'<option value="{word.value}"{selected}>{escape(look.texts.gettext(word.label))}</option>'
    return (
        f'<label class="field field-small"><span class="label">{escape(label)}</span>'
        f'<select class="picker" id="{name}" name="{name}" data-go>{options}</select></label>'
    )


def _kind(kind: PeriodKind, asked: Asked, place: Place, today: date, look: Look) -> str:
    now = asked.question.period
    current = ' aria-current="true"' if kind is now.kind else ""
    label = escape(look.texts.gettext(kind.label))
    try:
        href = f' href="{escape(asked_of_kind(asked, kind, today).address(place.path))}"'
    except NoPeriod:
        href = NOWHERE
    return f'<a class="kind" id="kind-{kind.value}"{href}{current}>{label}</a>'


def asked_of_kind(asked: Asked, kind: PeriodKind, today: date) -> Asked:
    """The week, month or year around today if the period has it, else around its first day; with the usual
    comparison, unless another was chosen. Raises `NoPeriod`: the first week of 2000 begins before it."""
    question, now = asked.question, asked.question.period
    day = today if now.first <= today <= now.last else now.first
    last = min(now.last, now.first + timedelta(days=MOST_DAYS_DRAWN - 1))
    period = between(now.first, last) if kind is PeriodKind.DAYS else around(kind, day)
    against = USUAL[kind] if question.against is USUAL[now.kind] else question.against
    moved = asked.at(period)
    return replace(moved, question=replace(moved.question, against=against))


def _step(which: str, asked: Asked, place: Place, today: date, look: Look) -> str:
    """A step to the period before or after; without an address where there is none, or it is all future."""
    _ = look.texts.gettext
    period = _neighbour(asked.question.period, is_before=which == "before")
    is_open = period is not None and (which == "before" or period.first <= today)
    href = f' href="{escape(asked.at(period).address(place.path))}"' if period and is_open else NOWHERE
    label = _("前の期間") if which == "before" else _("次の期間")
    shape = icon("back" if which == "before" else "next", "icon-small")
    return f'<a class="step" id="{which}" aria-label="{escape(label)}"{href}>{shape}</a>'


def _neighbour(period: Period, *, is_before: bool) -> Period | None:
    try:
        return period.before if is_before else period.after
    except NoPeriod:
        return None


def _free(asked: Asked, look: Look) -> str:
    _ = look.texts.gettext
    period = asked.question.period
    fields = "".join(
        f'<label class="field field-day"><span class="label">{escape(label)}</span>'
        f'<input class="picker" type="date" id="{name}" name="{name}" value="{day}"'
        f' min="{OLDEST}" max="{NEWEST}" required></label>'
        for name, label, day in (("from", _("開始日"), period.first), ("to", _("終了日"), period.last))
    )
    show = escape(_("表示する"))
    button = f'<button class="btn btn-quiet" id="show">{show}</button>'
    return f'<form class="free" data-go>{fields}{button}</form>'
