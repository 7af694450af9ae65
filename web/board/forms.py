"""The form of a post, with its announcement for those who may make one."""

import datetime
from typing import Any, Final, Self

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shared.addressing import Announcement
from shared.words import Audience
from web.board.addressing import Offered
from web.fields import DayField
from web.written import WrittenForm

FURTHEST: Final = datetime.timedelta(days=366)
HELP: Final = _("**太字**、行の頭に「- 」で箇条書き、URLでリンク。「@ログインID」でその人に知らせます。")
OFFERING_PEOPLE: Final = {
    "data-mention": "/bbs/people/",
    "data-people": _("知らせる人"),
    "data-found": _("候補が%(n)s人います。矢印キーで選べます。"),
    "data-nobody": _("見つかりません"),
}
NOT_ANNOUNCING: Final = _(
    "お知らせにできるのは、店長・エリアマネージャー・本部です。ふつうの投稿として送れます。"
)
ANNOUNCING: Final = ("announce", "audience", "area", "stores", "due_on")


class PostForm(WrittenForm):
    """What a person tells the others. `offered` is to whom they may announce it; None: it is not asked."""

    announce = forms.BooleanField(label=_("お知らせにする"), required=False)
    audience = forms.ChoiceField(
        label=_("だれへのお知らせですか"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _(
                "その宛先には出せません。全店舗へは本部だけが、エリアへはその全店舗を担当する人だけが出せます。"
            )
        },
    )
    area = forms.TypedChoiceField(
        label=_("エリア"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("全店舗を担当しているエリアを、一覧から選んでください。")},
    )
    stores = forms.TypedMultipleChoiceField(
        label=_("店舗"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("担当していない店舗へは出せません。店舗を一覧から選び直してください。"),
        },
    )
    due_on = DayField(
        label=_("必読の期限"),
        required=False,
        help_text=_("入れると必読になり、読む人に「確認しました」を押してもらいます。"),
    )

    def __init__(
        self,
        *args: Any,
        offered: Offered | None,
        today: datetime.date,
        kept_due: datetime.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.today, self.kept_due = offered, today, kept_due
        self.fields["content"].help_text = HELP
        self.fields["content"].widget.attrs |= {name: str(words) for name, words in OFFERING_PEOPLE.items()}
        if offered is None:
            for name in ANNOUNCING:
                del self.fields[name]
            return
        self.fields["audience"].choices = offered.audiences  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", gettext("選んでください")), *offered.areas]  # type: ignore[attr-defined]
        self.fields["stores"].choices = offered.stores  # type: ignore[attr-defined]
        for name, value in offered.usual.items():
            self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        """The announcement is looked at only when it is one."""
        if self.offered is None and self.data.get("announce"):
            self.add_error(None, NOT_ANNOUNCING)
        elif self.cleaned_data.get("announce"):
            self._check_announcement()
        elif self.offered is not None:
            for name in ANNOUNCING:
                self.errors.pop(name, None)
        return self.cleaned_data

    def again(self, values: dict[str, Any]) -> Self:
        """The same form, which begins with these values."""
        return type(self)(initial=values, offered=self.offered, today=self.today, kept_due=self.kept_due)

    @property
    def announcement(self) -> Announcement | None:
        """Whom the valid form announces it to; None for an ordinary post."""
        said = self.cleaned_data
        if not said.get("announce"):
            return None
        return Announcement(said["audience"], said["area"], said["stores"], said["due_on"])

    @property
    def words(self) -> dict[str, str]:
        """What the valid form says."""
        return {name: self.cleaned_data[name] for name in ("genre", "title", "content")}

    def _check_announcement(self) -> None:
        said = self.cleaned_data
        if said.get("audience") == "":
            self.add_error("audience", _("だれへのお知らせかを選んでください。"))
        if said.get("audience") == Audience.AREA and said.get("area", "refused") is None:
            self.add_error("area", _("お知らせするエリアを選んでください。"))
        if said.get("audience") == Audience.STORES and said.get("stores") == []:
            self.add_error("stores", _("お知らせする店舗を選んでください。"))
        self._check_due(said.get("due_on"))

    def _check_due(self, due: datetime.date | None) -> None:
        if due is None or due == self.kept_due:
            return
        if due < self.today:
            self.add_error("due_on", _("必読の期限は、今日からあとの日付にしてください。"))
        elif due > self.today + FURTHEST:
            self.add_error("due_on", _("必読の期限は、1年以内の日付にしてください。"))
