"""なるほど and いいね."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from shared import reactions
from shared.db import NoRow, Query, one
from shared.reactions import Tapped
from shared.tally import Tally
from shared.words import Reaction
from web.board.templatetags.board import kinds
from web.columns import number_from
from web.sending import answers
from web.sending.once import Made, done
from web.viewer import SignedIn

WANTED = {"1": True, "0": False}
TARGETS = {"post_id": reactions.on_post, "comment_id": reactions.on_comment}
SAID = (*TARGETS, "reaction_type", "on")
GONE = gettext_lazy("削除されているため、リアクションはつけられません。")


@answers.takes_sent
@require_POST
@vary_on_headers("Accept", "HX-Request")
def react(request: SignedIn) -> HttpResponse:
    """Put a reaction on a post or a comment, or take it away: `on` says which, without it it turns over.

    Answers with the buttons for HTMX, with JSON for who accepts it, else with the way back to the page. What
    is sent with a `form_id` is done once.
    """
    named = [name for name in TARGETS if request.POST.get(name)]
    kind = request.POST.get("reaction_type", "")
    if len(named) != 1:
        return _refused(request, _("投稿かコメントのどちらか1つを選んでください。"))
    if kind not in Reaction.codes():
        return _refused(request, _("リアクションは「なるほど」か「いいね」です。"))
    target = number_from(request.POST[named[0]])
    if target is None:
        raise Http404
    wanted = WANTED.get(request.POST.get("on", request.GET.get("on", "")))
    asked = TARGETS[named[0]](request.viewer, target, kind, wanted)
    if answers.wants_json(request):
        return done(request, SAID, lambda: _sent(named[0], _tapped(asked)))
    tapped = _tapped(asked)
    if tapped.reactions is None:
        return _refused(request, str(GONE))
    return _answer(request, named[0], tapped, tapped.reactions)


def _sent(name: str, tapped: Tapped) -> Made | HttpResponse:
    if tapped.reactions is None:
        return _refused_json(GONE)
    counts = {kind: count for kind, count, _is_mine in kinds(tapped.reactions)}
    more = ((name, tapped.id), ("reactions", counts), ("mine", tapped.reactions["mine"]))
    return Made(_address(name, tapped), more=more)


def _answer(request: SignedIn, name: str, tapped: Tapped, tally: Tally) -> HttpResponse:
    kind = name.removesuffix("_id")
    if request.headers.get("HX-Request"):
        return render(request, "board/_reactions.html", {"target": kind, "id": tapped.id, "tally": tally})
    return redirect(_address(name, tapped))


def _address(name: str, tapped: Tapped) -> str:
    is_comment = name == "comment_id"
    anchor = f"?comment={tapped.id}#comment-{tapped.id}" if is_comment else f"#reactions-post-{tapped.id}"
    return f"/bbs/detail/{tapped.post_id}/{anchor}"


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if answers.wants_json(request):
        return _refused_json(sentence)
    return render(request, "board/comment_closed.html", {"sentence": sentence}, status=422)


def _refused_json(sentence: object) -> HttpResponse:
    return answers.refused({"": str(sentence)}, error=str(sentence))


def _tapped(asked: Query[Tapped]) -> Tapped:
    try:
        return one(connection, asked)
    except NoRow:
        raise Http404 from None
