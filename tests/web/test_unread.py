"""未読: what a person is told of, finished one by one or at once, until nothing is left."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.days import day
from tests.web.announcing import (
    FINISH,
    HTMX,
    UNREAD,
    announce,
    comment,
    confirm,
    notice,
    number,
    post,
    unread,
)
from web.accounts.models import User
from web.board.models import BbsComment, BbsNotice, BbsPost, BbsRead
from web.stores.models import Area

pytestmark = pytest.mark.django_db


EVER = {"all": "1", "since": "2000-01-01T00:00Z"}


def all_of(page) -> dict[str, str]:
    """What 「すべて済みにする」 sends from this list."""
    return {"all": "1", "since": page.context["since"], "until": page.context["until"]}


def test_without_anything_new_the_list_is_empty_and_no_page_tells_a_number(browser_of, cast):
    post()
    browser = browser_of(cast.staff)
    assert "未読はありません" in browser.get(UNREAD).content.decode()
    for path in ("/", "/report/list/", "/bbs/list/", "/ai/chat/", "/nothing/"):
        assert number(browser, path) == 0
    assert "未読 " not in browser.get("/").content.decode()


def test_the_most_urgent_comes_first(browser_of, cast):
    mine = post(cast.shibuya, cast.staff)
    notice(cast.staff, mine, comment(mine))
    news, later, sooner = announce(), announce(ahead=9), announce(cast.shibuya, ahead=-2)
    assert unread(browser_of(cast.staff)) == [(sooner, ""), (later, ""), (news, ""), (mine, "answer")]


def test_every_page_tells_the_number_and_home_the_first_of_them(browser_of, cast):
    made = [announce(title=f"お知らせ{n}") for n in range(5)]
    browser = browser_of(cast.staff)
    for path in ("/", UNREAD, "/report/list/", "/bbs/list/", "/accounts/profile/", "/nothing/"):
        assert number(browser, path) == len(made)
    home = browser.get("/").content.decode()
    assert "未読 5件" in home
    assert [f"お知らせ{n}</a>" in home.partition("新しい日報")[0] for n in range(5)] == [False] * 2 + [
        True
    ] * 3
    assert f'href="{UNREAD}"' in home


def test_more_than_99_are_told_as_99_and_more(browser_of, cast):
    for _ in range(100):
        announce()
    page = browser_of(cast.staff).get(UNREAD).content.decode()
    assert "99+" in page
    assert "未読99件以上" in page
    assert "未読は100件です" in page
    assert "ほかに50件あります" in page


def test_what_is_told_says_what_it_is_who_wrote_it_and_where_it_leads(browser_of, cast):
    mine = post(cast.shibuya, cast.staff, title="たまごの注文")
    answer = comment(mine, cast.other_staff, "**前の日**に決めています")
    notice(cast.staff, mine, answer)
    page = browser_of(cast.staff).get(UNREAD).content.decode()
    for told in ("あなたの投稿へのコメント", "たまごの注文", "前の日に決めています", "梅田店", "田中 蓮"):
        assert told in page
    assert f'href="/bbs/detail/{mine}/?comment={answer}#comment-{answer}"' in page


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("mention", "あなたへのメンション"),
        ("reply", "あなたのコメントへの返信"),
        ("best", "ベストアンサーに選ばれました"),
    ],
)
def test_each_kind_of_notice_has_its_words(browser_of, cast, kind, label):
    theirs = post()
    notice(cast.staff, theirs, comment(theirs), kind)
    assert label in browser_of(cast.staff).get(UNREAD).content.decode()


def test_an_announcement_is_for_those_it_is_addressed_to_and_not_for_its_writer(browser_of, cast):
    everybody, shibuya = announce(), announce(cast.shibuya)
    tokyo = announce(audience="area", area=Area.objects.get(name="東京"))
    told = {
        who: {post_id for post_id, _kind in unread(browser_of(who))}
        for who in (cast.staff, cast.manager, cast.other_staff, cast.area, cast.admin)
    }
    assert told == {
        cast.staff: {everybody, shibuya, tokyo},
        cast.manager: {everybody, shibuya, tokyo},
        cast.other_staff: {everybody},
        cast.area: {everybody},
        cast.admin: set(),
    }


def test_it_is_not_for_who_came_later_unless_it_is_a_must_read_that_is_still_due(browser_of, cast):
    long_ago = timezone.now() - timedelta(days=30)
    announce(announced_at=long_ago)
    announce(announced_at=long_ago, ahead=-1)
    due = announce(announced_at=long_ago, ahead=0)
    assert unread(browser_of(cast.staff)) == [(due, "")]


def test_an_announcement_is_told_for_ninety_days_a_must_read_until_it_is_confirmed(browser_of, cast):
    User.objects.update(created_at=timezone.now() - timedelta(days=900))
    announce(announced_at=timezone.now() - timedelta(days=92))
    young = announce(announced_at=timezone.now() - timedelta(days=88))
    overdue = announce(announced_at=timezone.now() - timedelta(days=400), ahead=-390)
    browser = browser_of(cast.staff)
    assert unread(browser) == [(overdue, ""), (young, "")]
    confirm(browser, overdue)
    assert unread(browser) == [(young, "")]


def test_an_announcement_is_finished_and_counts_as_opened(browser_of, cast):
    made, other = announce(), announce()
    comment(made)
    newest = comment(made)
    browser = browser_of(cast.staff)
    page = browser.post(FINISH, {"post": made}, follow=True).content.decode()
    assert "済みにしました" in page
    assert unread(browser) == [(other, "")]
    assert BbsRead.objects.get().comment_id == newest
    assert unread(browser_of(cast.manager)) == [(other, ""), (made, "")]


def test_a_notice_is_finished_and_stays_so(browser_of, cast):
    theirs = post()
    first, second = (notice(cast.staff, theirs, comment(theirs), "mention") for _ in range(2))
    browser = browser_of(cast.staff)
    for _ in range(2):
        assert browser.post(FINISH, {"notice": first}).status_code == 302
    done = BbsNotice.objects.get(pk=first).done_at
    assert unread(browser) == [(theirs, "mention")]
    browser.post(FINISH, {"notice": first})
    assert BbsNotice.objects.get(pk=first).done_at == done
    assert BbsNotice.objects.get(pk=second).done_at is None


def test_a_must_read_is_not_finished_by_hand(browser_of, cast):
    made = announce(ahead=3)
    browser = browser_of(cast.staff)
    assert "済みにする" not in browser.get(UNREAD).content.decode()
    page = browser.post(FINISH, {"post": made}, follow=True).content.decode()
    assert "開いて「確認しました」を押してください" in page
    browser.post(FINISH, {**EVER, "until": timezone.now().isoformat()})
    assert unread(browser) == [(made, "")]
    assert not BbsRead.objects.exists()


def test_all_is_finished_at_once_but_for_must_reads_and_the_list_then_reaches_zero(browser_of, cast):
    must, mine = announce(ahead=3), post(cast.shibuya, cast.staff)
    for _ in range(3):
        announce()
        notice(cast.staff, mine, comment(mine))
    browser = browser_of(cast.staff)
    page = browser.get(UNREAD)
    assert number(browser) == 7
    answer = browser.post(FINISH, all_of(page), follow=True)
    assert "6件を済みにしました" in answer.content.decode()
    assert unread(browser) == [(must, "")]
    confirm(browser, must)
    assert number(browser) == 0
    assert "未読はありません" in browser.get(UNREAD).content.decode()


def test_what_is_told_after_the_list_was_shown_is_not_finished_with_it(browser_of, cast):
    announce()
    browser = browser_of(cast.staff)
    seen = all_of(browser.get(UNREAD))
    unseen, mine = announce(), post(cast.shibuya, cast.staff)
    notice(cast.staff, mine, comment(mine))
    browser.post(FINISH, seen)
    assert unread(browser) == [(mine, "answer"), (unseen, "")]


def test_what_the_list_had_no_place_for_is_not_finished_with_it(browser_of, cast):
    mine = post(cast.shibuya, cast.staff)
    for _ in range(30):
        announce()
        notice(cast.staff, mine, comment(mine))
    browser = browser_of(cast.staff)
    page = browser.get(UNREAD)
    assert "ほかに10件あります。済みにすると、ここに並びます。" in page.content.decode()
    assert "50件を済みにしました" in browser.post(FINISH, all_of(page), follow=True).content.decode()
    assert len(unread(browser)) == 10
    assert "10件を済みにしました" in (
        browser.post(FINISH, all_of(browser.get(UNREAD)), follow=True).content.decode()
    )
    assert number(browser) == 0


def test_htmx_is_given_the_rest_of_the_list_and_the_new_number(browser_of, cast):
    made, other = announce(title="ひとつめ"), announce(title="ふたつめ")
    browser = browser_of(cast.staff)
    part = browser.post(FINISH, {"post": made}, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "ふたつめ" in part
    assert "ひとつめ" not in part
    assert "済みにしました" in part
    assert "未読は1件です" in part
    assert 'hx-swap-oob="true"' in part
    last = browser.post(FINISH, {"post": other}, headers=HTMX).content.decode()
    assert "未読はなくなりました" in last
    assert "未読はありません" in last


def test_a_page_of_the_release_before_finishes_no_more_than_the_list_shows(browser_of, cast, monkeypatch):
    """1.0.0 did not send since when: it would be finished unseen what the list has no place for."""
    monkeypatch.setattr("web.board.unread.PAGE", 2)
    for n in range(3):
        announce(title=f"お知らせ{n}")
    browser = browser_of(cast.staff)
    until = browser.get(UNREAD).context["until"]
    assert browser.post(FINISH, {"all": "1", "until": until}).status_code == 302
    assert number(browser) == 1
    assert browser.post(FINISH, {"all": "1", "until": until}).status_code == 302
    assert browser.post(FINISH, {"all": "1", "until": until}).status_code == 404  # nothing is left


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"notice": ""},
        {"notice": "x"},
        {"notice": "9" * 40},
        {"post": "-1"},
        {"post": "999999"},
        {"post": "１"},
        {"all": "1"},
        {**EVER, "until": "きのう"},
        {**EVER, "until": "2026-11-23T00:00:00"},
        {**EVER, "until": "\0"},
        {**EVER, "since": "きのう", "until": "2099-01-01T00:00Z"},
    ],
)
def test_nonsense_finishes_nothing_and_is_not_there(browser_of, cast, typed):
    announce()
    browser = browser_of(cast.staff)
    assert browser.post(FINISH, typed).status_code == 404
    assert number(browser) == 1


def test_nobody_finishes_what_is_another_persons(browser_of, cast):
    theirs = notice(cast.other_staff, post(cast.umeda, cast.other_staff), None, "mention")
    foreign = announce(cast.umeda)
    browser = browser_of(cast.staff)
    assert browser.post(FINISH, {"notice": theirs}).status_code == 404
    assert browser.post(FINISH, {"post": foreign}).status_code == 404
    assert browser.post(FINISH, {"post": post()}).status_code == 404
    browser.post(FINISH, {**EVER, "until": timezone.now().isoformat()})
    assert len(unread(browser_of(cast.other_staff))) == 2


def test_what_is_deleted_is_told_no_more(browser_of, cast):
    mine, theirs = post(cast.shibuya, cast.staff), post()
    notice(cast.staff, mine, comment(mine))
    notice(cast.staff, theirs, comment(theirs), "mention")
    news = announce(ahead=1)
    browser = browser_of(cast.staff)
    assert number(browser) == 3
    BbsComment.objects.filter(post_id=mine).update(deleted_at=timezone.now(), content="")
    BbsPost.objects.filter(pk__in=(theirs, news)).update(deleted_at=timezone.now(), title="", content="")
    assert unread(browser) == []


def test_who_moves_to_another_store_is_told_what_is_for_that_store(browser_of, cast):
    here, there = announce(cast.shibuya), announce(cast.umeda)
    notice(cast.staff, here, None, "mention")
    browser = browser_of(cast.staff)
    assert unread(browser) == [(here, "mention"), (here, "")]
    User.objects.filter(pk=cast.staff).update(store_id=cast.umeda)
    assert unread(browser) == [(there, "")]


def test_who_moves_to_another_store_is_asked_for_no_old_must_read_of_that_store(browser_of, cast):
    overdue = announce(cast.umeda, ahead=-3)
    everybodys, due = announce(ahead=-3), announce(cast.umeda, ahead=3)
    User.objects.filter(pk=cast.staff).update(store_id=cast.umeda)
    assert {made for made, _ in unread(browser_of(cast.staff))} == {everybodys, due}
    assert overdue in {made for made, _ in unread(browser_of(cast.other_staff))}
    later = announce(cast.umeda, ahead=-1)
    assert later in {made for made, _ in unread(browser_of(cast.staff))}


def test_who_moves_within_its_audience_or_there_and_back_still_owes_an_overdue_must_read(browser_of, cast):
    both = announce(cast.shibuya, cast.umeda, ahead=-3)
    here = announce(cast.shibuya, ahead=-3)
    browser = browser_of(cast.staff)
    User.objects.filter(pk=cast.staff).update(store_id=cast.umeda)
    assert [made for made, _ in unread(browser)] == [both]
    User.objects.filter(pk=cast.staff).update(store_id=cast.shibuya)
    assert {made for made, _ in unread(browser)} == {both, here}


def test_who_moves_on_within_an_audience_owes_no_must_read_from_before_they_came_into_it(browser_of, cast):
    to_tokyo: dict[str, Any] = {"audience": "area", "area": Area.objects.get(name="東京")}
    everybodys, _before_them = announce(ahead=-3), announce(ahead=-3, **to_tokyo)
    User.objects.filter(pk=cast.other_staff).update(store_id=cast.shibuya)
    theirs = announce(ahead=-3, **to_tokyo)
    User.objects.filter(pk=cast.other_staff).update(store_id=cast.shinjuku)
    assert {made for made, _ in unread(browser_of(cast.other_staff))} == {everybodys, theirs}


def test_who_helps_elsewhere_and_comes_back_owes_no_must_read_from_before_they_first_came(browser_of, cast):
    announce(cast.umeda, ahead=-3)
    User.objects.filter(pk=cast.staff).update(store_id=cast.umeda)
    theirs = announce(cast.umeda, ahead=-3)
    for store in (cast.shinjuku, cast.umeda):
        User.objects.filter(pk=cast.staff).update(store_id=store)
    assert unread(browser_of(cast.staff)) == [(theirs, "")]


def test_a_post_that_becomes_an_announcement_is_told_to_who_had_read_it(browser_of, cast):
    made = post(cast.head_office, cast.admin)
    BbsRead.objects.create(user_id=cast.staff, post_id=made)
    BbsPost.objects.filter(pk=made).update(announced_at=timezone.now())
    assert unread(browser_of(cast.staff)) == [(made, "")]


def test_an_announcement_that_turns_into_a_must_read_wants_to_be_confirmed(browser_of, cast):
    made = announce()
    browser = browser_of(cast.staff)
    browser.post(FINISH, {"post": made})
    assert unread(browser) == []
    BbsPost.objects.filter(pk=made).update(due_on=day(2))
    assert unread(browser) == [(made, "")]


def test_opening_finishes_an_announcement_and_what_was_told_there_but_not_a_must_read(browser_of, cast):
    news, must, mine = announce(), announce(ahead=3), post(cast.shibuya, cast.staff)
    answer = comment(mine)
    notice(cast.staff, mine, answer)
    notice(cast.staff, news, None, "mention")
    browser = browser_of(cast.staff)
    assert number(browser) == 4
    for opened, left in ((must, 4), (news, 2), (f"{mine}/?comment={answer}", 1)):
        path = f"/bbs/detail/{opened}".rstrip("/")
        assert number(browser, path if "?" in path else f"{path}/") == left
    assert unread(browser) == [(must, "")]


def test_opening_finishes_what_became_an_announcement_after_it_was_read(browser_of, cast):
    made, browser = post(cast.head_office, cast.admin), browser_of(cast.staff)
    browser.get(f"/bbs/detail/{made}/")
    BbsPost.objects.filter(pk=made).update(announced_at=timezone.now())
    assert number(browser) == 1
    assert number(browser, f"/bbs/detail/{made}/") == 0


def test_the_board_leads_to_what_is_unread(browser_of, cast):
    assert f'href="{UNREAD}"' in browser_of(cast.staff).get("/bbs/list/").content.decode()


def test_a_part_of_a_page_asks_for_no_number(browser_of, cast):
    browser = browser_of(cast.staff)
    statements = []
    for headers in ({}, {}, HTMX):
        with CaptureQueriesContext(connection) as captured:
            browser.get("/report/list/", headers=headers)
        statements.append(sum("bbs_notices" in query["sql"] for query in captured))
    assert statements == [1, 1, 0]
