"""検索の言い換え: words that a search takes for each other, kept by 本部. Others have no such page."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared.db import first, many
from shared.search import synonyms
from shared.search.synonyms import Group, Saved
from web.faults import is_ready, pressed_anew, survives_old_token
from web.search.forms import SynonymsForm, written
from web.stores.chain import REFUSED, settled
from web.viewer import SignedIn


@survives_old_token
@require_http_methods(["GET", "POST"])
def listed(request: SignedIn) -> HttpResponse:
    """All groups of words, and the form of a new one; 404 but for 本部."""
    if not request.viewer.is_admin:
        raise Http404
    form = SynonymsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and is_ready(request, form):
        saved = settled(request, synonyms.add(request.viewer, form.cleaned_data["terms"]))
        if saved.id:
            messages.success(request, _("「%(terms)s」を同じ意味として探します。") % _named(form))
            return redirect("synonyms")
        _explain(form, saved)
    context = {"form": form, "groups": many(connection, synonyms.listed(request.viewer))}
    return render(request, "search/synonyms.html", context, status=REFUSED if form.is_bound else 200)


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, synonyms_id: int) -> HttpResponse:
    """One group of words, to change; `action=delete` deletes it. 404 but for 本部."""
    group = _found(request, synonyms_id)
    if request.method == "GET":
        return _shown(request, group, SynonymsForm(initial=written(group.terms)))
    if request.POST.get("action") == "delete":
        return pressed_anew(request) or _delete(request, group)
    return _save(request, group)


def _delete(request: SignedIn, group: Group) -> HttpResponse:
    settled(request, synonyms.remove(request.viewer, group.id))
    named = {"terms": "、".join(group.terms)}
    messages.success(request, _("「%(terms)s」の言い換えを削除しました。") % named)
    return redirect("synonyms")


def _save(request: SignedIn, group: Group) -> HttpResponse:
    """Write what was typed, unless somebody else has changed the group since the page was opened."""
    form = SynonymsForm(request.POST)
    if not is_ready(request, form):
        return _shown(request, group, form, REFUSED)
    terms, opened_at = form.cleaned_data["terms"], _moment(request.POST.get("opened_at", ""))
    saved = settled(request, synonyms.change(request.viewer, group.id, terms, opened_at))
    if saved.taken:
        _explain(form, saved)
        return _shown(request, group, form, REFUSED)
    if saved.id is None:
        sentence = _(
            "ほかの人が先に変えています。今の言葉（%(terms)s）を確かめて、もう一度保存してください。"
        )
        form.add_error("terms", sentence % {"terms": "、".join(group.terms)})
        return _shown(request, group, form, HTTPStatus.CONFLICT)
    messages.success(request, _("「%(terms)s」を同じ意味として探します。") % _named(form))
    return redirect("synonyms")


def _shown(request: SignedIn, group: Group, form: SynonymsForm, status: int = 200) -> HttpResponse:
    """The page of a group; after a conflict it stands on what the group is now."""
    now = group.updated_at.isoformat()
    opened_at = request.POST.get("opened_at", now) if status == REFUSED else now
    context = {"group": group, "form": form, "opened_at": opened_at}
    return render(request, "search/synonyms_edit.html", context, status=status)


def _found(request: SignedIn, synonyms_id: int) -> Group:
    if not request.viewer.is_admin:
        raise Http404
    group = first(connection, synonyms.find(request.viewer, synonyms_id))
    if group is None:
        raise Http404
    return group


def _moment(text: str) -> datetime | None:
    """When the page says that the group was last changed; None for nonsense."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        return None


def _explain(form: SynonymsForm, saved: Saved) -> None:
    """Name the words that another group has."""
    sentence = _("「%(terms)s」はほかの言い換えにもうあります。1つの言葉は1つの組にだけ入れられます。")
    form.add_error("terms", sentence % {"terms": "、".join(saved.taken)})


def _named(form: SynonymsForm) -> dict[str, str]:
    return written(form.cleaned_data["terms"])
