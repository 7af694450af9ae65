"""日報 to read: one, and the newest."""

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared.dates import now
from shared.db import many
from shared.search.similar import similar
from shared.storage import InvalidAddress, read_token
from web.reports import days, keeping, pictures
from web.reports.asked import asked
from web.reports.editing import opened
from web.viewer import SignedIn

SIMILAR = 5


@require_GET
def view(request: SignedIn, report_id: int) -> HttpResponse:
    """One report, and those that say much the same; 404 out of the viewer's reach."""
    report = opened(request, report_id)
    shown = pictures.shown(report.pictures, request.viewer)
    alike = many(connection, similar(request.viewer, report.id, SIMILAR))
    context = {"report": report, "pictures": shown, "similar": alike}
    return render(request, "reports/detail.html", context)


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
    """The picture behind a signed address, or the way to it: for its person, until it expires."""
    try:
        name = read_token(token, request.viewer.user_id, now())
    except InvalidAddress:
        raise Http404 from None
    return keeping.answer(name)


def is_partial(request: SignedIn) -> bool:
    """True when HTMX asks for a part of the page; coming back in the history it wants the whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
