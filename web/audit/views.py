"""/audit/: who did what, for 本部."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared import audit, stores
from shared.audit import Event, Place
from shared.dates import JAPAN
from shared.db import many
from shared.stores import Store
from web.audit.forms import FilterForm
from web.audit.sentences import Line, Names, line
from web.columns import LARGEST_ID
from web.viewer import SignedIn

PAGE = 50


@dataclass(frozen=True, slots=True)
class Day:
    """One day of Japan's calendar and its events, newest first."""

    date: date
    lines: list[Line]


@require_GET
@vary_on_headers("HX-Request")
def log(request: SignedIn) -> HttpResponse:
    """The newest events that fit the filters; 「もっと見る」 asks on before `before`. 本部 only: 404."""
    viewer = request.viewer
    if not viewer.is_admin:
        raise Http404
    readable = many(connection, stores.readable(viewer))
    form = FilterForm(request.GET, stores=readable)
    before = _place(request.GET.get("before", ""))
    rows = many(connection, audit.events(viewer, form.filters, PAGE + 1, before))
    shown = rows[:PAGE]
    context = {
        "form": form,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "days": _days(request, shown, readable),
        "next_url": _address(form, shown[-1]) if len(rows) > PAGE else "",
    }
    is_part = bool(before and "HX-Request" in request.headers)
    return render(request, "audit/_events.html" if is_part else "audit/log.html", context)


def _days(request: SignedIn, events: Sequence[Event], readable: Sequence[Store]) -> list[Day]:
    areas = {area.id: area.name for area in many(connection, audit.areas(request.viewer))}
    names = Names({store.store_id: store.name for store in readable}, areas)
    lines = [line(event, names) for event in events]
    return [
        Day(day, list(of_day))
        for day, of_day in groupby(lines, key=lambda told: told.event.at.astimezone(JAPAN).date())
    ]


def _place(text: str) -> Place | None:
    """The place that `_address` wrote into `before`; None, the first page, for anything else."""
    try:
        at, event_id = text.split("_")
        moment = datetime.fromisoformat(at).astimezone(JAPAN)
        return moment, min(max(int(event_id), 0), LARGEST_ID)
    except (ValueError, OverflowError):
        return None


def _address(form: FilterForm, last: Event) -> str:
    kept = {name: form.data.get(name, "") for name in form.fields}
    query = {name: value for name, value in kept.items() if value}
    return f"{reverse('audit')}?{urlencode(query | {'before': f'{last.at.isoformat()}_{last.id}'})}"
