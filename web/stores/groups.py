"""店舗グループ: made, filled with stores, renamed and deleted by 本部. For others there is no such page."""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import groups, stores
from shared.chain import Hindrance
from shared.db import first, many
from shared.groups import OpenGroup
from shared.stores import Store
from shared.words import StoreKind
from web.columns import LARGEST_INTEGER, number_from
from web.faults import is_ready, pressed_anew, survives_old_token
from web.stores.chain import REFUSED, settled
from web.stores.chain_forms import GroupForm
from web.viewer import SignedIn


@dataclass(frozen=True, slots=True)
class Tick:
    """A store to choose."""

    store: Store
    is_in: bool


@survives_old_token
@require_http_methods(["GET", "POST"])
def listed(request: SignedIn) -> HttpResponse:
    """All groups, and the form of a new one, which then shows its page; 404 but for 本部."""
    if not request.viewer.is_admin:
        raise Http404
    form = GroupForm(request.POST if request.method == "POST" else None)
    if form.is_bound and is_ready(request, form):
        name = form.cleaned_data["name"]
        written = settled(request, groups.add(request.viewer, name))
        if written.id:
            messages.success(
                request, _("店舗グループ「%(name)s」を作りました。店舗を選んでください。") % {"name": name}
            )
            return redirect("group_edit", written.id)
        _explain(form, written.hindrance)
    context = {"form": form, "groups": many(connection, groups.listed(request.viewer))}
    return render(request, "stores/groups.html", context, status=REFUSED if form.is_bound else 200)


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, group_id: int) -> HttpResponse:
    """A group's name and its stores; `action=delete` deletes it. 404 but for 本部."""
    group = _found(request, group_id)
    if request.method == "GET":
        return _shown(request, group, GroupForm(initial={"name": group.name}), group.members)
    if request.POST.get("action") == "delete":
        return pressed_anew(request) or _delete(request, group)
    return _save(request, group)


def _delete(request: SignedIn, group: OpenGroup) -> HttpResponse:
    settled(request, groups.remove(request.viewer, group.id))
    messages.success(request, _("店舗グループ「%(name)s」を削除しました。") % {"name": group.name})
    return redirect("groups")


def _save(request: SignedIn, group: OpenGroup) -> HttpResponse:
    """Write what was changed on the page, and nothing that somebody else has changed meanwhile."""
    form, chosen = GroupForm(request.POST), _numbers(request.POST.getlist("stores"))
    saw = _numbers(request.POST.get("members", "").split(","))
    if not is_ready(request, form):
        return _shown(request, group, form, chosen, REFUSED)
    name, was = form.cleaned_data["name"], request.POST.get("was", "").replace("\0", "")
    statement = groups.change(request.viewer, group.id, name, was, chosen - saw, saw - chosen)
    written = settled(request, statement)
    if written.hindrance:
        _explain(form, written.hindrance)
        return _shown(request, group, form, chosen, REFUSED)
    if written.id is None:
        form.add_error(
            "name", _("ほかの人が先に名前を変えています。今の名前を確かめて、もう一度保存してください。")
        )
        return _shown(request, group, form, chosen, HTTPStatus.CONFLICT)
    messages.success(request, _("店舗グループ「%(name)s」を保存しました。") % {"name": name})
    return redirect("groups")


def _shown(
    request: SignedIn, group: OpenGroup, form: GroupForm, chosen: Collection[int], status: int = 200
) -> HttpResponse:
    """The page of a group with these stores ticked."""
    sent = request.POST if form.is_bound else {"members": ",".join(map(str, group.members))}
    readable = many(connection, stores.readable(request.viewer))
    selling = [Tick(store, store.store_id in chosen) for store in readable if store.kind == StoreKind.STORE]
    selling.sort(key=lambda tick: (tick.store.area is None, tick.store.area or "", tick.store.store_id))
    context = {
        "group": group,
        "form": form,
        "areas": [(area, list(ticks)) for area, ticks in groupby(selling, lambda tick: tick.store.area)],
        "members": sent.get("members", ""),
        "was": group.name if status == HTTPStatus.CONFLICT else sent.get("was", group.name),
    }
    return render(request, "stores/group.html", context, status=status)


def _found(request: SignedIn, group_id: int) -> OpenGroup:
    if not request.viewer.is_admin:
        raise Http404
    group = first(connection, groups.find(request.viewer, group_id))
    if group is None:
        raise Http404
    return group


def _explain(form: GroupForm, hindrance: str | None) -> None:
    form.add_error("name", _(Hindrance.of(hindrance or Hindrance.TAKEN).label))


def _numbers(sent: list[str]) -> set[int]:
    """The store numbers among what was sent; what is none is left out."""
    return {number for text in sent if (number := number_from(text, LARGEST_INTEGER)) is not None}
