"""Announcements and notices as the tests need them."""

from typing import Any

from django.test import Client
from django.utils import timezone

from tests.cast import CAST
from tests.days import day
from web.board.models import BbsComment, BbsConfirmation, BbsNotice, BbsPost, BbsPostStore

HTMX = {"HX-Request": "true"}
UNREAD, FINISH = "/bbs/unread/", "/bbs/unread/finish/"


def post(store: int = CAST.umeda, user: str = CAST.other_staff, **changed: object) -> int:
    """An ordinary post."""
    words = {"genre": "report", "title": "たまごの注文", "content": "皆さんはどうしていますか"}
    return BbsPost.objects.create(**{"store_id": store, "user_id": user} | words | changed).pk


def announce(*stores: int, ahead: int | None = None, **changed: object) -> int:
    """An announcement of 本部: to the stores (none: to all), 必読 until `ahead` days from today if given."""
    addressed = {"announced_at": timezone.now(), "audience": "stores" if stores else "all"}
    due = None if ahead is None else day(ahead)
    made = post(
        CAST.head_office, CAST.admin, **addressed | {"title": "年末の営業時間", "due_on": due} | changed
    )
    for store in stores:
        BbsPostStore.objects.create(post_id=made, store_id=store)
    return made


def comment(post_id: int, user: str = CAST.other_staff, content: str = "前の日に決めています") -> int:
    """An answer to a post."""
    return BbsComment.objects.create(post_id=post_id, user_id=user, content=content).pk


def notice(user: str, post_id: int, comment_id: int | None = None, kind: str = "answer") -> int:
    """Somebody is told of it."""
    return BbsNotice.objects.create(user_id=user, kind=kind, post_id=post_id, comment_id=comment_id).pk


def unread(browser: Client) -> list[tuple[int, str]]:
    """What a person's list holds: post and kind, in its order."""
    page = browser.get(UNREAD).context
    return [(item.post_id, item.kind) for item in [*page["must_reads"], *page["told"]]]


def number(browser: Client, path: str = "/ai/chat/") -> int:
    """The number that a page's navigation tells."""
    page = browser.get(path).content.decode()
    told = page.partition('id="unread-badge"')[2].partition("</span>")[0]
    return int(told.rpartition(">")[2] or 0)


def confirm(browser: Client, post_id: int, version: object = 1, **extra: Any):
    """Press 確認しました."""
    return browser.post(f"/bbs/{post_id}/confirm/", {"version": version}, **extra)


def confirmed(post_id: int) -> set[tuple[str, int]]:
    """Who has confirmed which version."""
    return set(BbsConfirmation.objects.filter(post_id=post_id).values_list("user_id", "version"))
