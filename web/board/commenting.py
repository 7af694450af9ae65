"""A new comment: written, refused with everything that was typed, or kept as a draft."""

from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shared import comment_drafts, comments, draft_pages
from shared.comments import Written
from shared.dates import now
from shared.db import first
from shared.draft_pages import fits
from web.board.answer_form import CommentForm, form_id_from, new_comment, typed
from web.board.detail import beat, news, opened, page
from web.columns import LARGEST_ID, number_from
from web.faults import survives_old_token
from web.sending import answers
from web.sending.answers import by_script, takes_sent
from web.sending.forms import sent_before_sentence
from web.sending.once import Made, done, keyed
from web.sheet import id_from, pages_of
from web.viewer import SignedIn

SAID: Final = ("content", "parent")
GONE: Final = gettext_lazy("この投稿は削除されたため、コメントを送れません。書いた内容はコピーして使えます。")
PARENT_GONE: Final = gettext_lazy(
    "返信先のコメントは削除されました。投稿へのコメントとして送るときは、もう一度押してください。"
)


@takes_sent
@survives_old_token
@require_POST
def comment(request: SignedIn, post_id: int) -> HttpResponse:
    """Write a comment. HTMX is given what is new since the page was asked, the others the page itself.
    Also with a number that no post can have, what was typed is given back."""
    form, post_id = CommentForm(request.POST), min(post_id, LARGEST_ID)
    if getattr(request, "is_stale", False):
        form.add_error(None, _("この画面は古くなっていました。もう一度「送る」を押してください。"))
    if by_script(request):
        return done(request, SAID, lambda: _sent(request, post_id, form), needs_key=True)
    if not form.is_valid():
        return _refused(request, post_id, form)
    key = form_id_from(request.POST)  # the one that a script would send it with
    claimed, written = keyed(request, key, SAID, lambda: _write(request, post_id, form), _written_to)
    if claimed is None or not claimed.is_same:
        return _sent_before(request, post_id, form)
    if not claimed.is_new:
        return _done(request, post_id, claimed.url)
    return _answered(request, post_id, form, written)


@require_POST
def draft(request: SignedIn, post_id: int) -> HttpResponse:
    """What a page sends while somebody types: kept, and answered with the moment, out of band.

    What it wrote may have been set apart as another page sent the form: there it goes on, and is told the id.
    """
    form_id = id_from(request.POST.get("form_id", ""))
    if form_id is None:
        raise Http404
    fields, kept, there = typed(request.POST), None, None
    is_small = fits(fields)
    viewer, pages = request.viewer, pages_of(request.POST, form_id)
    if is_small and fields["content"].strip():
        kept = first(connection, comment_drafts.save(viewer, post_id, form_id, fields, pages))
        there = None if kept else first(connection, comment_drafts.below(viewer, post_id))
        if there and there.id == draft_pages.own_id(form_id, pages[0]):
            pages = pages_of(request.POST, there.id)
            kept = first(connection, comment_drafts.save(viewer, post_id, there.id, fields, pages))
    elif is_small:
        first(connection, comment_drafts.forget(viewer, post_id, pages))
    told = {
        "kept": {"updated_at": now()} if kept else None,
        "own_id": kept.id if kept and kept.id != form_id else None,
        "is_small": is_small,
        "is_anothers": there and not kept,
    }
    return render(request, "partials/draft_kept.html", told)


def unheard_sentence(names: list[str]) -> str:
    """What is said of people whom a text mentions and who are not told; empty for nobody."""
    told = _("%(names)sさんには知らせていません。退職したか、この投稿を見られない人です。")
    return told % {"names": _("さん、").join(names)} if names else ""


def _sent(request: SignedIn, post_id: int, form: CommentForm) -> Made | HttpResponse:
    """What became of what a script sent."""
    if not form.is_valid():
        return answers.refused(form)
    written = _write(request, post_id, form)
    if written is None:
        return answers.not_there()
    if written.id is None:
        return answers.refused(
            {"": PARENT_GONE if written.is_parent_gone and not written.is_deleted else GONE}
        )
    if not written.is_same:
        return answers.other_content(_address(written))
    return Made(_address(written), is_new=written.is_new, more=(("unheard", written.unheard),))


def _address(written: Written) -> str:
    return f"/bbs/detail/{written.post_id}/?comment={written.id}#comment-{written.id}"


def _write(request: SignedIn, post_id: int, form: CommentForm) -> Written | None:
    """None when there is no such post within sight."""
    said = new_comment(form, request.POST)
    try:
        with transaction.atomic():
            return first(connection, comments.add(request.viewer, post_id, said))
    except IntegrityError:  # its parent, or the post, was deleted in this very moment
        return first(connection, comments.add(request.viewer, post_id, said))


def _written_to(written: Written | None) -> str | None:
    """Where the comment is that was written, and says what was sent."""
    return _address(written) if written and written.id and written.is_same else None


def _answered(request: SignedIn, post_id: int, form: CommentForm, written: Written | None) -> HttpResponse:
    if written is None:
        return _gone(request)
    if written.id is None or not written.is_same:
        return _not_written(request, post_id, form, written)
    return _done(request, post_id, _address(written), written)


def _done(request: SignedIn, post_id: int, address: str, written: Written | None = None) -> HttpResponse:
    """`written` is None when it was written before."""
    told, unheard = _("コメントを送りました。"), unheard_sentence(written.unheard if written else [])
    if request.headers.get("HX-Request"):
        after = number_from(request.POST.get("after", "")) or 0
        sent_id = written.id if written else ""
        shown = {"form_id": uuid4(), "told": told, "unheard": unheard, "sent_id": sent_id}
        return news(request, beat(request, post_id), after, request.POST, sent=shown)
    messages.success(request, told)
    if unheard:
        messages.warning(request, unheard)
    return redirect(address)


def _not_written(request: SignedIn, post_id: int, form: CommentForm, written: Written) -> HttpResponse:
    if written.is_deleted:
        return _gone(request, post_id)
    if written.is_parent_gone:
        form.add_error(None, PARENT_GONE)
        return _refused(request, post_id, form, parent="")
    return _sent_before(request, post_id, form)


def _sent_before(request: SignedIn, post_id: int, form: CommentForm) -> HttpResponse:
    form.add_error(None, sent_before_sentence())
    return _refused(request, post_id, form, form_id=uuid4())


def _refused(request: SignedIn, post_id: int, form: CommentForm, **changed: object) -> HttpResponse:
    """The form again, with all that was typed; HTMX gets what is wrong, and leaves the form as it is."""
    kept: dict[str, object] = {
        "form_id": form_id_from(request.POST),
        "pages": request.POST.get("pages", ""),
        "parent": typed(request.POST)["parent"],
    } | changed
    if request.headers.get("HX-Request"):
        return render(request, "board/_wrong.html", {"form": form, **kept}, status=422)
    try:
        return page(request, opened(request, post_id), form, 422, **kept)
    except Http404:
        return _gone(request)


def _gone(request: SignedIn, post_id: int | None = None) -> HttpResponse:
    """The post is deleted (`post_id`), or not there: what was typed is shown, to be copied."""
    status = 422 if post_id else 404
    context = {"sentence": GONE, "typed": request.POST.get("content", ""), "post_id": post_id}
    if request.headers.get("HX-Request"):
        return render(request, "board/_wrong.html", context, status=status)
    return render(request, "board/comment_closed.html", context, status=status)
