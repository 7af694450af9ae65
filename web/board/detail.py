"""One post with its conversation, and what is new or earlier in it."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from shared import conversation, open_post
from shared.conversation import Comment
from shared.db import NoRow, Query, Row, many, one
from shared.markup import mentioned
from shared.open_post import OpenPost, Pulse
from web.board import confirming, talk
from web.board.answer_form import CommentForm
from web.board.talk import Talk
from web.columns import number_from
from web.reports.pictures import shown
from web.reports.views import is_partial
from web.sheet import going_on
from web.viewer import SignedIn

MOST_BESIDES = 10


@require_GET
def detail(request: SignedIn, post_id: int) -> HttpResponse:
    """One post and its newest comments; `reply` begins an answer to one, `comment` shows where one stands."""
    return page(request, opened(request, post_id))


def opened(request: SignedIn, post_id: int) -> OpenPost:
    """The post; 404 when it is not there or out of the viewer's sight."""
    return _one_of(open_post.find(request.viewer, post_id))


def page(
    request: SignedIn, post: OpenPost, form: CommentForm | None = None, status: int = 200, **typed: object
) -> HttpResponse:
    """The post's page with its comment form: as it was sent, or as its draft was left. The post is read."""
    answering = typed["parent"] if "parent" in typed else _answering(request, post)
    wanted = number_from(request.GET.get("comment", "")) or number_from(str(answering))
    said = talk.newest(request.viewer, post.id, wanted)
    names = have_seen(request, post.id, post.last_comment_id, said.comments, [post.content])
    context = {
        "post": post,
        "pictures": shown(post.pictures, request.viewer),
        "talk": said,
        "names": names,
        "answered": next((comment for comment in said.comments if str(comment.id) == str(answering)), None),
        "form": form or CommentForm(initial=dict(post.draft or {})),
        "form_id": form_id_of(post),
        "pages": going_on(post.draft["page"]) if post.draft else "",
        "pulse": post,
        "confirmation": confirming.state(request.viewer, post.id) if post.due_on else None,
        **typed,
    }
    return render(request, "board/detail.html", context, status=status)


@require_GET
@vary_on_headers("HX-Request")
def comments(request: SignedIn, post_id: int) -> HttpResponse:
    """What is new (`after`), or what is `before` a comment: earlier threads, or replies of one `thread`."""
    if "before" in request.GET:
        return _earlier(request, post_id)
    pulse = beat(request, post_id)
    after = number_from(request.GET.get("after", "")) or 0
    if pulse.last_comment_id <= after and request.GET.get("known") == known(pulse):
        return HttpResponse(status=204)
    return news(request, pulse, after, request.GET)


def news(
    request: SignedIn, pulse: Pulse, after: int, page: Mapping[str, str], **more: object
) -> HttpResponse:
    """The comments after the id `after`, for a page that says what it shows, and the counts now."""
    rows = many(connection, conversation.news(request.viewer, pulse.id, after))
    oldest = number_from(page.get("oldest", "")) or 0
    besides = numbers_from(page.get("besides", ""))
    said, replies = talk.fresh(rows, oldest, besides)
    told = max((row.id for row in rows), default=0)
    newest = max(pulse.last_comment_id, told)  # one may have come since the pulse
    context = {
        "post": pulse,
        "pulse": pulse,
        "talk": Talk([], said.threads, "", oldest, besides),
        "replies": replies,
        "last_comment_id": newest if len(rows) < conversation.MOST_NEWS else told,
        "names": have_seen(request, pulse.id, newest, rows),
        "others": sum(row.user_id != request.viewer.user_id and not row.is_deleted for row in rows),
        **more,
    }
    return render(request, "board/_news.html", context)


def beat(request: SignedIn, post_id: int) -> Pulse:
    """Whether something happened; 404 as with `opened`."""
    return _one_of(open_post.pulse(request.viewer, post_id))


def have_seen(
    request: SignedIn, post_id: int, newest_id: int, seen: Iterable[Comment], texts: Iterable[str] = ()
) -> dict[str, str]:
    """The viewer is shown this: note it, and learn the names of those whom it mentions, by id."""
    rows = [comment for comment in seen if not comment.is_deleted]
    found = dict.fromkeys(
        user_id for text in (*texts, *(row.content for row in rows)) for user_id in mentioned(text)
    )
    ids = [comment.id for comment in rows]
    asked = open_post.opened(request.viewer, post_id, newest_id, ids, list(found))
    return {person.user_id: person.name for person in many(connection, asked)}


def known(pulse: Pulse | OpenPost) -> str:
    """What an open page knows of the counts, to be compared."""
    return f"{pulse.comments}-{pulse.reactions['naruhodo']}-{pulse.reactions['iine']}"


def form_id_of(post: OpenPost) -> UUID:
    """The id of the comment's form: its draft's, so that it goes on with it."""
    return UUID(post.draft["id"]) if post.draft else uuid4()


def numbers_from(text: str) -> list[int]:
    """The ids in a list with commas; nonsense is passed over."""
    found = [number_from(part) for part in text.split(",")[:MOST_BESIDES]]
    return [number for number in found if number]


def _earlier(request: SignedIn, post_id: int) -> HttpResponse:
    pulse = beat(request, post_id)
    before = number_from(request.GET["before"])
    if before is None:
        raise Http404
    thread_id = number_from(request.GET.get("thread", ""))
    context: dict[str, object] = {"post": pulse, "thread_id": thread_id}
    if thread_id:
        replies, url = talk.earlier_replies(request.viewer, post_id, thread_id, before)
        context |= {"replies": replies, "earlier_url": url}
    else:
        said = talk.earlier(request.viewer, post_id, before, numbers_from(request.GET.get("besides", "")))
        replies = said.comments
        context |= {"talk": said, "earlier_url": said.earlier_url}
    context["names"] = have_seen(request, post_id, pulse.last_comment_id, replies)
    template = "board/_earlier.html" if is_partial(request) else "board/earlier.html"
    return render(request, template, context)


def _answering(request: SignedIn, post: OpenPost) -> str:
    return request.GET.get("reply", "") or (post.draft["parent"] if post.draft else "")


def _one_of(asked: Query[Row]) -> Row:
    try:
        return one(connection, asked)
    except NoRow:
        raise Http404 from None
