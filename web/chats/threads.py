"""A person's threads: listed, and deleted with what is in them."""

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from shared.access import Viewer
from shared.chat import threads
from shared.db import many, one
from web.chats import cards
from web.chats.pages import THREADS
from web.reports.views import is_partial
from web.viewer import SignedIn

LISTED = 200


@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """All of them, the one asked in last first, `most` at a time; for the chat's script those beside it."""
    if is_partial(request):
        found = many(connection, threads.threads(request.viewer, THREADS))
        context = {"threads": found, "thread_id": cards.number(request.GET.get("thread"), 0), "is_side": True}
        return render(request, "ai/_threads.html", context)
    most = cards.number(request.GET.get("most"), LISTED)
    found = many(connection, threads.threads(request.viewer, most + 1))
    more = most + LISTED if len(found) > most else None
    return render(request, "ai/threads.html", {"threads": found[:most], "more": more})


@require_http_methods(["GET", "POST"])
def delete(request: SignedIn, thread_id: int | None = None) -> HttpResponse:
    """Ask, and delete one thread or (without a number) all of them. 404 where there is nothing of theirs."""
    if request.method == "GET":
        mine = one(connection, threads.counted(request.viewer, thread_id))
        if not mine.threads:
            raise Http404
        context = {"thread_id": thread_id, "title": mine.title, "count": mine.threads}
        return render(request, "ai/delete.html", context)
    gone = cleared(request.viewer, thread_id)
    if thread_id and not gone:
        raise Http404
    messages.success(
        request, ngettext("会話を%(n)s件削除しました。", "会話を%(n)s件削除しました。", gone) % {"n": gone}
    )
    return redirect("ai_chat")


def cleared(viewer: Viewer, thread_id: int | None) -> int:
    """Delete one of the viewer's threads, or all of them; how many are gone."""
    with transaction.atomic():
        many(connection, threads.hold_turns(viewer, thread_id))
        return one(connection, threads.clear(viewer, thread_id)).threads
