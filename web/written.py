"""The form of a text with a title: what 日報 and posts share."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from shared.words import Genre
from web.fields import TextField

TITLE_LENGTH = 200
CONTENT_LENGTH = 10_000


class WrittenForm(forms.Form):
    """ジャンル, タイトル, 内容."""

    genre = forms.ChoiceField(
        label=_("ジャンル"),
        choices=[(word.value, _(word.label)) for word in Genre],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("ジャンルを選んでください。"),
            "invalid_choice": _("ジャンルを一覧から選んでください。"),
        },
    )
    title = TextField(
        label=_("タイトル"),
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _("タイトルを入力してください。"),
            "max_length": _("タイトルは%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )
    content = TextField(
        label=_("内容"),
        max_length=CONTENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("内容を入力してください。"),
            "max_length": _("内容は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )

    def unchecked(self) -> Self:
        """The same form with what was typed, without a word about what is missing."""
        return self.again({name: self[name].value() for name in self.fields})

    def again(self, values: dict[str, Any]) -> Self:
        """The same form, which begins with these values."""
        return type(self)(initial=values)
