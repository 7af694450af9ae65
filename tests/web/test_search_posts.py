"""Searching the board finds what a scan of all folded texts finds, in both orders, however it is typed."""

from datetime import date, timedelta
from itertools import islice
from random import Random
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from shared import board
from shared.access import Viewer
from shared.board import Only
from shared.dates import now
from shared.db import many
from shared.search import keywords
from shared.search.keywords import Plan
from tests.cast import CAST
from tests.web.test_search_reports import ODD, PLANS, TYPED, drawn, scan
from web.board.models import BbsPost, BbsPostCounts
from web.demo.chain import Chain
from web.demo.rows import Report as Told

pytestmark = pytest.mark.django_db

LIST = "/bbs/list/"
TEXTS = 200
VIEWER = Viewer("x", "x", "staff", CAST.shibuya, "x", 5, "", [CAST.shibuya], [CAST.shibuya])


@pytest.fixture(scope="module")
def told() -> list[tuple[str, str]]:
    """Titles and contents as staff write them, and odd ones."""
    chain = Chain(date(2026, 11, 22), seed=6, stores=3, days=40)
    rows = (row for row in chain.rows() if isinstance(row, Told))
    return ODD + [(row.title, row.content) for row in islice(rows, TEXTS)]


@pytest.fixture
def texts(db, told) -> dict[int, str]:
    """The folded text of each post by its id, in two stores, liked at random; tombstones among them."""
    rng = Random(3)  # noqa: S311
    for number, (title, content) in enumerate(told):
        write(title, content, ago=number // 3, store=rng.choice((CAST.shibuya, CAST.umeda)))
    for counts in BbsPostCounts.objects.all():
        counts.reactions, counts.comments = rng.randrange(5), rng.randrange(3)
        counts.save()
    gone = BbsPost.objects.order_by("id")[::20]
    BbsPost.objects.filter(id__in=[post.id for post in gone]).update(title="", content="", deleted_at=now())
    rows = BbsPost.objects.filter(deleted_at=None).values_list("id", "title", "content")
    return {number: keywords.fold(f"{title}\n{content}") for number, title, content in rows}


def write(title: str, content: str, *, ago: int = 0, store: int = CAST.shibuya, **columns: str) -> BbsPost:
    return BbsPost.objects.create(
        user_id=CAST.staff,
        store_id=store,
        title=title,
        content=content,
        created_at=now() - timedelta(hours=ago),
        **({"genre": "claim"} | columns),
    )


def found(typed: str, plan: Plan, *, popular: bool = False, store: int | None = None) -> list[int]:
    """What is found, in its order."""
    only = Only(words=keywords.parsed(typed), plan=plan, popular_first=popular, in_store=store)
    return [row.id for row in many(connection, board.newest(VIEWER, 2000, only=only))]


def test_a_hundred_random_words_find_what_a_scan_finds(texts, told):
    rng = Random(20261123)  # noqa: S311
    for _ in range(100):
        typed, popular = drawn(told, rng), rng.random() < 0.5
        assert sorted(found(typed, rng.choice(PLANS), popular=popular)) == scan(texts, typed), typed


@pytest.mark.parametrize("popular", [False, True], ids=["new", "popular"])
@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_every_plan_finds_the_same_however_it_is_typed(texts, plan, popular):
    for typed in TYPED:
        expected = scan(texts, typed.replace("\0", " "))
        assert sorted(found(typed, plan, popular=popular)) == expected, typed


@pytest.mark.parametrize("popular", [False, True], ids=["new", "popular"])
@pytest.mark.parametrize("plan", PLANS, ids=str)
@pytest.mark.parametrize("store", [None, CAST.umeda])
def test_a_short_page_holds_the_first_and_the_next_goes_on_behind_it(texts, plan, popular, store):
    only = Only(words=keywords.parsed("お客様"), plan=plan, popular_first=popular, in_store=store)
    whole = many(connection, board.newest(VIEWER, 2000, only=only))
    page = many(connection, board.newest(VIEWER, 5, only=only))
    assert len(whole) > 8
    assert page == whole[:5]
    places = [post.by_liking if popular else (post.created_at, post.id) for post in whole]
    assert many(connection, board.newest(VIEWER, 2000, before=places[4], only=only)) == whole[5:]
    assert places == sorted(places, reverse=True)


def test_a_place_of_the_other_order_is_the_first_page(texts):
    whole = many(connection, board.newest(VIEWER, 5))
    assert many(connection, board.newest(VIEWER, 5, before=(1, 1, 1))) == whole


def test_genre_store_and_order_narrow_and_are_kept_by_more(browser_of, cast):
    for number in range(23):
        write(f"クレーム{number}", "話")
        write(f"賞賛{number}", "話", genre="praise")
        write(f"梅田{number}", "話", store=cast.umeda)
    browser = browser_of(cast.staff)
    asked = {"keyword": "話", "genre": "claim", "store": "2", "sort": "popular"}
    first = browser.get(LIST, asked).content.decode()
    assert "賞賛2" not in first
    assert "梅田2" not in first
    assert '<option value="claim" selected>クレーム</option>' in first
    assert '<option value="2" selected>渋谷店</option>' in first
    assert '<option value="popular" selected>' in first
    address = first.split('hx-get="/bbs/list/?')[1].split('"')[0].replace("&amp;", "&")
    assert urlencode(asked) in address
    second = browser.get(f"{LIST}?{address}", headers={"HX-Request": "true"}).content.decode()
    assert second.count("<article") == 3
    assert "賞賛" not in second
    assert "<form" not in second


def test_the_page_says_what_it_shows_and_marks_it(browser_of, cast):
    write("ｶﾞﾗｽ<b>", "長い話。" * 400 + "最後に<i>**ガラス**</i>が割れた。")
    page = browser_of(cast.staff).get(LIST, {"keyword": "ガラス"}).content.decode()
    assert "<title>「ガラス」の検索結果" in page
    assert "<mark>ｶﾞﾗｽ</mark>&lt;b&gt;" in page
    assert "&lt;i&gt;<mark>ガラス</mark>&lt;/i&gt;が割れた。" in page


def test_every_store_can_be_chosen_by_everybody(browser_of, cast):
    page = browser_of(cast.staff).get(LIST).content.decode()
    stores = page.split('name="store">')[1].split("</select>")[0]
    for name in ("本部", "渋谷店", "新宿店", "梅田店"):
        assert f">{name}</option>" in stores


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"genre": "weather"}, "選ばれたジャンルがない"),
        ({"store": "99"}, "選ばれた店舗がない"),
        ({"store": "梅田"}, "選ばれた店舗がない"),
        ({"sort": "best"}, "選ばれた並び順がない"),
        ({"keyword": "長" * 100_000}, "長すぎるため"),
        ({"keyword": " ".join("一二三四五六七八九十百")}, "長すぎるため"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(browser_of, cast, asked, told):
    write("残る投稿", "話")
    response = browser_of(cast.staff).get(LIST, asked)
    assert response.status_code == 200
    page = response.content.decode()
    assert told in page
    assert "残る投稿" in page or "keyword" in asked


@pytest.mark.parametrize("sort", ["new", "popular"])
@pytest.mark.parametrize(
    "before",
    [
        *("", "x", "2026-10-15", "1_2", "1_2_3_4", "９_９_９", "_" * 99, "\0_1", "-1_-1_-1"),
        *("2026-13-45T00:00:00+09:00_1", "0001-01-01T00:00:00+14:00_1", "9999-12-31T23:59:59-12:00_1"),
        f"1_{10**30}_{10**30}",
    ],
)
def test_a_place_that_is_none_never_fails(browser_of, cast, before, sort):
    asked = {"before": before, "keyword": "客", "sort": sort}
    assert browser_of(cast.staff).get(LIST, asked).status_code == 200
    assert browser_of(cast.staff).get(LIST, asked | {"keyword": ""}).status_code == 200


def test_nothing_found_says_so_and_shows_the_way_back(browser_of, cast):
    page = browser_of(cast.staff).get(LIST, {"keyword": "鬱鬱<script>"}).content.decode()
    assert "「鬱鬱&lt;script&gt;」に合う投稿はありません" in page
    assert "<script>" not in page
    assert 'href="/bbs/list/"' in page


@pytest.mark.parametrize("typed", ["", " ", "　", "\0", "\n"])
def test_nothing_typed_lists_everything(browser_of, cast, typed):
    write("日々の記録", "何も")
    page = browser_of(cast.staff).get(LIST + "?keyword=" + quote(typed)).content.decode()
    assert "日々の記録" in page
    assert "検索結果" not in page


def test_htmx_gets_the_results_alone_and_the_address_without_what_it_does_not_need(browser_of, cast):
    browser = browser_of(cast.staff)
    asked = {"keyword": " 客 ", "genre": "", "store": "", "sort": "new"}
    response = browser.get(LIST, asked, headers={"HX-Request": "true"})
    assert response["HX-Replace-Url"] == LIST + "?keyword=%E5%AE%A2"
    assert "<html" not in response.content.decode()
    again = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in browser.get(LIST, asked, headers=again).content.decode()


def test_a_changed_post_is_found_by_its_new_words_alone(browser_of, cast):
    post = write("前の題", "前の話")
    BbsPost.objects.filter(pk=post.pk).update(title="包丁", content="研ぐ")
    browser = browser_of(cast.staff)
    assert f"/bbs/detail/{post.id}/" in browser.get(LIST, {"keyword": "包丁"}).content.decode()
    assert f"/bbs/detail/{post.id}/" not in browser.get(LIST, {"keyword": "前の話"}).content.decode()
