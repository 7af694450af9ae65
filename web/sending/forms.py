"""Forms with pictures that a script sends: 日報 and posts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import connection
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shared import sent, stores
from shared.db import first
from web.sending import answers
from web.sending.once import Made
from web.sheet import FormSheet
from web.viewer import SignedIn

Sheet = TypeVar("Sheet", bound=FormSheet)


class Registered(Protocol):
    """What a form made, as `shared.reports.Filed` and `shared.posts.Posted` say it."""

    @property
    def id(self) -> int: ...
    @property
    def is_new(self) -> bool: ...
    @property
    def is_same(self) -> bool: ...
    @property
    def missing(self) -> list[UUID]: ...


def made_of(request: SignedIn, registered: Registered, sheet: FormSheet, page: str) -> Made | HttpResponse:
    """What a script is told; what it sent is taken back when pictures that it names do not wait for it."""
    url = reverse(page, args=[registered.id])
    if not is_same(request, registered, sheet):
        return answers.other_content(url)
    if registered.missing:
        sentence = _("写真が届いていません。写真をもう一度送ってから、送り直してください。")
        return answers.refused(
            {"images": sentence}, why="pictures", missing=list(map(str, registered.missing))
        )
    return Made(url, is_new=registered.is_new)


def is_same(request: SignedIn, registered: Registered, sheet: FormSheet) -> bool:
    """Whether the form was new, or made the same before: its words and its pictures."""
    return registered.is_same and (registered.is_new or has_pictures(request, sheet))


def has_pictures(request: SignedIn, sheet: FormSheet) -> bool:
    """Whether what the form made has the pictures that it means now, as far as nobody has changed it since.

    Asked by itself, after it is known that there is something: what was made a moment ago is seen then.
    """
    made = first(connection, sent.pictured(request.viewer, sheet.form_id, sheet.meant))
    return made is None or made.is_same


def in_the_store_of_now(request: SignedIn, form: BaseForm, sheet: Sheet) -> Sheet:
    """Refuse a form that was opened while its writer worked in another store: whether it is this store's now,
    the person decides."""
    viewer, opened_in = request.viewer, sheet.store
    if opened_in is None or opened_in == viewer.home_store:
        return sheet
    then = first(connection, stores.named(opened_in))
    sentence = _(
        "%(then)sで開いた画面です。今の所属は%(now)sです。%(now)sのものとして送るときは、もう一度送ってください。"
    )
    form.add_error(None, sentence % {"then": then.name if then else opened_in, "now": viewer.store_name})
    return replace(sheet, store=None)


def refused_with_pictures(request: SignedIn, form: BaseForm, refused: Sequence[str]) -> HttpResponse:
    """Sentences of the form's fields, and of the pictures that are none; `store` is where it would be now."""
    told = answers.sentences(form) | ({"images": " ".join(refused)} if refused else {})
    return answers.refused(told, store=request.viewer.home_store)


def sent_before_sentence() -> str:
    """What is said when another text came with the id of a form that was sent already."""
    return _("この画面からは一度送られています。これも送るときは、もう一度押してください。")
