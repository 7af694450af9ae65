"""掲示板, to read."""

from datetime import datetime
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared import board
from shared.db import many
from web.viewer import SignedIn

PAGE = 20


@require_GET
@vary_on_headers("HX-Request")
def newest(request: SignedIn) -> HttpResponse:
    """The newest posts; 「もっと見る」 asks for those before `before`."""
    before = _place_from(request.GET.get("before", ""))
    rows = many(connection, board.newest(request.viewer, PAGE + 1, before=before))
    posts, more = rows[:PAGE], rows[PAGE:]
    template = "board/_posts.html" if request.headers.get("HX-Request") else "board/list.html"
    return render(request, template, {"posts": posts, "next_url": _address_after(posts[-1]) if more else ""})


def _place_from(text: str) -> tuple[datetime, int] | None:
    """The place that `_address_after` wrote into `before`; None, the first page, for anything else."""
    try:
        written_at, post_id = text.split("_")
        return datetime.fromisoformat(written_at).astimezone(), int(post_id)
    except ValueError:
        return None


def _address_after(last: board.Post) -> str:
    return f"{reverse('bbs_list')}?{urlencode({'before': f'{last.created_at.isoformat()}_{last.id}'})}"
