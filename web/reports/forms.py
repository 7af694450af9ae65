"""The 日報 form."""

import datetime
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from shared.dates import OLDEST_REPORT
from shared.rows import REPORT_FIELDS, Written
from shared.words import Location
from web.fields import DayField
from web.written import WrittenForm


class ReportForm(WrittenForm):
    """What happened. An empty `date` is today's business date."""

    field_order = REPORT_FIELDS
    date = DayField(label=_("日付"), required=False)
    location = forms.ChoiceField(
        label=_("場所"),
        choices=[(word.value, _(word.label)) for word in Location],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("場所を選んでください。"),
            "invalid_choice": _("場所を一覧から選んでください。"),
        },
    )
    post_to_bbs = forms.BooleanField(label=_("掲示板にも載せて、全店舗に知らせる"), required=False)

    def __init__(
        self, *args: Any, today: datetime.date, kept_date: datetime.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.kept_date = today, kept_date

    def clean_date(self) -> datetime.date:
        """A business date from a year ago until today, or the one that the report has already."""
        chosen: datetime.date = self.cleaned_data["date"] or self.kept_date or self.today
        if chosen == self.kept_date:
            return chosen
        if chosen > self.today:
            raise forms.ValidationError(_("先の日付の日報は書けません。今日までの日付を選んでください。"))
        if chosen < self.today - OLDEST_REPORT:
            raise forms.ValidationError(_("1年より前の日付の日報は書けません。日付を確かめてください。"))
        return chosen

    def again(self, values: dict[str, Any]) -> Self:
        """The same form, which begins with these values."""
        return type(self)(initial=values, today=self.today, kept_date=self.kept_date)

    @property
    def report(self) -> Written:
        """The valid form as `shared` takes it."""
        return Written(**self.cleaned_data)
