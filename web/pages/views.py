"""The switches in every page's frame."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from shared.db import one
from shared.language import choose
from shared.words import Language
from web.pages.context import THEME_COOKIE, THEMES
from web.viewer import viewer_of

YEAR: Final = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme for a year in this browser, and go back to `next`."""
    target = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if own else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = request.is_secure()
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language: in this browser, and with the person who is signed in."""
    chosen = [word for word in Language if word == request.POST.get("language")]
    if chosen and (viewer := viewer_of(request)):
        one(connection, choose(viewer, chosen[0]))
    return set_language(request)
