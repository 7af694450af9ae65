"""未送信, and what a script asks before it sends."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_GET

from web.sending.answers import takes_sent
from web.viewer import SignedIn


@require_GET
def unsent(request: SignedIn) -> HttpResponse:
    """What this person wrote that has not arrived: it is on their device alone, and its script lists it."""
    return render(request, "sending/unsent.html")


@takes_sent
@require_GET
def session(request: SignedIn) -> HttpResponse:
    """Who is signed in, and the token that their POSTs need; never kept by anybody."""
    answer = {"user_id": request.viewer.user_id, "csrf": get_token(request)}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
