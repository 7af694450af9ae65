"""ヘルプ: the guide, for whoever wants to read it. Nothing in it is anybody's own."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shared.headers import FOR_A_YEAR
from web.help import guide
from web.viewer import for_everybody


@for_everybody
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All pages; the chapter for people of the reader's role stands first."""
    viewer = getattr(request, "viewer", None)
    return render(request, "help/index.html", {"chapters": guide.own_first(viewer and viewer.role)})


@for_everybody
@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the guide."""
    found = guide.pages().get(name)
    if found is None:
        raise Http404
    before, after = guide.beside(name)
    return render(request, "help/page.html", {"page": found, "before": before, "after": after})


@login_not_required
@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of the guide, for good: a browser that has it shows it without a signal too."""
    file = guide.pictures().get(name)
    if file is None:
        raise Http404
    return HttpResponse(file.read_bytes(), content_type="image/webp", headers={"Cache-Control": FOR_A_YEAR})
