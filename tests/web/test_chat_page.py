"""The chat's page: what it shows of questions, answers, receipts and tables, and to whom."""

import re
from uuid import uuid4

import pytest

from shared.chat.suggestions import MANUAL, Suggestion
from shared.settings import settings
from tests.web.chatting import HTMX, REPORT, TABLE, answered, asked, claimed, finished, thread_of, told
from web.chats import pages

pytestmark = pytest.mark.django_db


def shown(browser, path: str = "/ai/chat/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_a_new_conversation_offers_questions_and_says_whose_records_it_reads(browser_of, cast):
    page = shown(browser_of(cast.staff))
    assert "<bdi>渋谷店</bdi>の日報と数字、掲示板、マニュアルから" in page
    offered = re.findall(r'name="suggested" value="([^"]*)"', page)
    assert len(offered) in {3, 4}
    assert "AIの回答です。数字は参照で確認してください" in page
    assert "<bdi>担当の2店舗</bdi>の日報" in shown(browser_of(cast.area))
    assert "<bdi>全店</bdi>の日報" in shown(browser_of(cast.admin))


def test_without_a_key_the_page_says_so(browser_of, cast, monkeypatch):
    for key, is_told in (("", True), ("sk-real", False)):
        changed = settings().model_copy(update={"openai_api_key": type(settings().openai_api_key)(key)})
        monkeypatch.setattr(pages, "settings", lambda changed=changed: changed)
        assert ("AIキー未設定: 集計と検索で回答" in shown(browser_of(cast.staff))) is is_told


def test_an_answer_is_shown_with_its_receipts_its_sources_and_what_was_looked_up(browser_of, cast):
    asked(cast.staff)
    turn = claimed()
    told(
        turn,
        {
            "type": "tool",
            "name": "sales_of",
            "label": "売上を確認しています…",
            "args": {"period": "昨日", "secret": "x"},
        },
    )
    finished(turn, "売上は**412,300円**です[1]。", "［出典なし］でした[9]。", artifacts=[TABLE], unbacked=1)
    page = shown(browser_of(cast.staff), f"/ai/chat/{turn.thread_id}/")
    assert "<strong>412,300円</strong>" in page
    assert f'<a class="receipt" href="{REPORT["url"]}"' in page
    assert '<span class="unbacked">' in page
    assert "[9]" not in page
    assert re.search(r'<li value="1"><a href="/report/view/3/">', page)
    assert "売上を確認しています</li>" in re.sub(r" <span.*?</span>", "", page)
    assert "期間: 昨日" in page
    assert "secret" not in page
    assert "1か所のぞきました" in page


def test_a_table_has_its_units_a_drawing_and_a_file(browser_of, cast):
    turn = answered(cast.staff, artifacts=[TABLE])
    browser = browser_of(cast.staff)
    page = shown(browser, f"/ai/chat/{thread_of(turn)}/")
    assert '<td class="number">¥412,300</td>' in page
    assert '<td class="number">未提出</td>' in page
    assert '<svg class="chart"' in page
    file = browser.get(f"/ai/chat/turn/{turn}/table/1/")
    assert b"".join(file).decode() == "\ufeff店舗,売上\r\n渋谷店,412300\r\n新宿店,\r\n'=梅田店,98000\r\n"
    assert "filename*=UTF-8''%E5%BA%97%E8%88%97" in file["Content-Disposition"]
    for number in (0, 2, 99):
        assert browser.get(f"/ai/chat/turn/{turn}/table/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "fault", "sentence"),
    [
        ("stopped", None, "途中で止めました"),
        ("failed", "slow", "時間内に答えられませんでした"),
        ("failed", None, "途中で切れました"),
    ],
)
def test_an_answer_that_did_not_come_to_its_end_says_so_and_can_be_asked_again(
    browser_of, cast, state, fault, sentence
):
    turn = answered(cast.staff, "売上は", state=state, fault=fault, question="売上は<b>？")
    page = shown(browser_of(cast.staff), f"/ai/chat/{thread_of(turn)}/")
    assert sentence in page
    assert "売上は" in page
    assert 'name="message" value="売上は&lt;b&gt;？"' in page
    assert "もう一度" in page


def test_a_question_that_is_being_answered_waits_on_its_page_and_refreshes_it_without_javascript(
    browser_of, cast
):
    turn = asked(cast.staff, "内容は？")
    browser = browser_of(cast.staff)
    page = shown(browser)  # the address without a number leads to what is being answered
    assert f'data-stream="http://testserver:8001/ai/stream/{turn}/?ticket=' in page
    assert "http-equiv" not in page
    refresh = f'<meta http-equiv="refresh" content="3; url=/ai/chat/{thread_of(turn)}/?wait=2#turn-{turn}">'
    assert refresh in shown(browser, f"/ai/chat/{thread_of(turn)}/?wait=1")
    assert f'action="/ai/chat/turn/{turn}/stop/"' in page
    finished(claimed(), "3件です。")
    page = shown(browser, f"/ai/chat/{thread_of(turn)}/?wait=1")
    assert "http-equiv" not in page
    assert "3件です。" in page


def test_the_script_is_given_the_turn_alone_and_others_its_place(browser_of, cast):
    turn = answered(cast.staff)
    browser = browser_of(cast.staff)
    part = browser.get(f"/ai/chat/turn/{turn}/", headers=HTMX)
    assert part.content.decode().strip().startswith(f'<article class="turn" id="turn-{turn}"')
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    place = browser.get(f"/ai/chat/turn/{turn}/")
    assert place["Location"] == f"/ai/chat/{thread_of(turn)}/#turn-{turn}"


def test_nothing_of_a_conversation_is_anybody_elses(browser_of, cast):
    turn = answered(cast.staff, question="給料の話", artifacts=[TABLE])
    thread = thread_of(turn)
    for person in (cast.manager, cast.other_staff, cast.area, cast.admin):
        browser = browser_of(person)
        for path in (
            f"{thread}/",
            f"{thread}/delete/",
            f"turn/{turn}/",
            f"turn/{turn}/table/1/",
            f"turn/{uuid4()}/",
        ):
            assert browser.get(f"/ai/chat/{path}").status_code == 404, path
        for path in (f"turn/{turn}/stop/", f"turn/{turn}/rate/", f"{thread}/delete/"):
            assert browser.post(f"/ai/chat/{path}", {"rating": "1"}).status_code == 404, path
        assert "給料" not in shown(browser)
    assert "給料の話" in shown(browser_of(cast.staff))


def test_a_long_conversation_shows_its_last_turns_and_the_way_to_those_before(browser_of, cast):
    turn = answered(cast.staff, question="質問0")
    thread = thread_of(turn)
    for n in range(1, 22):
        asked(cast.staff, f"質問{n}", thread)
        finished(claimed(), "はい。")
    browser = browser_of(cast.staff)
    page = shown(browser, f"/ai/chat/{thread}/")
    assert page.count('<article class="turn"') == 20
    assert '<p class="lines">質問1</p>' not in page
    earlier = re.search(r'href="(/ai/chat/\d+/\?turns=\d+)"', page)
    assert earlier
    assert shown(browser, earlier[1]).count('<article class="turn"') == 22
    for odd in ("0", "-1", "x", "9" * 30, "１"):
        assert browser.get(f"/ai/chat/{thread}/?turns={odd}").status_code == 200


def test_the_list_of_conversations_and_their_deletion(browser_of, cast):
    first, second = (answered(cast.staff, question=question) for question in ("一つ目", "二つ目"))
    browser = browser_of(cast.staff)
    page = shown(browser, "/ai/chat/threads/")
    assert page.index("二つ目") < page.index("一つ目")
    assert "一つ目" in shown(browser, f"/ai/chat/{thread_of(first)}/delete/")
    gone = browser.post(f"/ai/chat/{thread_of(first)}/delete/", follow=True).content.decode()
    assert "会話を1件削除しました" in gone
    assert "一つ目" not in gone
    assert browser.post(f"/ai/chat/{999_999}/delete/").status_code == 404
    assert "1件の会話" in shown(browser, "/ai/chat/threads/delete/")
    assert browser.post("/ai/chat/threads/delete/").status_code == 302
    assert "まだ会話はありません" in shown(browser, "/ai/chat/threads/")
    assert browser.get("/ai/chat/threads/delete/").status_code == 404
    assert browser.get(f"/ai/chat/turn/{second}/").status_code == 404


def test_more_conversations_than_one_list_holds_are_reached_and_counted(browser_of, cast, monkeypatch):
    monkeypatch.setattr("web.chats.threads.LISTED", 2)
    for question in ("一つ目", "二つ目", "三つ目"):
        last = answered(cast.staff, question=question)
    browser = browser_of(cast.staff)
    page = shown(browser, "/ai/chat/threads/")
    assert "一つ目" not in page
    more = re.search(r'href="(/ai/chat/threads/\?most=\d+)"', page)
    assert more
    page = shown(browser, more[1])
    assert "一つ目" in page
    assert "もっと見る" not in page
    assert "3件の会話" in shown(browser, "/ai/chat/threads/delete/")
    beside = browser.get(f"/ai/chat/threads/?thread={thread_of(last)}", headers=HTMX).content.decode()
    assert "<html" not in beside
    assert beside.count("aria-current") == 1


def test_a_hostile_thread_title_question_and_table_are_text(browser_of, cast):
    hostile = '"><script>alert(1)</script>'
    table = TABLE | {"title": hostile, "columns": [hostile, hostile], "rows": [[hostile, 1], [hostile, 2]]}
    turn = answered(cast.staff, hostile, question=hostile, artifacts=[table])
    page = shown(browser_of(cast.staff), f"/ai/chat/{thread_of(turn)}/")
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") > 6


def test_what_a_manual_is_titled_stays_text_in_a_suggestion():
    label = pages._label(Suggestion(MANUAL, {"title": "<img src=x onerror=alert(1)>"}))
    assert "<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>" in label
