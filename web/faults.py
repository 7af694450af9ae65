"""Pages for when something is not there, is too old, or is broken."""

import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, TypeVar

from django.contrib import messages
from django.db import InterfaceError, InternalError, OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER, get_token
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg.errors import ReadOnlySqlTransaction

from web.json_api import said, speaks_json
from web.sending import answers
from web.typed import fields_of, is_of_another, not_sent_for_another, send_again
from web.viewer import refused_until_own_password, speak, viewer_of

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

STALE: Final = gettext_noop("この画面は古くなっていました。内容を確かめて、もう一度押してください。")


def survives_old_token(view: View) -> View:
    """Mark a form view that answers an expired form itself: it is called with `request.is_stale` set."""
    view.survives_old_token = True  # type: ignore[attr-defined]
    return view


def is_ready(request: HttpRequest, form: BaseForm) -> bool:
    """True for a form that is right, and was opened a short while ago; for views that survive old tokens."""
    if getattr(request, "is_stale", False):
        form.add_error(None, _(STALE))
    return form.is_valid()


def pressed_anew(request: HttpRequest) -> HttpResponse | None:
    """For a button with nothing typed, in a view that survives old tokens: the page anew, with a sentence, if
    it was pressed in one that was too old; else None."""
    if not getattr(request, "is_stale", False):
        return None
    messages.warning(request, _(STALE))
    return redirect(request.path)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired form keeps what was typed. One sent from another site is refused without a look at it.
    A script, htmx's too, is told 403 and given a new token: it sends the same again."""
    if speaks_json(request):
        return said(
            HTTPStatus.FORBIDDEN, _("画面が古くなっています。読み込み直してから、もう一度お試しください。")
        )
    if answers.by_script(request) and _is_same_origin(request, reason):
        return answers.stale()
    if not _is_same_origin(request, reason):
        return render(request, "errors/403.html", status=403)
    if request.headers.get("HX-Request"):  # the page stands, and has all that was typed
        get_token(request)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return _too_old(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it is not there, or out of the viewer's reach; the page does not tell which."""
    if getattr(request, "viewer", None) is None:
        viewer = viewer_of(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        if viewer:
            speak(request, viewer)
    if answers.by_script(request):
        return answers.not_there()
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away, or lets read alone, else 500: calm pages that need no database."""
    error = sys.exc_info()[1]
    is_away = isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, InternalError) and isinstance(error.__cause__, ReadOnlySqlTransaction)
    )
    if speaks_json(request):
        return _failed(is_away=is_away)
    if answers.by_script(request):
        return answers.away() if is_away else answers.broken()
    if is_away:
        response = render(request, "errors/503.html", status=503)
        response["Retry-After"] = "10"
        return response
    return render(request, "errors/500.html", status=500)


def _too_old(request: HttpRequest) -> HttpResponse:
    """The answer to a form of our own that was opened too long ago, or before another login."""
    match = resolve(request.path_info)
    viewer = viewer_of(request)
    request.viewer = viewer  # type: ignore[attr-defined]
    if viewer and is_of_another(request, viewer.user_id):
        speak(request, viewer)
        return not_sent_for_another(request)
    if viewer and getattr(match.func, "survives_old_token", False):
        speak(request, viewer)
        request.is_stale = True  # type: ignore[attr-defined]
        refused = refused_until_own_password(request, viewer, match.func)
        response: HttpResponse = refused or match.func(request, *match.args, **match.kwargs)
        return response
    return send_again(
        request,
        request.get_full_path(),
        fields_of(request.POST),
        had_files=bool(request.FILES),
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _is_same_origin(request: HttpRequest, reason: str) -> bool:
    """True only where the browser itself says that our own page sent the form."""
    if reason.startswith((REASON_BAD_ORIGIN.split("%")[0], REASON_BAD_REFERER.split("%")[0])):
        return False
    site: Any = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return bool(site == "same-origin")
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _failed(*, is_away: bool) -> HttpResponse:
    if is_away:
        sentence = _("データベースに接続できません。少し待ってから、もう一度お試しください。")
        return said(HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    return said(HTTPStatus.INTERNAL_SERVER_ERROR, _("申し訳ありません。C3の不具合です。"))
