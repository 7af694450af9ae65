"""Reminding of a 必読: only those who have not confirmed, within reach, and not twice within an hour."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from shared import confirmations
from shared.db import one
from tests.days import day
from tests.house.world import viewer_of
from tests.web.announcing import HTMX, UNREAD, announce, confirm, post
from web.board.models import BbsReminder

pytestmark = pytest.mark.django_db


def remind(browser, post_id: int, **typed: object) -> str:
    """Ask those who have not; the sentence that says what came of it."""
    page = browser.post(f"/bbs/{post_id}/remind/", typed, follow=True)
    assert page.status_code == 200
    return page.content.decode()


def reminded(post_id: int) -> dict[str, int]:
    """How often each person was reminded."""
    return dict(BbsReminder.objects.filter(post_id=post_id).values_list("user_id", "times"))


def an_hour_later() -> None:
    BbsReminder.objects.update(reminded_at=timezone.now() - timedelta(minutes=61))


def test_only_those_who_have_not_confirmed_are_reminded(browser_of, cast):
    made = announce(ahead=3)
    confirm(browser_of(cast.staff), made)
    confirm(browser_of(cast.area), made)
    assert "3名に確認をお願いしました" in remind(browser_of(cast.admin), made)
    assert reminded(made) == {cast.manager: 1, cast.other_staff: 1, cast.other_manager: 1}


def test_one_store_may_be_reminded_alone(browser_of, cast):
    made = announce(ahead=3)
    assert "2名に確認をお願いしました" in remind(browser_of(cast.admin), made, store=cast.umeda)
    assert set(reminded(made)) == {cast.other_staff, cast.other_manager}


def test_nobody_is_reminded_twice_within_an_hour_and_it_is_said(browser_of, cast):
    made, browser = announce(cast.shibuya, cast.umeda, ahead=3), browser_of(cast.admin)
    remind(browser, made, store=cast.umeda)
    page = remind(browser, made)
    assert "2名に確認をお願いしました" in page
    assert "2名には、1時間以内にお願いしたばかりです" in page
    page = remind(browser, made)
    assert "お願いしました。" not in page
    assert "4名には、1時間以内にお願いしたばかりです" in page
    assert set(reminded(made).values()) == {1}
    an_hour_later()
    assert "4名に確認をお願いしました" in remind(browser, made)
    assert set(reminded(made).values()) == {2}


def test_when_all_have_confirmed_nobody_is_reminded(browser_of, cast):
    made = announce(cast.shibuya, ahead=3)
    for who in (cast.staff, cast.manager):
        confirm(browser_of(who), made)
    browser = browser_of(cast.admin)
    assert "お願いする人はいません" in remind(browser, made)
    assert "お願いする</button>" not in browser.get(f"/bbs/{made}/confirmations/").content.decode()


def test_a_manager_reminds_the_own_store_alone(browser_of, cast):
    made = announce(ahead=3)
    remind(browser_of(cast.manager), made)
    assert set(reminded(made)) == {cast.staff, cast.manager}
    assert "お願いする人はいません" in remind(browser_of(cast.manager), made, store=cast.umeda)
    assert set(reminded(made)) == {cast.staff, cast.manager}


def test_others_may_remind_nobody(browser_of, cast):
    made, plain = announce(cast.shibuya, ahead=3), announce()
    for who, what in (
        (cast.staff, made),
        (cast.other_staff, made),
        (cast.other_manager, made),
        (cast.admin, plain),
        (cast.admin, post()),
    ):
        assert browser_of(who).post(f"/bbs/{what}/remind/").status_code == 404
    assert not BbsReminder.objects.exists()


@pytest.mark.parametrize("store", ["x", "-1", "9" * 30, "１"])
def test_a_store_that_is_none_is_not_there(browser_of, cast, store):
    made = announce(ahead=3)
    assert browser_of(cast.admin).post(f"/bbs/{made}/remind/", {"store": store}).status_code == 404
    assert not BbsReminder.objects.exists()


def test_who_was_reminded_reads_so_in_their_list_and_on_home(browser_of, cast):
    made, browser = announce(cast.shibuya, ahead=-1), browser_of(cast.staff)
    assert "お願いが届きました" not in browser.get(UNREAD).content.decode()
    remind(browser_of(cast.manager), made)
    for path in (UNREAD, "/"):
        assert "確認のお願いが届きました" in browser.get(path).content.decode()
    page = browser_of(cast.admin).get(f"/bbs/{made}/confirmations/").content.decode()
    assert "にお願い済み（1回）" in page


def test_htmx_is_given_the_list_as_it_is_now(browser_of, cast):
    made = announce(ahead=3)
    answer = browser_of(cast.admin).post(f"/bbs/{made}/remind/", headers=HTMX)
    part = answer.content.decode()
    assert "<html" not in part
    assert "5名に確認をお願いしました" in part
    assert "お願い済み（1回）" in part


def test_two_who_remind_at_once_remind_everybody_once(database, cast):
    with psycopg.connect(database, autocommit=True) as connection:
        viewers = [viewer_of(connection, who) for who in (cast.manager, cast.admin)] * 6
        (made,) = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content, announced_at, due_on)"
            " VALUES (1, 'hq-admin', 'report', '必読', '内容', now(), current_date + 9) RETURNING id"
        ).fetchone() or (0,)

    def ask(viewer) -> int:
        with psycopg.connect(database, autocommit=True) as own:
            return one(own, confirmations.remind(viewer, made, day(0))).reminded

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(ask, viewers)) == 5
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*), max(times) FROM bbs_reminders").fetchone() == (5, 1)
