"""The conversation below a post as a page shows it: threads, and the way to those before them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from shared import conversation
from shared.access import Viewer
from shared.conversation import Comment
from shared.db import many

PAGE, REPLIES = 30, 20


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and replies to it; `earlier_url` leads to the replies before them ("": there are none)."""

    first: Comment
    replies: list[Comment]
    earlier_url: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """The thread of the best answer on top, the others as they were written.

    `oldest` is the oldest thread of the page, `besides` are those that are shown out of their order.
    """

    best: list[Thread] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    earlier_url: str = ""
    oldest: int = 0
    besides: list[int] = field(default_factory=list)

    @property
    def comments(self) -> list[Comment]:
        """All that is shown."""
        shown = [*self.best, *self.threads]
        return [comment for thread in shown for comment in (thread.first, *thread.replies)]


def newest(viewer: Viewer, post_id: int, wanted_id: int | None) -> Talk:
    """The newest page, with the thread of the best answer and that of the comment `wanted_id`."""
    rows = many(connection, conversation.newest(viewer, post_id, PAGE + 1, REPLIES + 1, wanted_id))
    best = next((row for row in rows if row.is_best_answer), None)
    wanted = next((row for row in rows if row.id == wanted_id), None)
    besides = sorted({row.parent_id or row.id for row in (best, wanted) if row})
    talk = _arranged(rows, post_id, besides)
    on_top = best and (best.parent_id or best.id)
    return Talk(
        best=[thread for thread in talk.threads if thread.first.id == on_top],
        threads=[thread for thread in talk.threads if thread.first.id != on_top],
        earlier_url=talk.earlier_url,
        oldest=talk.oldest,
        besides=besides,
    )


def earlier(viewer: Viewer, post_id: int, before_id: int, besides: Sequence[int]) -> Talk:
    """The page before that of the comment `before_id`, without the threads `besides`."""
    asked = conversation.earlier(viewer, post_id, PAGE + 1, REPLIES + 1, before_id, besides)
    return _arranged(many(connection, asked), post_id, besides)


def earlier_replies(
    viewer: Viewer, post_id: int, thread_id: int, before_id: int
) -> tuple[list[Comment], str]:
    """The replies before the reply `before_id`, and the way to those before them."""
    asked = conversation.earlier_replies(viewer, post_id, thread_id, before_id, REPLIES + 1)
    return _replies(many(connection, asked), post_id, thread_id)


def fresh(comments: Sequence[Comment], oldest: int, besides: Collection[int]) -> tuple[Talk, list[Comment]]:
    """New comments for a page that is open: new threads, and replies to threads that are shown already.

    A reply to a thread that is not shown stands at the end for itself.
    """
    new = {comment.id for comment in comments if comment.parent_id is None}
    shown = [c for c in comments if c.parent_id and c.parent_id not in new]
    apart = [c for c in shown if c.parent_id and c.parent_id < oldest and c.parent_id not in besides]
    threads = [
        Thread(comment, [reply for reply in comments if reply.parent_id == comment.id])
        for comment in comments
        if comment.id in new or comment in apart
    ]
    return Talk(threads=threads), [comment for comment in shown if comment not in apart]


def _arranged(rows: Sequence[Comment], post_id: int, besides: Sequence[int]) -> Talk:
    """One thread more than a page was asked for: it says that there are earlier ones."""
    firsts = [row for row in rows if row.parent_id is None]
    paged = [row for row in firsts if row.is_paged]
    extra = paged[0] if len(paged) > PAGE else None
    oldest = next((row.id for row in paged if row is not extra), 0)
    threads = []
    for first in firsts:
        if first is not extra or first.id in besides:
            replies, url = _replies([row for row in rows if row.parent_id == first.id], post_id, first.id)
            threads.append(Thread(first, replies, url))
    asked = {"before": oldest, "besides": ",".join(map(str, besides))}
    return Talk([], threads, _address(post_id, asked) if extra else "", oldest, [*besides])


def _replies(rows: Sequence[Comment], post_id: int, thread_id: int) -> tuple[list[Comment], str]:
    paged = [row for row in rows if row.is_paged]
    if len(paged) <= REPLIES:
        return [*rows], ""
    extra = paged[0]
    asked = {"thread": thread_id, "before": paged[1].id}
    return [row for row in rows if row is not extra], _address(post_id, asked)


def _address(post_id: int, asked: Mapping[str, object]) -> str:
    written = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('bbs_comments', args=[post_id])}?{written}"
