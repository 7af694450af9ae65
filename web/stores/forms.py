"""The forms of a day's figures and of a month's goal."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shared.dates import OLDEST_REPORT
from shared.figures import Figures
from shared.goals import Goal
from web.fields import AmountField, DayField, PercentField, TextField
from web.pages.templatetags.c3 import jdate
from web.stores.models import MOST_YEN

TEXT_LENGTH = 1_000


class DayForm(forms.Form):
    """Which business date; an empty one is today's."""

    date = DayField(label=_("日付"), required=False)

    def __init__(
        self, *args: Any, today: datetime.date, closed_on: datetime.date | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.closed_on = today, closed_on

    def clean_date(self) -> datetime.date:
        """A business date from a year ago until today, on which the store was not yet closed."""
        chosen: datetime.date = self.cleaned_data["date"] or self.today
        if self.closed_on and chosen > self.closed_on:
            raise forms.ValidationError(
                _("%(day)sで閉店したため、そのあとの売上は入力できません。日付を確かめてください。")
                % {"day": jdate(self.closed_on)}
            )
        if chosen > self.today:
            raise forms.ValidationError(
                _("先の日付の売上はまだ入力できません。今日までの日付を選んでください。")
            )
        if chosen < self.today - OLDEST_REPORT:
            raise forms.ValidationError(_("1年より前の日付の売上は入力できません。日付を確かめてください。"))
        return chosen


class FiguresForm(DayForm):
    """A day's 売上, 客数 and 違算; `hints` are texts beside the fields, by their names."""

    sales_amount = AmountField(
        label=_("売上（円・税込）"),
        most=999_999_999,
        error_messages={
            "required": _("売上を入力してください。売上がない日は0と入力してください。"),
            "too_little": _("売上はマイナスにできません。数字を確かめてください。"),
            "too_much": _("売上は10億円より小さい数字で入力してください。けた数を確かめてください。"),
        },
    )
    customer_count = AmountField(
        label=_("客数（名）"),
        most=99_999,
        error_messages={
            "required": _("客数を入力してください。お客様がいない日は0と入力してください。"),
            "too_little": _("客数はマイナスにできません。数字を確かめてください。"),
            "too_much": _("客数は10万名より小さい数字で入力してください。けた数を確かめてください。"),
        },
    )
    cash_difference = AmountField(
        label=_("違算（円）"),
        required=False,
        least=-9_999_999,
        most=9_999_999,
        help_text=_("レジのお金が足りないときはマイナスで。数えていない日は空のままにします。"),
        error_messages={
            "too_little": _("違算は1,000万円より小さい数字で入力してください。けた数を確かめてください。"),
            "too_much": _("違算は1,000万円より小さい数字で入力してください。けた数を確かめてください。"),
        },
    )

    def __init__(self, *args: Any, hints: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in hints.items():
            self.fields[name].help_text = format_html("<span data-of-store>{}</span>", hint)
        self.fields["cash_difference"].widget.attrs["enterkeyhint"] = "done"

    @property
    def figures(self) -> Figures:
        """The valid form as `shared` takes it."""
        return Figures(**{name: self.cleaned_data[name] for name in Figures.__slots__})


class GoalForm(forms.Form):
    """A month's goal and how far it was reached; of a month that is over its goal is `kept` as it was set."""

    goal_text = TextField(
        label=_("目標"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("目標を入力してください。"),
            "max_length": _("目標は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )
    sales_target = AmountField(
        label=_("売上目標（円）"),
        required=False,
        least=1,
        most=MOST_YEN,
        help_text=_("この月に売りたい金額。曜日ごとの売れ方に合わせて、毎日の目標に分けます。"),
        error_messages={
            "too_little": _("売上目標は1円以上の数字で入力してください。なければ空のままにします。"),
            "too_much": _("売上目標は1兆円までの数字で入力してください。けた数を確かめてください。"),
        },
    )
    achievement_rate = PercentField(
        label=_("達成度（%）"),
        required=False,
        most=100,
        help_text=_("0から100まで。まだわからないときは空のままにします。"),
        error_messages={
            "too_little": _("達成度は0から100までの数字で入力してください。"),
            "too_much": _("達成度は0から100までの数字で入力してください。"),
        },
    )
    achievement_text = TextField(
        label=_("達成の様子"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("達成の様子は%(limit_value)d文字までです（今は%(show_value)d文字）。")
        },
    )

    def __init__(self, *args: Any, kept: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        for name in ("goal_text", "sales_target"):
            if kept and name not in self.data:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What is kept may be sent, from a form that was opened while the month went on, but not changed."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in cleaned.keys() & {"goal_text", "sales_target"} if self.kept else ():
            if cleaned[name] != getattr(self.kept, name):
                self.add_error(
                    name, _("終わった月の目標は変えられません。達成度と達成の様子だけを書けます。")
                )
        return cleaned

    @property
    def goal(self) -> Goal:
        """The valid form as `shared` takes it."""
        return replace(self.kept, **self.cleaned_data) if self.kept else Goal(**self.cleaned_data)
