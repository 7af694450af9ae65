"""Asking, stopping and rating by plain forms, which work without JavaScript."""

from uuid import uuid4

import pytest
from django.test import Client

from shared.settings import settings
from tests.web.chatting import HTMX, answered, asked, claimed, finished, thread_of
from web.accounts.models import User
from web.chats.models import AiChatHistory, AiChatThread, AiTurn

pytestmark = pytest.mark.django_db


def ask(browser: Client, message: str = "昨日の売上は？", htmx: bool = False, **more: object):
    return browser.post("/ai/chat/ask/", {"message": message, **more}, headers=HTMX if htmx else {})


def test_a_question_begins_a_turn_and_leads_to_its_place(browser_of, cast):
    browser = browser_of(cast.staff)
    answer = ask(browser)
    turn = AiTurn.objects.get()
    assert answer["Location"] == f"/ai/chat/{turn.thread_id}/?wait=1#turn-{turn.pk}"
    assert (turn.state, turn.user_id, turn.asked_from) == ("waiting", cast.staff, "")
    assert AiChatHistory.objects.get().content == "昨日の売上は？"
    finished(claimed(), "412,300円です。")
    ask(browser, "内容は？", thread=turn.thread_id)
    assert AiTurn.objects.filter(thread=turn.thread_id).count() == 2


def test_the_button_of_an_answer_asks_its_question_again(browser_of, cast):
    first = answered(cast.staff, question="その前は？")
    browser = browser_of(cast.staff)
    page = browser.get(f"/ai/chat/{thread_of(first)}/").content.decode()
    assert f'name="again_of" value="{first}"' in page
    for again_of in (first, None):
        ask(
            browser,
            "その前は？",
            thread=thread_of(first),
            again_of=again_of or AiTurn.objects.latest("created_at").pk,
        )
        finished(claimed(), "412,300円です。")
    assert [*AiTurn.objects.exclude(pk=first).values_list("again_of", flat=True)] == [first] * 2


def test_a_question_whose_answer_was_lost_is_the_same_turn_when_it_is_sent_again(browser_of, cast):
    browser, number = browser_of(cast.staff), uuid4()
    first = ask(browser, htmx=True, turn=number)
    again = ask(browser, htmx=True, turn=number)
    assert first.status_code == again.status_code == 200
    assert f'id="turn-{number}"' in again.content.decode()
    assert AiTurn.objects.get().pk == number
    assert AiChatThread.objects.count() == 1
    assert ask(browser_of(cast.manager), turn=number).status_code == 409
    assert AiTurn.objects.get().user_id == cast.staff


def test_a_condition_that_is_out_of_reach_is_said_and_not_left_out(browser_of, cast):
    browser = browser_of(cast.staff)
    answer = ask(browser, "残る言葉", asked_from="scope=store:4&period=month&at=2026-11")
    assert answer.status_code == 422
    assert "今は見られません" in answer.content.decode()
    assert "残る言葉</textarea>" in answer.content.decode()
    assert not AiTurn.objects.exists()


def test_the_script_is_given_the_new_turn(browser_of, cast):
    answer = ask(browser_of(cast.staff), htmx=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-thread="{AiTurn.objects.get().thread_id}"' in page
    assert "data-stream=" in page


def test_a_suggested_question_is_asked_whatever_stands_in_the_field(browser_of, cast):
    ask(browser_of(cast.staff), "とちゅう", suggested="先週の売上は？")
    assert AiChatHistory.objects.get().content == "先週の売上は？"


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("", "質問を入力してください。"),
        (" 　\n", "質問を入力してください。"),
        ("あ" * 2_001, "質問は2000文字までです（今は2001文字）。"),
        ("あ" * 100_000, "質問は2000文字までです（今は100000文字）。"),
        ("a\0b", "使えない文字"),
        ("\u202e", "質問を入力してください。"),
    ],
)
def test_a_bad_question_is_said_and_kept(browser_of, cast, message, sentence):
    browser = browser_of(cast.staff)
    answer = ask(browser, message)
    assert answer.status_code == 422
    assert answer.context["asked"].message == message
    part = ask(browser, message, htmx=True)
    assert part.status_code == 422
    assert part["Content-Type"].startswith("text/plain")
    if sentence != "使えない文字":
        assert sentence in answer.content.decode()
        assert part.content.decode() == sentence
    assert not AiTurn.objects.exists()
    assert not AiChatThread.objects.exists()


