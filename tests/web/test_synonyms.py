"""検索の言い換え: 本部 puts words together that mean the same, changes and deletes them, and it is told."""

import re

import pytest
from django.test import Client

from shared.db import many
from shared.search import synonyms
from tests.house.world import viewer_of
from tests.web.test_audit import facts, since  # noqa: F401  the fixture
from web.audit.models import AuditEvent
from web.search.models import Synonyms

pytestmark = pytest.mark.django_db

LIST = "/search/synonyms/"


@pytest.fixture(autouse=True)
def nothing(db) -> None:
    """Without the words that C3 begins with."""
    Synonyms.objects.all().delete()


@pytest.fixture
def group() -> Synonyms:
    """違算 and レジ誤差, written by nobody that is known."""
    return Synonyms.objects.create(terms=["違算", "レジ誤差"])


def page(group: Synonyms) -> str:
    return f"{LIST}{group.id}/"


def opened(browser: Client, group: Synonyms) -> dict[str, str]:
    """What the open page would send."""
    html = browser.get(page(group)).content.decode()
    (opened_at,) = re.findall(r'name="opened_at" value="([^"]*)"', html)
    (terms,) = re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", html)
    return {"opened_at": opened_at, "terms": terms}


def every() -> list[list[str]]:
    return list(Synonyms.objects.order_by("id").values_list("terms", flat=True))


@pytest.mark.parametrize(
    "typed", ["違算、レジ誤差、過不足", "違算\r\nレジ誤差\n過不足", " 違算, レジ誤差 ，過不足、"]
)
def test_words_are_put_together_however_they_are_parted(browser_of, cast, typed):
    browser = browser_of(cast.admin)
    assert browser.post(LIST, {"terms": typed})["Location"] == LIST
    assert every() == [["違算", "レジ誤差", "過不足"]]
    assert Synonyms.objects.get().updated_by_id == cast.admin
    html = browser.get(LIST).content.decode()
    assert "「違算、レジ誤差、過不足」を同じ意味として探します。" in html
    assert "山本 彩さん" in html
    assert re.search(r"\d{4}年\d+月\d+日\([月火水木金土日]\) \d\d:\d\d", html)


def test_one_word_written_in_two_ways_is_one_word(browser_of, cast):
    browser_of(cast.admin).post(LIST, {"terms": "ＰＯＳ、pos、ﾚｼﾞ、レジ、会計機"})
    assert every() == [["ＰＯＳ", "ﾚｼﾞ", "会計機"]]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "2つ以上入力してください"),
        ("、、\n", "違う言葉を2つ以上"),
        ("違算", "違う言葉を2つ以上"),
        ("レジ、ﾚｼﾞ", "違う言葉を2つ以上"),
        ("、".join("一二三四五六七八九十甲乙丙"), "言葉は12まで"),
        ("違算、" + "長" * 41, "1つの言葉は40文字まで"),
        ("あ" * 2001, "長すぎます"),
        ("過不足、ﾚｼﾞ誤差", "「ﾚｼﾞ誤差」はほかの言い換えにもうあります"),
    ],
)
def test_refused_words_say_what_to_do_and_stay_typed(browser_of, cast, group, typed, sentence):
    browser = browser_of(cast.admin)
    other = Synonyms.objects.create(terms=["苦情", "クレーム"])
    for address, form in ((LIST, {}), (page(other), opened(browser, other))):
        response = browser.post(address, form | {"terms": typed})
        html = response.content.decode()
        assert response.status_code == 422
        assert sentence in html
        assert typed.strip().replace("\n", "") in html.replace("\r", "").replace("\n", "")
        assert "<title>エラー: " in html
    assert every() == [["違算", "レジ誤差"], ["苦情", "クレーム"]]


def test_what_is_typed_stays_text(browser_of, cast):
    browser = browser_of(cast.admin)
    browser.post(LIST, {"terms": "<script>、&amp;"})
    html = browser.get(LIST).content.decode()
    assert "<script>、" not in html
    assert "&lt;script&gt;、&amp;amp;" in html


