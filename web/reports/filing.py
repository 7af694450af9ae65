"""A new 日報: its form, what goes wrong with it, its filing."""

from datetime import date

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import reports
from shared.dates import now
from shared.db import NoRow, one
from shared.reports import Filed
from shared.rows import REPORT_FIELDS
from web.faults import survives_old_token
from web.reports.drafting import later, wanted_draft
from web.reports.forms import ReportForm
from web.reports.sheet import Sheet, initial
from web.sending.answers import by_script, takes_sent
from web.sending.forms import (
    has_pictures,
    in_the_store_of_now,
    is_same,
    made_of,
    refused_with_pictures,
    sent_before_sentence,
)
from web.sending.once import Made, done, written_at
from web.sheet import is_for_later, stale_sentence
from web.viewer import SignedIn


@takes_sent
@survives_old_token
@require_http_methods(["GET", "POST"])
def register(request: SignedIn) -> HttpResponse:
    """The form of a new report, and its filing; `draft` goes on with one, `date` begins one of that day."""
    if request.method == "POST":
        return _file(request)
    today = request.viewer.today(now())
    draft = wanted_draft(request)
    if draft is None:
        form = ReportForm(initial={"date": _day(request, today)}, today=today)
        return Sheet.new().page(request, form, is_touched=False)
    if draft.report_id and not draft.is_orphan:
        return redirect(f"/report/edit/{draft.report_id}/?draft={draft.id}")
    begun = initial(draft.fields)
    begun["date"] = begun["date"] or request.viewer.today(draft.updated_at)
    form = ReportForm(initial=begun, today=today)
    return Sheet.drafted(draft).page(request, form, draft=draft)


def _day(request: SignedIn, today: date) -> date:
    """The business date in the address, if the form would take it; else today."""
    asked = ReportForm({"date": request.GET.get("date", "")}, today=today)
    asked.full_clean()
    day: date = asked.cleaned_data.get("date", today)
    return day


def _file(request: SignedIn) -> HttpResponse:
    """Keep the good pictures whatever the form says; file the report only when all of it is good."""
    today, wrote = request.viewer.today(now()), written_at(request.POST) if by_script(request) else None
    form = ReportForm(request.POST, today=today, kept_date=wrote and request.viewer.today(wrote))
    sheet, refused = Sheet.sent(request.POST).take_pictures(request)
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("提出する")))
    elif is_for_later(request.POST) and not refused:
        return later(request, form, sheet)
    sheet = in_the_store_of_now(request, form, sheet)
    if by_script(request):
        return done(
            request,
            REPORT_FIELDS,
            lambda: _sent(request, form, sheet, refused),
            lambda: has_pictures(request, sheet),
            needs_key=True,
        )
    if not form.is_valid() or refused:
        return sheet.page(request, form, status=422, picture_errors=refused)
    filed = _filed(request, form, sheet)
    if not is_same(request, filed, sheet):
        form.add_error(None, sent_before_sentence())
        return sheet.renewed(request).page(request, form, status=422)
    messages.success(request, _("日報を提出しました。"))
    return redirect("report_view", filed.id)


def _sent(request: SignedIn, form: ReportForm, sheet: Sheet, refused: list[str]) -> Made | HttpResponse:
    if not form.is_valid() or refused:
        return refused_with_pictures(request, form, refused)
    return made_of(request, _filed(request, form, sheet), sheet, "report_view")


def _filed(request: SignedIn, form: ReportForm, sheet: Sheet) -> Filed:
    """Raises Http404 for the form of another person."""
    viewer, wrote = request.viewer, written_at(request.POST)
    filing = reports.register(viewer, form.report, sheet.form_id, sheet.meant, wrote, sheet.filed_from)
    try:
        return one(connection, filing)
    except NoRow:
        raise Http404 from None
