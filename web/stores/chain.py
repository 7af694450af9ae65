"""店舗: the stores of the chain, listed, added and changed by 本部. For others there is no such page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from shared import chain, stores
from shared.access import settling
from shared.chain import Hindrance, OpenStore, StoreDetails
from shared.chain_written import Written
from shared.dates import business_date, now
from shared.db import Query, Row, first, many, one
from shared.search import keywords
from shared.search.keywords import Words
from shared.stores import Area, Only
from web.columns import LARGEST_INTEGER, number_from
from web.faults import survives_old_token
from web.reports.views import is_partial
from web.sheet import stale_sentence
from web.stores.chain_forms import StoreForm
from web.viewer import SignedIn

PAGE: Final = 50
STATES: Final = {"": False, "closed": True, "all": None}  # what `closed` asks for, as `is_closed`
REFUSED = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a list of stores."""

    query: str = ""
    area: int | None = None
    closed: str = ""
    beyond: int = 0
    words: Words = field(default_factory=lambda: Words([]))

    @property
    def narrows(self) -> bool:
        """True when some of the open stores are left out."""
        return bool(self.words.words or self.area or self.closed)

    def address(self, beyond: int = 0) -> str:
        """The address of this list, or of its page behind the store `beyond`."""
        parts = {"query": self.query.strip(), "area": self.area, "closed": self.closed, "beyond": beyond}
        written = urlencode({name: value for name, value in parts.items() if value})
        return f"{reverse('store_list')}?{written}" if written else reverse("store_list")


@require_GET
@vary_on_headers("HX-Request")
def store_list(request: SignedIn) -> HttpResponse:
    """The stores, 50 a page; 404 but for 本部. HTMX is given the results alone."""
    areas = _areas(request)
    asked = _asked(request.GET, areas)
    only = Only(asked.words, asked.area, STATES[asked.closed])
    rows = many(connection, stores.listed(request.viewer, only, asked.beyond, PAGE + 1))
    context = {
        "asked": asked,
        "areas": areas,
        "stores": rows[:PAGE],
        "total": rows[0].total if rows else 0,
        "next_url": asked.address(rows[PAGE - 1].store_id) if len(rows) > PAGE else "",
    }
    if not is_partial(request):
        return render(request, "stores/list.html", context)
    if asked.beyond:
        return render(request, "stores/_stores.html", context)
    response = render(request, "stores/_found_stores.html", context | {"is_partial": True})
    response["HX-Replace-Url"] = asked.address()
    return response


@survives_old_token
@require_http_methods(["GET", "POST"])
def register(request: SignedIn) -> HttpResponse:
    """Add a store; 404 but for 本部."""
    areas = _areas(request)
    form = StoreForm(request.POST if request.method == "POST" else None, areas=areas)
    if form.is_bound and is_ready(request, form):
        written = settled(request, chain.register(request.viewer, form.details))
        if written.id:
            messages.success(request, _("%(name)sを追加しました。") % {"name": form.cleaned_data["name"]})
            return redirect(reverse("store_edit", args=[written.id]))
        _explain(form, written)
    context = {"form": form}
    return render(request, "stores/register.html", context, status=REFUSED if form.is_bound else 200)


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, store_id: int) -> HttpResponse:
    """A store's page, to change, close and reopen it; 404 but for 本部."""
    areas = _areas(request)
    store = _found(request, store_id)
    today = business_date(now(), store.changeover_hour)
    ended = store.closed_on if store.closed_on and store.closed_on < today else _ended_then(request)
    if request.method == "GET":
        form = StoreForm(initial=asdict(store.details), areas=areas, today=today, ended=ended)
        return _shown(request, store, form)
    form = StoreForm(request.POST, areas=areas, today=today, ended=ended)
    if not is_ready(request, form):
        return _shown(request, store, form)
    return _save(request, store, form)


def _ended_then(request: SignedIn) -> date | None:
    """The last business date that the page was made with: when the store has opened again meanwhile, by this
    form or another, what was typed means the day that it meant then."""
    try:
        return date.fromisoformat(request.POST.get("ended", ""))
    except ValueError:
        return None


def settled(request: SignedIn, statement: Query[Row]) -> Row:
    """Run a statement while nobody else settles anything. Raises Http404 where it finds nothing to write."""
    with transaction.atomic():
        one(connection, settling(request.viewer))
        written = first(connection, statement)
    if written is None:
        raise Http404
    return written


def is_ready(request: SignedIn, form: StoreForm) -> bool:
    """True for a form that is right, and was opened a short while ago."""
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("保存する")))
    return form.is_valid()


def _save(request: SignedIn, store: OpenStore, form: StoreForm) -> HttpResponse:
    """Save what was typed, unless something stands in the way or somebody else was first."""
    typed, opened = form.details, number_from(request.POST.get("version", ""), LARGEST_INTEGER)
    written = settled(request, chain.change(request.viewer, store.store_id, typed, opened))
    if written.hindrance:
        _explain(form, written)
        return _shown(request, store, form)
    if written.id is None:
        current = _found(request, store.store_id)
        if current.details != typed:
            return _shown(request, current, form, typed)
    messages.success(request, _told(store, typed))
    return redirect(reverse("store_edit", args=[store.store_id]))


def _told(store: OpenStore, typed: StoreDetails) -> str:
    """What was done, in a sentence."""
    if typed.closed_on and not store.closed_on:
        return _("最後の営業日を保存しました。その翌日から、売上・客数の入力はできません。")
    if store.closed_on and not typed.closed_on:
        return _("営業中に戻しました。")
    return _("保存しました。")


def _shown(
    request: SignedIn, store: OpenStore, form: StoreForm, typed: StoreDetails | None = None
) -> HttpResponse:
    """The store's page; `typed` is what stands against what somebody else has saved in between."""
    areas = dict(form.fields["area_id"].choices)  # type: ignore[attr-defined]
    context = {
        "store": store,
        "form": form,
        "opened": store.version if typed or not form.is_bound else request.POST.get("version", ""),
        "is_closed": bool(store.closed_on and form.ended),
        "typed": typed,
        "typed_area": areas.get(typed.area_id) if typed and typed.area_id else None,
    }
    status = HTTPStatus.CONFLICT if typed else REFUSED if form.is_bound else 200
    return render(request, "stores/edit.html", context, status=status)


def _explain(form: StoreForm, written: Written) -> None:
    if written.hindrance:
        hindrance = Hindrance.of(written.hindrance)
        form.add_error("name" if hindrance == Hindrance.TAKEN else None, _(hindrance.label))


def _areas(request: SignedIn) -> list[Area]:
    """All areas. Raises Http404 but for 本部."""
    if not request.viewer.is_admin:
        raise Http404
    return many(connection, stores.areas(request.viewer))


def _found(request: SignedIn, store_id: int) -> OpenStore:
    store = first(connection, chain.find(request.viewer, store_id)) if store_id <= LARGEST_INTEGER else None
    if store is None:
        raise Http404
    return store


def _asked(given: Mapping[str, str], areas: list[Area]) -> Asked:
    """From an address as anybody may have typed it: a value that is none is left out."""
    query = given.get("query", "").replace("\0", " ")[: keywords.MOST_CHARACTERS]
    closed = given.get("closed", "")
    return Asked(
        query=query,
        area=next((area.id for area in areas if str(area.id) == given.get("area", "")), None),
        closed=closed if closed in STATES else "",
        beyond=number_from(given.get("beyond", ""), LARGEST_INTEGER) or 0,
        words=keywords.parsed(query),
    )
