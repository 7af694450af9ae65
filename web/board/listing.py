"""The list of the 掲示板: searched, narrowed, newest or most liked first."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared import board
from shared.db import many
from web.board.asked import asked
from web.board.cards import cards
from web.reports.views import is_partial
from web.viewer import SignedIn

PAGE = 20


@require_GET
@vary_on_headers("HX-Request")
def newest(request: SignedIn) -> HttpResponse:
    """The posts that fit words and filters; 「もっと見る」 asks for those behind `before`.

    HTMX is given the results alone, and for a next page its posts alone.
    """
    viewer = request.viewer
    stores = many(connection, board.writing(viewer))
    wanted = asked(request.GET, stores)
    found = board.newest(viewer, PAGE + 1, before=wanted.before, only=wanted.only(PAGE + 1))
    rows = many(connection, found)
    posts, more = rows[:PAGE], rows[PAGE:]
    context = {
        "asked": wanted,
        "stores": stores,
        "posts": cards(posts, viewer, wanted.words),
        "next_url": wanted.address(posts[-1]) if more else "",
    }
    if not is_partial(request):
        return render(request, "board/list.html", context)
    if wanted.before:
        return render(request, "board/_posts.html", context)
    response = render(request, "board/_results.html", context | {"is_partial": True})
    response["HX-Replace-Url"] = wanted.address()
    return response
