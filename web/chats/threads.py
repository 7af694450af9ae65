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
from web.viewer import SignedIn

LISTED = 200


@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """All of them, the one asked in last first."""
    return render(
        request, "ai/threads.html", {"threads": many(connection, threads.threads(request.viewer, LISTED))}
    )


@require_http_methods(["GET", "POST"])
def delete(request: SignedIn, thread_id: int | None = None) -> HttpResponse:
    """Ask, and delete one thread or (without a number) all of them. 404 where there is nothing of theirs."""
    mine = many(connection, threads.threads(request.viewer, LISTED))
    thread = next((one for one in mine if one.id == thread_id), None)
    if request.method == "GET":
        if not (thread if thread_id else mine):
            raise Http404
        return render(request, "ai/delete.html", {"thread": thread, "count": len(mine)})
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
