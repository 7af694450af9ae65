"""/push/: what a person is told on their devices, when they are not, and which devices these are.

Without keys in the settings none of it is there. Everything is about the viewer alone.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared.db import first, many, one
from shared.push import subscriptions
from shared.settings import settings
from web.faults import is_ready, survives_old_token
from web.notify.forms import WishesForm
from web.viewer import SignedIn

View = Callable[..., HttpResponse]


def needs_keys(view: View) -> View:
    """A view that is not there without keys."""

    @wraps(view)
    def asked(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings().push_is_on:
            raise Http404
        return view(request, *args, **kwargs)

    return asked


@survives_old_token
@require_http_methods(["GET", "POST"])
@needs_keys
def chosen(request: SignedIn) -> HttpResponse:
    """The page 通知; what is sent is kept, and shown again with 422 where it is no choice."""
    wishes = one(connection, subscriptions.wishes(request.viewer))
    form = WishesForm(request.POST if request.method == "POST" else None, request.viewer, wishes)
    if form.is_bound and is_ready(request, form):
        begin, end = form.cleaned_data["quiet_from"], form.cleaned_data["quiet_to"]
        one(connection, subscriptions.choose(request.viewer, form.muted(), begin, end))
        messages.success(request, _("通知の設定を保存しました。"))
        return redirect("push")
    here = str(request.session.session_key)
    context = {"form": form, "devices": many(connection, subscriptions.devices(request.viewer, here))}
    return render(request, "notify/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs_keys
def forget(request: SignedIn, device_id: int) -> HttpResponse:
    """Tell one of the viewer's devices nothing any more; 404 when it is none of theirs."""
    if first(connection, subscriptions.forget(request.viewer, device_id)) is None:
        raise Http404
    messages.success(request, _("その端末には通知しません。"))
    return redirect("push")
