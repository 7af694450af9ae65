"""Signing in and out, and one's own account."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from web.accounts.forms import LoginForm
from web.accounts.models import User
from web.typed import resume
from web.viewer import SignedIn


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


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What django-axes answers after five failures: wait a quarter of an hour."""
    form = LoginForm(request.POST or None)
    form.full_clean()
    form.add_error(None, _("続けて間違えたため、15分間ログインできません。急ぐときは店長に伝えてください。"))
    return _login_page(request, form, status=429)


@login_not_required
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session, in both applications."""
    logout(request)
    return redirect("login")


@require_GET
def profile(request: SignedIn) -> HttpResponse:
    """Who I am, and その他: what has no place in the navigation."""
    return render(request, "accounts/profile.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: SignedIn) -> HttpResponse:
    """A new password ends every other session of this person (a trigger deletes them)."""
    form = PasswordChangeForm(cast(User, request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("パスワードを変更しました。ほかの端末ではログアウトされました。"))
        return redirect("profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/password.html", {"form": form}, status=status)


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


def _next(request: HttpRequest) -> str:
    """Where to go after the login: an address of our own, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
