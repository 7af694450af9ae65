"""One search over reports, the board and manuals."""

from typing import Final

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared import board
from shared.db import many
from web.reports.views import is_partial
from web.search.asked import MOST, PAGE, Asked, asked
from web.search.finding import finds
from web.viewer import SignedIn

EXAMPLES: Final = (
    gettext_lazy("お釣りが合わない"),
    gettext_lazy("アレルギーの確認"),
    gettext_lazy("長くお待たせした"),
    gettext_lazy("冷蔵庫の温度"),
)


@require_GET
@vary_on_headers("HX-Request")
def search(request: SignedIn) -> HttpResponse:
    """What fits best, best first, 20 at a time and at most 100; without words a start, and no search.

    HTMX is given the results alone, and for more of them the next rows alone. Who has no script is given all
    rows so far.
    """
    stores = many(connection, board.writing(request.viewer))
    wanted = asked(request.GET, stores)
    context = {"asked": wanted, "stores": stores, "examples": EXAMPLES, **_found(request, wanted)}
    if not is_partial(request):
        return render(request, "search/page.html", context)
    if wanted.seen:
        return render(request, "search/_rows.html", context)
    response = render(request, "search/_results.html", context | {"is_partial": True})
    response["HX-Replace-Url"] = wanted.address()
    return response


def _found(request: SignedIn, wanted: Asked) -> dict[str, object]:
    """What the templates show of what was found."""
    if not wanted.is_asking:
        return {}
    start, end = wanted.seen if is_partial(request) else 0, wanted.seen + PAGE
    finding = finds(request.viewer, wanted, start, end)
    further = wanted.address(end, is_by_words=finding.is_by_words)
    return {
        "found": finding.rows,
        "next_url": further if finding.is_more and end < MOST else "",
        "is_cut": finding.is_more and end >= MOST,
        "most": MOST,
        "is_by_words": finding.is_by_words,
        "is_incomplete": finding.is_incomplete,
        "percent": finding.percent,
    }
