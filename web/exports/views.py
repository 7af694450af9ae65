"""/export/: reports and figures as a file, for 店長, エリアマネージャー and 本部."""

import re
from urllib.parse import quote

from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shared import audit, exports, stores
from shared.csv_file import csv_file
from shared.dates import now
from shared.db import many, one
from shared.stores import Store
from shared.words import AuditSubject, FileKind
from shared.xlsx import MOST_BYTES, MOST_ROWS, workbook
from web.exports import tables
from web.exports.forms import ExportForm
from web.exports.tables import Wanted
from web.faults import is_ready, survives_old_token
from web.viewer import SignedIn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
XML_OF_A_ROW = 1_000  # bytes beside its texts, about

_TOO_LARGE = gettext_lazy(
    "%(rows)s行あり、表計算の1枚（%(most)s行、約2GB）に入りません。期間か店舗を分けるか、CSVを選んでください。"
)


@survives_old_token
@never_cache
@require_http_methods(["GET", "POST"])
def export(request: SignedIn) -> HttpResponseBase:
    """The form, and the file that it asks for; スタッフ have neither: 404. A file leaves an audit event."""
    viewer = request.viewer
    if not viewer.is_managing:
        raise Http404
    readable = many(connection, stores.readable(viewer))
    sent = request.POST if request.method == "POST" else None  # also a form that holds nothing is one
    form = ExportForm(sent, stores=readable, today=viewer.today(now()))
    if request.method == "GET":
        return _page(request, form, readable)
    if is_ready(request, form):
        _refuse_what_fits_no_sheet(request, form, readable)
    return _file(request, form, readable) if form.is_valid() else _page(request, form, readable)


def _page(request: SignedIn, form: ExportForm, readable: list[Store]) -> HttpResponse:
    context = {"form": form, "only_store": readable[0] if len(readable) == 1 else None}
    return render(request, "exports/export.html", context, status=422 if form.is_bound else 200)


def _file(request: SignedIn, form: ExportForm, readable: list[Store]) -> StreamingHttpResponse:
    """The file; its first rows are read, and the event is written, before the answer begins."""
    wanted, what, kind = (
        _wanted(request, form, readable),
        form.cleaned_data["table"],
        form.cleaned_data["kind"],
    )
    table = tables.reports(wanted) if what == AuditSubject.REPORTS else tables.figures(wanted)
    one(connection, audit.exported(request.viewer, what, wanted.first, wanted.last, wanted.stores, kind))
    if kind == FileKind.XLSX:
        cut = _("…（表計算のセルに入る%(most)s文字で切りました。全文はCSVにあります）") % {"most": "32,767"}
        response = StreamingHttpResponse(workbook(table.name, table.columns, table.batches, cut), XLSX)
    else:
        titles = [column.title for column in table.columns]
        response = StreamingHttpResponse(csv_file(titles, table.batches), "text/csv; charset=utf-8")
    response["Content-Disposition"] = _disposition(form, readable, table.name)
    return response


def _wanted(request: SignedIn, form: ExportForm, readable: list[Store]) -> Wanted:
    """What the form asks for; all stores where it names none."""
    asked = form.cleaned_data
    numbers = [asked["store"]] if asked["store"] else [store.store_id for store in readable]
    return Wanted(request.viewer, asked["first"], asked["last"], numbers, form.today)


def _refuse_what_fits_no_sheet(request: SignedIn, form: ExportForm, readable: list[Store]) -> None:
    """An error on the form when a worksheet cannot hold what it asks for; a CSV file holds everything."""
    if form.cleaned_data["kind"] != FileKind.XLSX:
        return
    wanted = _wanted(request, form, readable)
    if form.cleaned_data["table"] == AuditSubject.REPORTS:
        found = one(connection, exports.size(wanted.viewer, wanted.first, wanted.last, wanted.stores))
        rows, size = found.rows, found.rows * XML_OF_A_ROW + found.text_bytes
    else:
        rows, size = ((wanted.last - wanted.first).days + 1) * len(wanted.stores), 0
    if rows >= MOST_ROWS or size > MOST_BYTES:
        form.add_error("kind", _TOO_LARGE % {"rows": f"{rows:,}", "most": f"{MOST_ROWS - 1:,}"})


def _disposition(form: ExportForm, readable: list[Store], name: str) -> str:
    """日報_渋谷店_2026-11-01_2026-11-30.csv as RFC 6266 writes it, with an ASCII name for old programs."""
    asked = form.cleaned_data
    chosen = next((store.name for store in readable if store.store_id == asked["store"]), _("全店舗"))
    if len(readable) == 1:
        chosen = readable[0].name
    period, ending = f"{asked['first']}_{asked['last']}", asked["kind"]
    full = NOT_IN_A_NAME.sub("_", f"{name}_{chosen}_{period}.{ending}")
    return f"attachment; filename=\"{asked['table']}_{period}.{ending}\"; filename*=UTF-8''{quote(full)}"
