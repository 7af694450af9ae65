"""資料 are written by 本部 alone: uploaded, replaced, read again, deleted. Others have no such pages.

A file is only taken and kept here. Another process reads it.
"""

from collections.abc import Callable, Iterator
from functools import partial, wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast
from uuid import uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from shared.db import Query, first, one
from shared.knowledge import changes, files
from shared.knowledge.changes import PART, Hindrance, NewFile, Sent
from shared.knowledge.documents import Document
from web.knowledge import work
from web.knowledge.forms import TOO_LARGE, ChangeForm, DocumentForm
from web.knowledge.reading.files import LARGEST, MEGABYTE
from web.knowledge.views import found
from web.oversized import is_oversized
from web.viewer import SignedIn

REFUSED, TOO_MUCH = 422, 413
BESIDE = MEGABYTE  # what a form may hold beside its file

Rest = ParamSpec("Rest")
View = Callable[Concatenate[SignedIn, Rest], HttpResponse]


def takes_a_file(view: View[Rest]) -> View[Rest]:
    """For 本部; a form that is far too large is not read at all, its token included."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: SignedIn, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not request.viewer.is_admin:
            raise Http404
        if is_oversized(request, LARGEST * MEGABYTE + BESIDE):
            return render(
                request,
                "knowledge/too_large.html",
                {"reason": TOO_LARGE % {"limit": LARGEST}},
                status=TOO_MUCH,
            )
        answer: HttpResponse = csrf_protect(view)(request, *args, **kwargs)
        return answer

    return cast(View[Rest], guarded)


@takes_a_file
@require_http_methods(["GET", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """A new document; its page then tells how the reading goes."""
    if request.method == "GET":
        return render(request, "knowledge/upload.html", {"form": DocumentForm()})
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        typed, file = form.cleaned_data, form.cleaned_data["file"]
        statement = partial(changes.upload, request.viewer, typed["title"], typed["kind"])
        sent = _sent(request, statement, file)
        if sent.id:
            return redirect("document", sent.id)
        _explain(form, sent)
    return render(request, "knowledge/upload.html", {"form": form}, status=REFUSED)


@takes_a_file
@require_http_methods(["GET", "POST"])
def replace(request: SignedIn, document_id: int) -> HttpResponse:
    """Another title, kind or file; the old text stays until a new file has been read."""
    row = found(request, document_id)
    if request.method == "GET":
        shown = {"title": row.title, "kind": row.kind, "version": row.version}
        return render(request, "knowledge/replace.html", {"document": row, "form": ChangeForm(initial=shown)})
    form = ChangeForm(request.POST, request.FILES)
    status = REFUSED
    if form.is_valid():
        typed, file = form.cleaned_data, form.cleaned_data["file"]
        statement = partial(
            changes.change, request.viewer, row.id, typed["version"], typed["title"], typed["kind"]
        )
        sent = _sent(request, statement, file)
        if sent.id:
            _tell_saved(request, file)
            return redirect("document", row.id)
        if sent.hindrance == Hindrance.CHANGED:
            form, status = _after_another(form, found(request, document_id)), HTTPStatus.CONFLICT
        else:
            _explain(form, sent)
    return render(request, "knowledge/replace.html", {"document": row, "form": form}, status=status)


@require_POST
def again(request: SignedIn, document_id: int) -> HttpResponse:
    """Read once more what stopped or failed."""
    if not request.viewer.is_admin:
        raise Http404
    row, reading = found(request, document_id), uuid4()
    with transaction.atomic():
        written = first(connection, changes.read_again(request.viewer, row.id, reading))
    if written:
        work.start(reading)
    else:
        messages.info(request, _("ほかの操作が先にありました。今の状態を確かめてください。"))
    return redirect("document", row.id)


@require_http_methods(["GET", "POST"])
def delete(request: SignedIn, document_id: int) -> HttpResponse:
    """Ask, then delete the document with its sections, also while its file is being read."""
    if not request.viewer.is_admin:
        raise Http404
    row = found(request, document_id)
    if request.method == "GET":
        return render(request, "knowledge/delete.html", {"document": row})
    with transaction.atomic():
        one(connection, changes.writing(request.viewer))
        one(connection, files.hold(row.id))
        first(connection, changes.remove(request.viewer, row.id))
    messages.success(request, _("「%(title)s」を削除しました。") % {"title": row.title})
    return redirect("knowledge")


def _sent(
    request: SignedIn, statement: Callable[[Any], Query[Sent]], file: "UploadedFile[Any] | None"
) -> Sent:
    """Write the document and keep its file, both or neither; then have it read."""
    new = NewFile((file.name or "")[-200:], _digest(file), uuid4()) if file else None
    with transaction.atomic():
        one(connection, changes.writing(request.viewer))
        sent = first(connection, statement(new))
        if sent is None:
            raise Http404
        if sent.id and new and file:
            for position, part in enumerate(_parts(file)):
                one(connection, changes.keep_part(request.viewer, new.number, position, part))
    if sent.id and new:
        work.start(new.number)
    return sent


def _digest(file: "UploadedFile[Any]") -> str:
    digest = sha256()
    for part in _parts(file):
        digest.update(part)
    return digest.hexdigest()


def _parts(file: "UploadedFile[Any]") -> Iterator[bytes]:
    file.seek(0)
    while part := file.read(PART):
        yield part


def _tell_saved(request: SignedIn, file: object) -> None:
    if file is None:
        messages.success(request, _("保存しました。"))


def _after_another(form: ChangeForm, row: Document) -> ChangeForm:
    """The form as it was typed, ready to be sent again over what the other person has saved."""
    typed = cast(QueryDict, form.data).copy()
    typed["version"] = str(row.version)
    renewed = ChangeForm(typed, {})
    told = {"title": row.title, "file": row.file_name or "—", "name": row.sender or "—"}
    renewed.is_valid()
    renewed.add_error(
        None,
        _(
            "ほかの人が先にこの資料を変えました。今のタイトルは「%(title)s」、ファイルは「%(file)s」（%(name)s）です。"
            "それでも変えるときは、ファイルを選び直して、もう一度押してください。"
        )
        % told,
    )
    return renewed


def _explain(form: DocumentForm, sent: Sent) -> None:
    """What stands in the way, with the way to it."""
    hindrance = Hindrance.of(sent.hindrance or Hindrance.TAKEN)
    form.add_error("file" if hindrance == Hindrance.SAME else "title", _(hindrance.label))
    form.other = sent  # type: ignore[attr-defined]
