"""The form that takes a document: a file, its title and its kind."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.words import KnowledgeKind
from web.fields import TextField
from web.knowledge.reading.files import HEAD, KINDS, LARGEST, MEGABYTE, kind_of, refuse_at_once
from web.knowledge.reading.refusals import Unreadable

LONGEST: Final = 200
TOO_LARGE: Final = gettext_lazy("ファイルは%(limit)dMBまでです。いくつかに分けて選んでください。")
LOST: Final = gettext_lazy(
    "サーバーのディスクに空きがなく、ファイルを受け取れませんでした。空きを作ってから、もう一度選んでください。"
)
ACCEPTED: Final = ",".join(KINDS)


class DocumentForm(forms.Form):
    """A new document. Without a title it has the name of its file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("種類"),
        choices=[(code, gettext_lazy(label)) for code, label in KnowledgeKind.choices()],
        error_messages={"required": gettext_lazy("種類を選んでください。")},
    )
    title = TextField(
        label=gettext_lazy("タイトル"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("空にすると、ファイルの名前になります。"),
        error_messages={"max_length": gettext_lazy("タイトルは%(limit_value)d文字までです。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "aria-describedby": "id_title_helptext"}),
    )
    file = forms.FileField(
        label=gettext_lazy("ファイル"),
        help_text=gettext_lazy("Word（.docx）、PDF、Markdown（.md）、テキスト（.txt）。20MBまで。"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("ファイルを選んでください。")},
        widget=forms.FileInput(
            attrs={"accept": ACCEPTED, "class": "file-plain", "aria-describedby": "id_file_helptext"}
        ),
    )
    field_order: Sequence[str] = ("file", "title", "kind")

    def clean_file(self) -> Any:
        """A file whose name and first bytes tell what it is. Its name is kept without a path."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if getattr(file, "is_lost", False):
            raise forms.ValidationError(LOST)
        if kind_of(file.name or "") is None:
            raise forms.ValidationError(
                _(
                    "「%(name)s」は使えません。Word（.docx）、PDF、Markdown、テキストのどれかを選んでください。"
                )
                % {"name": (file.name or "")[-100:]}
            )
        if (file.size or 0) > LARGEST * MEGABYTE:
            raise forms.ValidationError(TOO_LARGE % {"limit": LARGEST})
        try:
            refuse_at_once(file.name or "", file.read(HEAD))
        except Unreadable as refusal:
            raise forms.ValidationError(_(refusal.reason)) from refusal
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        """A title there must be, from somewhere."""
        known, file = self.cleaned_data, self.cleaned_data.get("file")
        if not known.get("title") and file and "title" not in self.errors:
            known["title"] = PurePath(file.name).stem[:LONGEST]
        return known


class ChangeForm(DocumentForm):
    """A document that is there: without a file its text stays as it is."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = _("新しいファイル")
        self.fields["file"].help_text = (
            _("選ばなければ、今の本文のままです。") + " " + str(self.fields["file"].help_text)
        )
        self.fields["title"].required = True
        self.fields["title"].help_text = ""
        self.fields["title"].widget.attrs.pop("aria-describedby")
        self.fields["title"].error_messages["required"] = _("タイトルを入力してください。")
