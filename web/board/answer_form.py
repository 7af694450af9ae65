"""The form of a comment."""

from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shared.comment_drafts import CommentFields
from shared.comments import NewComment
from shared.markup import mentioned
from web.columns import LARGEST_INTEGER, number_from
from web.fields import TextField
from web.sheet import filed_from, id_from

CONTENT_LENGTH = 10_000
MOST_MENTIONS = 50


class CommentForm(forms.Form):
    """What somebody answers."""

    content = TextField(
        label=_("コメント"),
        max_length=CONTENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("コメントを入力してください。"),
            "max_length": _("コメントは%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )

    @property
    def mentions(self) -> list[str]:
        """The ids that the valid text may name."""
        return mentioned(self.cleaned_data["content"])[:MOST_MENTIONS]


def new_comment(form: CommentForm, post: QueryDict) -> NewComment:
    """The valid form as `shared` takes it; a form without an id gets one."""
    parent, form_id = number_from(post.get("parent", "")) or None, form_id_from(post)
    pages = filed_from(post, form_id)
    return NewComment(form.cleaned_data["content"], parent, form_id, form.mentions, pages)


def form_id_from(post: QueryDict) -> UUID:
    """The id that the form was opened with; a new one for nonsense."""
    return id_from(post.get("form_id", "")) or uuid4()


def typed(post: QueryDict) -> CommentFields:
    """The form as a draft keeps it."""
    parent = number_from(post.get("parent", ""))
    return {"content": post.get("content", "").replace("\0", ""), "parent": str(parent or "")}


def version_from(text: str) -> int:
    """The version that a form was opened with; 0, which no comment has, for nonsense."""
    return number_from(text, LARGEST_INTEGER) or 0
