"""The list of the board: what is new to whom, what counts, in both orders, and for whom announcements are."""

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from shared.dates import now
from tests.web.reporting import file_report, photo
from web.accounts.models import User
from web.board.models import (
    BbsComment,
    BbsConfirmation,
    BbsPost,
    BbsPostStore,
    BbsReaction,
    BbsRead,
)
from web.stores.models import Area

pytestmark = pytest.mark.django_db

LIST = "/bbs/list/"
CARD = re.compile(r'<article class="report.*?</article>', re.DOTALL)
LINK = re.compile(r'/bbs/detail/(\d+)/">(?:<mark>)?([^<]*)')
MORE = re.compile(r'href="(/bbs/list/\?[^"]*before=[^"]*)"')


@pytest.fixture(autouse=True)
def people(db) -> None:
    """Everybody has been here for a year."""
    User.objects.update(created_at=now() - timedelta(days=365))


def write(user: str, title: str = "題", *, ago: float = 1, **columns: Any) -> BbsPost:
    """A post by somebody, so many hours old."""
    defaults = {"genre": "claim", "content": "内容", "store_id": User.objects.get(pk=user).store_id}
    return BbsPost.objects.create(
        user_id=user, title=title, created_at=now() - timedelta(hours=ago), **(defaults | columns)
    )


def announce(user: str, title: str, **columns: Any) -> BbsPost:
    return write(user, title, announced_at=now(), **columns)


def answer(post: BbsPost, user: str, **columns: Any) -> BbsComment:
    return BbsComment.objects.create(post=post, user_id=user, **({"content": "答え"} | columns))


def like(post: BbsPost, *users: str) -> None:
    for user in users:
        BbsReaction.objects.create(post=post, user_id=user, kind="iine")


def opened(post: BbsPost, user: str) -> None:
    """The person has opened the post, with all its comments."""
    post.counts.refresh_from_db()
    BbsRead.objects.update_or_create(
        user_id=user, post=post, defaults={"comment_id": post.counts.last_comment_id}
    )


def cards(browser, address: str = LIST) -> dict[int, str]:
    """The posts of a page in their order: by their number, as they are drawn."""
    drawn = CARD.findall(browser.get(address).content.decode())
    return {int(LINK.search(card)[1]): card for card in drawn}  # type: ignore[index]


def titles(browser, address: str = LIST) -> list[str]:
    return [LINK.search(card)[2] for card in cards(browser, address).values()]  # type: ignore[index]


def walked(browser, address: str) -> list[int]:
    """All posts of a list, page after page by 「もっと見る」."""
    found: list[int] = []
    while address:
        page = browser.get(address).content.decode()
        found += [int(number) for number, _ in LINK.findall(page)]
        more = MORE.search(page)
        address = more[1].replace("&amp;", "&") if more else ""
    return found


def test_a_post_is_new_until_it_is_opened_and_never_to_its_writer(browser_of, cast):
    post = write(cast.other_staff)
    assert "新着" in cards(browser_of(cast.staff))[post.id]
    assert "新着" not in cards(browser_of(cast.other_staff))[post.id]
    opened(post, cast.staff)
    assert "新着" not in cards(browser_of(cast.staff))[post.id]
    assert "新着" in cards(browser_of(cast.manager))[post.id]


def test_what_was_written_before_somebody_came_is_not_new_to_them(browser_of, cast):
    old, new = write(cast.other_staff, ago=48), write(cast.other_staff, ago=1)
    User.objects.filter(pk=cast.staff).update(created_at=now() - timedelta(hours=24))
    found = cards(browser_of(cast.staff))
    assert "新着" not in found[old.id]
    assert "新着" in found[new.id]


def test_answers_since_one_looked_are_told_to_who_opened_or_wrote_the_post(browser_of, cast):
    post = write(cast.other_staff)
    answer(post, cast.staff)
    assert "新しいコメント" in cards(browser_of(cast.other_staff))[post.id]
    assert "新しいコメント" not in cards(browser_of(cast.manager))[post.id]
    opened(post, cast.manager)
    opened(post, cast.other_staff)
    assert "新しいコメント" not in cards(browser_of(cast.other_staff))[post.id]
    answer(post, cast.area)
    assert "新しいコメント" in cards(browser_of(cast.manager))[post.id]
    assert "新しいコメント" in cards(browser_of(cast.other_staff))[post.id]


