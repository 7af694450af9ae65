"""A 日報 that is there: changing it, deleting it, reading what it said before."""

from dataclasses import dataclass
from itertools import pairwise

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shared import edits
from shared.dates import now
from shared.db import NoRow, first, many, one
from shared.edits import OpenReport, Saved, Version
from shared.rows import REPORT_FIELDS
from web.faults import survives_old_token
from web.reports.drafting import later, wanted_draft
from web.reports.forms import ReportForm
from web.reports.sheet import Sheet, initial, typed
from web.sheet import is_for_later, own_change_sentence, stale_sentence
from web.viewer import SignedIn


@dataclass(frozen=True, slots=True)
class Step:
    """A version in a history, and the names of the fields that it changed."""

    version: Version
    changed: list[str]


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, report_id: int) -> HttpResponse:
    """The form of a report that is there, and its saving; `draft` goes on with one."""
    try:
        report = opened(request, report_id)
    except Http404:
        if request.method == "GET":
            raise
        return _gone(request)
    if not report.may_change:
        return _closed(request, report)
    if request.method == "POST":
        return _save(request, report)
    draft = wanted_draft(request)
    if draft is None:
        form = _form(request, report, initial=_values(report))
        return Sheet.new(report.version).page(request, form, report, is_touched=False)
    if draft.report_id != report.id:
        raise Http404
    form = _form(request, report, initial=initial(draft.fields))
    return Sheet.drafted(draft).page(request, form, report, draft=draft)


@require_http_methods(["GET", "POST"])
def delete(request: SignedIn, report_id: int) -> HttpResponse:
    """Ask, then delete. What it said stays in its history, and its board post on the board."""
    report = opened(request, report_id)
    if not report.may_change:
        return _closed(request, report)
    if request.method == "GET":
        return render(request, "reports/delete.html", {"report": report})
    try:
        one(connection, edits.delete(request.viewer, report_id, now()))
    except NoRow:
        raise Http404 from None
    messages.success(request, _("日報を削除しました。"))
    return redirect("report_list")


@require_GET
def history(request: SignedIn, report_id: int) -> HttpResponse:
    """What the report has said, newest first, for the 店長 of its store and 本部; 404 for others."""
    versions = many(connection, edits.versions(request.viewer, report_id))
    if not versions:
        raise Http404
    return render(request, "reports/history.html", {"report_id": report_id, "steps": _steps(versions)})


def opened(request: SignedIn, report_id: int) -> OpenReport:
    """The report; 404 when it is not there or out of the viewer's reach."""
    try:
        return one(connection, edits.find(request.viewer, report_id, now()))
    except NoRow:
        raise Http404 from None


def _save(request: SignedIn, report: OpenReport) -> HttpResponse:
    """Keep the good pictures whatever the form says; save what is good, if nobody came first."""
    form = _form(request, report, request.POST)
    sheet, refused = Sheet.sent(request.POST).take_pictures(request, report.pictures)
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("保存する")))
    elif is_for_later(request.POST) and not refused:
        return later(request, form, sheet, report)
    if not form.is_valid() or refused:
        return sheet.page(request, form, report, status=422, picture_errors=refused)
    saved = first(connection, edits.save(request.viewer, report.id, sheet.change(form.report), now()))
    if saved is None:
        return _gone(request)
    if not saved.is_saved:
        return _let_decide(request, saved, form, sheet)
    messages.success(request, _("日報を直しました。"))
    return redirect("report_view", report.id)


def _let_decide(request: SignedIn, saved: Saved, form: ReportForm, sheet: Sheet) -> HttpResponse:
    """Another change came first: it is shown beside the form, which now stands on it."""
    other = opened(request, saved.id)
    told = _(
        "書いている間に、%(name)sさんがこの日報を直しました。下で見くらべて、あなたの内容でよければもう一度保存してください。"
    )
    sentence = told % {"name": other.editor or other.author}
    form.add_error(None, own_change_sentence() if saved.is_own else sentence)
    return sheet.on_version(other.version).page(request, form, other, status=422, other=other)


def _closed(request: SignedIn, report: OpenReport) -> HttpResponse:
    """Within reach, but not to be changed: says why, and shows what was typed so that it can be copied."""
    if report.user_id == request.viewer.user_id:
        sentence = _("営業日が変わったため直せません。店長に伝えてください。")
    else:
        sentence = _("この日報を直せるのは、書いた人と店長です。")
    draft = wanted_draft(request) if request.method == "GET" else None
    fields = draft.fields if draft else typed(request.POST)
    context = {"report": report, "sentence": sentence, "typed": fields, "draft": draft}
    return render(request, "reports/closed.html", context, status=422)


def _gone(request: SignedIn) -> HttpResponse:
    """404 with what was typed: it may have been deleted meanwhile, or never have been within reach."""
    context = {
        "sentence": _("削除されたか、見られない日報です。書いた内容は、新しい日報として続けられます。"),
        "typed": typed(request.POST),
        "form_id": Sheet.sent(request.POST).form_id,
    }
    return render(request, "reports/closed.html", context, status=404)


def _form(request: SignedIn, report: OpenReport, *args: object, **kwargs: object) -> ReportForm:
    """A report from long ago may keep its date."""
    return ReportForm(*args, today=request.viewer.today(now()), kept_date=report.date, **kwargs)


def _values(report: OpenReport) -> dict[str, object]:
    return {name: getattr(report, name) for name in REPORT_FIELDS}


def _steps(versions: list[Version]) -> list[Step]:
    """Each version with what it changed of the one before; the first has changed nothing."""
    changed = [
        [name for name in REPORT_FIELDS if getattr(new, name) != getattr(old, name)]
        for new, old in pairwise(versions)
    ]
    return [Step(version, names) for version, names in zip(versions, [*changed, []], strict=True)]
