"""/push/: a device says that it may be told something, or no longer; a person says what. JSON in and out.

Without keys in the settings none of it is there. Everything is about the viewer and this device alone.
"""

from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shared.db import first, one
from shared.push import subscriptions
from shared.push.devices import Device, is_device, short_name
from shared.push.subscriptions import Wishes
from shared.settings import settings
from web.json_api import Refused, fields_of, json_api
from web.notify.forms import WishesForm, kinds_for, sent
from web.viewer import SignedIn


@json_api
@require_GET
def key(request: SignedIn) -> HttpResponse:
    """The public key for `pushManager.subscribe`, and what the viewer has chosen."""
    _needs_keys()
    chosen = _told(request, one(connection, subscriptions.wishes(request.viewer)))
    return JsonResponse({"key": settings().vapid_public_key, **chosen})


@json_api
@require_POST
def subscribe(request: SignedIn) -> HttpResponse:
    """Take `PushSubscription.toJSON()` (or its fields): 201; 200 for a device that was known."""
    _needs_keys()
    device = _device(request)
    if not is_device(device, is_laptop=settings().is_laptop):
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, _("このブラウザーの通知の登録を読み取れませんでした。")
        )
    made = first(
        connection,
        subscriptions.subscribe(request.viewer, device, str(request.session.session_key)),
    )
    if made is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, _("ログインしてください。"))
    status = HTTPStatus.CREATED if made.is_new else HTTPStatus.OK
    return JsonResponse({"state": "subscribed"}, status=status)


@json_api
@require_POST
def unsubscribe(request: SignedIn) -> HttpResponse:
    """Forget the device of `endpoint`; one that is not the viewer's is not there, and stays where it is."""
    _needs_keys()
    endpoint = _text(fields_of(request), "endpoint")
    first(connection, subscriptions.unsubscribe(request.viewer, endpoint))
    return JsonResponse({"state": "unsubscribed"})


@json_api
@require_POST
def preferences(request: SignedIn) -> HttpResponse:
    """Keep the `kinds` that are wanted, and the quiet hours (both times, or none): 200 with what is kept."""
    _needs_keys()
    form = WishesForm(sent(request, fields_of(request)), viewer=request.viewer)
    if not form.is_valid():
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "".join(sentences))
    now_muted = one(connection, subscriptions.wishes(request.viewer)).muted
    typed = form.cleaned_data
    asked = subscriptions.choose(
        request.viewer, form.muted(now_muted), typed["quiet_from"], typed["quiet_to"]
    )
    return JsonResponse(_told(request, one(connection, asked)))


def _needs_keys() -> None:
    if not settings().push_is_on:
        raise Http404


def _told(request: SignedIn, wishes: Wishes) -> dict[str, Any]:
    kinds = [
        {"kind": kind.value, "label": _(kind.label), "is_on": kind not in wishes.muted}
        for kind in kinds_for(request.viewer)
    ]
    return {"kinds": kinds, "quiet_from": wishes.quiet_from, "quiet_to": wishes.quiet_to}


def _device(request: SignedIn) -> Device:
    fields = fields_of(request)
    keys = fields.get("keys")
    secrets = keys if isinstance(keys, dict) else fields
    return Device(
        _text(fields, "endpoint"),
        _text(secrets, "p256dh"),
        _text(secrets, "auth"),
        short_name(request.headers.get("User-Agent", "")),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    """The text that was sent under a name; empty for what is none, or that no column may hold."""
    value = fields.get(name)
    return value if isinstance(value, str) and "\0" not in value else ""
