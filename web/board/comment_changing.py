"""A comment that is there: changing it, deleting it, choosing it as the best answer."""

from uuid import uuid4

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared import comment_changes
from shared.comment_changes import OpenComment, Saved
from shared.db import NoRow, Query, Row, first, one
from web.board import talk
from web.board.answer_form import CommentForm, form_id_from, version_from
from web.board.commenting import unheard_sentence
from web.board.detail import have_seen, opened
from web.faults import survives_old_token
from web.sheet import own_change_sentence
from web.viewer import SignedIn

WANTED = {"1": True, "0": False}


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, comment_id: int) -> HttpResponse:
    """The form of a comment that is there, and its saving."""
    try:
        comment = _opened(request, comment_id)
    except Http404:
        if request.method == "GET":
            raise
        return _closed(request, None)
    if not comment.may_change:
        return _closed(request, comment)
    if request.method == "POST":
        return _save(request, comment)
    form = CommentForm(initial={"content": comment.content})
    return _page(request, comment, form, version=comment.version, form_id=uuid4())


@require_http_methods(["GET", "POST"])
def delete(request: SignedIn, comment_id: int) -> HttpResponse:
    """Ask, then delete. One with replies keeps its place without a word."""
    comment = _opened(request, comment_id)
    if not comment.may_change:
        return _closed(request, comment)
    if request.method == "GET":
        return render(request, "board/comment_delete.html", {"comment": comment})
    with transaction.atomic():
        first(connection, comment_changes.hold(request.viewer, comment_id))
        deleted = first(connection, comment_changes.delete(request.viewer, comment_id))
    if deleted is None:
        raise Http404
    messages.success(request, _("コメントを削除しました。"))
    return redirect("bbs_detail", deleted.post_id)


@require_POST
def best_answer(request: SignedIn, comment_id: int) -> HttpResponse:
    """Choose a comment, or take that back; `on` says which, without it it is turned over."""
    wanted = WANTED.get(request.POST.get("on", ""))
    chosen = _found(comment_changes.choose(request.viewer, comment_id, wanted))
    if not chosen.may_choose:
        sentence = _("ベストアンサーを選べるのは、投稿した人とその店舗の店長・エリアマネージャー・本部です。")
        context = {"sentence": sentence, "post_id": chosen.post_id}
        return render(request, "board/comment_closed.html", context, status=422)
    if request.headers.get("HX-Request"):
        post = opened(request, chosen.post_id)
        said = talk.newest(request.viewer, post.id, comment_id)
        names = have_seen(request, post.id, post.last_comment_id, said.comments)
        return render(
            request, "board/_talk.html", {"post": post, "pulse": post, "talk": said, "names": names}
        )
    return redirect(f"/bbs/detail/{chosen.post_id}/?comment={chosen.id}#comment-{chosen.id}")


def _opened(request: SignedIn, comment_id: int) -> OpenComment:
    return _found(comment_changes.find(request.viewer, comment_id))


def _save(request: SignedIn, comment: OpenComment) -> HttpResponse:
    """Save what is good, if nobody came first."""
    form, form_id = CommentForm(request.POST), form_id_from(request.POST)
    version = version_from(request.POST.get("version", ""))
    if getattr(request, "is_stale", False):
        form.add_error(None, _("この画面は古くなっていました。もう一度「保存する」を押してください。"))
    if not form.is_valid():
        return _page(request, comment, form, status=422, version=version, form_id=form_id)
    content = form.cleaned_data["content"]
    asked = comment_changes.save(request.viewer, comment.id, content, version, form_id, form.mentions)
    saved = first(connection, asked)
    if saved is None:
        return _closed(request, None)
    if not saved.is_saved:
        return _let_decide(request, saved, form)
    messages.success(request, _("コメントを直しました。"))
    if saved.unheard:
        messages.warning(request, unheard_sentence(saved.unheard))
    return redirect(f"/bbs/detail/{saved.post_id}/?comment={saved.id}#comment-{saved.id}")


def _let_decide(request: SignedIn, saved: Saved, form: CommentForm) -> HttpResponse:
    """Another change came first: it is shown beside the form, which now stands on it."""
    other = _opened(request, saved.id)
    told = _(
        "書いている間に、%(name)sさんがこのコメントを直しました。下で見くらべて、あなたの内容でよければもう一度保存してください。"
    )
    sentence = told % {"name": other.editor or other.author}
    form.add_error(None, own_change_sentence() if saved.is_own else sentence)
    more = {"version": other.version, "form_id": form_id_from(request.POST), "other": other}
    return _page(request, other, form, status=422, **more)


def _page(
    request: SignedIn, comment: OpenComment, form: CommentForm, status: int = 200, **more: object
) -> HttpResponse:
    return render(
        request, "board/comment_edit.html", {"comment": comment, "form": form, **more}, status=status
    )


def _closed(request: SignedIn, comment: OpenComment | None) -> HttpResponse:
    """Not to be changed, or gone: says why, and shows what was typed."""
    if comment:
        sentence = _("このコメントを直したり削除したりできるのは、書いた人とその店舗の店長、本部です。")
    else:
        sentence = _("このコメントは削除されました。書いた内容はコピーして使えます。")
    context = {
        "sentence": sentence,
        "typed": request.POST.get("content", ""),
        "post_id": comment.post_id if comment else None,
    }
    return render(request, "board/comment_closed.html", context, status=422 if comment else 404)


def _found(asked: Query[Row]) -> Row:
    """404 when it is not there or out of the viewer's sight."""
    try:
        return one(connection, asked)
    except NoRow:
        raise Http404 from None
