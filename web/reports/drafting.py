"""Drafts: kept while somebody types, gone on with, thrown away."""

from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared import drafts
from shared.db import NoRow, first, one
from shared.drafts import WholeDraft
from shared.edits import OpenReport
from web.columns import LARGEST_ID
from web.reports import pictures
from web.reports.forms import ReportForm
from web.reports.sheet import Sheet, id_from, is_empty, typed
from web.viewer import SignedIn


@require_POST
def save(request: SignedIn) -> HttpResponse:
    """What a page sends while somebody types: kept, and answered with the moment, out of band."""
    form_id = id_from(request.POST.get("form_id", ""))
    if form_id is None:
        raise Http404
    fields = typed(request.POST)
    kept = None
    if is_small := drafts.fits(fields):
        report_id = report_from(request.POST.get("report", ""))
        kept = (
            None
            if is_empty(fields)
            else first(connection, drafts.save(request.viewer, form_id, report_id, fields))
        )
    if not request.headers.get("HX-Request"):
        return redirect(resume_address(form_id) if kept else "home")
    return render(request, "reports/_draft_kept.html", {"kept": kept, "is_small": is_small})


@require_http_methods(["GET", "POST"])
def discard(request: SignedIn, draft_id: UUID) -> HttpResponse:
    """Ask, then throw the draft away with the pictures that wait for it."""
    draft = _own(request, draft_id)
    if request.method == "GET":
        return render(request, "reports/discard.html", {"draft": draft})
    first(connection, drafts.discard(request.viewer, draft.id))
    waiting = pictures.waiting(request.viewer, draft.id)
    pictures.drop(request.viewer, draft.id, [picture.id for picture in waiting])
    messages.success(request, _("下書きを破棄しました。"))
    return redirect("home")


def wanted_draft(request: SignedIn) -> WholeDraft | None:
    """The viewer's own draft that `?draft=` names, None without one. Another person's is a 404."""
    if "draft" not in request.GET:
        return None
    draft_id = id_from(request.GET["draft"])
    if draft_id is None:
        raise Http404
    return _own(request, draft_id)


def later(
    request: SignedIn, form: ReportForm, sheet: Sheet, report: OpenReport | None = None
) -> HttpResponse:
    """Keep the form as a draft (「下書きを保存」), or show it again with its photos in another order."""
    if "draft" not in request.POST:
        return sheet.page(request, form.unchecked(), report)
    fields = typed(request.POST)
    if not drafts.fits(fields):
        form.add_error(None, _("長すぎるため、下書きを保存できません。内容を短くしてください。"))
        return sheet.page(request, form, report, status=422)
    report_id = report.id if report else None
    if first(connection, drafts.save(request.viewer, sheet.form_id, report_id, fields)) is None:
        raise Http404
    messages.success(request, _("下書きを保存しました。ホームから続きを書けます。"))
    return redirect(resume_address(sheet.form_id))


def resume_address(draft_id: UUID) -> str:
    """Where a draft is gone on with."""
    return f"/report/register/?draft={draft_id}"


def report_from(text: str) -> int | None:
    """The report that a form would change; None for a new one and for nonsense."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def _own(request: SignedIn, draft_id: UUID) -> WholeDraft:
    try:
        return one(connection, drafts.find(request.viewer, draft_id))
    except NoRow:
        raise Http404 from None
