"""The way from here into c3-app-stream on another host, where our cookie is not sent."""

from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shared.dates import now
from shared.db import first
from shared.entering import STATE, offer, secret
from web.streaming import stream_origin
from web.viewer import SignedIn


@never_cache
@require_GET
def ticket(request: SignedIn) -> HttpResponse:
    """Back to c3-app-stream, whose browser's `state` this is, with a ticket; it goes on to `next` there."""
    state, given = request.GET.get("state", ""), secret()
    if not STATE.fullmatch(state) or not _offered(request, given, state):
        return redirect("analysis")
    asked = urlencode({"ticket": given, "state": state, "next": request.GET.get("next", "")})
    answer = HttpResponseRedirect(f"{stream_origin(request)}/analysis/enter/?{asked}")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _offered(request: SignedIn, given: str, state: str) -> bool:
    return first(connection, offer(str(request.session.session_key), given, state, now())) is not None
