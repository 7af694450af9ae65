"""目標 of a store's month: to read for the store, to write for its 店長, エリアマネージャー and 本部."""

from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import goals
from shared.analytics.periods import OLDEST
from shared.dates import business_date, month_of, now
from shared.db import first, many, one
from shared.goals import Goal, MonthsGoal
from web.faults import survives_old_token
from web.pages.templatetags.c3 import month_name
from web.sheet import stale_sentence
from web.stores.forms import GoalForm
from web.stores.opened import Choice, chosen_store, nothing_sold, token, version_of
from web.viewer import SignedIn

LISTED = 13  # months


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of one month (its first day) shows; `is_conflict`: somebody has saved in between."""

    choice: Choice
    month: date
    current: MonthsGoal
    form: GoalForm
    opened: str | None
    is_conflict: bool = False


@survives_old_token
@require_http_methods(["GET", "POST"])
def update(request: SignedIn) -> HttpResponse:
    """A month's goal; 404 for who may not read or write it, and for a month that nobody can mean."""
    choice = chosen_store(request, request.viewer)
    if choice is None:
        return nothing_sold(request)
    if request.method == "GET":
        return _shown(request, _opened(request, choice))
    if choice.store.store_id not in goals.writable(request.viewer):
        raise Http404
    return _save(request, choice)


def _opened(request: SignedIn, choice: Choice) -> Page:
    month = _month(request.GET, _editable(choice)[0])
    if month is None or month > _editable(choice)[-1]:
        raise Http404
    current = _current(request, choice, month)
    initial = {name: getattr(current, name) for name in Goal.__slots__}
    form = GoalForm(initial=initial, kept=_kept(choice, month, current))
    return Page(choice, month, current, form, token(choice.store.store_id, month, current.version))


def _save(request: SignedIn, choice: Choice) -> HttpResponse:
    """Save what was typed, unless it is wrong, for another month, or over somebody else's goal."""
    page = _typed(request, choice)
    if not page.form.is_valid():
        return _shown(request, page)
    typed, store_id, month = _complete(request, page), choice.store.store_id, page.month
    version = version_of(page.opened, store_id, month)
    statement = goals.save(request.viewer, store_id, month.year, month.month, typed, version)
    if first(connection, statement) is None:
        current = _current(request, choice, month)
        if current.goal != typed:
            opened = token(store_id, month, current.version)
            return _shown(request, replace(page, current=current, opened=opened, is_conflict=True))
    messages.success(request, _("%(month)sの目標を保存しました。") % {"month": month_name(month)})
    return redirect(_address(store_id, month))


def _complete(request: SignedIn, page: Page) -> Goal:
    """The goal that was typed; a sender who names no sales target leaves the one that is there."""
    if "sales_target" in request.POST:
        return page.form.goal
    return replace(page.form.goal, sales_target=page.current.sales_target)


def _typed(request: SignedIn, choice: Choice) -> Page:
    """The form as it was sent, with the month it is for."""
    editable = _editable(choice)
    wanted = _month(request.POST, editable[0])
    month = wanted or editable[0]
    current = _current(request, choice, month)
    form = GoalForm(request.POST, kept=_kept(choice, month, current))
    if wanted not in editable and form.kept is None:
        form.add_error(None, _("目標は今月と来月のものだけを書けます。月を確かめてください。"))
    if _is_closed(choice, month):
        form.add_error(None, _("この月より前に閉店したため、目標は書けません。"))
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("保存する")))
    return Page(choice, month, current, form, request.POST.get("opened"))


def _shown(request: SignedIn, page: Page) -> HttpResponse:
    viewer, store_id, editable = request.viewer, page.choice.store.store_id, _editable(page.choice)
    is_open = page.form.kept or (page.month in editable and not _is_closed(page.choice, page.month))
    may_write = store_id in goals.writable(viewer) and bool(is_open or page.form.is_bound)
    context = {
        "page": page,
        "form": page.form,
        "store": page.choice.store,
        "editable": editable,
        "may_write": may_write,
        "is_goal_typed": may_write and "goal_text" in page.form.fields,
        "typed": page.form.goal if page.is_conflict else None,
        "months": many(connection, goals.months(viewer, store_id, LISTED)),
        "address": _address(store_id, page.month),
    }
    status = HTTPStatus.CONFLICT if page.is_conflict else 422 if page.form.is_bound else 200
    return render(request, "stores/goal.html", context, status=status)


def _current(request: SignedIn, choice: Choice, month: date) -> MonthsGoal:
    statement = goals.of_month(request.viewer, choice.store.store_id, month.year, month.month)
    return one(connection, statement)


def _month(sent: QueryDict, default: date) -> date | None:
    """The first day of the month that `year` and `month` name; `default` where both are missing."""
    year, month = sent.get("year", ""), sent.get("month", "")
    if not year and not month:
        return default
    try:
        first_day = date(int(year[:9]), int(month[:9]), 1)
    except ValueError:
        return None
    return first_day if first_day >= OLDEST else None


def _editable(choice: Choice) -> list[date]:
    """The store's business month and the next, by their first days."""
    this_month, last_day = month_of(business_date(now(), choice.store.changeover_hour))
    return [this_month, date.fromordinal(last_day.toordinal() + 1)]


def _kept(choice: Choice, month: date, current: MonthsGoal) -> Goal | None:
    """The goal of the month before, of which only the achievement is still written; None for other months."""
    this_month, _next_month = _editable(choice)
    is_the_last = month == month_of(date.fromordinal(this_month.toordinal() - 1))[0]
    return current.goal if is_the_last and not _is_closed(choice, month) else None


def _is_closed(choice: Choice, month: date) -> bool:
    """True for a month that began after the store's last business date."""
    return month > (choice.store.closed_on or date.max)


def _address(store_id: int, month: date) -> str:
    query = {"store": store_id, "year": month.year, "month": month.month}
    return f"{reverse('goal_update')}?{urlencode(query)}"
