"""Drafts of 日報."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from shared import drafts
from shared.dates import now
from shared.drafts import DraftFields, WholeDraft
from shared.edits import OpenReport
from web import drafting
from web.columns import number_from
from web.drafting import Desk, too_long_sentence
from web.reports.forms import ReportForm
from web.reports.sheet import Sheet, is_empty, typed
from web.sending.once import written_at
from web.viewer import SignedIn


def _typed(request: SignedIn, changed_id: int | None) -> DraftFields:
    """A new one that names no day, as one that was begun without a network, is of the day of its writing."""
    fields = typed(request.POST)
    if not (fields["date"] or changed_id):
        fields["date"] = request.viewer.today(written_at(request.POST) or now()).isoformat()
    return fields


DESK: Desk[WholeDraft] = Desk(drafts, "/report/register/", "/report/draft/", _typed, is_empty)


@require_POST
def save(request: SignedIn) -> HttpResponse:
    """Keep what was typed so far."""
    return drafting.save(DESK, request, number_from(request.POST.get("report", "")))


@require_http_methods(["GET", "POST"])
def discard(request: SignedIn, draft_id: UUID) -> HttpResponse:
    """Ask, then throw a draft away."""
    return drafting.discard(DESK, request, draft_id)


def wanted_draft(request: SignedIn) -> WholeDraft | None:
    """The viewer's own draft that `?draft=` names, None without one. Another person's is a 404."""
    return drafting.wanted(DESK, request)


def later(
    request: SignedIn, form: ReportForm, sheet: Sheet, report: OpenReport | None = None
) -> HttpResponse:
    """Keep the form as a draft (「下書きを保存」), or show it again with its photos in another order."""
    if "draft" not in request.POST:
        return sheet.page(request, form.unchecked(), report)
    kept = drafting.keep(DESK, request, sheet, report.id if report else None)
    if kept is None:
        form.add_error(None, too_long_sentence())
    return kept or sheet.page(request, form, report, status=422)
