"""One turn: shown as it stands, stopped, rated, its tables as files."""

from uuid import UUID

from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from shared.chat import threads, turns
from shared.chat.threads import Turn
from shared.csv_file import csv_file
from shared.db import first
from shared.words import RatingReason
from web.chats import cards, tables
from web.reports.views import is_partial
from web.viewer import SignedIn

RATINGS = {"1": 1, "-1": -1, "": None}


@never_cache
@require_GET
@vary_on_headers("HX-Request")
def turn(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """The turn alone, for the page's script; else its place on its thread's page."""
    found = _found(request, turn_id)
    if not is_partial(request):
        return redirect(cards.place(found))
    return render(request, "ai/_turn.html", {"card": cards.of(request, [found])[0]})


@require_POST
def stop(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """Ask for its end; what was told until then is kept."""
    if first(connection, turns.stop(request.viewer, turn_id)) is None:
        raise Http404
    return (
        HttpResponse(status=204) if is_partial(request) else redirect(cards.place(_found(request, turn_id)))
    )


@require_POST
def rate(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """Keep what the asker thinks of the answer; a second press takes it back."""
    reason = request.POST.get("reason", "")
    rating = "-1" if "reason" in request.POST else request.POST.get("rating", "")
    if rating not in RATINGS or reason not in {"", *RatingReason.codes()}:
        return HttpResponse(status=422)
    if first(connection, turns.rate(request.viewer, turn_id, RATINGS[rating], reason or None)) is None:
        raise Http404
    found = _found(request, turn_id)
    if not is_partial(request):
        return redirect(cards.place(found))
    return render(request, "ai/_rating.html", {"card": cards.of(request, [found])[0]})


@require_GET
def table(request: SignedIn, turn_id: UUID, number: int) -> StreamingHttpResponse:
    """A table of the answer as a CSV file."""
    artifacts = _found(request, turn_id).artifacts
    if not 1 <= number <= len(artifacts):
        raise Http404
    chosen = artifacts[number - 1]
    file = csv_file(chosen["columns"], [tables.values(chosen)])
    response = StreamingHttpResponse(file, "text/csv; charset=utf-8")
    response["Content-Disposition"] = tables.disposition(chosen, number)
    return response


def _found(request: SignedIn, turn_id: UUID) -> Turn:
    found = first(connection, threads.turn(request.viewer, turn_id))
    if found is None:
        raise Http404
    return found
