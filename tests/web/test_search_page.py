"""まとめて検索: what the page takes, shows and says. How well it finds is shown in tests/search."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from shared.embedding.state import Coverage
from shared.search.addresses import address
from shared.search.hybrid import Found
from shared.words import TextKind
from tests.cast import CAST
from web.board.models import BbsComment, BbsPost
from web.knowledge.models import KnowledgeDocument, KnowledgeVector
from web.reports.models import DailyReport
from web.search import finding
from web.search.models import Synonyms

pytestmark = pytest.mark.django_db

SEARCH = "/search/"
JAPAN = ZoneInfo("Asia/Tokyo")
HTMX = {"HX-Request": "true"}


def report(title: str = "閉店作業", content: str = "違算が出た", **columns: object) -> DailyReport:
    known = {"store_id": CAST.shibuya, "user_id": CAST.staff, "date": "2026-10-15", "genre": "claim"}
    return DailyReport.objects.create(
        title=title, content=content, **({"location": "cashier"} | known | columns)
    )


def post(title: str = "相談", content: str = "違算が続く", **columns: object) -> BbsPost:
    known = {"store_id": CAST.umeda, "user_id": CAST.other_staff, "genre": "report"}
    written = {"created_at": datetime(2026, 10, 14, 23, 30, tzinfo=JAPAN)}
    return BbsPost.objects.create(title=title, content=content, **(known | written | columns))


def comment(on: BbsPost, content: str = "違算は二人で数える") -> BbsComment:
    return BbsComment.objects.create(post=on, user_id=CAST.staff, content=content)


def section(title: str = "締め", content: str = "違算は一円から書く") -> KnowledgeVector:
    document = KnowledgeDocument.objects.create(kind="manual", title="レジの手引き", body="…")
    return KnowledgeVector.objects.create(document=document, position=3, title=title, content=content)


def page(browser: Client, **asked: str) -> str:
    response = browser.get(SEARCH, asked)
    assert response.status_code == 200
    return response.content.decode()


def links(html: str) -> list[str]:
    return re.findall(r'class="report-link" href="([^"]*)"', html)


def rows(html: str) -> list[str]:
    return re.findall(r"<article class=\"report\">(.*?)</article>", html, re.DOTALL)


def test_each_kind_of_text_opens_at_the_very_text(browser_of, cast):
    one, said, told = report(), post(), section()
    answer = comment(said)
    html = page(browser_of(cast.staff), query="違算")
    assert set(links(html)) == {
        f"/report/view/{one.id}/",
        f"/bbs/detail/{said.id}/",
        f"/bbs/detail/{said.id}/?comment={answer.id}#comment-{answer.id}",
        f"/knowledge/{told.document_id}/#s3",
    }


@pytest.mark.parametrize("kind", TextKind.codes())
def test_every_kind_has_an_address_and_nothing_else_has(kind):
    found = Found(
        kind, 1, 2, 3, None, 4, None, None, None, None, None, "", "", by_words=True, by_meaning=True
    )
    assert address(found).startswith("/")
    with pytest.raises(ValueError, match="weather"):
        address(replace(found, kind="weather"))


def test_a_row_says_what_it_is_whence_and_when(browser_of, cast):
    report(), post(), section()
    by_kind = {
        re.findall(r"</svg>(\S+?)</span>", row)[0]: row
        for row in rows(page(browser_of(cast.staff), query="違算"))
    }
    assert "渋谷店" in by_kind["日報"]
    assert "佐藤 美咲" in by_kind["日報"]
    assert ">2026年10月15日(木)</time>" in by_kind["日報"]
    assert "クレーム" in by_kind["日報"]
    assert "会計" in by_kind["日報"] or "レジ" in by_kind["日報"]
    assert ">2026年10月14日(水)</time>" in by_kind["掲示板"]
    assert "梅田店" in by_kind["掲示板"]
    assert "<time" not in by_kind["資料"]
    assert "<span>レジの手引き</span>" in by_kind["資料"]


def test_words_are_marked_in_title_and_text_and_nothing_typed_is_html(browser_of, cast):
    report("<b>違算</b>", "前。" * 200 + "<img src=x onerror=alert(1)>のあと違算&amp;が出た")
    html = page(browser_of(cast.staff), query="違算")
    assert "&lt;b&gt;<mark>違算</mark>&lt;/b&gt;" in html
    assert "<mark>違算</mark>&amp;amp;が出た" in html
    assert "<img src=x" not in html
    html = page(browser_of(cast.staff), query="<script>alert(1)</script>")
    assert "<script>alert" not in html
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_of_a_sentence_its_parts_are_marked(browser_of, cast):
    report("お釣り", "レジのお釣りの額が違った")
    html = page(browser_of(cast.staff), query="お釣りが合わない")
    assert "レジの<mark>お釣り</mark>の額が違った" in html


def test_a_word_that_means_the_same_is_found_and_marked(browser_of, cast):
    one = report("閉店", "金額ちがいが出た")
    assert links(page(browser_of(cast.staff), query="勘定不一致")) == []
    Synonyms.objects.create(terms=["勘定不一致", "金額ちがい"])
    html = page(browser_of(cast.staff), query="勘定不一致")
    assert links(html) == [f"/report/view/{one.id}/"]
    assert "<mark>金額ちがい</mark>が出た" in html


def test_what_the_board_writes_in_markdown_is_shown_without_its_signs(browser_of, cast):
    post(content="**違算**が[手順](https://example.com/)のとおりに")
    assert "<mark>違算</mark>が手順のとおりに" in page(browser_of(cast.staff), query="違算")


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [("", 4), ("report", 1), ("board", 2), ("knowledge", 1)],
)
def test_a_kind_narrows(browser_of, cast, kind, kinds):
    report(), comment(post()), section()
    html = page(browser_of(cast.staff), query="違算", kind=kind)
    assert len(rows(html)) == kinds
    assert re.search(rf'value="{kind}" checked', html)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"genre": "praise"}, {"褒められた"}),
        ({"location": "hall"}, {"褒められた"}),
        ({"store": "4", "kind": "report"}, {"梅田"}),
        ({"since": "2026-10-16"}, {"褒められた"}),
        ({"until": "2026/10/14"}, {"梅田"}),
        ({"since": "2026-10-16", "until": "2026-10-14"}, {"褒められた", "梅田", "古い"}),
        ({"since": "2026-10-15", "until": "2026-10-15"}, {"古い"}),
    ],
)
def test_filters_narrow_and_stay_chosen(browser_of, cast, asked, titles):
    report("古い")
    report("褒められた", genre="praise", location="hall", date="2026-10-16")
    report("梅田", store_id=CAST.umeda, date="2026-10-14")
    html = page(browser_of(cast.admin), query="違算", **asked)
    assert {re.sub("<[^>]+>", "", row.split("<h3>")[1].split("</h3>")[0]) for row in rows(html)} == titles
    for name, value in asked.items():
        if name in {"genre", "location", "store"}:
            assert re.search(rf'<option value="{value}" selected>', html)


def test_the_filters_are_folded_away_and_say_what_they_are_set_to(browser_of, cast):
    browser = browser_of(cast.staff)
    assert 'id="narrowed"></span>' in page(browser, query="違算")
    asked = {"query": "違算", "genre": "claim", "location": "hall", "store": "4"}
    asked |= {"since": "2026-10-01", "until": "2026-10-31"}
    told = "クレーム、ホール、梅田店、2026年10月1日(木)から、2026年10月31日(土)まで</span>"
    assert 'id="narrowed">' + told in page(browser, **asked)
    partial = browser.get(SEARCH, asked, headers=HTMX).content.decode()
    assert '<span id="narrowed" hx-swap-oob="innerHTML">' + told in partial


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "weather"}, "選ばれた種類がない"),
        ({"genre": "weather"}, "選ばれたジャンルがない"),
        ({"location": "roof"}, "選ばれた場所がない"),
        ({"store": "99"}, "選ばれた店舗がない"),
        ({"store": "梅田"}, "選ばれた店舗がない"),
        ({"since": "2026-13-45"}, "読み取れない日付"),
        ({"until": "きのう"}, "読み取れない日付"),
        ({"since": "2026-10-16", "until": "2026-10-01"}, "逆だった"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(browser_of, cast, asked, told):
    report(date="2026-10-10")
    html = page(browser_of(cast.staff), query="違算", **asked)
    assert told in html
    assert len(rows(html)) == 1


@pytest.mark.parametrize("query", ["違算 " * 100, " ".join("一二三四五六七八九十百"), "違" * 100_000])
def test_more_than_is_searched_is_told(browser_of, cast, query):
    assert "長すぎるため" in page(browser_of(cast.staff), query=query)


@pytest.mark.parametrize(
    "query",
    ["'", '"\\', "%", "_", "違算\0", "🍣🍣", "\ud800", "a" * 300, "違", ":*", "<->", "ー", "\u202e違算"],
)
@pytest.mark.parametrize("more", [{}, {"seen": "20"}, {"since": "0001-01-01", "until": "9999-12-31"}])
def test_odd_words_never_fail(browser_of, cast, query, more):
    report(), comment(post()), section()
    written = quote(query.encode("utf-8", "surrogatepass"))
    response = browser_of(cast.staff).get(f"{SEARCH}?query={written}&{urlencode(more)}")
    assert response.status_code == 200


@pytest.mark.parametrize("seen", ["x", "-20", "19", "100", "9" * 40, "２０", "\0"])
def test_a_place_that_is_none_is_the_beginning(browser_of, cast, seen):
    report()
    assert len(rows(page(browser_of(cast.staff), query="違算", seen=seen))) == 1


@pytest.mark.parametrize("query", ["", " ", "　", "\0", "\n"])
def test_nothing_typed_is_a_start_with_examples_and_no_search(browser_of, cast, query):
    report()
    html = page(browser_of(cast.staff), query=query, genre="claim")
    assert rows(html) == []
    assert "たとえば、こう探せます" in html
    assert f'href="/search/?query={quote("お釣りが合わない")}"' in html
    assert "検索結果" not in html


def test_nothing_found_says_so_and_what_to_try(browser_of, cast):
    html = page(browser_of(cast.staff), query="鬱鬱", kind="board")
    assert "「鬱鬱」に合うものはありません" in html
    assert "別の言い方にするか" in html
    assert f'href="/search/?query={quote("鬱鬱")}"' in html


def test_twenty_are_shown_and_more_on_request_up_to_a_hundred(browser_of, cast):
    for number in range(105):
        report(f"違算{number}")
    browser = browser_of(cast.staff)
    html, seen = page(browser, query="違算"), []
    while True:
        seen += links(html)
        more = re.findall(r'hx-get="(/search/\?[^"]*)"', html)
        if not more:
            break
        html = browser.get(more[0].replace("&amp;", "&"), headers=HTMX).content.decode()
        assert "<form" not in html
        assert len(rows(html)) == 20
    assert len(seen) == len(set(seen)) == 100
    assert "100件まで表示しています" in html


def test_without_a_script_more_shows_what_was_there_too(browser_of, cast):
    for number in range(25):
        report(f"違算{number}")
    browser = browser_of(cast.staff)
    first = links(page(browser, query="違算"))
    both = links(page(browser, query="違算", seen="20"))
    assert len(both) == 25
    assert both[:20] == first


def test_what_began_by_words_alone_goes_on_so_and_a_new_search_does_not(browser_of, cast, monkeypatch):
    for number in range(25):
        report(f"違算{number}")
    browser = browser_of(cast.staff)
    html = page(browser, query="違算")
    (more,) = re.findall(r'hx-get="(/search/\?[^"]*)"', html)
    asked: list[str] = []
    monkeypatch.setattr(finding, "vector_of", asked.append)
    rest = browser.get(more.replace("&amp;", "&"), headers=HTMX).content.decode()
    assert asked == []
    assert len({*links(html), *links(rest)}) == 25
    without_script = browser.get(more.replace("&amp;", "&")).content.decode()
    assert f'<a href="/search/?query={quote("違算")}">もう一度検索する</a>' in without_script
    page(browser, query="違算")
    assert asked == ["違算"]


def test_htmx_gets_the_results_alone_and_the_address_without_what_it_does_not_need(browser_of, cast):
    browser = browser_of(cast.staff)
    asked = {
        "query": " 違算 ",
        "kind": "",
        "genre": "",
        "location": "",
        "store": "",
        "since": "",
        "until": "",
    }
    response = browser.get(SEARCH, asked, headers=HTMX)
    assert response["HX-Replace-Url"] == SEARCH + "?query=" + quote("違算")
    assert "HX-Request" in response["Vary"]
    html = response.content.decode()
    assert "<html" not in html
    assert '<p id="found" hx-swap-oob="innerHTML">' in html
    again = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in browser.get(SEARCH, asked, headers=again).content.decode()


def test_without_a_worker_the_page_says_that_it_searched_by_words(browser_of, cast):
    report()
    html = page(browser_of(cast.staff), query="違算", kind="report")
    assert "今は言葉だけで検索しました" in html
    assert f'<a href="/search/?query={quote("違算")}&amp;kind=report">もう一度検索する</a>' in html
    assert len(rows(html)) == 1


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        (Coverage(True, 0, 1.0), None),
        (Coverage(False, 1, 0.9991), None),
        (Coverage(False, 40, 0.9399), "意味で探す準備が93%まで進んでいます"),
        (Coverage(False, 10_000, None), "まだ言葉だけで見つかる文章があります"),
    ],
)
def test_an_index_with_gaps_is_told_with_its_share(browser_of, cast, monkeypatch, coverage, told):
    monkeypatch.setattr(finding, "one", lambda _connection, _query: coverage)
    html = page(browser_of(cast.staff), query="違算")
    assert ("意味で探す準備" in html) is (told is not None)
    assert told is None or told in html


def test_the_share_is_that_of_the_texts_with_a_vector(browser_of, cast):
    report()
    assert "意味で探す準備" in page(browser_of(cast.staff), query="違算")


@pytest.mark.parametrize("address", ["/", "/report/list/", "/bbs/list/"])
def test_home_and_the_lists_lead_here(browser_of, cast, address):
    html = browser_of(cast.staff).get(address).content.decode()
    assert 'action="/search/"' in html or 'href="/search/"' in html


@pytest.mark.parametrize(("address", "name"), [("/report/list/", "query"), ("/bbs/list/", "keyword")])
def test_from_a_list_the_words_go_along(browser_of, cast, address, name):
    html = browser_of(cast.staff).get(address, {name: "違算&<b>"}).content.decode()
    assert f'href="/search/?query={quote("違算&<b>")}"' in html


@pytest.mark.parametrize(
    ("typed", "written"), [("くれーむ", "クレーム"), ("クレーム", "くれーむ"), ("ﾚｼｰﾄ", "れしーと")]
)
def test_a_reading_is_found_and_marked_in_either_kana(browser_of, cast, typed, written):
    report("閉店", f"今日も{written}がありました")
    assert f"<mark>{written}</mark>がありました" in page(browser_of(cast.staff), query=typed)
