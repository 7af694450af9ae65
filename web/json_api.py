"""Views that are asked by programs: they answer with JSON, also when they refuse. `error` is a sentence."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from web.oversized import is_oversized

View = Callable[..., HttpResponse]


class Refused(Exception):
    """What was asked is not done; the sentence says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def json_api(view: View) -> View:
    """Mark a view of an API, and answer what it raises; whoever answers in its place asks `speaks_json`."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_oversized(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("送られた内容が大きすぎます。"))
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return said(refused.status, refused.sentence)
        except Http404:
            return not_there()

    answered.speaks_json = True  # type: ignore[attr-defined]
    return never_cache(answered)


def speaks_json(request: HttpRequest) -> bool:
    """Whether the request is one to an API."""
    match = request.resolver_match
    return bool(match and getattr(match.func, "speaks_json", False))


def said(status: int, sentence: str) -> JsonResponse:
    """A sentence instead of an answer; one that says that the database is away says when to come back."""
    headers = {"Cache-Control": "no-store"}
    headers |= {"Retry-After": "10"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def not_there() -> JsonResponse:
    """404: it is not there, or out of the viewer's reach; the sentence does not tell which."""
    return said(HTTPStatus.NOT_FOUND, _("アドレスが違うか、見ることができないものです。"))


def fields_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent, or the fields of a form; empty where nothing was.

    Raises:
        Refused: it is no JSON object, or holds signs that are none.
    """
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        found = json.loads(request.body or b"{}")
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, _("JSONのオブジェクトとして読み取れませんでした。"))
    return found
