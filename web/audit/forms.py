"""What the audit log is narrowed to."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit import Filters
from shared.stores import Store
from shared.words import AuditAction, AuditSubject, Word
from web.fields import DayField


class FilterForm(forms.Form):
    """All fields may be empty. A wrong one is told, and narrows nothing."""

    person = forms.CharField(
        label=gettext_lazy("人（ログインIDか名前）"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "class": "box"}),
        error_messages={"max_length": gettext_lazy("ログインIDか名前を、40文字までで入力してください。")},
    )
    action = forms.ChoiceField(label=gettext_lazy("したこと"), required=False)
    subject = forms.ChoiceField(label=gettext_lazy("対象"), required=False)
    store = forms.TypedChoiceField(label=gettext_lazy("店舗"), required=False, coerce=int, empty_value=None)
    first = DayField(label=gettext_lazy("この日から"), required=False)
    last = DayField(label=gettext_lazy("この日まで"), required=False)

    def __init__(self, *args: Any, stores: Sequence[Store], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("action", _words(AuditAction))
        self._offer("subject", _words(AuditSubject))
        self._offer("store", [(str(store.store_id), store.name) for store in stores])

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins is told."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            self.add_error("last", _("終わりの日は、始まりの日と同じか、あとの日を選んでください。"))
        return self.cleaned_data

    @property
    def filters(self) -> Filters:
        """What was understood."""
        self.is_valid()
        known = self.cleaned_data
        return Filters(
            person="".join(known.get("person", "").split()) or None,
            action=known.get("action") or None,
            subject=known.get("subject") or None,
            store_id=known.get("store"),
            first=known.get("first"),
            last=known.get("last"),
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for mypy
        field.choices = [("", _("すべて")), *choices]
        field.error_messages["invalid_choice"] = _("選べないものが選ばれています。選び直してください。")
        field.widget.attrs["class"] = "box"


def _words(words: type[Word]) -> list[tuple[str, str]]:
    return [(word.value, _(word.label)) for word in words]
