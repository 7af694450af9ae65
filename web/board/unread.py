"""未読: the list of what a person is told of, and finishing it."""

from datetime import datetime

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shared import unread
from shared.access import Viewer
from shared.dates import now
from shared.db import Query, first, many, one
from shared.unread import Finished, Item
from web.columns import number_from
from web.viewer import SignedIn

PAGE = 50


@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """Everything that is open for the viewer: 必読 first, then the newest."""
    return render(request, "board/unread.html", context(request.viewer, PAGE))


@require_POST
def finish(request: SignedIn) -> HttpResponse:
    """Finish a `notice`, an announcement (`post`), or `all` of the list; HTMX is given the rest."""
    sentence = _one_finished(request) if "all" not in request.POST else _all_finished(request)
    if not request.headers.get("HX-Request"):
        messages.success(request, sentence)
        return redirect("bbs_unread")
    rest = context(request.viewer, PAGE)
    return render(request, "board/_unread.html", rest | {"is_partial": True, "sentence": sentence})


def context(viewer: Viewer, limit: int) -> dict[str, object]:
    """What the list shows, and `unread_total`, which the navigation then need not count."""
    rows = many(connection, unread.items(viewer, viewer.today(now()), limit))
    total = rows[0].total if rows else 0
    told = [row for row in rows if not row.due_on]
    return {
        "must_reads": [row for row in rows if row.due_on],
        "told": told,
        "unread_total": total,
        "further": total - len(rows),
        "today": viewer.today(now()),
        **_ends(told),
    }


def total(viewer: Viewer) -> int:
    """How many items are open now."""
    return one(connection, unread.count(viewer, viewer.today(now()))).items


def _one_finished(request: SignedIn) -> str:
    """Raises Http404 for what is not the viewer's, or nothing at all."""
    finished = first(connection, _named(request))
    if finished is None:
        raise Http404
    if finished.is_must_read:
        return _("必読のお知らせです。開いて「確認しました」を押してください。")
    return _("済みにしました。")


def _named(request: SignedIn) -> Query[Finished]:
    viewer = request.viewer
    if (notice := number_from(request.POST.get("notice", ""))) is not None:
        return unread.finish_notice(viewer, notice)
    if (post := number_from(request.POST.get("post", ""))) is not None:
        return unread.finish_announcement(viewer, post, viewer.today(now()))
    raise Http404


def _all_finished(request: SignedIn) -> str:
    told: dict[str, object] = {**request.POST.dict()}
    if "since" not in told:  # a page of C3 1.0.0, opened before the upgrade: what the list shows now, at most
        told["since"] = context(request.viewer, PAGE).get("since")
    since, until = _moment(told.get("since")), _moment(told.get("until"))
    if since is None or until is None:
        raise Http404
    finished = many(connection, unread.finish_all(request.viewer, request.viewer.today(now()), since, until))
    return ngettext("%(n)s件を済みにしました。", "%(n)s件を済みにしました。", len(finished)) % {
        "n": len(finished)
    }


def _moment(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _ends(told: list[Item]) -> dict[str, str]:
    """The moments of the oldest and the newest that are shown: nothing else is finished with them."""
    moments = [row.told_at for row in told]
    return {"since": min(moments).isoformat(), "until": max(moments).isoformat()} if moments else {}
