"""Signing in and out, and one's own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shared.access import acting
from shared.db import one
from web.accounts.forms import LoginForm, OwnPasswordForm
from web.accounts.models import User
from web.typed import resume
from web.viewer import SignedIn, takes_temporary_password


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The login page; a wrong login is answered with 422 and the same sentence whoever it names."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            login(request, user)
            typed = resume(request, request.POST.get("typed", ""))
            return _speaking(user.language, typed or HttpResponseRedirect(_next(request)))
        form.add_error(None, _("ログインIDまたはパスワードが違います。確かめて、もう一度入力してください。"))
    return _login_page(request, form, status=422 if request.method == "POST" else 200)


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: Any) -> HttpResponse:
    """What django-axes answers after five failures: wait a quarter of an hour.

    Who is signed in, and guesses at the old password, is told so by its page.
    """
    if getattr(request, "viewer", None):
        answer.status_code = 429
        return answer
    form = LoginForm(request.POST or None)
    form.full_clean()
    form.add_error(None, _("続けて間違えたため、15分間ログインできません。急ぐときは店長に伝えてください。"))
    return _login_page(request, form, status=429)


@login_not_required
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session, in both applications; a new CSRF token tells pages that were left (`app.js`)."""
    logout(request)
    rotate_token(request)
    return redirect("login")


@require_GET
def profile(request: SignedIn) -> HttpResponse:
    """Who I am, and その他: what has no place in the navigation."""
    return render(request, "accounts/profile.html")


@takes_temporary_password
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: SignedIn) -> HttpResponse:
    """A new password ends every other session of this person (a trigger deletes them).

    Who came here with a temporary one goes on to where they wanted to, with what they had typed.
    """
    form = OwnPasswordForm(request, request.POST or None)
    typed = request.POST.get("typed", "")
    if request.method == "POST" and form.is_valid():
        _keep_password(request, form)
        messages.success(request, _("パスワードを変更しました。ほかの端末ではログアウトされました。"))
        return resume(request, typed) or HttpResponseRedirect(_next(request, reverse("profile")))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "typed": typed, "next": _next(request, "")}
    return render(request, "accounts/password.html", context, status=status)


def _keep_password(request: SignedIn, form: OwnPasswordForm) -> None:
    """Write the password alone: whatever else somebody changes of this person just now stays changed."""
    user = form.save(commit=False)
    user.password_is_temporary = False
    with transaction.atomic():
        one(connection, acting(request.viewer))
        user.save(update_fields=["password", "password_is_temporary"])
    update_session_auth_hash(request, user)


def _login_page(request: HttpRequest, form: LoginForm, status: int) -> HttpResponse:
    context = {"form": form, "next": _next(request), "typed": request.POST.get("typed", "")}
    return render(request, "registration/login.html", context, status=status)


def _speaking(language: str, answer: HttpResponse) -> HttpResponse:
    """The browser's pages that know nobody (the login, a 404) follow who signed in last."""
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, settings.LANGUAGE_COOKIE_AGE, samesite="Lax"
        )
    return answer


def _next(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go afterwards: an address of our own, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or otherwise
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else otherwise