def test_a_group_is_changed_and_keeps_its_own_words(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group)
    assert form["terms"] == "違算、レジ誤差"
    assert browser.post(page(group), form | {"terms": "レジ誤差、違算、過不足"})["Location"] == LIST
    assert every() == [["レジ誤差", "違算", "過不足"]]


def test_the_second_of_two_who_change_a_group_is_asked_and_loses_nothing(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group)
    browser.post(page(group), form | {"terms": "違算、過不足"})
    response = browser.post(page(group), form | {"terms": "違算、釣銭違い"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人が先に変えています。今の言葉（違算、過不足）" in html
    assert "違算、釣銭違い</textarea>" in html
    (opened_at,) = re.findall(r'name="opened_at" value="([^"]*)"', html)
    assert browser.post(page(group), {"terms": "違算、釣銭違い", "opened_at": opened_at}).status_code == 302
    assert every() == [["違算", "釣銭違い"]]


@pytest.mark.parametrize(
    "opened_at", ["", "きのう", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_page_that_does_not_know_when_it_was_opened_changes_nothing(browser_of, cast, group, opened_at):
    form = {"terms": "違算、過不足", "opened_at": opened_at}
    assert browser_of(cast.admin).post(page(group), form).status_code == 409
    assert every() == [["違算", "レジ誤差"]]


def test_a_group_is_deleted_and_its_words_are_free_again(browser_of, cast, group):
    browser = browser_of(cast.admin)
    assert browser.post(page(group), {"action": "delete"})["Location"] == LIST
    assert every() == []
    assert browser.get(page(group)).status_code == 404
    assert browser.post(LIST, {"terms": "違算、過不足"}).status_code == 302


def test_a_group_that_somebody_has_deleted_is_not_there(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group)
    Synonyms.objects.all().delete()
    assert browser.post(page(group), form).status_code == 404


def test_each_change_is_told_with_who_and_what(browser_of, cast, since):  # noqa: F811
    browser = browser_of(cast.admin)
    browser.post(LIST, {"terms": "違算、レジ誤差"})
    group = Synonyms.objects.get()
    browser.post(page(group), opened(browser, group) | {"terms": "違算、過不足"})
    browser.post(page(group), {"action": "delete"})
    added, changed, removed = [event for event in since() if event.subject == "synonyms"]
    assert [facts(event)[:4] for event in (added, changed, removed)] == [
        (cast.admin, action, "synonyms", str(group.id)) for action in ("added", "changed", "removed")
    ]
    assert changed.detail == {"terms": [["違算", "レジ誤差"], ["違算", "過不足"]]}
    log = browser.get("/audit/", {"subject": "synonyms"}).content.decode()
    assert "検索の言い換えの言葉を 違算、レジ誤差 → 違算、過不足 に変えました" in log
    assert "検索の言い換えを追加しました" in log


def test_a_change_in_the_database_itself_is_told_too(group):
    Synonyms.objects.filter(id=group.id).update(terms=["違算", "過不足"])
    event = AuditEvent.objects.latest("id")
    assert facts(event)[:4] == (None, "changed", "synonyms", str(group.id))


@pytest.mark.parametrize("person", ["staff", "manager", "area", "other_manager"])
def test_for_others_there_is_no_such_page(browser_of, cast, group, person):
    browser = browser_of(getattr(cast, person))
    for address in (LIST, page(group)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"terms": "一、二"}).status_code == 404
        assert browser.post(address, {"action": "delete"}).status_code == 404
    assert every() == [["違算", "レジ誤差"]]
    assert LIST not in browser.get("/accounts/profile/").content.decode()


def test_the_head_office_finds_it_in_its_menu(browser_of, cast):
    assert f'href="{LIST}"' in browser_of(cast.admin).get("/accounts/profile/").content.decode()


def test_a_search_knows_all_groups_whoever_asks(db, cast, group):
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    assert [same.terms for same in many(connection, synonyms.groups())] == [["違算", "レジ誤差"]]
    assert many(connection, synonyms.listed(viewer_of(connection.connection, cast.manager))) == []
