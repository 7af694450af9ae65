"""スタッフ: the people of the viewer's stores. 店長 and 本部 change them, エリアマネージャー read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared import people, stores
from shared.db import many
from shared.people import Only
from shared.rights import may_add
from shared.search import keywords
from shared.search.keywords import Words
from shared.stores import Place
from shared.words import Role
from web.reports.views import is_partial
from web.viewer import SignedIn

PAGE: Final = 50
STATES: Final = {"": True, "retired": False, "all": None}  # what `retired` asks for, as `is_active`


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a list; what could not be understood of them is left out, and told in `notices`."""

    query: str = ""
    store: int | None = None
    role: str = ""
    retired: str = ""
    after: str | None = None
    words: Words = field(default_factory=lambda: Words([]))
    notices: list[str] = field(default_factory=list)

    @property
    def narrows(self) -> bool:
        """True when some of those who work here are left out."""
        return bool(self.words.words or self.store or self.role or self.retired)

    @property
    def only(self) -> Only:
        """As `shared` takes it."""
        return Only(self.words, self.store, self.role or None, STATES[self.retired])

    def address(self, after: str | None = None) -> str:
        """The address of this list, or of its page behind `after`."""
        parts = {"query": self.query.strip(), "store": self.store, "role": self.role}
        parts |= {"retired": self.retired, "after": after}
        written = urlencode({name: value for name, value in parts.items() if value})
        return f"{reverse('staff_list')}?{written}" if written else reverse("staff_list")


@require_GET
@vary_on_headers("HX-Request")
def staff_list(request: SignedIn) -> HttpResponse:
    """The people within reach, 50 a page; 404 for スタッフ. HTMX is given the results alone."""
    if not request.viewer.is_managing:
        raise Http404
    places = many(connection, stores.places(request.viewer))
    asked = _asked(request.GET, places)
    rows = many(connection, people.listed(request.viewer, asked.only, asked.after, PAGE + 1))
    context = {
        "asked": asked,
        "places": places,
        "roles": Role,
        "people": rows[:PAGE],
        "total": rows[0].total if rows else 0,
        "next_url": asked.address(rows[PAGE - 1].user_id) if len(rows) > PAGE else "",
        "may_add": may_add(request.viewer),
    }
    if not is_partial(request):
        return render(request, "accounts/staff_list.html", context)
    if asked.after:
        return render(request, "accounts/_people.html", context)
    response = render(request, "accounts/_found_people.html", context | {"is_partial": True})
    response["HX-Replace-Url"] = asked.address()
    return response


def _asked(given: Mapping[str, str], places: list[Place]) -> Asked:
    """From an address as anybody may have typed it."""
    query = given.get("query", "").replace("\0", " ")[: keywords.MOST_CHARACTERS]
    wanted, role, retired = given.get("store", ""), given.get("role", ""), given.get("retired", "")
    store = next((place.store_id for place in places if str(place.store_id) == wanted), None)
    notices = []
    if wanted and store is None:
        notices.append(_("選ばれた店舗がないため、すべての店舗の人を表示しています。"))
    if role not in {"", *Role.codes()}:
        notices.append(_("選ばれた役割がないため、すべての役割の人を表示しています。"))
    return Asked(
        query=query,
        store=store,
        role=role if role in Role.codes() else "",
        retired=retired if retired in STATES else "",
        after=given.get("after", "").replace("\0", "")[:80] or None,
        words=keywords.parsed(query),
        notices=notices,
    )
