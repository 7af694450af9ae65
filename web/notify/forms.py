"""What a person wants to be told, as it is sent by a form or a script."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shared.access import Viewer
from shared.push.words import PushKind
from shared.words import Role

OF_MANAGERS = {PushKind.INCIDENT, PushKind.MISSING}


def kinds_for(viewer: Viewer) -> list[PushKind]:
    """The kinds that the viewer is ever told: incidents and missing 日報 are a 店長's."""
    return [kind for kind in PushKind if viewer.role == Role.MANAGER or kind not in OF_MANAGERS]


def sent(request: HttpRequest, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with all their `kinds`: a form repeats the name, a script sends a list."""
    if request.content_type != "application/json":
        return fields | {"kinds": request.POST.getlist("kinds")}
    times = {name: str(fields.get(name) or "") for name in ("quiet_from", "quiet_to")}
    return times | {"kinds": fields.get("kinds", [])}


class WishesForm(forms.Form):
    """The kinds that are wanted; quiet hours in Japan's time, both or none."""

    kinds = forms.MultipleChoiceField(choices=(), required=False)
    quiet_from = forms.TimeField(required=False, input_formats=["%H:%M"])
    quiet_to = forms.TimeField(required=False, input_formats=["%H:%M"])

    def __init__(self, fields: dict[str, Any], *, viewer: Viewer) -> None:
        super().__init__(fields)
        self.offered = kinds_for(viewer)
        self.fields["kinds"] = forms.MultipleChoiceField(
            choices=[(kind.value, kind.label) for kind in self.offered],
            required=False,
            error_messages={
                "invalid_choice": _("知らない種類の通知です。"),
                "invalid_list": _("知らない種類の通知です。"),
            },
        )
        for name in ("quiet_from", "quiet_to"):
            self.fields[name].error_messages["invalid"] = _("時刻は 22:00 のように入力してください。")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for half a pair of times, and for two that are the same."""
        typed = super().clean() or self.cleaned_data
        begin, end = typed.get("quiet_from"), typed.get("quiet_to")
        if self.errors:
            return typed
        if (begin is None) != (end is None):
            raise forms.ValidationError(_("通知しない時間は、始まりと終わりの両方を入力してください。"))
        if begin is not None and begin == end:
            raise forms.ValidationError(_("通知しない時間の始まりと終わりが同じです。"))
        return typed

    def muted(self, before: Collection[str]) -> list[PushKind]:
        """What is turned off now; what the viewer was not offered stays as it was `before`."""
        wanted = self.cleaned_data["kinds"]
        return [kind for kind in PushKind if (kind not in wanted if kind in self.offered else kind in before)]