def test_the_longest_question_is_taken(browser_of, cast):
    assert ask(browser_of(cast.staff), "あ" * 2_000).status_code == 302


@pytest.mark.parametrize("htmx", [False, True])
def test_one_question_at_a_time_and_the_second_stays_typed(browser_of, cast, htmx):
    browser = browser_of(cast.staff)
    ask(browser)
    answer = ask(browser, "二つ目の質問", htmx)
    assert answer.status_code == 409
    assert "前の質問に答えている途中です" in answer.content.decode()
    assert htmx or "二つ目の質問</textarea>" in answer.content.decode()
    assert AiTurn.objects.count() == 1
    assert AiChatThread.objects.count() == 1


def test_what_a_day_has_room_for(browser_of, cast, monkeypatch):
    def limited(**changed):
        given = settings().model_copy(update=changed)
        monkeypatch.setattr("shared.chat.turns.settings", lambda: given)

    browser = browser_of(cast.staff)
    limited(chat_turns_per_day=0)
    answer = ask(browser, "もう一問")
    assert answer.status_code == 429
    assert "今日の質問の上限に達しました" in answer.content.decode()
    assert "もう一問</textarea>" in answer.content.decode()
    AiTurn.objects.create(
        id=uuid4(),
        user_id=cast.other_staff,
        thread=AiChatThread.objects.create(user_id=cast.other_staff),
        state="done",
        cost=5_000_001,
    )
    limited(chat_budget_per_day=5.0)
    answer = ask(browser, "もう一問")
    assert answer.status_code == 429
    assert "今日のAI利用の上限（全社）" in answer.content.decode()
    assert not AiChatThread.objects.filter(user_id=cast.staff).exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_thread_that_is_gone_or_anothers_is_said_and_the_question_goes_to_a_new_one(browser_of, cast, htmx):
    thread = thread_of(answered(cast.other_staff))
    browser = browser_of(cast.staff)
    for number in (thread, 999_999):
        answer = ask(browser, "残る言葉", htmx, thread=number)
        assert answer.status_code == 404
        assert "この会話は削除されています" in answer.content.decode()
    if not htmx:
        page = answer.content.decode()
        assert "残る言葉</textarea>" in page
        assert 'name="thread" value=""' in page
    for odd in ("x", "0", "-1", 2**63, 2**80):
        assert ask(browser, "残る言葉", htmx, thread=odd).status_code == 422
    full_width = str(thread).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert ask(browser, "残る言葉", htmx, thread=full_width).status_code == 404  # the other's, all the same
    assert not AiTurn.objects.filter(user_id=cast.staff).exists()


