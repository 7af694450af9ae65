"""Searching 日報 finds what a scan of all folded texts finds, in one's own stores, however it is typed."""

from datetime import date
from itertools import islice
from random import Random
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import reports
from shared.access import Viewer
from shared.db import many
from shared.pages import Only
from shared.search import keywords
from shared.search.keywords import Frequencies, Plan, Statistics
from tests.cast import CAST
from web.demo.chain import Chain
from web.demo.rows import Report as Told
from web.reports.models import DailyReport

pytestmark = pytest.mark.django_db

LIST = "/report/list/"
TEXTS = 300
ODD = [
    ("半角ｶﾀｶﾅのﾒﾓ", "ｶﾞﾗｽが割れた。ﾊﾟﾝも焦げた"),
    ("全角ＡＢＣ１２３", "ＰＯＳレジ（２番）が止まった！"),
    ("Emoji 😀", "笑顔😀👍🏽でおもてなし 👨‍👩‍👧"),
    ("100%_完了", r"C:\temp\メモ.txt と it's \"引用\" と _下線_ と %割合%"),
    ("'); DROP TABLE daily_reports; --", "a & b | c ! ( d ) <-> e:* 'f'"),
    ("一", "㈱①㍻ ｱ゛ ゞ"),
    ("空白　と\n改行", "行の\n終わり\r\nと　全角\t空白"),
]
TYPED = [
    *(
        "お客様",
        "ｵ客様",
        "お客様　料理",
        "ガラス",
        "ｶﾞﾗｽ",
        "パン",
        "ﾊﾟﾝ",
        "abc",
        "ＡＢＣ",
        "pos",
        "(2番)",
        "！",
    ),
    *(
        "客",
        "。",
        "😀",
        "👍🏽",
        "%",
        "_",
        "\\",
        "'",
        '"',
        "100%_完了",
        "it's",
        "'); DROP",
        "&",
        "|",
        "!",
        ":*",
    ),
    *("(株)", "1平成", "鬱鬱", "終わり", "りと", "行の 改行", "a\0b", "空白と"),
]
PLANS = [Plan(0, 1, 0), Plan(10, 1, 20), Plan(7, 3, 50), Plan(10_000, 1, 0), Plan(1, 21, 5)]


@pytest.fixture(scope="module")
def told() -> list[tuple[str, str]]:
    """Titles and contents as staff write them, and odd ones."""
    chain = Chain(date(2026, 11, 22), seed=5, stores=3, days=40)
    rows = (row for row in chain.rows() if isinstance(row, Told))
    return ODD + [(row.title, row.content) for row in islice(rows, TEXTS)]


@pytest.fixture
def texts(db, told) -> dict[int, str]:
    """The folded text of each report of 渋谷 by its id; 梅田 has one more of each."""
    DailyReport.objects.bulk_create(
        DailyReport(
            store_id=store,
            user_id=user,
            title=title,
            content=content,
            genre="claim",
            location="hall",
            date=date(2026, 10, 1 + number % 28),
        )
        for store, user in ((CAST.shibuya, CAST.staff), (CAST.umeda, CAST.other_staff))
        for number, (title, content) in enumerate(told)
    )
    rows = DailyReport.objects.filter(store_id=CAST.shibuya).values_list("id", "title", "content")
    return {number: keywords.fold(f"{title}\n{content}") for number, title, content in rows}


def scan(texts: dict[int, str], typed: str) -> list[int]:
    """What must be found."""
    words = keywords.fold(typed).split()
    return sorted(number for number, text in texts.items() if all(word in text for word in words))


def found(typed: str, plan: Plan, stores: tuple[int, ...] = (CAST.shibuya,), limit: int = 2000) -> list[int]:
    """What is found."""
    viewer = Viewer("x", "x", "staff", CAST.shibuya, "x", 5, "", list(stores), list(stores))
    only = Only(words=keywords.parsed(typed), plan=plan)
    return sorted(row.id for row in many(connection, reports.newest(viewer, limit, only=only)))


def drawn(told: list[tuple[str, str]], rng: Random) -> str:
    """One to six characters of some text, now and then in another case, or with another word."""
    text = " ".join(rng.choice(told))
    at, length = rng.randrange(len(text)), rng.choice((1, 1, 2, 2, 3, 4, 6))
    word = text[at : at + length].strip() or "客"
    return rng.choice((str, str, str.upper, lambda word: f"{word}　の", lambda word: word + "鬱"))(word)


