"""/push/subscribe/: a browser says that its person may be told something on it (`js/push.js`)."""

from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.db import first
from shared.push import subscriptions
from shared.push.devices import Device, is_device, short_name
from shared.settings import settings
from web.json_api import Refused, fields_of, json_api
from web.notify.views import needs_keys
from web.viewer import SignedIn


@json_api
@require_POST
@needs_keys
def subscribe(request: SignedIn) -> HttpResponse:
    """Take `PushSubscription.toJSON()` (or its fields): 201; 200 for a device that was known."""
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
