"""日報: file one, read one, read the newest."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from shared import reports
from shared.dates import now
from shared.db import NoRow, one
from shared.storage import InvalidAddress, NotFound, read_token, storage
from shared.words import Genre, Location
from web.faults import survives_old_token
from web.reports import days, pictures
from web.reports.asked import asked
from web.reports.forms import ReportForm
from web.viewer import SignedIn

LARGEST_ID = 2**63 - 1


@survives_old_token
@require_http_methods(["GET", "POST"])
def register(request: SignedIn) -> HttpResponse:
    """The form of a new report, and its filing."""
    today = request.viewer.today(now())
    if request.method == "POST":
        return _file(request, ReportForm(request.POST, today=today))
    return _form_page(request, ReportForm(initial={"date": today}, today=today), uuid4())


@require_GET
def view(request: SignedIn, report_id: int) -> HttpResponse:
    """One report; 404 out of the viewer's reach."""
    if report_id > LARGEST_ID:
        raise Http404
    try:
        report = one(connection, reports.find(request.viewer, report_id))
    except NoRow:
        raise Http404 from None
    shown = pictures.shown(report.pictures, request.viewer)
    return render(request, "reports/detail.html", {"report": report, "pictures": shown})


@require_GET
@vary_on_headers("HX-Request")
def newest(request: SignedIn) -> HttpResponse:
    """The readable reports that fit words and filters, by day; 「もっと見る」 asks for the next days.

    HTMX is given the results alone, and for a next page its days alone.
    """
    wanted = asked(request.GET)
    shown, next_url = days.page(request.viewer, wanted)
    context = {
        "asked": wanted,
        "days": shown,
        "next_url": next_url,
        "genres": list(Genre),
        "locations": list(Location),
    }
    if not is_partial(request):
        return render(request, "reports/list.html", context)
    if wanted.before:
        return render(request, "reports/_days.html", context)
    response = render(request, "reports/_results.html", context | {"is_partial": True})
    response["HX-Replace-Url"] = wanted.address()
    return response


@require_GET
def picture(request: SignedIn, token: str) -> HttpResponse:
    """The bytes behind a signed address: for the person it was made for, until it expires."""
    try:
        data = storage().read(read_token(token, request.viewer.user_id, now()))
    except (InvalidAddress, NotFound):
        raise Http404 from None
    headers = {"Cache-Control": "private, max-age=3600, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)


def _file(request: SignedIn, form: ReportForm) -> HttpResponse:
    """Keep the good pictures whatever the form says; file the report only when all of it is good."""
    form_id = _uuid(request.POST.get("form_id", "")) or uuid4()
    removed = [uuid for text in request.POST.getlist("remove_pictures") if (uuid := _uuid(text))]
    pictures.drop(request.viewer, form_id, removed)
    refused = pictures.keep(request.viewer, form_id, request.FILES.getlist("images"))
    if getattr(request, "is_stale", False):
        form.add_error(
            None, _("この画面は古くなっていました。内容を確かめて、もう一度「提出する」を押してください。")
        )
    if not form.is_valid() or refused:
        return _form_page(request, form, form_id, refused)
    try:
        filed = one(connection, reports.register(request.viewer, form.report, form_id))
    except NoRow:
        raise Http404 from None
    messages.success(request, _("日報を提出しました。"))
    return redirect("report_view", filed.id)


def _form_page(
    request: SignedIn, form: ReportForm, form_id: UUID, refused: list[str] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "form_id": form_id,
        "pictures": pictures.waiting(request.viewer, form_id) if form.is_bound else [],
        "picture_errors": refused or [],
        "max_pictures": reports.MAX_PICTURES,
    }
    return render(request, "reports/form.html", context, status=422 if form.is_bound else 200)


def is_partial(request: SignedIn) -> bool:
    """True when HTMX asks for a part of the page; coming back in the history it wants the whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
