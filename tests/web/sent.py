"""What the tests of sending later share: what a phone may have written, and how its script sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client

from shared.dates import business_date, now

JSON = {"Accept": "application/json"}


@dataclass(frozen=True)
class Item:
    """Something written without a network: its address, what it says, what else it might say, its table."""

    name: str
    path: str
    fields: dict[str, str]
    otherwise: dict[str, str]
    wrong: dict[str, str]
    table: str

    def said(self, **changes: object) -> dict[str, object]:
        """The fields with a new key, and changes."""
        return {**self.fields, "form_id": str(uuid4()), **changes}


def items(post_id: int) -> list[Item]:
    """One of each kind; the 店長 of 渋谷 may send them all."""
    written = {"genre": "claim", "title": "提供が遅い", "content": "30分待った"}
    today = str(business_date(now(), 5))
    day = {"store": "2", "date": today, "sales_amount": "412300", "customer_count": "156"}
    report = {**written, "location": "hall", "date": today}
    other, empty = {"content": "40分待った"}, {"content": ""}
    tap = {"post_id": str(post_id), "reaction_type": "iine"}
    answer = {"content": "番号札を配る"}
    love, more = {"reaction_type": "love"}, {"sales_amount": "9"}
    return [
        Item("report", "/report/register/", report, other, empty, "daily_reports"),
        Item("post", "/bbs/register/", written, other, empty, "bbs_posts"),
        Item("comment", f"/bbs/{post_id}/comment/", answer, other, empty, "bbs_comments"),
        Item("reaction", "/bbs/api/reaction/", tap, {"reaction_type": "naruhodo"}, love, "bbs_reactions"),
        Item("figures", "/report/performance/", day, more, {"sales_amount": "x"}, "store_daily_performances"),
    ]


NAMES = [item.name for item in items(0)]


def item_of(name: str, post_id: int) -> Item:
    """That of a kind."""
    return next(item for item in items(post_id) if item.name == name)


def send(browser: Client, path: str, fields: Mapping[str, Any], **headers: str) -> Any:
    """As the script does."""
    return browser.post(path, fields, headers=JSON | headers)
