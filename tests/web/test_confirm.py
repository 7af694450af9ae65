"""確認しました: who is asked, what is kept, and who sees who has and who has not."""

import re
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from shared import confirmations
from shared.db import one
from tests.days import day
from tests.house.world import viewer_of
from tests.web.announcing import HTMX, announce, confirm, confirmed, number, post
from web.accounts.models import User
from web.board import confirming
from web.board.models import BbsConfirmation, BbsPost
from web.stores.models import Area

pytestmark = pytest.mark.django_db


def state(user_id: str, post_id: int):
    """The post as the person's page shows it."""
    return confirming.state(viewer_of(connection, user_id), post_id)


def progress(browser, post_id: int, **query: object) -> dict[str, tuple[int, int]]:
    """How many of how many have confirmed, by the store's name."""
    page = browser.get(f"/bbs/{post_id}/confirmations/", query).context
    return {store.name: (store.confirmed, store.people) for store, _people in page["stores"]}


def told(browser, post_id: int) -> str:
    return browser.get(f"/bbs/{post_id}/confirmations/").content.decode()


def test_it_is_kept_with_the_version_that_was_read_and_the_moment(browser_of, cast):
    made = announce(cast.shibuya, ahead=3)
    browser = browser_of(cast.staff)
    assert number(browser) == 1
    answer = confirm(browser, made, follow=True)
    assert answer.request["PATH_INFO"] == f"/bbs/detail/{made}/"
    assert "「確認しました」を記録しました" in answer.content.decode()
    assert confirmed(made) == {(cast.staff, 1)}
    assert number(browser) == 0


def test_pressed_again_it_is_the_same_confirmation(browser_of, cast):
    made, browser = announce(ahead=3), browser_of(cast.staff)
    confirm(browser, made)
    first = BbsConfirmation.objects.get().confirmed_at
    assert confirm(browser, made).status_code == 302
    assert BbsConfirmation.objects.get().confirmed_at == first


def test_htmx_is_given_what_stands_there_now_and_the_number(browser_of, cast):
    made = announce(ahead=3)
    part = confirm(browser_of(cast.staff), made, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "に確認しました" in part
    assert "<button" not in part
    assert re.search(r'id="unread-badge"[^>]+hx-swap-oob="true"></span>', part)


def test_what_was_changed_after_it_was_opened_is_to_be_read_again(browser_of, cast):
    made, browser = announce(ahead=3), browser_of(cast.staff)
    BbsPost.objects.filter(pk=made).update(content="30日は休みです")
    page = confirm(browser, made, version=1, follow=True).content.decode()
    assert "開いたあとに内容が変わりました" in page
    assert not BbsConfirmation.objects.exists()
    assert "HX-Redirect" in confirm(browser, made, version=1, headers=HTMX).headers
    confirm(browser, made, version=2)
    assert confirmed(made) == {(cast.staff, 2)}


def test_a_change_after_it_leaves_it_good_and_says_so(browser_of, cast):
    made, browser = announce(cast.shibuya, ahead=3), browser_of(cast.staff)
    confirm(browser, made)
    BbsPost.objects.filter(pk=made).update(content="30日は休みです")
    assert number(browser) == 0
    assert "変更前の内容" in told(browser_of(cast.manager), made)
    confirm(browser, made, version=2)
    assert confirmed(made) == {(cast.staff, 2)}
    assert "変更前の内容" not in told(browser_of(cast.manager), made)


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "2", "9" * 30, "１"])
def test_a_version_that_is_not_the_one_of_now_is_refused_with_a_sentence(browser_of, cast, version):
    made = announce(ahead=3)
    page = confirm(browser_of(cast.staff), made, version=version, follow=True).content.decode()
    assert "もう一度読んで" in page
    assert not BbsConfirmation.objects.exists()


def test_who_is_not_asked_is_told_so(browser_of, cast):
    browser = browser_of(cast.staff)
    for made in (post(), announce(), announce(ahead=3, user_id=cast.staff)):
        page = confirm(browser, made, follow=True).content.decode()
        assert "あなたに「確認しました」を求めていません" in page
    assert not BbsConfirmation.objects.exists()


def test_out_of_sight_it_is_not_there(browser_of, cast):
    made = announce(cast.umeda, ahead=3)
    browser = browser_of(cast.staff)
    assert confirm(browser, made).status_code == 404
    assert browser.get(f"/bbs/detail/{made}/").status_code == 404
    for wrong in (999_999, 10**20):
        assert confirm(browser, wrong).status_code == 404
        assert browser.get(f"/bbs/{wrong}/confirmations/").status_code == 404
        assert browser.post(f"/bbs/{wrong}/remind/").status_code == 404


def test_the_page_of_the_post_knows_who_is_asked_and_how_far_it_is(browser_of, cast):
    made = announce(cast.shibuya, ahead=3)
    confirm(browser_of(cast.manager), made)
    asked = {who: state(who, made) for who in (cast.staff, cast.manager, cast.area, cast.admin)}
    assert state(cast.other_staff, made) is None
    assert {
        who: (found.is_asked, found.confirmed_version, found.confirmed, found.people)
        for who, found in asked.items()
        if found
    } == {
        cast.staff: (True, None, 0, 0),
        cast.manager: (True, 1, 1, 2),
        cast.area: (False, None, 1, 2),
        cast.admin: (False, None, 1, 2),
    }
    assert not any(found and found.is_overdue for found in asked.values())


