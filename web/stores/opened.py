"""Which store a page is about, and which version of its row a form was opened with."""

from dataclasses import dataclass

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shared import figures
from shared.access import Viewer
from shared.db import many
from shared.figures import SellingStore
from web.columns import LARGEST_INTEGER, number_from


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen store, and those that the viewer may choose from."""

    store: SellingStore
    stores: list[SellingStore]


def chosen_store(request: HttpRequest, viewer: Viewer) -> Choice | None:
    """The store that `store` names, else the home store, else the first in reach; 404 for any other.

    None when the viewer reaches no store that sells, as the head office's own staff.
    """
    wanted = request.POST.get("store") or request.GET.get("store", "")
    stores = many(connection, figures.selling(viewer))
    for store in stores:
        if wanted in {"", str(store.store_id)}:
            return Choice(store, stores)
    if stores or wanted or request.method == "POST":
        raise Http404
    return None


def nothing_sold(request: HttpRequest) -> HttpResponse:
    """The page for who reaches no store that sells."""
    return render(request, "stores/none.html")


def token(store_id: int, period: object, version: int) -> str:
    """What a form carries in `opened`: the row it was opened for, and its version (0: there was none)."""
    return f"{store_id}_{period}_{version}"


def version_of(text: str | None, store_id: int, period: object) -> int | None:
    """The version in a form's `opened`; 0 when it was opened for another row, None when it carries none."""
    if text is None:
        return None
    row, _, version = text.rpartition("_")
    is_ours = row == f"{store_id}_{period}"
    return number_from(version, LARGEST_INTEGER) or 0 if is_ours else 0