def test_two_hundred_random_words_find_what_a_scan_finds(texts, told):
    rng = Random(20261123)  # noqa: S311
    for _ in range(200):
        typed = drawn(told, rng)
        assert found(typed, rng.choice(PLANS)) == scan(texts, typed), typed


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_every_plan_finds_the_same_however_it_is_typed(texts, plan):
    for typed in TYPED:
        assert found(typed, plan) == scan(texts, typed.replace("\0", " ")), typed


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_a_short_page_holds_the_newest(texts, plan):
    viewer = Viewer(
        "x", "x", "area", CAST.shibuya, "x", 5, "", [CAST.shibuya, CAST.umeda], [CAST.shibuya, CAST.umeda]
    )
    words = keywords.parsed("お客様")
    whole = many(connection, reports.newest(viewer, 2000, only=Only(words=words)))
    page = many(connection, reports.newest(viewer, 5, only=Only(words=words, plan=plan)))
    assert page == whole[:5]
    rest = reports.newest(
        viewer, 2000, before=(page[-1].date, page[-1].id), only=Only(words=words, plan=plan)
    )
    assert many(connection, rest) == whole[5:]
    turned = many(
        connection, reports.newest(viewer, 2000, only=Only(words=words, oldest_first=True, plan=plan))
    )
    assert turned == whole[::-1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=12) | st.text(alphabet="'\\%_:*&|!()<>- \"客😀", max_size=12))
def test_nothing_that_can_be_typed_is_more_than_text(db, typed):
    folded = keywords.parsed(typed)
    for word in folded.words:
        assert not set(word) & set(" \n\t\r　\0")
    report = _file(
        CAST.shibuya, CAST.staff, "題", "前" + typed.replace("\0", "").encode("utf-8", "ignore").decode()
    )
    expected = (
        [report.id] if all(word in keywords.fold(f"題\n{report.content}") for word in folded.words) else []
    )
    assert [number for number in found(typed, PLANS[0]) if number == report.id] == expected
    report.delete()


def test_the_database_folds_as_python_does(texts):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, search_fold(title || chr(10) || content) FROM daily_reports WHERE store_id = 2"
        )
        assert dict(cursor.fetchall()) == texts


@pytest.mark.parametrize("typed", ["", " ", "　", "\0", "\n"])
def test_nothing_typed_lists_everything(browser_of, cast, typed):
    _file(cast.shibuya, cast.staff, "日々の記録", "何も")
    page = browser_of(cast.staff).get(LIST + "?query=" + quote(typed)).content.decode()
    assert "日々の記録" in page
    assert "検索結果" not in page


def test_nobody_finds_what_another_store_wrote(browser_of, cast):
    secret = _file(cast.umeda, cast.other_staff, "秘密の献立", "梅田だけの話")
    for user, sees in ((cast.staff, False), (cast.area, False), (cast.other_staff, True), (cast.admin, True)):
        for query in ("秘密の献立", "秘", "梅田だけ"):
            page = browser_of(user).get(LIST, {"query": query, "genre": "claim"}).content.decode()
            assert (f"/report/view/{secret.id}/" in page) is sees


def test_the_page_says_what_it_shows_and_marks_it(browser_of, cast):
    _file(cast.shibuya, cast.staff, "ｶﾞﾗｽ<b>", "長い話。" * 40 + "最後に<i>ガラス</i>が割れた。")
    page = browser_of(cast.staff).get(LIST, {"query": "ガラス"}).content.decode()
    assert "「ガラス」の検索結果" in page
    assert "<mark>ｶﾞﾗｽ</mark>&lt;b&gt;" in page
    assert "&lt;i&gt;<mark>ガラス</mark>&lt;/i&gt;が割れた。" in page
    assert "…" in page


