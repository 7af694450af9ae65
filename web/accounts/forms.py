"""Forms of accounts."""

from collections.abc import Mapping
from typing import Any, Final, cast
from unicodedata import normalize

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

LOCKED: Final = _("続けて間違えたため、15分間パスワードを変更できません。")


class LoginForm(forms.Form):
    """`user_id` and `password`. A login typed in full-width letters is the same login."""

    user_id = forms.CharField(
        label=_("ログインID"),
        max_length=20,
        error_messages={
            "required": _("ログインIDを入力してください。"),
            "max_length": _("ログインIDは%(limit_value)d文字までです。"),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("パスワード"),
        max_length=128,
        strip=False,
        error_messages={"required": _("パスワードを入力してください。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_user_id(self) -> str:
        """The login in its half-width form."""
        return normalize("NFKC", self.cleaned_data["user_id"])


class OwnPasswordForm(PasswordChangeForm):
    """A new password in place of the old one. A temporary one, which another person knows, is none.

    The old one is asked for as at the login: who guesses it at an open phone has five guesses there, too.
    """

    def __init__(self, request: HttpRequest, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(cast(Any, request.user), data)
        self.request = request

    def clean_old_password(self) -> str:
        """Refuse a wrong one, and any for a quarter of an hour after five."""
        old: str = self.cleaned_data["old_password"]
        if authenticate(self.request, user_id=self.user.pk, password=old) is None:
            is_locked = getattr(self.request, "axes_locked_out", False)
            raise ValidationError(LOCKED if is_locked else self.error_messages["password_incorrect"])
        return old

    def clean(self) -> dict[str, object]:
        """Refuse the old password as the new one."""
        cleaned = super().clean() or {}
        typed = cleaned.get("new_password1")
        if typed and typed == cleaned.get("old_password"):
            self.add_error("new_password1", _("今と同じパスワードです。別のパスワードを決めてください。"))
        return cleaned
