"""What a person wants to be told, and when not."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from shared.access import Viewer
from shared.push.subscriptions import Wishes
from shared.push.words import PushKind
from shared.words import Role

OF_MANAGERS = {PushKind.INCIDENT, PushKind.MISSING}


def kinds_for(viewer: Viewer) -> list[PushKind]:
    """The kinds that the viewer is ever told: incidents and missing 日報 are a 店長's."""
    return [kind for kind in PushKind if viewer.role == Role.MANAGER or kind not in OF_MANAGERS]


class WishesForm(forms.Form):
    """The kinds that are wanted; quiet hours in Japan's time, both or none. Begins with what was chosen."""

    kinds = forms.MultipleChoiceField(choices=(), required=False, widget=forms.CheckboxSelectMultiple)
    quiet_from = forms.TimeField(required=False, input_formats=["%H:%M"])
    quiet_to = forms.TimeField(required=False, input_formats=["%H:%M"])

    def __init__(self, sent: QueryDict | None, viewer: Viewer, wishes: Wishes) -> None:
        self.before, self.offered = wishes.muted, kinds_for(viewer)
        wanted = [kind.value for kind in self.offered if kind not in wishes.muted]
        times = {"quiet_from": wishes.quiet_from, "quiet_to": wishes.quiet_to}
        super().__init__(sent, initial={"kinds": wanted, **times})
        kinds = self.fields["kinds"]
        kinds.choices = [(kind.value, _(kind.label)) for kind in self.offered]  # type: ignore[attr-defined]
        kinds.label = _("受け取る通知")
        kinds.error_messages["invalid_choice"] = _("知らない種類の通知です。")
        for name, label in (("quiet_from", _("ここから")), ("quiet_to", _("ここまで"))):
            field = self.fields[name]
            field.label = label
            field.widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            field.error_messages["invalid"] = _("時刻は 22:00 のように入力してください。")

    def clean(self) -> dict[str, Any]:
        """Refuse half a pair of times, and two that are the same."""
        typed = super().clean() or self.cleaned_data
        begin, end = typed.get("quiet_from"), typed.get("quiet_to")
        if self.errors:
            return typed
        if (begin is None) != (end is None):
            missing = "quiet_from" if begin is None else "quiet_to"
            self.add_error(missing, _("通知しない時間は、始まりと終わりの両方を入力してください。"))
        elif begin is not None and begin == end:
            self.add_error("quiet_to", _("通知しない時間の始まりと終わりが同じです。"))
        return typed

    def muted(self) -> list[PushKind]:
        """What is turned off now; what the viewer was not offered stays as it was."""
        wanted = self.cleaned_data["kinds"]
        return [
            kind for kind in PushKind if (kind not in wanted if kind in self.offered else kind in self.before)
        ]
