"""What the tests of the board's conversations share: a post, comments, who is told."""

from typing import Any
from uuid import uuid4

from django.test import Client

from web.board.models import BbsComment, BbsNotice, BbsPost

HTMX = {"HX-Request": "true"}


def a_post(user_id: str = "shibuya-staff", store_id: int = 2, **changed: Any) -> int:
    """A post; its id."""
    said = {"genre": "claim", "title": "待ち時間", "content": "どうしていますか"}
    return BbsPost.objects.create(user_id=user_id, store_id=store_id, **(said | changed)).pk


def a_comment(post_id: int, user_id: str = "umeda-staff", content: str = "番号札です", **more: Any) -> int:
    """A comment; its id."""
    return BbsComment.objects.create(post_id=post_id, user_id=user_id, content=content, **more).pk


def say(browser: Client, post_id: int, content: str, htmx: bool = False, **more: object) -> Any:
    """Send a comment as the page does."""
    form = {"form_id": str(uuid4()), "content": content, **more}
    return browser.post(f"/bbs/{post_id}/comment/", form, headers=HTMX if htmx else {})


def shown(browser: Client, post_id: int, asked: str = "") -> str:
    """The post's page."""
    answer = browser.get(f"/bbs/detail/{post_id}/{asked}")
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def told() -> dict[str, str]:
    """Who is told of something that is not finished, and why."""
    return dict(BbsNotice.objects.filter(done_at=None).values_list("user_id", "kind"))
