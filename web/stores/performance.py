"""売上・客数・違算 of a business date: to read for the store, to write for its 店長 and 本部."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import figures
from shared.dates import business_date, now
from shared.db import first, many, one
from shared.figures import Day, Figures
from web.faults import survives_old_token
from web.pages.templatetags.c3 import jday
from web.sending import answers
from web.sending.answers import by_script, takes_sent
from web.sending.once import Made, done, written_at
from web.sheet import stale_sentence
from web.stores.forms import DayForm, FiguresForm
from web.stores.opened import Choice, chosen_store, nothing_sold, token, version_of
from web.stores.usual import Question, hints, questions
from web.viewer import SignedIn

LISTED = timedelta(days=13)  # today and the days before it in the list of days
SAID = ("store", "date", *Figures.__slots__)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of one day shows; `conflict` is set when somebody else has saved in between."""

    choice: Choice
    date: date
    day: Day
    form: FiguresForm
    opened: str | None
    trouble: str = ""
    questions: tuple[Question, ...] = ()
    confirmed: str = ""
    is_conflict: bool = False


@takes_sent
@survives_old_token
@require_http_methods(["GET", "POST"])
def performance(request: SignedIn) -> HttpResponse:
    """A day's figures and the last 14 days; 404 for who may not read or write them."""
    choice = chosen_store(request, request.viewer)
    if choice is None:
        return nothing_sold(request)
    if request.method == "GET":
        return _shown(request, _opened(request, choice))
    if choice.store.store_id not in figures.writable(request.viewer):
        raise Http404
    return _save(request, choice)


def _opened(request: SignedIn, choice: Choice) -> Page:
    """The day that `date` names; for a date that has no figures, today with a sentence about it."""
    today, closed_on = _last_day(choice), choice.store.closed_on
    asked = DayForm(request.GET, today=today, closed_on=closed_on)
    chosen = asked.cleaned_data["date"] if asked.is_valid() else today
    day = one(connection, figures.day(request.viewer, choice.store.store_id, chosen))
    initial = {"date": chosen}
    if day.figures:
        initial |= {name: getattr(day, name) for name in Figures.__slots__}
    form = FiguresForm(initial=initial, today=today, closed_on=closed_on, hints=hints(day, chosen))
    opened = token(choice.store.store_id, chosen, day.version)
    return Page(choice, chosen, day, form, opened, trouble=" ".join(map(str, asked.errors.get("date", []))))


def _save(request: SignedIn, choice: Choice) -> HttpResponse:
    """Save what was typed, unless it is wrong, far from the usual, or over somebody else's figures."""
    page = _typed(request, choice)
    if by_script(request):
        return done(request, SAID, lambda: _sent(request, page))
    if not page.form.is_valid():
        return _shown(request, page)
    typed = page.form.figures
    asked = questions(page.day, typed, page.date)
    page = replace(page, confirmed=_fingerprint(typed))
    if asked and page.opened is not None and request.POST.get("confirmed") != page.confirmed:
        return _shown(request, replace(page, questions=tuple(asked)))
    version = version_of(page.opened, choice.store.store_id, page.date)
    statement = figures.save(request.viewer, choice.store.store_id, page.date, typed, version)
    if first(connection, statement) is None:
        day = one(connection, figures.day(request.viewer, choice.store.store_id, page.date))
        if day.figures != typed:
            return _shown(request, _conflict(page, day))
    _tell(request, page, asked)
    return redirect(_address(choice.store.store_id, page.date))


def _sent(request: SignedIn, page: Page) -> Made | HttpResponse:
    """The same for a script; what was written earlier overwrites nothing of anybody's."""
    if not page.form.is_valid():
        return answers.refused(page.form)
    typed = page.form.figures
    store_id, asked = page.choice.store.store_id, questions(page.day, typed, page.date)
    confirmed = _fingerprint(typed)
    if asked and page.opened is not None and request.POST.get("confirmed") != confirmed:
        sentences = {question.field: question.sentence for question in asked}
        return answers.refused(sentences, why="unusual", confirmed=confirmed)
    version = version_of(page.opened, store_id, page.date)
    wrote = written_at(request.POST)
    address = _address(store_id, page.date)
    if first(connection, figures.save(request.viewer, store_id, page.date, typed, version, wrote)):
        return Made(address)
    day = one(connection, figures.day(request.viewer, store_id, page.date))
    if day.figures == typed:
        return Made(address, is_new=False)
    theirs = asdict(day.figures) if day.figures else None
    return answers.conflict(
        "figures",
        address,
        _("この日には、先に保存された値があります。どちらの値にするかを選んでください。"),
        yours=asdict(typed),
        theirs=theirs and theirs | {"saved_by": day.saved_by, "saved_at": day.saved_at},
        opened=token(store_id, page.date, day.version),
    )


def _typed(request: SignedIn, choice: Choice) -> Page:
    """The form as it was sent, with its day; an empty one is that on which a script's was written."""
    today, closed_on = _today(choice), choice.store.closed_on
    wrote = written_at(request.POST) if by_script(request) else None
    typed = request.POST.copy()
    if wrote and not typed.get("date"):
        typed["date"] = business_date(wrote, choice.store.changeover_hour).isoformat()
    asked = DayForm(typed, today=today, closed_on=closed_on)
    chosen = asked.cleaned_data["date"] if asked.is_valid() else today
    day = one(connection, figures.day(request.viewer, choice.store.store_id, chosen))
    form = FiguresForm(typed, today=today, closed_on=closed_on, hints=hints(day, chosen))
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("保存する")))
    return Page(choice, chosen, day, form, request.POST.get("opened"))


def _conflict(page: Page, day: Day) -> Page:
    """The question of the second of two: both values, and a form that now knows the first's."""
    opened = token(page.choice.store.store_id, page.date, day.version)
    return replace(page, day=day, opened=opened, is_conflict=True)


def _tell(request: SignedIn, page: Page, asked: list[Question]) -> None:
    messages.success(request, _("%(day)sの売上・客数を保存しました。") % {"day": jday(page.date)})
    if asked and page.opened is None:
        messages.warning(request, asked[0].sentence)


def _shown(request: SignedIn, page: Page) -> HttpResponse:
    viewer, store = request.viewer, page.choice.store
    today = _last_day(page.choice)
    context = {
        "page": page,
        "form": page.form,
        "store": store,
        "today": today,
        "may_write": store.store_id in figures.writable(viewer),
        "typed": page.form.figures if page.is_conflict else None,
        "days": many(connection, figures.filed(viewer, store.store_id, today - LISTED, today)),
        "history": many(connection, figures.history(viewer, store.store_id, page.date))
        if viewer.is_managing
        else [],
        "address": _address(store.store_id, page.date),
    }
    refused = page.form.is_bound or page.trouble
    status = HTTPStatus.CONFLICT if page.is_conflict else 422 if refused else 200
    return render(request, "stores/performance.html", context, status=status)


def _today(choice: Choice) -> date:
    return business_date(now(), choice.store.changeover_hour)


def _last_day(choice: Choice) -> date:
    """Today, or the last business date of a store that is closed."""
    return min(_today(choice), choice.store.closed_on or date.max)


def _fingerprint(typed: Figures) -> str:
    """What `confirmed` must say: a yes is for these very figures."""
    return f"{typed.sales_amount}_{typed.customer_count}_{typed.cash_difference}"


def _address(store_id: int, day: date) -> str:
    return f"{reverse('performance')}?{urlencode({'store': store_id, 'date': day})}"
