"""The agent with a model over HTTP: streamed tool calls, and everything that a model can do wrong."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.tools import tool
from pydantic import SecretStr

from shared.access import Viewer
from shared.chat.running import Line
from shared.dates import now
from shared.settings import settings
from shared.words import TurnFault
from stream.chat import cost, guards, models
from stream.chat.agent import Agent
from stream.chat.cost import Usage
from stream.chat.happenings import Failed, Piece
from stream.chat.models import new_client, new_model
from stream.chat.scope import Scope
from tests.stream.chat_server import INPUT_TOKENS, MODEL, OUTPUT_TOKENS, Reply, chat_server

CALL = Reply(calls=[("count", '{"word": "クレーム"}')])
ANSWER = Reply("クレームは3件です。")


@tool
async def count(word: str) -> str:
    """How often it was reported."""
    if word == "fault":
        raise RuntimeError("secret")
    return f"{word} 3件"


@pytest.fixture
def scope() -> Scope:
    viewer = Viewer("u1", "山田", "staff", 2, "渋谷店", 5, "ja", [2], [2])
    nothing: Any = SimpleNamespace()  # the tool here asks no database
    return Scope(viewer, date(2026, 11, 28), nothing, nothing, nothing)


@pytest.fixture
def ask(scope, monkeypatch):
    """Asks a served model: `said, usage = await ask(server, "…")`."""

    async def asked(server, question="クレームは？", before=()):
        changed = {
            "openai_api_key": SecretStr("sk-none"),
            "openai_base_url": server.url,
            "openai_model": MODEL,
        }
        for module in (models, cost):
            monkeypatch.setattr(module, "settings", lambda: settings().model_copy(update=changed))
        usage = Usage()
        async with new_client(2) as client:
            model = new_model(scope, (), client)
            said = [one async for one in Agent([count]).run(question, before, scope, usage, model)]
        return "".join(one.text for one in said if isinstance(one, Piece)), usage

    return asked


async def test_it_calls_a_tool_by_streamed_arguments_and_answers_from_it(ask):
    with chat_server(CALL, ANSWER) as server:
        said, usage = await ask(server)
    assert said == ANSWER.text
    assert (usage.input_tokens, usage.output_tokens) == (2 * INPUT_TOKENS, 2 * OUTPUT_TOKENS)
    assert server.requests[1]["messages"][-1]["content"] == "クレーム 3件"
    assert server.requests[0]["temperature"] == 0


async def test_who_asks_is_no_argument_of_a_tool(ask):
    with chat_server(ANSWER) as server:
        await ask(server)
    assert set(server.requests[0]["tools"][0]["function"]["parameters"]["properties"]) == {"word"}


async def test_two_tools_are_called_at_once(ask):
    with chat_server(Reply(calls=[CALL.calls[0], ("count", '{"word": "賞賛"}')]), ANSWER) as server:
        await ask(server)
    assert [one["content"] for one in server.requests[1]["messages"][-2:]] == ["クレーム 3件", "賞賛 3件"]


async def test_what_went_before_is_told_to_the_model(ask):
    with chat_server(ANSWER) as server:
        await ask(server, before=[Line("user", "前の質問", now()), Line("assistant", "前の答え", now())])
    said = [(one["role"], one["content"]) for one in server.requests[0]["messages"][1:]]
    assert said == [("user", "前の質問"), ("assistant", "前の答え"), ("user", "クレームは？")]


@pytest.mark.parametrize(
    "call",
    [
        ("drop_tables", "{}"),
        ("count", '{"word": '),
        ("count", "no JSON"),
        ("count", '{"store": 7}'),
        ("count", "[]"),
    ],
)
async def test_a_call_that_cannot_be_made_is_told_to_the_model(ask, call):
    with chat_server(Reply(calls=[call]), ANSWER) as server:
        said, _usage = await ask(server)
    assert said == ANSWER.text
    assert server.requests[1]["messages"][-1]["role"] == "tool"


async def test_a_tool_that_fails_is_told_without_its_secrets(ask):
    with chat_server(Reply(calls=[("count", '{"word": "fault"}')]), ANSWER) as server:
        assert (await ask(server))[0] == ANSWER.text
    assert "secret" not in server.requests[1]["messages"][-1]["content"]


async def test_a_broken_call_beside_a_good_one_leaves_no_call_without_its_answer(ask):
    with chat_server(Reply(calls=[CALL.calls[0], ("count", "no JSON")]), ANSWER) as server:
        assert (await ask(server))[0] == ANSWER.text
    sent = server.requests[1]["messages"]
    asked = {call["id"] for one in sent for call in one.get("tool_calls") or ()}
    assert {one["tool_call_id"] for one in sent if one["role"] == "tool"} == asked


@pytest.mark.parametrize(
    "loop",
    [CALL, Reply(calls=CALL.calls * 100), Reply(calls=[("none", "{}")]), Reply(calls=[("count", "x")])],
)
async def test_a_model_that_never_ends_is_ended(ask, loop):
    with chat_server(loop) as server, pytest.raises(Failed) as failed:
        await ask(server)
    assert failed.value.fault == TurnFault.LOOP
    assert len(server.requests) <= guards.MOST_MODEL_CALLS


@pytest.mark.parametrize("fault", ["429", "500", "503"])
async def test_a_passing_fault_of_the_service_is_not_seen(ask, fault):
    with chat_server(Reply(fault=fault), ANSWER) as server:
        assert (await ask(server))[0] == ANSWER.text


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (Reply(fault="429"), TurnFault.AWAY),
        (Reply(fault="500"), TurnFault.AWAY),
        (Reply(fault="401"), TurnFault.AWAY),
        (Reply("途中で切れる答え。", fault="cut"), TurnFault.AWAY),
        (Reply("答え。", fault="garbage"), TurnFault.BROKEN),
        (Reply(fault="html"), TurnFault.BROKEN),
        (Reply("長い。" * 7_000), TurnFault.BROKEN),
    ],
)
async def test_a_lasting_one_says_what_to_do(ask, reply, fault, monkeypatch):
    with chat_server(reply) as server, pytest.raises(Failed) as failed:
        await ask(server)
    assert failed.value.fault == fault


async def test_a_service_that_hangs_is_slow(ask, monkeypatch):
    monkeypatch.setattr(models, "SECONDS_FOR_ANSWER", 0.3)
    with chat_server(Reply(fault="hangs")) as server, pytest.raises(Failed) as failed:
        await ask(server)
    assert failed.value.fault == TurnFault.SLOW


async def test_a_service_that_is_not_there_is_away(ask):
    with chat_server(ANSWER) as server:
        pass
    with pytest.raises(Failed) as failed:
        await ask(server)
    assert failed.value.fault == TurnFault.AWAY


def test_a_turn_costs_what_the_settings_say(monkeypatch):
    prices = settings().model_copy(update={"openai_price_in": 0.15, "openai_price_out": 0.6})
    monkeypatch.setattr("stream.chat.cost.settings", lambda: prices)
    usage = Usage()
    usage.ended((1_000_000, 500_000))
    assert usage.cost == 450_000
