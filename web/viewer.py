"""Every view needs a viewer, unless it says `login_not_required`: who asks is settled once a request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from shared import sessions
from shared.access import Viewer
from shared.dates import now
from shared.db import first
from web.typed import kept_over_login


class SignedIn(HttpRequest):
    """A request as a view sees it behind `ViewerMiddleware`."""

    viewer: Viewer


def viewer_of(request: HttpRequest) -> Viewer | None:
    """The signed-in person, by one statement; None when nobody is, or their access has ended."""
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not session_key or "\0" in session_key:
        return None
    return first(connection, sessions.viewer(session_key, now()))


class ViewerMiddleware:
    """Sets `request.viewer`, and sends who is not signed in to the login page with what they had typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer in the view's place when a viewer is needed and there is none."""
        if not getattr(view, "login_required", True):
            return None
        viewer = viewer_of(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        if viewer is None:
            return _to_login(request)
        _speak(request, viewer)
        return None


def _speak(request: HttpRequest, viewer: Viewer) -> None:
    """Go on in the language that the person has chosen, whatever this browser was told before."""
    if viewer.language and viewer.language != translation.get_language():
        translation.activate(viewer.language)
        request.LANGUAGE_CODE = viewer.language


def _to_login(request: HttpRequest) -> HttpResponse:
    login = f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(login)
    if request.method == "POST" and request.POST:
        return kept_over_login(request)
    return HttpResponseRedirect(login)
