"""Drafts of posts."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from shared import comment_drafts, post_drafts
from shared.post_changes import OpenPost
from shared.post_drafts import PostFields, WholeDraft
from web import drafting
from web.board.forms import PostForm
from web.board.sheet import Sheet, is_empty, typed
from web.columns import number_from
from web.drafting import Desk, too_long_sentence
from web.viewer import SignedIn


def _typed(request: SignedIn, changed_id: int | None) -> PostFields:
    return typed(request.POST)


DESK: Desk[WholeDraft] = Desk(post_drafts, "/bbs/register/", "/bbs/draft/", _typed, is_empty)


@require_POST
def save(request: SignedIn) -> HttpResponse:
    """Keep what was typed so far."""
    return drafting.save(DESK, request, number_from(request.POST.get("post", "")))


@require_http_methods(["GET", "POST"])
def discard(request: SignedIn, draft_id: UUID) -> HttpResponse:
    """Ask, then throw a draft away: of a post, or of a comment."""
    return drafting.discard(DESK, request, draft_id, comment_drafts)


def wanted_draft(request: SignedIn) -> WholeDraft | None:
    """The viewer's own draft that `?draft=` names, None without one. Another person's is a 404."""
    return drafting.wanted(DESK, request)


def later(request: SignedIn, form: PostForm, sheet: Sheet, post: OpenPost | None = None) -> HttpResponse:
    """Keep the form as a draft (「下書きを保存」), or show it again with its photos in another order."""
    if "draft" not in request.POST:
        return sheet.page(request, form.unchecked(), post)
    kept = drafting.keep(DESK, request, sheet, post.id if post else None)
    if kept is None:
        form.add_error(None, too_long_sentence())
    return kept or sheet.page(request, form, post, status=422)