def test_ones_own_answer_and_one_that_was_deleted_are_no_news(browser_of, cast):
    post = write(cast.other_staff)
    opened(post, cast.staff)
    answer(post, cast.staff)
    assert "新しいコメント" not in cards(browser_of(cast.staff))[post.id]
    gone = answer(post, cast.manager)
    assert "新しいコメント" in cards(browser_of(cast.staff))[post.id]
    gone.delete()
    assert "新しいコメント" not in cards(browser_of(cast.staff))[post.id]


def test_comments_and_reactions_are_counted_and_a_best_answer_is_told(browser_of, cast):
    post, other = write(cast.staff), write(cast.staff)
    answer(post, cast.manager, is_best_answer=True)
    answer(post, cast.area)
    answer(post, cast.admin, content="", deleted_at=now())
    like(post, cast.manager, cast.area, cast.admin)
    found = cards(browser_of(cast.staff))
    assert "コメント 2件" in found[post.id]
    assert "リアクション 3件" in found[post.id]
    assert "ベストアンサーあり" in found[post.id]
    assert "コメント 0件" in found[other.id]
    assert "ベストアンサーあり" not in found[other.id]


def test_the_most_liked_come_first_then_the_most_answered_then_the_newest(browser_of, cast):
    newest, liked = write(cast.staff, "新しい", ago=1), write(cast.staff, "好かれた", ago=9)
    answered, older = write(cast.staff, "答えられた", ago=8), write(cast.staff, "古い", ago=7)
    first = write(cast.staff, "一番", ago=99)
    like(first, cast.manager, cast.area)
    like(liked, cast.manager)
    answer(answered, cast.manager)
    expected = [first, liked, answered, *sorted((newest, older), key=lambda post: -post.id)]
    assert list(cards(browser_of(cast.staff), LIST + "?sort=popular")) == [post.id for post in expected]


