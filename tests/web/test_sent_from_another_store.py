"""A 日報 or a post that was begun in one store and sent after its writer was moved to another."""

from typing import Any

import pytest

from tests.web.sent import Item, item_of, send
from web.accounts.models import User
from web.board.models import BbsPost
from web.reports.models import DailyReport

pytestmark = pytest.mark.django_db

TABLES: dict[str, Any] = {"report": DailyReport, "post": BbsPost}


@pytest.fixture(params=["report", "post"])
def item(db, request) -> Item:
    return item_of(request.param, 0)


@pytest.fixture
def moved(browser_of, cast):
    """Who opened the form at 渋谷店 and works at 新宿店 now; what the form said of its store."""
    browser = browser_of(cast.staff)
    opened = browser.get("/report/register/").content.decode()
    assert f'name="store" value="{cast.shibuya}"' in opened
    User.objects.filter(pk=cast.staff).update(store_id=cast.shinjuku)
    return browser


def stores(item: Item) -> list[int]:
    return list(TABLES[item.name].objects.values_list("store_id", flat=True))


def test_by_its_script_it_is_asked_about_once_and_nothing_is_filed(moved, cast, item):
    said = item.said(store=cast.shibuya)
    for _ in range(2):
        answer = send(moved, item.path, said)
        assert (answer.status_code, answer.json()["state"]) == (422, "refused")
        assert "渋谷店" in answer.json()["errors"][""]
        assert "新宿店" in answer.json()["errors"][""]
    assert stores(item) == []
    again = said | {"store": answer.json()["store"]}
    assert send(moved, item.path, again).json()["state"] == "made"
    assert stores(item) == [cast.shinjuku]


def test_what_was_made_before_the_move_is_answered_as_made(browser_of, cast, item):
    browser, said = browser_of(cast.staff), item.said(store=cast.shibuya)
    send(browser, item.path, said)
    User.objects.filter(pk=cast.staff).update(store_id=cast.shinjuku)
    assert send(browser, item.path, said).json()["state"] == "was_made"
    assert stores(item) == [cast.shibuya]


def test_as_a_page_it_is_shown_again_with_both_names_and_everything_in_it(moved, cast, item):
    page = moved.post(item.path, item.said(store=cast.shibuya))
    words = page.content.decode()
    assert page.status_code == 422
    assert all(part in words for part in ("渋谷店で開いた", "今の所属は新宿店", item.fields["content"]))
    assert f'name="store" value="{cast.shinjuku}"' in words
    assert stores(item) == []
    assert moved.post(item.path, item.said(store=cast.shinjuku)).status_code == 302
    assert stores(item) == [cast.shinjuku]


def test_a_form_that_was_only_shown_again_still_says_where_it_was_opened(moved, cast, item):
    page = moved.post(item.path, item.said(store=cast.shibuya, move="left:x"))
    assert f'name="store" value="{cast.shibuya}"' in page.content.decode()


@pytest.mark.parametrize("store", ["", "x", "9" * 30])
def test_a_form_that_does_not_say_where_it_was_opened_is_filed_as_ever(moved, cast, item, store):
    said = item.said(store=store) if store else item.said()
    assert send(moved, item.path, said).json()["state"] == "made"
    assert stores(item) == [cast.shinjuku]


def test_a_store_that_is_not_there_any_more_is_asked_about_too(moved, cast, item):
    assert send(moved, item.path, item.said(store=999)).json()["state"] == "refused"
    assert stores(item) == []
