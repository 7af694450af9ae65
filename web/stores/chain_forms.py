"""What is typed about a store, and the names of an area and of a group."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from shared.chain import StoreDetails
from shared.stores import Area
from shared.words import StoreKind
from web.fields import AmountField, DayField, TextField

LAST_HOUR = 23


class StoreForm(forms.Form):
    """A store, or the head office; one that `ended` opens again on a day, empty: `today`."""

    name = TextField(
        label=_("店舗名"),
        max_length=60,
        error_messages={
            "required": _("店舗名を入力してください。"),
            "max_length": _("店舗名は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )
    kind = forms.ChoiceField(
        label=_("種類"),
        choices=[(word.value, gettext_lazy(word.label)) for word in StoreKind],
        required=False,
        help_text=_("本部には売上がなく、平均にも入りません。"),
        error_messages={"invalid_choice": _("種類を一覧から選んでください。")},
    )
    area_id = forms.TypedChoiceField(
        label=_("エリア"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("エリアを一覧から選んでください。")},
    )
    prefecture = TextField(
        label=_("都道府県"),
        max_length=20,
        required=False,
        error_messages={"max_length": _("都道府県は%(limit_value)d文字までです。")},
    )
    address = TextField(
        label=_("住所"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("住所は%(limit_value)d文字までです。")},
    )
    opened_on = DayField(label=_("開店日"), required=False)
    changeover_hour = AmountField(
        label=_("営業日の変更時刻（時）"),
        most=LAST_HOUR,
        required=False,
        help_text=_(
            "0から23まで。5なら、朝4時59分までが前の日になります。営業中の時間は避けてください。"
            "変えても、これまでの日報や売上の日付は変わりません。"
        ),
        error_messages={
            "too_little": _("変更時刻は0から23までの数字で入力してください。"),
            "too_much": _("変更時刻は0から23までの数字で入力してください。"),
        },
    )
    closed_on = DayField(label=_("最後の営業日"), required=False)
    reopened_on = DayField(
        label=_("営業を再開する日"),
        required=False,
        help_text=_("営業中に戻すときの日付。開店日になり、閉めていた日は未提出に数えません。"),
    )

    def __init__(
        self,
        *args: Any,
        areas: list[Area],
        today: date | None = None,
        ended: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.ended = today, ended
        if ended is None:
            del self.fields["reopened_on"]
        self.initial["reopened_on"] = today
        choices = [("", gettext("なし")), *((area.id, area.name) for area in areas)]
        self.fields["area_id"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A store opens before it closes, and again after it has closed."""
        cleaned: dict[str, Any] = super().clean() or {}
        opened, closed = cleaned.get("opened_on"), cleaned.get("closed_on")
        reopened = cleaned.pop("reopened_on", None) or self.today
        if opened and closed and closed < opened:
            self.add_error("closed_on", _("最後の営業日は、開店日かそのあとの日にしてください。"))
        if closed or not self.ended or not reopened or self.errors:
            return cleaned
        if reopened <= self.ended:
            self.add_error("reopened_on", _("営業を再開する日は、最後の営業日よりあとの日にしてください。"))
        elif reopened > self.ended + timedelta(days=1) and (not opened or opened <= self.ended):
            cleaned["opened_on"] = reopened
        return cleaned

    @property
    def details(self) -> StoreDetails:
        """The valid form as `shared` takes it; 5 o'clock where no hour was typed."""
        typed = self.cleaned_data
        hour = 5 if typed["changeover_hour"] is None else typed["changeover_hour"]
        return StoreDetails(
            **{**typed, "kind": typed["kind"] or StoreKind.STORE.value, "changeover_hour": hour}
        )


class AreaForm(forms.Form):
    """An area's name."""

    name = TextField(
        label=_("エリアの名前"),
        max_length=60,
        error_messages={
            "required": _("エリアの名前を入力してください。"),
            "max_length": _("エリアの名前は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )


class GroupForm(forms.Form):
    """The name of a 店舗グループ; its stores are ticked on the page."""

    name = TextField(
        label=_("店舗グループの名前"),
        max_length=60,
        error_messages={
            "required": _("店舗グループの名前を入力してください。"),
            "max_length": _("店舗グループの名前は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )
