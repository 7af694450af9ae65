"""A post that is there: changing it, deleting it."""

from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import post_changes
from shared.dates import now
from shared.db import NoRow, Query, first, one
from shared.markup import mentioned
from shared.post_changes import OpenPost, Saved
from web.board.addressing import offered
from web.board.answer_form import MOST_MENTIONS
from web.board.drafting import later, wanted_draft
from web.board.forms import PostForm
from web.board.posting import tell_unheard
from web.board.sheet import Sheet, initial, typed
from web.faults import survives_old_token
from web.sheet import is_for_later, own_change_sentence, stale_sentence
from web.viewer import SignedIn


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, post_id: int) -> HttpResponse:
    """The form of a post that is there, and its saving; `draft` goes on with one."""
    try:
        post = opened(request, post_id)
    except Http404:
        if request.method == "GET":
            raise
        return _gone(request)
    if not post.may_change:
        return _closed(request, post)
    if request.method == "POST":
        return _save(request, post)
    draft = wanted_draft(request)
    if draft is None:
        form = _form(request, post, initial=_values(post))
        return Sheet.new(post.version).page(request, form, post, is_touched=False)
    if draft.post_id != post.id:
        raise Http404
    form = _form(request, post, initial=initial(draft.fields))
    return Sheet.drafted(draft).page(request, form, post, draft=draft)


@require_http_methods(["GET", "POST"])
def delete(request: SignedIn, post_id: int) -> HttpResponse:
    """Ask, then delete. Where people have commented, their comments stay below a tombstone."""
    post = opened(request, post_id)
    if not post.may_change:
        return _closed(request, post)
    if request.method == "GET":
        return render(request, "board/delete.html", {"post": post})
    try:
        deleted = one(connection, post_changes.delete(request.viewer, post_id))
    except NoRow:
        raise Http404 from None
    messages.success(request, _("投稿を削除しました。"))
    return redirect("bbs_detail", deleted.id) if deleted.is_tombstone else redirect("bbs_list")


def opened(request: SignedIn, post_id: int) -> OpenPost:
    """The post; 404 when it is not there, was deleted, or is addressed to others."""
    try:
        return one(connection, post_changes.find(request.viewer, post_id))
    except NoRow:
        raise Http404 from None


def _save(request: SignedIn, post: OpenPost) -> HttpResponse:
    """Keep the good pictures whatever the form says; save what is good, if nobody came first."""
    form = _form(request, post, request.POST)
    sheet, refused = Sheet.sent(request.POST).take_pictures(request, post.pictures)
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("保存する")))
    elif is_for_later(request.POST) and not refused:
        return later(request, form, sheet, post)
    if not form.is_valid() or refused:
        return sheet.page(request, form, post, status=422, picture_errors=refused)
    saved = first(connection, _change(request, post, form, sheet))
    if saved is None:
        return _gone(request)
    if not saved.is_saved:
        return _let_decide(request, saved, form, sheet)
    messages.success(request, _("投稿を直しました。"))
    tell_unheard(request, saved.unheard)
    return redirect("bbs_detail", post.id)


def _change(request: SignedIn, post: OpenPost, form: PostForm, sheet: Sheet) -> Query[Saved]:
    viewer, names = request.viewer, mentioned(form.words["content"])[:MOST_MENTIONS]
    return post_changes.save(viewer, post.id, sheet.change(form), viewer.today(now()), names)


def _let_decide(request: SignedIn, saved: Saved, form: PostForm, sheet: Sheet) -> HttpResponse:
    """Another change came first: it is shown beside the form, which now stands on it."""
    other = opened(request, saved.id)
    told = _(
        "書いている間に、%(name)sさんがこの投稿を直しました。下で見くらべて、あなたの内容でよければもう一度保存してください。"
    )
    sentence = told % {"name": other.editor or other.author}
    form.add_error(None, own_change_sentence() if saved.is_own else sentence)
    return sheet.on_version(other.version).page(request, form, other, status=422, other=other)


def _closed(request: SignedIn, post: OpenPost) -> HttpResponse:
    """To be read, but not to be changed: says who may, and shows what was typed so that it can be copied."""
    draft = wanted_draft(request) if request.method == "GET" else None
    context = {
        "post": post,
        "sentence": _("この投稿を直したり削除したりできるのは、書いた人と、その店舗の店長と、本部です。"),
        "typed": draft.fields if draft else typed(request.POST),
        "draft": draft,
    }
    return render(request, "board/closed.html", context, status=422)


def _gone(request: SignedIn) -> HttpResponse:
    """404 with what was typed: it may have been deleted meanwhile, or never have been in sight."""
    context = {
        "sentence": _("削除されたか、見られない投稿です。書いた内容は、新しい投稿として続けられます。"),
        "typed": typed(request.POST),
        "form_id": Sheet.sent(request.POST).form_id,
    }
    return render(request, "board/closed.html", context, status=404)


def _form(request: SignedIn, post: OpenPost, *args: Any, **kwargs: Any) -> PostForm:
    """An announcement from long ago may keep its date."""
    viewer = request.viewer
    return PostForm(
        *args, offered=offered(viewer, post), today=viewer.today(now()), kept_due=post.due_on, **kwargs
    )


def _values(post: OpenPost) -> dict[str, object]:
    words: dict[str, object] = {name: getattr(post, name) for name in ("genre", "title", "content", "due_on")}
    if not post.is_announced:
        return words
    return words | {
        "announce": True,
        "audience": post.audience,
        "area": post.area_id,
        "stores": post.store_ids,
    }
