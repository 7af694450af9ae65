"""Drafts of forms: kept while somebody types, gone on with, thrown away. Each kind of form has its desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shared import reports
from shared.access import Viewer
from shared.db import NoRow, Query, first, many, one
from web.reports import pictures
from web.sheet import FormSheet, id_from
from web.viewer import SignedIn

Draft = TypeVar("Draft")


class Statements(Protocol[Draft]):
    """The module of `shared` that speaks to the drafts of one kind."""

    def fits(self, fields: Any, /) -> bool: ...
    def save(self, viewer: Viewer, draft_id: UUID, of: int | None, fields: Any, /) -> Query[Any]: ...
    def find(self, viewer: Viewer, draft_id: UUID, /) -> Query[Draft]: ...
    def discard(self, viewer: Viewer, draft_id: UUID, /) -> Query[Any]: ...


@dataclass(frozen=True, slots=True)
class Desk(Generic[Draft]):
    """Where forms of one kind are written: a new one at `form_url`; `drafts_url` keeps their drafts.

    `typed` reads the fields off a request, whatever they say.
    """

    statements: Statements[Draft]
    form_url: str
    drafts_url: str
    typed: Callable[[QueryDict], Any]
    is_empty: Callable[[Any], bool]

    def resume_address(self, draft_id: UUID) -> str:
        """Where a draft is gone on with."""
        return f"{self.form_url}?draft={draft_id}"


def save(desk: Desk[Any], request: SignedIn, changed_id: int | None) -> HttpResponse:
    """What a page sends while somebody types: kept, and answered with the moment, out of band.

    `changed_id` is the text that the form would change, None for a new one.
    """
    form_id = id_from(request.POST.get("form_id", ""))
    if form_id is None:
        raise Http404
    fields = desk.typed(request.POST)
    is_small = desk.statements.fits(fields)
    kept = None
    if is_small and not desk.is_empty(fields):
        kept = first(connection, desk.statements.save(request.viewer, form_id, changed_id, fields))
    if not request.headers.get("HX-Request"):
        return redirect(desk.resume_address(form_id) if kept else "home")
    return render(request, "partials/draft_kept.html", {"kept": kept, "is_small": is_small})


def discard(desk: Desk[Any], request: SignedIn, draft_id: UUID) -> HttpResponse:
    """Ask, then throw the draft away with the pictures that wait for it."""
    draft = _own(desk, request, draft_id)
    if request.method == "GET":
        return render(request, "discard.html", {"draft": draft, "desk": desk})
    first(connection, desk.statements.discard(request.viewer, draft.id))
    waiting = pictures.waiting(request.viewer, draft.id)
    pictures.drop(request.viewer, draft.id, [picture.id for picture in waiting])
    messages.success(request, _("下書きを破棄しました。"))
    return redirect("home")


def wanted(desk: Desk[Draft], request: SignedIn) -> Draft | None:
    """The viewer's own draft that `?draft=` names, None without one. Another person's is a 404."""
    if "draft" not in request.GET:
        return None
    draft_id = id_from(request.GET["draft"])
    if draft_id is None:
        raise Http404
    return _own(desk, request, draft_id)


def keep(desk: Desk[Any], request: SignedIn, sheet: FormSheet, changed_id: int | None) -> HttpResponse | None:
    """「下書きを保存」: to where it is gone on with; None when it is too long.

    What is typed on in a form that was sent off already is a draft of its own, with the photos that wait.
    """
    viewer, form_id, fields = request.viewer, sheet.form_id, desk.typed(request.POST)
    if not desk.statements.fits(fields):
        return None
    if first(connection, desk.statements.save(viewer, form_id, changed_id, fields)) is None:
        form_id = uuid4()
        one(connection, desk.statements.save(viewer, form_id, changed_id, fields))
        many(connection, reports.restage(viewer, sheet.form_id, sheet.order, form_id))
    messages.success(request, _("下書きを保存しました。ホームから続きを書けます。"))
    return redirect(desk.resume_address(form_id))


def too_long_sentence() -> str:
    """What is said when a draft is too long."""
    return _("長すぎるため、下書きを保存できません。内容を短くしてください。")


def _own(desk: Desk[Draft], request: SignedIn, draft_id: UUID) -> Draft:
    try:
        return one(connection, desk.statements.find(request.viewer, draft_id))
    except NoRow:
        raise Http404 from None
