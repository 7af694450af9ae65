"""Drafts of forms: kept while somebody types, gone on with, thrown away. Each kind of form has its desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shared import draft_pages, reports
from shared.access import Viewer
from shared.db import NoRow, Query, first, many, one
from shared.draft_pages import fits
from web.reports import pictures
from web.sheet import FormSheet, id_from, ids, pages_of
from web.viewer import SignedIn

Draft = TypeVar("Draft")


class Found(Protocol[Draft]):
    """The module of `shared` that finds drafts of one kind, and throws them away."""

    def find(self, viewer: Viewer, draft_id: UUID, /) -> Query[Draft]: ...
    def discard(self, viewer: Viewer, draft_id: UUID, /) -> Query[Any]: ...


class Statements(Found[Draft], Protocol[Draft]):
    """The module of `shared` that speaks to the drafts of one kind."""

    def save(
        self, viewer: Viewer, draft_id: UUID, of: int | None, fields: Any, pages: Sequence[UUID], /
    ) -> Query[Any]: ...


@dataclass(frozen=True, slots=True)
class Desk(Generic[Draft]):
    """Where forms of one kind are written: a new one at `form_url`; `drafts_url` keeps their drafts.

    `typed` reads the fields off a request, whatever they say, of a new text or of a change of one.
    """

    statements: Statements[Draft]
    form_url: str
    drafts_url: str
    typed: Callable[[SignedIn, int | None], Any]
    is_empty: Callable[[Any], bool]

    def resume_address(self, draft_id: UUID) -> str:
        """Where a draft is gone on with."""
        return f"{self.form_url}?draft={draft_id}"


def save(desk: Desk[Any], request: SignedIn, changed_id: int | None) -> HttpResponse:
    """What a page sends while somebody types: kept, and answered with the moment, out of band.

    `changed_id` is the text that the form would change, None for a new one. What another page has gone on
    with stays as that left it: this page's words are a draft of their own from then on; it is told the id. So
    is a page whose draft was set apart as another page filed the form.
    """
    form_id = id_from(request.POST.get("form_id", ""))
    if form_id is None:
        raise Http404
    fields = desk.typed(request, changed_id)
    is_small = fits(fields)
    kept = None
    if is_small and not desk.is_empty(fields):
        kept = _kept(desk, request, form_id, changed_id, fields, ids(fields["order"]))
    if not request.headers.get("HX-Request"):
        return redirect(desk.resume_address(kept.id) if kept else "home")
    own_id = kept.id if kept and kept.id != form_id else None
    is_apart = own_id and first(connection, desk.statements.find(request.viewer, form_id)) is not None
    told = {"kept": kept, "is_small": is_small, "own_id": own_id, "is_apart": is_apart}
    return render(request, "partials/draft_kept.html", told)


def discard(
    desk: Desk[Any], request: SignedIn, draft_id: UUID, others: Found[Any] | None = None
) -> HttpResponse:
    """Ask, then throw the draft away with the pictures that wait for it.

    Of the `others` are those that are not gone on with at the desk, and can be copied here.
    """
    statements: Found[Any] = desk.statements
    draft = first(connection, statements.find(request.viewer, draft_id))
    if draft is None and others:
        statements, draft = others, first(connection, others.find(request.viewer, draft_id))
    if draft is None:
        raise Http404
    if request.method == "GET":
        is_other = statements is others
        return render(request, "discard.html", {"draft": draft, "desk": desk, "is_other": is_other})
    first(connection, statements.discard(request.viewer, draft.id))
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
    try:
        return one(connection, desk.statements.find(request.viewer, draft_id))
    except NoRow:
        raise Http404 from None


def keep(desk: Desk[Any], request: SignedIn, sheet: FormSheet, changed_id: int | None) -> HttpResponse | None:
    """「下書きを保存」: to where it is gone on with; None when it is too long.

    What is typed on in a form that was sent off already, or that another page has gone on with, is a draft of
    its own, with the photos that wait.
    """
    viewer, form_id, fields = request.viewer, sheet.form_id, desk.typed(request, changed_id)
    if not fits(fields):
        return None
    kept = _kept(desk, request, form_id, changed_id, fields, sheet.order)
    if kept is None:
        other, new_id = first(connection, desk.statements.find(viewer, form_id)), uuid4()
        pages = pages_of(request.POST, new_id)
        kept = one(connection, desk.statements.save(viewer, new_id, changed_id, fields, pages))
        _take_photos(viewer, form_id, sheet.order, new_id, other)
    messages.success(request, _("下書きを保存しました。ホームから続きを書けます。"))
    return redirect(desk.resume_address(kept.id))


def too_long_sentence() -> str:
    """What is said when a draft is too long."""
    return _("長すぎるため、下書きを保存できません。内容を短くしてください。")


def _kept(
    desk: Desk[Any],
    request: SignedIn,
    form_id: UUID,
    changed_id: int | None,
    fields: Any,
    order: Sequence[UUID],
) -> Any | None:
    """The form's draft, or the one that the page goes on with alone: where another page has gone on with the
    form's, and where another has filed the form, by which this page's was set apart. None: what was typed is
    filed.
    """
    viewer, statements, pages = request.viewer, desk.statements, pages_of(request.POST, form_id)
    kept = first(connection, statements.save(viewer, form_id, changed_id, fields, pages))
    if kept is not None:
        return kept
    other, own = first(connection, statements.find(viewer, form_id)), draft_pages.own_id(form_id, pages[0])
    if other is None and first(connection, statements.find(viewer, own)) is None:
        return None
    kept = _kept(desk, request, own, changed_id, fields, order)
    if kept is not None:
        _take_photos(viewer, form_id, order, kept.id, other)
    return kept


def _take_photos(
    viewer: Viewer, form_id: UUID, order: Sequence[UUID], own_id: UUID, other: Any | None
) -> None:
    """A form's photos go with its words into a draft of their own; those of the `other` draft stay there."""
    theirs = ids(other.fields["order"]) if other else ()
    many(connection, reports.restage(viewer, form_id, [one for one in order if one not in theirs], own_id))
