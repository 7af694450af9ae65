"""The rules as a LangChain model: calls in chunks, answers in pieces, and an end in any case."""

from datetime import date

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage

from stream.chat.ledger import Status
from stream.chat.rules.model import NAME, RuleModel
from stream.chat.tools import tools
from tests.stream.chat_results import Found, refused

TODAY = date(2026, 11, 25)
QUESTION = HumanMessage("先週のクレームは何件？内容も")


@pytest.fixture
def model():
    return RuleModel(today=TODAY).bind_tools(tools())


def called(*names):
    return AIMessage("", tool_calls=[{"name": name, "args": {}, "id": name} for name in names])


def found(name, artifact):
    return ToolMessage("…", name=name, tool_call_id=name, artifact=artifact)


async def test_calls_are_streamed_together(model):
    whole = AIMessageChunk(content="")
    async for chunk in model.astream([SystemMessage("…"), QUESTION]):
        whole += chunk
    assert [call["name"] for call in whole.tool_calls] == ["claim_statistics", "search_reports"]
    assert whole.tool_calls[0]["args"] == {"period": "2026-11-16..2026-11-22"}
    assert len({call["id"] for call in whole.tool_calls}) == 2
    assert not whole.text


async def test_the_answer_comes_in_pieces_that_are_the_answer_of_one_call(model):
    claims = Found("claim_statistics").facts(claims="3件")
    texts = (
        Found("search_reports", ledger=claims.ledger)
        .facts(found="1件")
        .text("11/20 渋谷店 遅れ", "遅れました。")
    )
    messages = [
        QUESTION,
        called("claim_statistics", "search_reports"),
        found("claim_statistics", claims.result()),
        found("search_reports", texts.result()),
    ]
    parts = [str(chunk.text) async for chunk in model.astream(messages)]
    assert len(parts) > 5
    assert "".join(parts) == str(model.invoke(messages).text)
    assert str(claims.noted["claims"]) in "".join(parts)


def test_it_calls_only_tools_that_it_is_given():
    some = [tool for tool in tools() if tool.name == "search_reports"]
    message = RuleModel(today=TODAY).bind_tools(some).invoke([QUESTION])
    assert [call["name"] for call in message.tool_calls] == ["search_reports"]
    assert not RuleModel(today=TODAY).invoke([QUESTION]).tool_calls


def test_binding_leaves_the_model_as_it_was(model):
    plain = RuleModel(today=TODAY)
    plain.bind_tools(tools())
    assert not plain.tools
    assert model.tools
    assert model._llm_type == NAME


def test_a_tool_that_failed_is_told_as_records_that_could_not_be_read(model):
    failed = ToolMessage("道具が失敗しました。", tool_call_id="sales_of", status="error")
    message = model.invoke([HumanMessage("昨日の売上は？"), called("sales_of"), failed])
    assert not message.tool_calls
    assert "記録を読めませんでした" in message.text


def test_nothing_found_in_manuals_is_looked_for_once_more_and_no_third_time(model):
    question = HumanMessage("食中毒を防ぐ手順は？")
    first = [
        question,
        called("search_knowledge"),
        found("search_knowledge", refused("search_knowledge", Status.EMPTY)),
    ]
    again = model.invoke(first)
    assert [call["name"] for call in again.tool_calls] == ["gather_topic"]
    nothing = found("gather_topic", refused("gather_topic", Status.EMPTY))
    last = model.invoke([*first, called("gather_topic"), nothing])
    assert not last.tool_calls
    assert "見つかりませんでした" in last.text


def test_only_results_after_the_last_question_count(model):
    earlier = Found("sales_of").facts(sales="1円")
    messages = [
        HumanMessage("昨日の売上は？"),
        called("sales_of"),
        found("sales_of", earlier.result()),
        AIMessage("…"),
        HumanMessage("じゃあ先月は？"),
    ]
    message = model.invoke(messages)
    assert message.tool_calls[0]["name"] == "sales_of"
    assert message.tool_calls[0]["args"]["period"] == "2026-10-01..2026-10-31"


@pytest.mark.parametrize("messages", [[], [SystemMessage("…")], [AIMessage("…")]])
def test_without_a_question_it_asks_for_one(model, messages):
    message = model.invoke(messages or [HumanMessage("")])
    assert not message.tool_calls
    assert message.text