@pytest.mark.parametrize(
    "asked", ["", "sort=popular", "sort=popular&genre=claim&store=2", "keyword=内容&sort=popular"]
)
def test_page_after_page_shows_every_post_once_in_its_order(browser_of, cast, asked):
    same = now()
    for number in range(47):
        post = write(cast.staff, f"題{number}", genre="claim" if number % 3 else "praise")
        BbsPost.objects.filter(pk=post.pk).update(created_at=same - timedelta(minutes=number // 5))
        like(post, *(cast.staff, cast.manager, cast.area)[: number % 4])
    found = walked(browser_of(cast.staff), f"{LIST}?{asked}")
    posts = {post.id: post for post in BbsPost.objects.select_related("counts")}
    assert (
        len(found)
        == len(set(found))
        == BbsPost.objects.exclude(**({"genre": "praise"} if "genre" in asked else {"genre": "none"})).count()
    )

    def place(number: int) -> tuple[object, ...]:
        post = posts[number]
        liked = (post.counts.reactions, post.counts.comments) if "popular" in asked else (post.created_at,)
        return (*liked, number)

    assert all(place(one) > place(other) for one, other in pairwise(found))


def test_an_announcement_says_for_whom_it_is_and_until_when_it_is_to_be_confirmed(browser_of, cast):
    tokyo = Area.objects.get(name="東京")
    to_all = announce(cast.admin, "全店へ")
    to_area = announce(cast.admin, "東京へ", audience="area", area=tokyo, due_on="2026-12-01")
    to_store = announce(cast.admin, "渋谷へ", audience="stores", due_on="2026-12-02")
    BbsPostStore.objects.create(post=to_store, store_id=cast.shibuya)
    BbsConfirmation.objects.create(post=to_store, user_id=cast.staff, version=1)
    found = cards(browser_of(cast.staff))
    assert "お知らせ: 全店舗" in found[to_all.id]
    assert "必読" not in found[to_all.id]
    assert "お知らせ: 東京" in found[to_area.id]
    assert "必読 12/1(火)まで" in found[to_area.id]
    assert "お知らせ: 選んだ店舗" in found[to_store.id]
    assert "確認済み" in found[to_store.id]
    assert "必読 12/2(水)まで" in cards(browser_of(cast.manager))[to_store.id]


@pytest.mark.parametrize(
    "asked", ["", "?sort=popular", "?keyword=宛て", "?keyword=宛て&sort=popular", "?store=1"]
)
def test_an_announcement_to_others_is_in_no_list_of_mine(browser_of, cast, asked):
    osaka = Area.objects.get(name="大阪")
    to_osaka = announce(cast.admin, "大阪宛て", audience="area", area=osaka)
    to_umeda = announce(cast.admin, "梅田宛て", audience="stores")
    BbsPostStore.objects.create(post=to_umeda, store_id=cast.umeda)
    seen = {to_osaka.id, to_umeda.id}
    for user in (cast.staff, cast.manager, cast.area):
        assert not seen & cards(browser_of(user), LIST + asked).keys()
    for user in (cast.other_staff, cast.admin):
        assert seen <= cards(browser_of(user), LIST + asked).keys()


@pytest.mark.parametrize("asked", ["", "?sort=popular", "?keyword=消える", "?genre=claim"])
def test_a_tombstone_is_in_no_list(browser_of, cast, asked):
    post = write(cast.staff, "消える")
    assert post.id in cards(browser_of(cast.manager), LIST + asked)
    BbsPost.objects.filter(pk=post.pk).update(title="", content="", deleted_at=now(), report_id=None)
    assert post.id not in cards(browser_of(cast.manager), LIST + asked)


def test_a_list_shows_words_and_not_the_signs_of_markdown(browser_of, cast):
    post = write(cast.staff, content="**番号札**を配る\n- [手順](https://example.com/)を見る <b>太字</b>")
    card = cards(browser_of(cast.manager))[post.id]
    assert "番号札を配る" in card
    assert "**" not in card
    assert "&lt;b&gt;太字" in card
    assert "<b>" not in card


def test_a_post_of_a_report_shows_its_first_picture_and_how_many(browser_of, cast):
    browser = browser_of(cast.staff)
    file_report(browser, post_to_bbs="on", images=[photo(1), photo(2)])
    [card] = cards(browser_of(cast.other_staff)).values()
    assert 'src="/pictures/' in card
    assert "写真2枚" in card


def test_there_is_a_way_to_write_and_home_shows_the_same_cards(browser_of, cast):
    post = write(cast.other_staff, "家で読む")
    browser = browser_of(cast.staff)
    assert 'href="/bbs/register/"' in browser.get(LIST).content.decode()
    assert "新着" in cards(browser, "/")[post.id]


def test_an_empty_board_says_what_to_write(browser_of, cast):
    page = browser_of(cast.staff).get(LIST).content.decode()
    assert "まだ投稿がありません" in page
    assert 'href="/bbs/register/"' in page


def test_a_page_behind_the_last_post_says_so(browser_of, cast):
    write(cast.staff)
    for before in ("2000-01-01T00:00:00+09:00_1", "0_0_0&sort=popular"):
        page = browser_of(cast.staff).get(f"{LIST}?before={before.replace('+', '%2B')}").content.decode()
        assert "これより先の投稿はありません" in page


def test_htmx_gets_a_next_page_alone(browser_of, cast):
    for number in range(25):
        write(cast.staff, f"題{number}", ago=number)
    browser = browser_of(cast.manager)
    address = MORE.search(browser.get(LIST).content.decode())[1]  # type: ignore[index]
    part = browser.get(address.replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert part.count("<article") == 5
    assert "<form" not in part
    assert "<html" not in part


def test_the_time_of_a_post_is_told_on_the_clock_of_japan(browser_of, cast):
    moment = datetime.fromisoformat("2026-11-22T22:14:00+09:00")
    post = write(cast.staff)
    BbsPost.objects.filter(pk=post.pk).update(created_at=moment)
    assert "2026年11月22日(日) 22:14" in cards(browser_of(cast.staff))[post.id]


def test_counts_stay_right_when_psql_writes(browser_of, cast):
    post = write(cast.staff)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bbs_comments (post_id, user_id, content)"
            " SELECT %s, user_id, 'x' FROM users WHERE user_id <> %s",
            [post.id, cast.staff],
        )
        cursor.execute("DELETE FROM bbs_comments WHERE user_id = %s", [cast.admin])
        cursor.execute("SELECT count(*) FROM bbs_comments WHERE post_id = %s", [post.id])
        [(count,)] = cursor.fetchall()
    assert f"コメント {count}件" in cards(browser_of(cast.staff))[post.id]
