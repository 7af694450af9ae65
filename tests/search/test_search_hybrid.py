"""One statement finds reports, posts, comments and sections by their words and by their meaning."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.db import many
from shared.search import hybrid, keywords
from shared.search.hybrid import Known, Wanted
from shared.search.keywords import Frequencies, Statistics
from tests.house.world import viewer_of
from tests.search.some import MODEL, along

SYNONYMS = Known(synonyms=[["違算", "レジ誤差", "過不足"]])


def test_each_kind_is_found_by_its_words(chain):
    report = chain.report("違算あり", "締めの後に気づいた")
    post = chain.post("レジについて", "違算が続いています")
    comment = chain.comment(post, "うちも違算が多いです")
    section = chain.section("違算が出たら", "店長に電話する")
    found = {row.kind: row for row in chain.found("違算")}
    assert {kind: row.id for kind, row in found.items()} == {
        "report": report, "post": post, "comment": comment, "knowledge": section,
    }  # fmt: skip
    assert all(row.by_words and not row.by_meaning for row in found.values())
    assert (found["report"].store_name, found["report"].author) == ("渋谷店", "佐藤 美咲")
    assert (found["report"].date, found["report"].location) == (date(2026, 11, 20), "hall")
    assert (found["comment"].post_id, found["comment"].title) == (post, "レジについて")
    assert (found["comment"].store_name, found["comment"].author) == ("梅田店", "田中 蓮")
    assert (found["knowledge"].position, found["knowledge"].store_name) == (3, None)
    assert found["knowledge"].document_id


def test_each_kind_is_found_by_its_meaning(chain):
    chain.report("関係なし", "天気", axis=9)
    report, post = chain.report("お釣り", axis=5), chain.post("釣銭", axis=5)
    comment, section = chain.comment(post, "小銭", axis=5), chain.section("両替", "銀行", axis=5)
    found = chain.found(axis=5)[:4]
    assert {(row.kind, row.id) for row in found} == {
        ("report", report), ("post", post), ("comment", comment), ("knowledge", section),
    }  # fmt: skip
    assert all(row.by_meaning and not row.by_words for row in found)


def test_what_fits_by_both_is_before_what_fits_by_one(chain):
    chain.report("違算", axis=9)
    chain.report("お釣り", axis=5)
    both = chain.report("違算", axis=5, date="2026-01-01")
    first = chain.found("違算", axis=5)[0]
    assert (first.id, first.by_words, first.by_meaning) == (both, True, True)


def test_a_vector_of_another_model_is_not_compared(chain):
    chain.report("お釣り", axis=5)
    chain.connection.execute("UPDATE document_vectors SET model = 'an older one'")
    assert chain.found(axis=5) == []


@pytest.mark.parametrize(
    ("typed", "content"),
    [
        ("くれーむ", "クレームがあった"),
        ("クレーム", "くれーむがあった"),
        ("ｸﾚｰﾑ", "クレームがあった"),
        ("ＰＯＳ", "posが止まった"),
        ("レジの現金が合わない時はどうする", "現金が合わないときの手順"),
        ("現金 冷蔵庫", "現金が合わない"),
        ("鍵", "鍵をなくした"),
    ],
)
def test_a_text_is_found_however_it_is_typed(chain, typed, content):
    chain.report("関係なし", "天気がよい")
    report = chain.report("本日", content)
    assert [row.id for row in chain.found(typed)] == [report]


def test_words_of_the_trade_stand_in_for_each_other(chain):
    typed, other = chain.report("本日", "違算があった"), chain.report("本日", "レジ誤差があった")
    assert [row.id for row in chain.found("違算")] == [typed]
    assert [row.id for row in chain.found("違算", known=SYNONYMS)] == [typed, other]


def test_the_newest_of_equals_and_words_in_the_title_come_first(chain):
    old, new = (
        chain.report("本日", "違算", date="2026-01-01"),
        chain.report("本日", "違算", date="2026-11-01"),
    )
    title = chain.report("違算", "本日", date="2025-01-01")
    assert [row.id for row in chain.found("違算")] == [title, new, old]


def test_a_text_that_holds_a_fragment_of_the_question_is_found_only_where_no_meaning_helps(chain):
    chain.report("本日", "冷蔵庫の清掃", axis=9)
    typed = "冷蔵庫から異音がして温度が下がらず食材を移した"
    assert len(chain.found(typed)) == 1
    assert not any(row.by_words for row in chain.found(typed, axis=5))


@pytest.mark.parametrize("user", ["hq-admin", "shibuya-staff"])
@pytest.mark.parametrize("rare", [0, 1], ids=["none is rare", "the last is, and nobody wrote it"])
def test_where_parts_are_frequent_the_newest_that_hold_some_are_found(chain, user, rare):
    content = "料理の提供が遅いと言われた"
    report = chain.report("本日", content)
    post = chain.post("本日", content)
    comment = chain.comment(chain.post("相談"), content)
    section = chain.section("遅い提供", content)
    chain.report("別のこと", "冷蔵庫の清掃")
    chain.report("梅田", content, store_id=4, user_id="umeda-staff", date="2026-11-01")
    typed = "提供が遅いと困る"
    pairs = keywords.bigrams(typed)[: -rare or None]
    everywhere = Frequencies(Statistics(1_000_000, 200, pairs, [0.9] * len(pairs)))
    known = Known(dict.fromkeys(hybrid.TABLES, everywhere))
    found = chain.found(typed, user=user, known=known, until=date(2026, 12, 31), since=date(2026, 11, 10))
    assert {row.id for row in found if row.kind == "report"} == {report}
    assert {row.id for row in chain.found(typed, user=user, known=known)} >= {report, post, comment, section}
    assert {row.kind for row in found} >= {"report", "knowledge"}


def test_filters_narrow(chain):
    chain.section("違算", "店長へ")
    wanted = chain.report("違算", genre="praise", location="kitchen", date="2026-11-10", store_id=3)
    chain.report("違算", location="kitchen", store_id=3, date="2026-11-10")
    chain.report("違算", genre="praise", store_id=3, date="2026-11-10")
    chain.report("違算", genre="praise", location="kitchen", date="2026-11-10")
    chain.report("違算", genre="praise", location="kitchen", store_id=3, date="2026-11-09")
    chain.report("違算", genre="praise", location="kitchen", store_id=3, date="2026-11-11")
    only = {"genre": "praise", "location": "kitchen", "in_store": 3}
    day = date(2026, 11, 10)
    assert [row.id for row in chain.found("違算", since=day, until=day, **only)] == [wanted]
    assert {row.kind for row in chain.found("違算", kinds=["knowledge"])} == {"knowledge"}
    assert chain.found("違算", kinds=["knowledge"], genre="praise") == []
    assert chain.found("違算", kinds=["nonsense"]) == []


def test_the_day_of_a_post_is_its_day_in_japan(chain):
    post = chain.post("違算", created_at=datetime(2026, 11, 9, 15, tzinfo=UTC), axis=5)
    comment = chain.comment(post, "違算", created_at=datetime(2026, 11, 10, 14, 59, tzinfo=UTC), axis=5)
    for asked in ({"typed": "違算"}, {"axis": 5}):
        day = {
            (row.kind, row.id)
            for row in chain.found(**asked, since=date(2026, 11, 10), until=date(2026, 11, 10))
        }
        assert day == {("post", post), ("comment", comment)}
        assert chain.found(**asked, until=date(2026, 11, 9)) == []
        assert chain.found(**asked, since=date(2026, 11, 11)) == []


def test_tombstones_are_not_found(chain):
    post, moment = chain.post("違算", axis=5), datetime(2026, 11, 20, tzinfo=UTC)
    chain.comment(post, "", axis=5, deleted_at=moment)
    chain.comment(post, "違算", axis=5)
    assert len(chain.found("違算", axis=5)) == 2
    chain.connection.execute(
        "UPDATE bbs_posts SET title = '', content = '', deleted_at = now() WHERE id = %s", [post]
    )
    assert chain.found("違算", axis=5) == []


def test_a_post_of_a_report_is_shown_once_or_alone(chain):
    report = chain.report("違算", axis=5)
    post = chain.post("違算", axis=5, report_id=report)
    assert [row.kind for row in chain.found("違算", axis=5)] == ["report"]
    assert [(row.kind, row.id) for row in chain.found("違算", axis=5, user="umeda-staff")] == [("post", post)]
    assert [row.kind for row in chain.found("違算", kinds=["post"])] == ["post"]


def test_reports_of_other_stores_and_announcements_to_them_are_not_found(chain):
    chain.report("違算", axis=5)
    post = chain.post("違算", axis=5, audience="stores", announced_at=datetime(2026, 11, 20, tzinfo=UTC))
    chain.connection.execute("INSERT INTO bbs_post_stores (post_id, store_id) VALUES (%s, 2)", [post])
    chain.comment(post, "違算", axis=5, user_id="hq-admin")
    assert len(chain.found("違算", axis=5, user="shibuya-manager")) == 3
    assert chain.found("違算", axis=5, user="umeda-manager") == []
    assert chain.found("違算", axis=5, user="umeda-manager", in_store=2) == []


def test_reports_shared_across_stores_do_not_share_announcements(chain):
    report = chain.report("違算")
    post = chain.post("違算", audience="stores", announced_at=datetime(2026, 11, 20, tzinfo=UTC))
    chain.connection.execute("INSERT INTO bbs_post_stores (post_id, store_id) VALUES (%s, 2)", [post])
    viewer = viewer_of(chain.connection, "umeda-staff", shared=True)
    rows = many(chain.connection, hybrid.found(viewer, Wanted("違算", keywords.parsed("違算")), 10))
    assert [(row.kind, row.id) for row in rows] == [("report", report)]


def test_who_reaches_no_store_finds_nothing(chain):
    chain.report("違算", axis=5)
    chain.section("違算", "店長へ", axis=5)
    viewer = replace(viewer_of(chain.connection, "hq-admin"), stores=[], report_stores=[])
    wanted = Wanted("違算", keywords.parsed("違算"), along(5), MODEL)
    assert many(chain.connection, hybrid.found(viewer, wanted, 10)) == []


ODD = (
    *("", " ", "　\t\n", "。", "!!!???", "🍜🍜", "a", "あ", "ー", "違", "'", "\\", "%", "_", "&", "|", "!"),
    *(":*", "\0", "' OR 1=1 --", "'' && !! <-> ((", r"\' \\ \%", "{kind} {rows}", "%(stores)s %s %%"),
    *("\ud800", "違算\udfff", "ｶﾞ" * 300, "ﷺ" * 300, "\u3099\u309a", "\u202e违算", "違算" * 50_000),
    *("あ" * 100_000, " ".join("違算冷蔵庫" for _ in range(999))),
)


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_whatever_is_typed_there_is_an_answer(chain, typed):
    chain.report("違算' \\ % _ & | ! :*", "🍜。{kind} %(stores)s", axis=5)
    chain.post("本日", "違算" * 5, axis=5)
    for known in (None, SYNONYMS):
        chain.found(typed, known=known)
        assert len(chain.found(typed, axis=5, known=known)) >= 2


@pytest.mark.parametrize("typed", ["", " ", "　\t\n", "\0", "該当なしの語"])
def test_nothing_is_found_where_nothing_fits(chain, typed):
    chain.report("違算", axis=5)
    assert chain.found(typed) == []
