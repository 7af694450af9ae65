"""The stores that a question is about, by name, and the picker of them. Names are escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from dashboard.look import Look
from shared.analysis_frame import StoreChoice, Surroundings
from shared.analytics.chosen import Scope
from shared.words import ScopeKind


def scope_name(scope: Scope, around: Surroundings, look: Look) -> str:
    """渋谷店, 東京エリア, the group's name, or 全店; the only store's name where there is no other."""
    names = {
        ScopeKind.STORE: {store["store_id"]: store["name"] for store in around.stores},
        ScopeKind.AREA: {area["id"]: area["name"] for area in around.areas},
        ScopeKind.GROUP: {group["id"]: group["name"] for group in around.groups},
    }
    if scope.kind is not ScopeKind.ALL:
        return names[scope.kind].get(scope.number, "")
    if len(around.stores) == 1:
        return around.stores[0]["name"]
    return look.texts.gettext("全店（{stores}店舗）").format(stores=len(around.stores))


def scope_options(scope: Scope, around: Surroundings, look: Look) -> str:
    """The options of the picker: all, areas, groups, then the stores by area."""
    _ = look.texts.gettext
    everything = _option(scope, Scope(), scope_name(Scope(), around, look))
    areas = [_option(scope, Scope(ScopeKind.AREA, area["id"]), area["name"]) for area in around.areas]
    groups = [_option(scope, Scope(ScopeKind.GROUP, group["id"]), group["name"]) for group in around.groups]
    return "".join(
        (
            everything,
            _group(_("エリア"), areas if len(around.areas) > 1 else ()),
            _group(_("グループ"), groups),
            *_by_area(scope, around, look),
        )
    )


def _by_area(scope: Scope, around: Surroundings, look: Look) -> Iterable[str]:
    names: dict[int | None, str] = {area["id"]: area["name"] for area in around.areas}
    names[None] = look.texts.gettext("エリアなし") if around.areas else look.texts.gettext("店舗")
    for area_id, name in names.items():
        stores = [store for store in around.stores if store["area_id"] == area_id]
        yield _group(name, [_store(scope, store) for store in stores])


def _store(scope: Scope, store: StoreChoice) -> str:
    return _option(scope, Scope(ScopeKind.STORE, store["store_id"]), store["name"])


def _group(label: str, options: Sequence[str]) -> str:
    return f'<optgroup label="{escape(label)}">{"".join(options)}</optgroup>' if options else ""


def _option(chosen: Scope, scope: Scope, label: str) -> str:
    selected = " selected" if scope == chosen else ""
    return f'<option value="{scope}"{selected}>{escape(label)}</option>'
