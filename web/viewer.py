"""Every view needs a viewer, unless it says `login_not_required`: who asks is settled once a request."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from shared import sessions
from shared.access import Viewer
from shared.dates import now
from shared.db import first
from web.json_api import said, speaks_json
from web.sending import answers
from web.typed import is_of_another, kept_over_login, kept_over_password, not_sent_for_another

View = TypeVar("View", bound=Callable[..., HttpResponse])


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
        speak(request, viewer)
        if request.headers.get("C3-Viewer", "") not in {"", viewer.user_id}:
            return _page_of_another()
        if is_of_another(request, viewer.user_id):
            return (
                answers.login(reverse("login"))
                if answers.by_script(request)
                else not_sent_for_another(request)
            )
        return refused_until_own_password(request, viewer, view)


def refused_until_own_password(
    request: HttpRequest, viewer: Viewer, view: Callable[..., Any]
) -> HttpResponse | None:
    """The way to the page of the password, for who still has a temporary one: no other view is there."""
    if viewer.password_is_temporary and not getattr(view, "takes_temporary_password", False):
        return _to_own_password(request)
    return None


def speak(request: HttpRequest, viewer: Viewer) -> None:
    """Go on in the language that the person has chosen, whatever this browser was told before."""
    if viewer.language and viewer.language != translation.get_language():
        translation.activate(viewer.language)
        request.LANGUAGE_CODE = viewer.language


def takes_temporary_password(view: View) -> View:
    """Mark a view that is there for who still has a temporary password, which somebody else has set."""
    view.takes_temporary_password = True  # type: ignore[attr-defined]
    return view


def for_everybody(view: View) -> View:
    """A view that is there without a login, and knows who has one, if they still may come in."""

    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = viewer_of(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        if viewer:
            speak(request, viewer)
        return view(request, *args, **kwargs)

    return cast(View, answered)


def _to_login(request: HttpRequest) -> HttpResponse:
    if speaks_json(request):
        return said(HTTPStatus.UNAUTHORIZED, _("ログインしてください。"))
    if answers.by_script(request):
        return answers.login(reverse("login"))
    return _led(request, settings.LOGIN_URL, kept_over_login)


def _page_of_another() -> HttpResponse:
    """403 for the script of a page that was made for somebody else, before another login in this browser."""
    sentence = _("画面が古くなっています。読み込み直してから、もう一度お試しください。")
    return HttpResponse(sentence, "text/plain; charset=utf-8", HTTPStatus.FORBIDDEN)


def _to_own_password(request: HttpRequest) -> HttpResponse:
    if speaks_json(request):
        return said(HTTPStatus.FORBIDDEN, _("はじめに、自分のパスワードを決めてください。"))
    if answers.by_script(request):
        return answers.login(reverse("password"), HTTPStatus.FORBIDDEN)
    return _led(request, reverse("password"), kept_over_password)


def _led(request: HttpRequest, page: str, kept: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """To a page that leads back here; what was typed goes along."""
    address = f"{page}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    if request.method == "POST" and request.POST:
        return kept(request)
    return HttpResponseRedirect(address)