def test_the_page_shows_the_button_to_who_is_asked_and_how_far_it_is_to_who_asks(browser_of, cast):
    made = announce(cast.shibuya, ahead=3)
    page = {
        who: browser_of(who).get(f"/bbs/detail/{made}/").content.decode() for who in (cast.staff, cast.admin)
    }
    button, link = f'action="/bbs/{made}/confirm/"', f'href="/bbs/{made}/confirmations/"'
    assert [button in page[cast.staff], link in page[cast.staff]] == [True, False]
    assert [button in page[cast.admin], link in page[cast.admin]] == [False, True]
    assert "2名中0名が確認" in page[cast.admin]
    confirm(browser_of(cast.staff), made)
    page_after = browser_of(cast.staff).get(f"/bbs/detail/{made}/").content.decode()
    assert button not in page_after
    assert "に確認しました" in page_after
    assert "確認" not in browser_of(cast.staff).get(f"/bbs/detail/{announce()}/").content.decode()


def test_a_must_read_past_its_day_is_overdue_and_may_still_be_confirmed(browser_of, cast):
    made = announce(ahead=-1)
    found = state(cast.staff, made)
    assert found
    assert (found.is_overdue, found.is_asked) == (True, True)
    confirm(browser_of(cast.staff), made)
    assert confirmed(made) == {(cast.staff, 1)}


def test_the_writer_sees_every_store_and_those_managing_their_own(browser_of, cast):
    made = announce(ahead=3)
    for who in (cast.staff, cast.other_manager):
        confirm(browser_of(who), made)
    everywhere = {"本部": (0, 1), "渋谷店": (1, 2), "梅田店": (1, 2)}
    assert progress(browser_of(cast.admin), made) == everywhere
    assert progress(browser_of(cast.manager), made) == {"渋谷店": (1, 2)}
    assert progress(browser_of(cast.area), made) == {"本部": (0, 1), "渋谷店": (1, 2)}
    assert progress(browser_of(cast.other_manager), made) == {"梅田店": (1, 2)}


def test_a_writer_who_manages_nobody_any_more_still_sees_how_far_it_is(browser_of, cast):
    made = announce(cast.shibuya, ahead=3, user_id=cast.other_staff)
    assert progress(browser_of(cast.other_staff), made) == {"渋谷店": (0, 2)}


def test_others_do_not_find_the_confirmations(browser_of, cast):
    made, plain = announce(cast.shibuya, ahead=3), announce()
    for who in (cast.staff, cast.other_staff, cast.other_manager):
        assert browser_of(who).get(f"/bbs/{made}/confirmations/").status_code == 404
    for other in (plain, post()):
        assert browser_of(cast.admin).get(f"/bbs/{other}/confirmations/").status_code == 404


def test_who_has_not_stands_first_and_each_has_their_moment(browser_of, cast):
    made = announce(cast.shibuya, ahead=3)
    confirm(browser_of(cast.manager), made)
    page = told(browser_of(cast.admin), made)
    assert page.index("佐藤 美咲") < page.index("鈴木 健")
    assert "まだ" in page
    assert "確認済み" in page
    assert f"{day(3).month}月{day(3).day}日" in page
    assert "2名中1名が確認" in page


def test_retired_people_are_not_waited_for(browser_of, cast):
    made = announce(cast.shibuya, ahead=3)
    User.objects.filter(pk=cast.staff).update(is_active=False)
    assert progress(browser_of(cast.admin), made) == {"渋谷店": (0, 1)}


def test_a_post_that_asks_nobody_says_so(browser_of, cast):
    made = announce(cast.shinjuku, ahead=3)
    assert "確認を求める人がいません" in told(browser_of(cast.admin), made)


def test_of_very_many_people_those_of_one_store_are_shown(browser_of, cast):
    User.objects.bulk_create(
        User(user_id=f"p{n:03}", store_id=cast.umeda, last_name=f"人{n:03}", password="!") for n in range(250)
    )
    made, browser = announce(ahead=3), browser_of(cast.admin)
    page = told(browser, made)
    assert "人001" not in page
    assert "佐藤 美咲" not in page
    assert f'href="?store={cast.umeda}"' in page
    page = browser.get(f"/bbs/{made}/confirmations/", {"store": cast.umeda}).content.decode()
    assert "人001" in page
    assert "佐藤 美咲" not in page
    assert progress(browser, made)["梅田店"] == (0, 252)
    for nonsense in ("x", "99", "9" * 30, "\0"):
        assert browser.get(f"/bbs/{made}/confirmations/", {"store": nonsense}).status_code == 200


def test_pressed_twice_at_once_it_is_one(database, cast):
    with psycopg.connect(database, autocommit=True) as ours:
        viewer = viewer_of(ours, cast.staff)
        (made,) = ours.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content, announced_at, due_on)"
            " VALUES (1, 'hq-admin', 'report', '必読', '内容', now(), current_date + 9) RETURNING id"
        ).fetchone() or (0,)

    def press(_number: int) -> bool:
        with psycopg.connect(database, autocommit=True) as own:
            return one(own, confirmations.confirm(viewer, made, 1, day(0))).is_current

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(press, range(24)))
    with psycopg.connect(database) as ours:
        assert ours.execute("SELECT count(*) FROM bbs_confirmations").fetchone() == (1,)


def test_an_area_is_asked_as_its_stores_are_now(browser_of, cast):
    made = announce(audience="area", area=Area.objects.get(name="東京"), ahead=3)
    browser = browser_of(cast.admin)
    assert progress(browser, made) == {"渋谷店": (0, 2)}
    User.objects.filter(pk=cast.other_staff).update(store_id=cast.shinjuku)
    assert progress(browser, made) == {"渋谷店": (0, 2), "新宿店": (0, 1)}