def test_genre_and_location_narrow_and_are_kept_by_more(browser_of, cast):
    for number in range(23):
        _file(cast.shibuya, cast.staff, f"クレーム{number}", "話", genre="claim", location="hall")
        _file(cast.shibuya, cast.staff, f"賞賛{number}", "話", genre="praise", location="kitchen")
    browser = browser_of(cast.staff)
    asked = {"query": "話", "genre": "claim", "location": "hall", "sort": "oldest"}
    first = browser.get(LIST, asked).content.decode()
    assert "賞賛2" not in first
    assert '<option value="claim" selected>クレーム</option>' in first
    assert '<option value="oldest" selected>' in first
    assert "クレーム0</a>" in first.replace("<mark>", "").replace("</mark>", "")
    address = first.split('hx-get="/report/list/?')[1].split('"')[0].replace("&amp;", "&")
    assert urlencode(asked) in address
    second = browser.get(f"{LIST}?{address}", headers={"HX-Request": "true"}).content.decode()
    assert second.count("<article") == 3
    assert "賞賛" not in second.replace("掲示", "")
    assert "<form" not in second


def test_a_link_older_than_the_rows_it_pointed_to_goes_on_from_there(browser_of, cast):
    kept = [_file(cast.shibuya, cast.staff, f"残る{number}", "話", day=number) for number in (3, 4)]
    gone = _file(cast.shibuya, cast.staff, "消えた", "話", day=5)
    DailyReport.objects.filter(id=gone.id).delete()
    page = (
        browser_of(cast.staff).get(LIST, {"before": f"2026-10-05_{gone.id}", "query": "話"}).content.decode()
    )
    assert all(f"/report/view/{report.id}/" in page for report in kept)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"genre": "weather"}, "選ばれたジャンルがない"),
        ({"location": "roof"}, "選ばれた場所がない"),
        ({"sort": "best"}, "選ばれた並び順がない"),
        ({"query": "長" * 10_000}, "長すぎるため"),
        ({"query": " ".join("一二三四五六七八九十百")}, "長すぎるため"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(browser_of, cast, asked, told):
    response = browser_of(cast.staff).get(LIST, asked)
    assert response.status_code == 200
    assert told in response.content.decode()


@pytest.mark.parametrize(
    "before", ["", "x", "2026-10-15", "2026-10-15_", "2026-13-45_1", "2026-10-15_-9", "_" * 99]
)
def test_a_place_that_is_none_is_the_first_page(browser_of, cast, before):
    assert browser_of(cast.staff).get(LIST, {"before": before, "query": "客"}).status_code == 200


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_place_beyond_all_numbers_is_answered(browser_of, cast, number):
    assert browser_of(cast.staff).get(LIST, {"before": f"2026-10-15_{number}"}).status_code == 200


def test_nothing_found_says_so_and_shows_the_way_back(browser_of, cast):
    page = browser_of(cast.staff).get(LIST, {"query": "鬱鬱<script>"}).content.decode()
    assert "「鬱鬱&lt;script&gt;」に合う日報はありません" in page
    assert 'href="/report/list/"' in page


def test_htmx_gets_the_results_alone_and_the_address_without_what_it_does_not_need(browser_of, cast):
    browser = browser_of(cast.staff)
    asked = {"query": " 客 ", "genre": "", "location": "", "sort": "newest"}
    response = browser.get(LIST, asked, headers={"HX-Request": "true"})
    assert response["HX-Replace-Url"] == LIST + "?query=%E5%AE%A2"
    assert "<html" not in response.content.decode()
    again = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in browser.get(LIST, asked, headers=again).content.decode()


def test_rare_words_ask_the_index_and_common_ones_walk():
    known = Frequencies(Statistics(730_000, 200, ["お客", "客様", "包丁"], [0.2, 0.2, 0.004]))

    def plans(typed: str, stores: int) -> Plan:
        return known.plan(keywords.parsed(typed), stores, 21)

    assert plans("鬱鬱", 1).first == plans("鬱鬱", 200).first == plans("包丁", 1).first == 0
    assert plans("お客", 200).first > 21 / 0.2
    assert plans("お客様", 1).further > 0


def test_before_the_first_analyze_the_index_answers():
    assert Frequencies(Statistics(0, 0, [], [])).plan(keywords.parsed("客"), 1, 21) == Plan(0, 1, 0)


def _file(store: int, user: str, title: str, content: str, **changed: object) -> DailyReport:
    day = changed.pop("day", 15)
    columns = {"genre": "claim", "location": "hall", "date": date(2026, 10, day)} | changed  # type: ignore[arg-type]
    return DailyReport.objects.create(store_id=store, user_id=user, title=title, content=content, **columns)
