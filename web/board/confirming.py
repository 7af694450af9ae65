"""必読: 確認しました, who has and who has not, and reminding those who have not."""

from itertools import groupby

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from shared import confirmations as statements
from shared.access import Viewer
from shared.confirmations import Confirmed, MustRead, PersonState, Reminded, State
from shared.dates import now
from shared.db import first, many
from web.board import unread
from web.columns import LARGEST_INTEGER, number_from
from web.viewer import SignedIn

MOST_PEOPLE = 200  # shown at once; of more, those of one store


@require_POST
def confirm(request: SignedIn, post_id: int) -> HttpResponse:
    """確認しました, of the `version` that the page showed. A post changed meanwhile is to be read again."""
    version = number_from(request.POST.get("version", ""), LARGEST_INTEGER) or 0
    found = statements.confirm(request.viewer, post_id, version, request.viewer.today(now()))
    done = first(connection, found)
    if done is None:
        raise Http404
    if not (done.is_asked and done.is_current):
        messages.warning(request, _refusal(done))
        return _to_post(request, post_id)
    if request.headers.get("HX-Request"):
        kept = {"confirmation": state(request.viewer, post_id), "unread_total": unread.total(request.viewer)}
        return render(request, "board/_confirm.html", kept | {"is_partial": True})
    messages.success(request, _("「確認しました」を記録しました。"))
    return _to_post(request, post_id)


@require_GET
def confirmations(request: SignedIn, post_id: int) -> HttpResponse:
    """Who has and who has not, by store: for the writer, and for those managing, of the stores they reach."""
    must_read = _overseen(request, post_id)
    store = number_from(request.GET.get("store", ""), LARGEST_INTEGER)
    return render(request, "board/confirmations.html", _progress(request.viewer, must_read, store))


@require_POST
def remind(request: SignedIn, post_id: int) -> HttpResponse:
    """Remind who has not confirmed, of one `store` where it is given; nobody twice within an hour."""
    store = number_from(request.POST.get("store", ""), LARGEST_INTEGER)
    if store is None and request.POST.get("store"):
        raise Http404
    viewer = request.viewer
    reminded = first(connection, statements.remind(viewer, post_id, viewer.today(now()), store))
    if reminded is None:
        raise Http404
    if not request.headers.get("HX-Request"):
        messages.success(request, _reminded(reminded))
        return redirect(reverse("bbs_confirmations", args=[post_id]) + (f"?store={store}" if store else ""))
    progress = _progress(viewer, _overseen(request, post_id), store)
    return render(request, "board/_confirmations.html", progress | {"sentence": _reminded(reminded)})


def state(viewer: Viewer, post_id: int) -> State | None:
    """The post as a 必読 for `board/_confirm.html`; None out of sight, and when it was deleted."""
    return first(connection, statements.state(viewer, post_id, viewer.today(now())))


def _progress(viewer: Viewer, must_read: MustRead, asked: int | None) -> dict[str, object]:
    """The stores, each with its people: all of them if they are few, else those of the store `asked`."""
    today = viewer.today(now())
    stores = many(connection, statements.stores(viewer, must_read.id, today))
    few = sum(store.people for store in stores) <= MOST_PEOPLE
    people: list[PersonState] = []
    if few or asked is not None:
        people = many(connection, statements.people(viewer, must_read.id, today, None if few else asked))
    of_store = {store: list(of) for store, of in groupby(people, key=lambda person: person.store_id)}
    return {
        "post": must_read,
        "is_overdue": must_read.due_on < today,
        "stores": [(store, of_store.get(store.store_id, [])) for store in stores],
        "people": sum(store.people for store in stores),
        "confirmed": sum(store.confirmed for store in stores),
        "waiting": sum(store.waiting for store in stores),
        "asked": asked,
    }


def _overseen(request: SignedIn, post_id: int) -> MustRead:
    must_read = first(connection, statements.find(request.viewer, post_id))
    if must_read is None:
        raise Http404
    return must_read


def _to_post(request: SignedIn, post_id: int) -> HttpResponse:
    address = reverse("bbs_detail", args=[post_id])
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


def _refusal(done: Confirmed) -> str:
    if not done.is_asked:
        return _("この投稿は、あなたに「確認しました」を求めていません。")
    return _("開いたあとに内容が変わりました。もう一度読んで「確認しました」を押してください。")


def _reminded(reminded: Reminded) -> str:
    """What came of it: how many were reminded, and how many only just before."""
    if not reminded.waiting:
        return _("全員が確認しています。お願いする人はいません。")
    rest = reminded.waiting - reminded.reminded
    parts = []
    if reminded.reminded:
        many_people = ngettext(
            "%(n)s名に確認をお願いしました。", "%(n)s名に確認をお願いしました。", reminded.reminded
        )
        parts.append(many_people % {"n": reminded.reminded})
    if rest:
        just_before = ngettext(
            "%(n)s名には、1時間以内にお願いしたばかりです。",
            "%(n)s名には、1時間以内にお願いしたばかりです。",
            rest,
        )
        parts.append(just_before % {"n": rest})
    return " ".join(parts)
