"""What is to be exported."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.dates import month_of
from shared.stores import Store
from shared.words import AuditSubject, FileKind
from web.fields import DayField

MOST_YEARS = 10
TABLES = (AuditSubject.REPORTS, AuditSubject.FIGURES)


class ExportForm(forms.Form):
    """The table, the period, the store (empty: all within reach) and the kind of file."""

    table = forms.ChoiceField(label=gettext_lazy("書き出すもの"), widget=forms.RadioSelect)
    first = DayField(label=gettext_lazy("この日から"))
    last = DayField(label=gettext_lazy("この日まで"))
    store = forms.TypedChoiceField(label=gettext_lazy("店舗"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=gettext_lazy("ファイルの形式"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, stores: Sequence[Store], today: datetime.date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "table": TABLES[0],
            "first": month_of(today)[0],
            "last": today,
            "kind": FileKind.CSV,
        }
        super().__init__(*args, **kwargs)
        self.today = today
        self._offer("table", [(word.value, _(word.label)) for word in TABLES])
        self._offer("kind", [(word.value, _(word.label)) for word in FileKind])
        each = [(str(store.store_id), store.name) for store in stores]
        self._offer("store", [("", _("すべての店舗")), *each] if len(each) > 1 else each)
        self.fields["store"].widget.attrs["class"] = "box"

    def clean(self) -> dict[str, Any]:
        """The period begins before it ends, today or before, and is not longer than ten years."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and first > self.today:
            self.add_error("first", _("先の日付のものはまだありません。今日までの日付を選んでください。"))
        elif first and last and first > last:
            self.add_error("last", _("終わりの日は、始まりの日と同じか、あとの日を選んでください。"))
        elif first and last and (last - first).days > 366 * MOST_YEARS:
            self.add_error("last", _("一度に書き出せるのは10年分までです。期間を分けてください。"))
        return self.cleaned_data

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for mypy
        field.choices = choices
        field.error_messages |= {
            "required": _("どちらかを選んでください。"),
            "invalid_choice": _("選べないものが選ばれています。選び直してください。"),
        }
