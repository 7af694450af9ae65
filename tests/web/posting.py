"""What the tests of the board's forms share: filled forms, posts that are there."""

from typing import Any
from uuid import uuid4

from django.test import Client

from tests.web.reporting import order_of

REGISTER = "/bbs/register/"


def typed(**changes: object) -> dict[str, Any]:
    """A good form, with changes."""
    form: dict[str, Any] = {
        "form_id": str(uuid4()),
        "genre": "claim",
        "title": "提供が遅いと言われたら",
        "content": "先にスープをお出しすると待っていただけました。😢 ﾊﾝｶｸ",
    }
    return form | changes


def write_post(browser: Client, **changes: object) -> int:
    """Post; its id."""
    answer = browser.post(REGISTER, typed(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return int(answer["Location"].split("/")[3])


def announce_to(*stores: int, **changes: object) -> dict[str, Any]:
    """The fields of an announcement to stores."""
    return {"announce": "on", "audience": "stores", "stores": list(stores), **changes}


def begin(browser: Client, post_id: int) -> dict[str, Any]:
    """Open the form that changes a post; its fields, as they are sent back when nothing is typed."""
    page = browser.get(f"/bbs/edit/{post_id}/")
    assert page.status_code == 200
    form, sheet = page.context["form"], page.context["sheet"]
    fields = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in fields.items() if value not in (None, "", False)}
    more = {"form_id": str(sheet.form_id), "version": sheet.version, "order": order_of(page)}
    return {**sent, **more, "post": post_id}
