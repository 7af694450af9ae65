"""What a person has typed outlives an expired login and an expired form."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from web.accounts.forms import LoginForm, OwnPasswordForm

SALT = "typed"
MAX_AGE = 12 * 3600  # seconds between the expired form and the new login: from closing until opening
NEVER_KEPT = {"csrfmiddlewaretoken", "sent_by", *settings.PASSWORD_FIELDS}

Fields = list[tuple[str, str]]


def fields_of(post: QueryDict) -> Fields:
    """The typed fields of a form, without its token and without any password."""
    return [(name, value) for name, values in post.lists() if name not in NEVER_KEPT for value in values]


def is_of_another(request: HttpRequest, user_id: str) -> bool:
    """Whether the form was made for somebody else, who was signed in here before."""
    return request.POST.get("sent_by", "") not in {"", user_id}


def not_sent_for_another(request: HttpRequest) -> HttpResponse:
    """The page that says so, without a word of what was typed."""
    return render(request, "errors/403_another.html", status=403)


def kept_over_login(request: HttpRequest) -> HttpResponse:
    """The login page for a form that was sent with an expired login; it carries the typed fields, signed."""
    context = {
        "form": LoginForm(),
        "typed": _signed(request),
        "notice": _("ログインの有効期限が切れました。ログインすると、書いた内容の続きから送信できます。"),
    }
    return render(request, "registration/login.html", context, status=422)


def kept_over_password(request: HttpRequest) -> HttpResponse:
    """As `kept_over_login`, for who has to choose an own password first."""
    context = {"form": OwnPasswordForm(request), "typed": _signed(request)}
    return render(request, "accounts/password.html", context, status=422)


def resume(request: HttpRequest, typed: str) -> HttpResponse | None:
    """The page that sends a kept form again, after the login; None when nothing valid was kept.

    What cannot be read any more, the next page tells of. What somebody else had typed is not shown to who
    logged in on the page that carried it.
    """
    try:
        kept: dict[str, Any] = signing.loads(typed, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        if typed:
            messages.warning(request, _lost_sentence())
        return None
    if kept.get("person", "") not in {"", request.user.pk}:  # the release before kept none
        return not_sent_for_another(request)
    return send_again(request, kept["action"], kept["fields"], had_files=kept["files"], status=200)


def send_again(
    request: HttpRequest, action: str, fields: Fields, *, had_files: bool, status: int
) -> HttpResponse:
    """A page with the typed fields and a fresh token: nothing is sent until the person presses the button."""
    if not url_has_allowed_host_and_scheme(action, allowed_hosts=None):
        action = "/"
    context = {"action": action, "fields": fields, "had_files": had_files}
    return render(request, "errors/403_csrf.html", context, status=status)


def _lost_sentence() -> str:
    return _("ログインまでに時間がたったため、書いた内容を引きつげませんでした。もう一度入力してください。")


def _signed(request: HttpRequest) -> str:
    typed = {
        "action": request.get_full_path(),
        "person": request.POST.get("sent_by", ""),
        "fields": fields_of(request.POST),
        "files": bool(request.FILES),
    }
    return signing.dumps(typed, salt=SALT, compress=True)
