"""One post of the 掲示板, to read."""

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shared import board
from shared.db import NoRow, many, one
from web.columns import LARGEST_ID
from web.reports.pictures import shown
from web.viewer import SignedIn


@require_GET
def detail(request: SignedIn, post_id: int) -> HttpResponse:
    """One post with its answers, and the pictures of the 日報 it was made from."""
    if post_id > LARGEST_ID:
        raise Http404
    try:
        post = one(connection, board.find(request.viewer, post_id))
    except NoRow:
        raise Http404 from None
    context = {
        "post": post,
        "pictures": shown(post.pictures, request.viewer),
        "comments": many(connection, board.comments(request.viewer, post_id)),
    }
    return render(request, "board/detail.html", context)
