"""What a script is answered that sends what somebody wrote without a network: one small contract.

It asks with `Accept: application/json`. `state` says what to do; `web/sending/__init__.py` lists all of them.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

View = TypeVar("View", bound=Callable[..., HttpResponse])


def takes_sent(view: View) -> View:
    """Mark a view that answers a script by this contract; whoever answers in its place asks `by_script`."""
    view.takes_sent = True  # type: ignore[attr-defined]
    return view


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks that would rather read JSON than a page."""
    return (
        not request.headers.get("HX-Request")
        and request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def by_script(request: HttpRequest) -> bool:
    """Whether this request is to be answered by the contract."""
    match = request.resolver_match
    return bool(match and getattr(match.func, "takes_sent", False)) and wants_json(request)


def made(url: str, *, is_new: bool, **more: object) -> JsonResponse:
    """201 for what was made now, 200 for what had been made before; `url` is where it is read."""
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return _said(status, "made" if is_new else "was_made", url=url, **more)


def refused(
    errors: BaseForm | Mapping[str, object], status: int = HTTPStatus.UNPROCESSABLE_ENTITY, **more: object
) -> JsonResponse:
    """It will not be made as it is: sentences by their fields, "" for the whole."""
    told = (
        sentences(errors) if isinstance(errors, BaseForm) else {name: str(it) for name, it in errors.items()}
    )
    return _said(status, "refused", errors=told, **more)


def conflict(why: str, url: str, sentence: str, **more: object) -> JsonResponse:
    """409: a person decides at `url`."""
    return _said(HTTPStatus.CONFLICT, "conflict", why=why, url=url, sentence=sentence, **more)


def other_content(url: str) -> JsonResponse:
    """409: something else was made with the same key before, and stays as it is."""
    sentence = _("この画面からは一度送られています。これも送るときは、新しく送り直してください。")
    return conflict("key", url, sentence)


def foreign_key() -> JsonResponse:
    """422: the key is another person's, or none."""
    return refused({"form_id": _("送信の番号が使えません。新しい番号で送り直してください。")})


def login(address: str, status: int = HTTPStatus.UNAUTHORIZED) -> JsonResponse:
    """Nobody is signed in, or somebody else than who wrote it: `url` is where that is put right."""
    return _said(status, "login", url=address)


def stale() -> JsonResponse:
    """403: the CSRF token is too old; `url` gives a new one."""
    return _said(HTTPStatus.FORBIDDEN, "stale", url=reverse("sending_session"))


def away(sentence: str = "") -> JsonResponse:
    """503: the database, or the storage, is away for a moment."""
    answer = _said(HTTPStatus.SERVICE_UNAVAILABLE, "away", sentence=sentence)
    answer["Retry-After"] = "10"
    return answer


def broken() -> JsonResponse:
    """500: C3's own fault; to be tried again later."""
    return _said(HTTPStatus.INTERNAL_SERVER_ERROR, "broken")


def not_there() -> JsonResponse:
    """404: what it was about is not there, or out of the sender's reach."""
    sentence = _("アドレスが違うか、見ることができないものです。")
    return refused({"": sentence}, HTTPStatus.NOT_FOUND)


def _said(status: int, state: str, **more: object) -> JsonResponse:
    return JsonResponse({"state": state, **more}, status=status, headers={"Cache-Control": "no-store"})


def sentences(form: BaseForm) -> dict[str, str]:
    """What is wrong with a form, by its fields."""
    errors: dict[str, Any] = dict(form.errors)
    return {"" if name == "__all__" else name: " ".join(map(str, told)) for name, told in errors.items()}
