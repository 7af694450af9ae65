"""The pages that belong to no noun: home, health, the way to the managers' pages."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shared import board, reports
from shared.dates import now
from shared.db import first, many
from shared.home import summary
from web.board import unread
from web.board.cards import cards as post_cards
from web.reports.days import cards
from web.streaming import stream_origin
from web.viewer import SignedIn

LATEST = 5
POSTS = 3
UNREAD = 3


@require_GET
def home(request: SignedIn) -> HttpResponse:
    """Today's business date, what is still to do, 未読, the month's goal, the latest reports and posts."""
    viewer = request.viewer
    today = viewer.today(now())
    latest = many(connection, reports.newest(viewer, LATEST, stores=[viewer.home_store]))
    context = {
        "today": today,
        "today_iso": today.isoformat(),
        "summary": first(connection, summary(viewer, today)),
        "changeover_hour": viewer.changeover_hour,
        "store_name": viewer.store_name,
        "latest": cards(latest, viewer),
        "posts": post_cards(many(connection, board.newest(viewer, POSTS)), viewer),
        **unread.context(viewer, UNREAD),
    }
    return render(request, "home.html", context)


@require_GET
def analysis(request: SignedIn, page: str = "") -> HttpResponse:
    """To the same address of the managers' application, which knows the same session: a login leads back by
    here. Whether it is there for them, that application says."""
    return HttpResponseRedirect(f"{stream_origin(request)}{request.get_full_path()}")


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503)
    return JsonResponse({"status": "ok"})
