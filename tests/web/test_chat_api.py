"""The chat for programs: asked, heard of, stopped, rated, read again and deleted, with JSON."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from shared.chat import tickets
from shared.chat.turns import LONGEST
from shared.dates import now
from shared.settings import settings
from tests.web.chatting import REPORT, TABLE, answered, asked, claimed, finished, thread_of
from web.chats.models import AiChatHistory, AiChatThread, AiTurn

pytestmark = pytest.mark.django_db

STREAM, CHAT, HISTORY = "/ai/api/chat/stream/", "/ai/api/chat/", "/ai/api/chat/history/"
CLEAR = HISTORY + "clear/"


def post(browser: Client, path: str, given: object = None, **headers: str) -> Any:
    """JSON is sent."""
    body = given if isinstance(given, str | bytes) else json.dumps(given if given is not None else {})
    return browser.post(path, body, content_type="application/json", headers=headers)


def test_a_question_is_answered_with_the_address_of_its_stream(browser_of, cast):
    answer = post(browser_of(cast.staff), STREAM, {"message": " 昨日の売上は？ "})
    assert answer.status_code == 202
    told = answer.json()
    turn = AiTurn.objects.get(pk=told["turn_id"])
    assert (turn.user_id, turn.thread_id, turn.state) == (cast.staff, told["thread_id"], "waiting")
    assert AiChatHistory.objects.get(turn_id=turn.pk).content == "昨日の売上は？"
    address = urlsplit(told["stream_url"])
    assert (address.netloc, address.path) == ("testserver:8001", f"/ai/stream/{turn.pk}/")
    assert tickets.opens(address.query.removeprefix("ticket="), turn.pk)
    assert "no-store" in answer["Cache-Control"]


def test_the_stream_is_where_the_settings_say(browser_of, cast, monkeypatch):
    there = settings().model_copy(update={"stream_api_url": "https://figures.example.jp/"})
    monkeypatch.setattr("web.streaming.settings", lambda: there)
    told = post(browser_of(cast.staff), STREAM, {"message": "昨日の売上は？"}).json()
    assert told["stream_url"].startswith(f"https://figures.example.jp/ai/stream/{told['turn_id']}/?ticket=")


def test_a_page_may_be_heard_from_where_its_policy_says(browser_of, cast):
    policy = browser_of(cast.staff).get("/ai/chat/")["Content-Security-Policy"]
    (allowed,) = [part for part in policy.split("; ") if part.startswith("connect-src")]
    assert f"localhost:{settings().stream_port}" in allowed


def test_a_thread_goes_on(browser_of, cast):
    first = answered(cast.staff)
    told = post(
        browser_of(cast.staff), STREAM, {"message": "おとといは？", "thread_id": thread_of(first)}
    ).json()
    assert told["thread_id"] == thread_of(first)


def test_what_a_page_showed_goes_along_as_c3_writes_it_and_never_a_store_out_of_reach(browser_of, cast):
    sources = (("period=week&scope=store:2", "scope=store:2"), ("scope=store:4", ""), ("period=x", ""))
    for source, kept in sources:
        answer = post(browser_of(cast.staff), STREAM, {"message": "なぜ？", "asked_from": source})
        turn = AiTurn.objects.get(pk=answer.json()["turn_id"])
        assert turn.asked_from.startswith(kept) if kept else turn.asked_from == "", (source, turn.asked_from)
        finished(claimed())


@pytest.mark.parametrize(
    "given",
    [
        {},
        *({"message": wrong} for wrong in ("", "　 \n", None, ["a"], 3, "a\0b", "\u202e")),
        *({"message": "あ" * length} for length in (LONGEST + 1, 100_000)),
        {"message": "はい", "asked_from": 3},
    ],
    ids=lambda given: str(given)[:30],
)
@pytest.mark.parametrize("path", [STREAM, CHAT])
def test_what_is_no_question_is_refused_with_a_sentence(browser_of, cast, given, path):
    answer = post(browser_of(cast.staff), path, given)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not AiChatThread.objects.exists()


def test_a_question_may_have_as_many_characters_as_are_named(browser_of, cast):
    assert post(browser_of(cast.staff), STREAM, {"message": "あ" * LONGEST}).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"言葉"',
        "null",
        "nul",
        "{'message': 1}",
        b"\xff\xfe",
        "[" * 100_000,
        r'{"message": "\ud800"}',
    ],
    ids=lambda body: str(body)[:12],
)
@pytest.mark.parametrize("path", [STREAM, CHAT, CLEAR])
def test_what_is_no_json_object_is_a_400(browser_of, cast, body, path):
    answered(cast.staff)
    assert post(browser_of(cast.staff), path, body).status_code == 400
    assert AiChatThread.objects.count() == 1


def test_what_is_far_too_large_is_not_read(browser_of, cast):
    answer = post(browser_of(cast.staff), STREAM, {"message": "あ" * 3_000_000})
    assert answer.status_code == 413
    assert answer.json()["error"]


@pytest.mark.parametrize("thread_id", ["x", -1, 0, 1.5, True, [1], 2**70, "９", 999_999_999])
@pytest.mark.parametrize("path", [STREAM, CLEAR])
def test_a_thread_that_is_none_is_a_404(browser_of, cast, thread_id, path):
    answer = post(browser_of(cast.staff), path, {"message": "はい", "thread_id": thread_id})
    assert answer.status_code == 404
    assert answer.json()["error"]
    assert not AiTurn.objects.exists()


def test_another_persons_thread_and_turn_are_not_there(browser_of, cast):
    turn_id = answered(cast.manager)
    browser, thread = browser_of(cast.staff), thread_of(turn_id)
    answers = [
        post(browser, STREAM, {"message": "はい", "thread_id": thread}),
        post(browser, CHAT, {"message": "はい", "thread_id": thread}),
        browser.get(f"{HISTORY}?thread_id={thread}"),
        post(browser, CLEAR, {"thread_id": thread}),
        browser.get(f"{CHAT}{turn_id}/"),
        post(browser, f"{CHAT}{turn_id}/stop/"),
        post(browser, f"{CHAT}{turn_id}/rating/", {"rating": 1}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert all(answer.json()["error"] for answer in answers)
    assert AiTurn.objects.get(pk=turn_id).rating is None
    assert browser.get(HISTORY).json() == {"threads": [], "turns": []}


def test_who_is_being_answered_waits(browser_of, cast):
    asked(cast.staff)
    answer = post(browser_of(cast.staff), STREAM, {"message": "まだ？"})
    assert answer.status_code == 409
    assert "答えている途中" in answer.json()["error"]
    assert AiChatThread.objects.count() == 1
    assert post(browser_of(cast.manager), STREAM, {"message": "私は？"}).status_code == 202


@pytest.mark.parametrize("is_cleared", [False, True])
@pytest.mark.parametrize(
    ("limit", "of_all", "sentence"),
    [({"chat_turns_per_day": 1}, False, "今日の質問の上限"), ({"chat_budget_per_day": 0.5}, True, "全社")],
)
def test_a_days_limit_is_told(browser_of, cast, monkeypatch, limit, of_all, sentence, is_cleared):
    """Also to who has deleted their conversations: what was asked was asked, and has cost what it cost."""
    answered(cast.staff)
    AiTurn.objects.update(cost=600_000)
    if is_cleared:
        assert post(browser_of(cast.staff), CLEAR).json() == {"threads": 1}
    monkeypatch.setattr("shared.chat.turns.settings", lambda: settings().model_copy(update=limit))
    answer = post(browser_of(cast.staff), STREAM, {"message": "もう一つ"})
    assert answer.status_code == 429
    assert sentence in answer.json()["error"]
    other = post(browser_of(cast.manager), STREAM, {"message": "私は？"})
    assert other.status_code == (429 if of_all else 202)


def test_who_waits_for_the_answer_is_given_it(browser_of, cast, monkeypatch):
    def ended(_: float) -> None:
        finished(claimed(), "売上は", "**412,300円**です[1]。", artifacts=[TABLE])

    monkeypatch.setattr("web.chats.answering.time.sleep", ended)
    answer = post(browser_of(cast.staff), CHAT, {"message": "昨日の売上は？"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["response"] == "売上は**412,300円**です[1]。"
    assert told["citations"] == [REPORT]
    assert told["artifacts"] == [TABLE]
    assert (told["state"], told["question"]) == ("done", "昨日の売上は？")


def test_a_turn_that_failed_says_why(browser_of, cast, monkeypatch):
    monkeypatch.setattr(
        "web.chats.answering.time.sleep", lambda _: finished(claimed(), state="failed", fault="slow")
    )
    answer = post(browser_of(cast.staff), CHAT, {"message": "昨日の売上は？"})
    assert answer.status_code == 503
    assert "時間内に答えられませんでした" in answer.json()["error"]


def test_an_answer_that_takes_long_is_found_in_the_thread_later(browser_of, cast, monkeypatch):
    monkeypatch.setattr("web.chats.answering.SECONDS", 0.3)
    browser = browser_of(cast.staff)
    answer = post(browser, CHAT, {"message": "昨日の売上は？"})
    assert answer.status_code == 202
    told = answer.json()
    assert told["stream_url"]
    finished(claimed())
    later = browser.get(f"{CHAT}{told['turn_id']}/").json()
    assert (later["state"], later["thread_id"]) == ("done", told["thread_id"])


def test_no_more_wait_than_leave_threads_for_the_others(browser_of, cast, monkeypatch):
    from web.chats import answering  # noqa: PLC0415  after the settings

    taken = [answering._free.acquire(blocking=False) for _ in range(answering.WAITING)]
    try:
        monkeypatch.setattr("web.chats.answering.time.sleep", lambda _: pytest.fail("it waited"))
        assert post(browser_of(cast.staff), CHAT, {"message": "昨日の売上は？"}).status_code == 202
    finally:
        for _ in filter(None, taken):
            answering._free.release()
    assert post(browser_of(cast.manager), CHAT, {"message": ""}).status_code == 422


def test_a_form_asks_as_well(browser_of, cast):
    assert browser_of(cast.staff).post(STREAM, {"message": "昨日の売上は？"}).status_code == 202


def test_a_turn_tells_how_it_stands_with_a_new_ticket_until_it_ends(browser_of, cast):
    turn_id = asked(cast.staff)
    browser = browser_of(cast.staff)
    waiting = browser.get(f"{CHAT}{turn_id}/").json()
    assert waiting["state"] == "waiting"
    assert tickets.opens(waiting["stream_url"].partition("ticket=")[2], turn_id)
    finished(claimed(), "はい。")
    done = browser.get(f"{CHAT}{turn_id}/").json()
    assert (done["state"], done["response"]) == ("done", "はい。")
    assert "stream_url" not in done


def test_history_is_a_threads_or_all_threads(browser_of, cast):
    first = answered(cast.staff, "一。", question="一は？")
    second = answered(cast.staff, "二。", question="二は？")
    answered(cast.manager)
    browser = browser_of(cast.staff)
    whole = browser.get(HISTORY).json()
    assert [turn["response"] for turn in whole["turns"]] == ["一。", "二。"]
    assert [thread["thread_id"] for thread in whole["threads"]] == [thread_of(second), thread_of(first)]
    one = browser.get(f"{HISTORY}?thread_id={thread_of(first)}").json()
    assert [turn["question"] for turn in one["turns"]] == ["一は？"]
    assert browser.get(f"{HISTORY}?thread_id=x").status_code == 404


def test_a_thread_or_all_are_deleted(browser_of, cast):
    first, others = answered(cast.staff), [answered(cast.staff), answered(cast.manager)]
    browser = browser_of(cast.staff)
    assert post(browser, CLEAR, {"thread_id": thread_of(first)}).json() == {"threads": 1}
    assert browser.get(f"{CHAT}{first}/").status_code == 404
    assert post(browser, CLEAR).json() == {"threads": 1}
    assert [*AiTurn.objects.exclude(thread=None).values_list("pk", flat=True)] == [others[1]]
    left = AiTurn.objects.filter(thread=None).values_list("citations", "artifacts", "asked_from", "rating")
    assert [*left] == [([], [], "", None)] * 2
    assert post(browser, f"{CHAT}{first}/stop/").status_code == 404
    assert post(browser, CLEAR).json() == {"threads": 0}


def test_of_the_turns_of_another_day_nothing_is_left(browser_of, cast):
    answered(cast.staff)
    AiTurn.objects.update(created_at=now() - timedelta(days=1))
    post(browser_of(cast.staff), CLEAR)
    assert not AiTurn.objects.exists()


def test_a_turn_that_runs_ends_with_its_thread(browser_of, cast):
    started = post(browser_of(cast.staff), STREAM, {"message": "昨日の売上は？"}).json()
    post(browser_of(cast.staff), CLEAR)
    assert AiTurn.objects.get(pk=started["turn_id"]).state == "stopped"
    assert post(browser_of(cast.staff), STREAM, {"message": "もう一つ"}).status_code == 202


def test_a_turn_is_stopped(browser_of, cast):
    turn_id = asked(cast.staff)
    browser = browser_of(cast.staff)
    assert post(browser, f"{CHAT}{turn_id}/stop/").json() == {"turn_id": str(turn_id), "state": "waiting"}
    assert AiTurn.objects.get(pk=turn_id).state == "stopped"
    assert post(browser, f"{CHAT}{turn_id}/stop/").json()["state"] == "stopped"
    assert post(browser, f"{CHAT}{uuid4()}/stop/").status_code == 404


def test_an_answer_is_rated_and_the_rating_taken_back(browser_of, cast):
    turn_id, browser = answered(cast.staff), browser_of(cast.staff)
    path = f"{CHAT}{turn_id}/rating/"
    assert post(browser, path, {"rating": -1, "reason": "figure"}).json()["rating"] == -1
    assert _rating(turn_id) == (-1, "figure")
    assert post(browser, path, {"rating": None}).status_code == 200
    assert _rating(turn_id) == (None, None)
    for wrong in ({"rating": 2}, {"rating": True}, {"rating": [1]}, {"rating": 1, "reason": "x"}):
        assert post(browser, path, wrong).status_code == 422, wrong
    assert post(browser, path, {"rating": 1, "reason": ["old"]}).status_code == 422
    assert _rating(turn_id) == (None, None)


def test_an_answer_that_is_not_finished_is_not_rated(browser_of, cast):
    turn_id = asked(cast.staff)
    answer = post(browser_of(cast.staff), f"{CHAT}{turn_id}/rating/", {"rating": 1})
    assert answer.status_code == 409
    assert answer.json()["error"]


@pytest.mark.parametrize("path", [STREAM, CHAT, CLEAR])
def test_without_our_token_nothing_is_done(browser_of, cast, path):
    turn_id = answered(cast.staff)
    browser = Client(enforce_csrf_checks=True)
    browser.handler = ClientHandler(enforce_csrf_checks=True)
    browser.cookies = browser_of(cast.staff).cookies
    answer = post(browser, path, {"message": "はい"})
    assert answer.status_code == 403
    assert answer.json()["error"]
    assert [turn.pk for turn in AiTurn.objects.all()] == [turn_id]
    browser.get("/ai/chat/")
    token = browser.cookies["csrftoken"].value
    assert post(browser, STREAM, {"message": "はい"}, **{"X-CSRFToken": token}).status_code == 202


def test_the_signed_out_are_told_so(db):
    for answer in (post(Client(), STREAM, {"message": "はい"}), Client().get(HISTORY)):
        assert answer.status_code == 401
        assert answer.json() == {"error": "ログインしてください。"}


def test_who_has_a_temporary_password_chooses_an_own_one_first(browser_of, cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE users SET password_is_temporary = true WHERE user_id = %s", [cast.staff])
    answer = post(browser_of(cast.staff), STREAM, {"message": "はい"})
    assert answer.status_code == 403
    assert "パスワード" in answer.json()["error"]


def _rating(turn_id: UUID) -> tuple[int | None, str | None]:
    turn = AiTurn.objects.get(pk=turn_id)
    return turn.rating, turn.rating_reason
