"""A new post: its form, what goes wrong with it, its posting."""

from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import posts
from shared.dates import now
from shared.db import NoRow, Query, one
from shared.markup import mentioned
from shared.posts import NewPost, Posted
from web.board.addressing import offered
from web.board.answer_form import MOST_MENTIONS
from web.board.commenting import unheard_sentence
from web.board.drafting import later, wanted_draft
from web.board.forms import PostForm
from web.board.sheet import FIELDS, Sheet, initial
from web.faults import survives_old_token
from web.sending.answers import by_script, takes_sent
from web.sending.forms import (
    has_pictures,
    in_the_store_of_now,
    is_same,
    made_of,
    refused_with_pictures,
    sent_before_sentence,
)
from web.sending.once import Made, done, with_more
from web.sheet import is_for_later, stale_sentence
from web.viewer import SignedIn


@takes_sent
@survives_old_token
@require_http_methods(["GET", "POST"])
def register(request: SignedIn) -> HttpResponse:
    """The form of a new post, and its posting; `draft` goes on with one."""
    if request.method == "POST":
        return _post(request)
    draft = wanted_draft(request)
    if draft is None:
        return Sheet.new().page(request, _form(request), is_touched=False)
    if draft.post_id and not draft.is_orphan:
        return redirect(f"/bbs/edit/{draft.post_id}/?draft={draft.id}")
    return Sheet.drafted(draft).page(request, _form(request, initial=initial(draft.fields)), draft=draft)


def tell_unheard(request: SignedIn, unheard: list[str]) -> None:
    """Say to the writer whom their mentions do not reach."""
    if unheard:
        messages.warning(request, unheard_sentence(unheard))


def _post(request: SignedIn) -> HttpResponse:
    """Keep the good pictures whatever the form says; post only when all of it is good."""
    form = _form(request, request.POST)
    sheet, refused = Sheet.sent(request.POST).take_pictures(request)
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("投稿する")))
    elif is_for_later(request.POST) and not refused:
        return later(request, form, sheet)
    sheet = in_the_store_of_now(request, form, sheet)
    if by_script(request):
        return done(
            request,
            (*FIELDS, "stores"),
            lambda: _sent(request, form, sheet, refused),
            lambda: has_pictures(request, sheet),
            needs_key=True,
        )
    if not form.is_valid() or refused:
        return sheet.page(request, form, status=422, picture_errors=refused)
    posted = _posted(request, form, sheet)
    if not is_same(request, posted, sheet):
        form.add_error(None, sent_before_sentence())
        return sheet.renewed(request).page(request, form, status=422)
    messages.success(request, _("掲示板に投稿しました。"))
    tell_unheard(request, posted.unheard)
    return redirect("bbs_detail", posted.id)


def _sent(request: SignedIn, form: PostForm, sheet: Sheet, refused: list[str]) -> Made | HttpResponse:
    if not form.is_valid() or refused:
        return refused_with_pictures(request, form, refused)
    posted = _posted(request, form, sheet)
    return with_more(made_of(request, posted, sheet, "bbs_detail"), unheard=posted.unheard)


def _posted(request: SignedIn, form: PostForm, sheet: Sheet) -> Posted:
    """Raises Http404 for the form of another person, and for an announcement to whom they may not address."""
    try:
        return one(connection, _registration(request, form, sheet))
    except NoRow:
        raise Http404 from None


def _registration(request: SignedIn, form: PostForm, sheet: Sheet) -> Query[Posted]:
    return posts.register(
        request.viewer,
        NewPost(**form.words, announcement=form.announcement),
        sheet.form_id,
        request.viewer.today(now()),
        sheet.meant,
        mentioned(form.words["content"])[:MOST_MENTIONS],
        sheet.filed_from,
    )


def _form(request: SignedIn, *args: Any, **kwargs: Any) -> PostForm:
    viewer = request.viewer
    return PostForm(*args, offered=offered(viewer), today=viewer.today(now()), **kwargs)
