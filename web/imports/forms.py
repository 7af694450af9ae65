"""The form that takes files."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """`password` of all new people, where one is to be set. The files are read from the request."""

    password = forms.CharField(
        label=_("新しい人の最初のパスワード"),
        required=False,
        max_length=128,
        strip=False,
        help_text=_("users.csvの新しい人だけに付きます。空にすると、その人たちはまだログインできません。"),
        error_messages={"max_length": _("パスワードは%(limit_value)d文字までです。")},
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "aria-describedby": "id_password_helptext"}
        ),
    )

    def clean_password(self) -> Any:
        """A password good enough for everybody."""
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password
