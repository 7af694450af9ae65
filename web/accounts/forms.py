"""Forms of accounts."""

from unicodedata import normalize

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _


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
    """A new password in place of the old one. A temporary one, which another person knows, is none."""

    def clean(self) -> dict[str, object]:
        """Refuse the old password as the new one."""
        cleaned = super().clean() or {}
        typed = cleaned.get("new_password1")
        if typed and typed == cleaned.get("old_password"):
            self.add_error("new_password1", _("今と同じパスワードです。別のパスワードを決めてください。"))
        return cleaned