def test_an_expired_form_is_shown_again_with_its_question(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    same = {"Sec-Fetch-Site": "same-origin"}
    answer = browser.post("/ai/chat/ask/", {"message": "期限切れ"}, headers=same)
    assert answer.status_code == 422
    assert "画面は古くなっていました" in answer.content.decode()
    assert "期限切れ</textarea>" in answer.content.decode()


def test_an_ended_login_keeps_the_question(cast):
    answer = Client().post("/ai/chat/ask/", {"message": "続きから"})
    assert answer.status_code == 422
    assert "書いた内容の続きから送信できます" in answer.content.decode()


def test_a_question_carries_the_conditions_of_the_page_it_came_from(browser_of, cast):
    source = "scope=store:2&period=month&from=2026-10-01&cmp=ly"
    browser = browser_of(cast.manager)
    page = browser.get("/ai/chat/", {"from": source, "page": "sales"}).content.decode()
    assert "売上の画面の条件で聞く" in page
    assert "渋谷店 / 2026年10月" in page
    assert 'name="asked_from" value="scope=store:2&amp;period=month&amp;from=2026-10-01&amp;cmp=ly"' in page
    ask(browser, asked_from=source)
    turn = AiTurn.objects.get()
    assert turn.asked_from == source
    finished(claimed(), "はい。")
    assert (
        f'href="/analysis/?{source.replace("&", "&amp;")}"'
        in browser.get(f"/ai/chat/{turn.thread_id}/").content.decode()
    )


def test_a_thread_that_is_opened_again_goes_on_under_its_conditions(browser_of, cast):
    """Else 「客数は？」 after 新宿's sales was answered for all stores."""
    source = "scope=store:2&period=month&from=2026-10-01&cmp=ly"
    browser = browser_of(cast.manager)
    ask(browser, asked_from=source)
    finished(claimed(), "はい。")
    thread = f"/ai/chat/{AiTurn.objects.get().thread_id}/"
    form = browser.get(thread).content.decode().split("ask-form")[1]
    assert f'name="asked_from" value="{source.replace("&", "&amp;")}"' in form
    assert f'href="{thread}?from="' in form
    taken_off = browser.get(thread, {"from": ""}).content.decode().split("ask-form")[1]
    assert 'name="asked_from"' not in taken_off


@pytest.mark.parametrize(
    "source",
    [
        "scope=store:4&period=month&from=2026-10-01",
        "scope=area:2&period=month&from=2026-10-01",
        "scope=group:999",
        "scope=store:99999999999",
        "period=century",
        "from=<script>alert(1)</script>",
        "x" * 301,
        "scope=store:2&from=2026-13-41",
        "%00",
        "genre=claim'--",
    ],
)
def test_conditions_out_of_reach_or_malformed_are_not_there(browser_of, cast, source):
    browser = browser_of(cast.manager)
    page = browser.get("/ai/chat/", {"from": source, "page": "<b>"}).content.decode()
    assert "の条件で聞く" not in page or source == "%00"
    assert "<script>alert" not in page
    answer = ask(browser, asked_from=source)
    kept = [*AiTurn.objects.values_list("asked_from", flat=True)]
    assert answer.status_code == (302 if kept else 422)
    assert "store:4" not in str(kept)
    assert "<" not in str(kept)


def test_stopping_by_the_form(browser_of, cast):
    turn = asked(cast.staff)
    browser = browser_of(cast.staff)
    answer = browser.post(f"/ai/chat/turn/{turn}/stop/")
    assert answer["Location"] == f"/ai/chat/{thread_of(turn)}/#turn-{turn}"
    assert AiTurn.objects.get().state == "stopped"
    assert browser.post(f"/ai/chat/turn/{turn}/stop/", headers=HTMX).status_code == 204
    assert browser.get(f"/ai/chat/turn/{turn}/stop/").status_code == 405


def test_rating_an_answer_saying_why_and_taking_it_back(browser_of, cast):
    turn = answered(cast.staff)
    browser = browser_of(cast.staff)

    def rated(**form: str):
        answer = browser.post(f"/ai/chat/turn/{turn}/rate/", form, headers=HTMX)
        assert answer.status_code == 200
        row = AiTurn.objects.get()
        return row.rating, row.rating_reason, answer.content.decode()

    assert rated(rating="1")[:2] == (1, None)
    rating, reason, page = rated(rating="-1")
    assert (rating, reason) == (-1, None)
    assert "数字が違う" in page
    rating, reason, page = rated(reason="figure")
    assert (rating, reason) == (-1, "figure")
    assert rated(reason="")[:2] == (-1, None)
    assert rated(rating="")[:2] == (None, None)
    plain = browser.post(f"/ai/chat/turn/{turn}/rate/", {"rating": "-1"})
    assert plain["Location"].endswith(f"#turn-{turn}")
    for odd in ({"rating": "5"}, {"reason": "<b>"}, {"rating": "1 "}):
        assert browser.post(f"/ai/chat/turn/{turn}/rate/", odd).status_code == 422


def test_a_question_on_its_way_is_not_rated(browser_of, cast):
    turn = asked(cast.staff)
    assert browser_of(cast.staff).post(f"/ai/chat/turn/{turn}/rate/", {"rating": "1"}).status_code == 404
