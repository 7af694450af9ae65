"""The page of imports for 本部: upload, see what would change, confirm. Another process does the work."""

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from shared import imports
from shared.db import Query, first, many
from shared.imports import Import, ImportKey
from shared.words import ImportState
from web.imports import files, work
from web.imports.failures import DISK_FULL, is_disk_full
from web.imports.files import LARGEST_UPLOAD, MEGABYTE, TOO_LARGE, NotTaken
from web.imports.forms import UploadForm
from web.imports.outcome import Outcome
from web.imports.tables import FILES
from web.oversized import is_oversized
from web.reports.views import is_partial
from web.viewer import SignedIn

LISTED = 10
TOO_MUCH, NO_ROOM = 413, 507


@dataclass(frozen=True, slots=True)
class Shown:
    """An import as its page shows it."""

    row: Import
    outcome: Outcome | None

    @property
    def is_at_work(self) -> bool:
        """The page asks again by itself."""
        return self.row.state in {ImportState.CHECKING, ImportState.RUNNING} and not self.row.is_stopped

    @property
    def percent(self) -> int:
        """0-100 of the present step."""
        return min(100, self.row.done * 100 // self.row.total) if self.row.total else 0

    @property
    def may_run(self) -> bool:
        """Checked, good, and something would change."""
        changes = self.outcome and any(count.new or count.changed for count in self.outcome.counts)
        return bool(self.row.state == ImportState.CHECKED and self.row.is_kept and changes)

    @property
    def may_retry(self) -> bool:
        """It stopped or failed, and its files are still there."""
        return self.row.is_kept and (self.row.is_stopped or self.row.state == ImportState.FAILED)

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return [file["name"] for file in json.loads(self.row.files)]


@csrf_exempt
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def imports_page(request: SignedIn) -> HttpResponse:
    """Take files, and show the last imports; 404 for everybody but 本部.

    A form that is too large is not read at all, its token included: hence this order.
    """
    _refuse_others(request)
    if is_oversized(request, LARGEST_UPLOAD * MEGABYTE):
        return _page(request, UploadForm({}), NotTaken(TOO_LARGE, limit=LARGEST_UPLOAD), TOO_MUCH)
    try:
        response: HttpResponse = _upload_or_page(request)
    except OSError as error:
        if not is_disk_full(error):
            raise
        return _page(request, UploadForm({}), NotTaken(DISK_FULL), NO_ROOM)
    return response


@csrf_protect
def _upload_or_page(request: SignedIn) -> HttpResponse:
    if request.method == "GET":
        return _page(request, UploadForm())
    form = UploadForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    import_id = uuid4()
    try:
        kept = files.keep(import_id, request.FILES.getlist("files"))
    except NotTaken as refusal:
        return _page(request, form, refusal, 422)
    password = make_password(form.cleaned_data["password"]) if form.cleaned_data["password"] else ""
    return _set_to_work(imports.begin(request.viewer, import_id, kept, password)) or _page(request, form)


@require_GET
@vary_on_headers("HX-Request")
def one_import(request: SignedIn, import_id: UUID) -> HttpResponse:
    """How an import stands; HTMX is given that part of the page alone, again and again while it works."""
    _refuse_others(request)
    row = first(connection, imports.find(request.viewer, import_id))
    if row is None:
        raise Http404
    outcome = None if row.outcome is None else Outcome.from_json(json.loads(row.outcome))
    template = "imports/_state.html" if is_partial(request) else "imports/one.html"
    return render(request, template, {"shown": Shown(row, outcome)})


@require_POST
def run(request: SignedIn, import_id: UUID) -> HttpResponse:
    """Import what was checked; the page tells how it goes."""
    _refuse_others(request)
    return _set_to_work(imports.confirm(request.viewer, import_id)) or _too_late(request, import_id)


@require_POST
def again(request: SignedIn, import_id: UUID) -> HttpResponse:
    """Check once more what stopped or failed."""
    _refuse_others(request)
    return _set_to_work(imports.check_again(request.viewer, import_id)) or _too_late(request, import_id)


@require_POST
def discard(request: SignedIn, import_id: UUID) -> HttpResponse:
    """Forget an import and delete its files."""
    _refuse_others(request)
    if first(connection, imports.discard(request.viewer, import_id)) is None:
        return _too_late(request, import_id)
    files.remove(import_id)
    messages.success(request, _("アップロードしたファイルを消しました。何も取り込んでいません。"))
    return redirect("imports")


def _set_to_work(statement: Query[ImportKey]) -> HttpResponse | None:
    """Start the process and go to the page of the import; None when the statement has found none."""
    key = first(connection, statement)
    if key is None:
        return None
    work.start(key.id)
    return redirect("import", key.id)


def _too_late(request: SignedIn, import_id: UUID) -> HttpResponse:
    """Somebody pressed before, or the files are gone: the page of the import says how it stands."""
    if first(connection, imports.find(request.viewer, import_id)) is None:
        raise Http404
    messages.info(request, _("ほかの操作が先にありました。今の状態を確かめてください。"))
    return redirect("import", import_id)


def _refuse_others(request: SignedIn) -> None:
    if not request.viewer.is_admin:
        raise Http404


def _page(
    request: SignedIn, form: UploadForm, refusal: NotTaken | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "file_errors": [_(refusal.reason) % refusal.params] if refusal else [],
        "newest": many(connection, imports.newest(request.viewer, LISTED)),
        "names": [f"{file.name}.csv" for file in FILES],
        "largest": LARGEST_UPLOAD,
    }
    return render(request, "imports/page.html", context, status=status)
