"""資料 as everybody reads them: the list, and a document with an address for each section."""

from dataclasses import dataclass

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared.db import first, many
from shared.knowledge import documents
from shared.knowledge.documents import Document, Listed
from shared.words import DocumentState, KnowledgeKind
from web.reports.views import is_partial
from web.viewer import SignedIn


@dataclass(frozen=True, slots=True)
class Kind:
    """The documents of a kind, by title."""

    code: str
    documents: list[Listed]


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as its page shows it."""

    row: Document

    @property
    def is_at_work(self) -> bool:
        """Its file is being read: the page asks again by itself."""
        return self.row.state == DocumentState.READING and not self.row.is_stopped

    @property
    def may_retry(self) -> bool:
        """The reading stopped or failed, and could go better another time."""
        return self.row.is_kept and (self.row.is_stopped or self.row.state == DocumentState.FAILED)


@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """All documents by kind; 本部 is shown too how far those are that cannot be read yet."""
    rows = many(connection, documents.listed(request.viewer))
    kinds = [Kind(code, [row for row in rows if row.kind == code]) for code in KnowledgeKind.codes()]
    return render(request, "knowledge/list.html", {"kinds": [kind for kind in kinds if kind.documents]})


@require_GET
@vary_on_headers("HX-Request")
def one_document(request: SignedIn, document_id: int) -> HttpResponse:
    """A document to read. HTMX is told how the reading of its file goes, then asks for the page anew."""
    shown = Shown(found(request, document_id))
    if is_partial(request):
        answer = render(request, "knowledge/_state.html", {"shown": shown})
        if not shown.is_at_work:
            answer["HX-Refresh"] = "true"
        return answer
    sections = many(connection, documents.sections(document_id))
    return render(request, "knowledge/detail.html", {"shown": shown, "sections": sections})


def found(request: SignedIn, document_id: int) -> Document:
    """The document; 404 where there is none for this viewer."""
    row = first(connection, documents.find(request.viewer, document_id))
    if row is None:
        raise Http404
    return row
