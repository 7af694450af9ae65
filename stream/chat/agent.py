"""One run of the agent: a question and what went before, in; what it does and says, out.

LangChain's agent over our tools. Its model is the hosted one of the settings, or the rules when there is no key.
"""

import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware, wrap_tool_call
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.errors import GraphRecursionError
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from shared.chat.running import Line
from shared.settings import settings
from shared.words import ChatRole, TurnFault
from stream.chat.cost import Usage
from stream.chat.labels import LABELS
from stream.chat.ledger import Result
from stream.chat.prompt import system_prompt
from stream.chat.scope import Scope

log = logging.getLogger("c3.chat")

MOST_MODEL_CALLS: Final = 6
MOST_STEPS: Final = 60  # of the graph, limits included
SECONDS_FOR_ANSWER: Final = 30.0  # of the model, between two pieces
RETRIES: Final = 2


class Failed(Exception):
    """The run has no answer; `fault` says why, to the person who asked."""

    def __init__(self, fault: TurnFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Looked:
    """A tool was asked: `label` says what it did, `args` what it understood."""

    name: str
    label: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the answer, as the model says it: unchecked."""

    text: str


Happening = Looked | Piece


async def run(
    question: str,
    before: Sequence[Line],
    scope: Scope,
    usage: Usage,
    tools: Sequence[BaseTool],
    model: BaseChatModel,
) -> AsyncGenerator[Happening, None]:
    """What the agent does and says, as it happens.

    Raises:
        Failed: the model does not answer, or never ends.
    """
    agent: Any = create_agent(
        model,
        tools,
        system_prompt=system_prompt(scope.viewer, scope.today),
        context_schema=Scope,
        middleware=[
            ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="error"),
            told_of_faults,
        ],
    )
    stream = agent.astream(
        {"messages": [*_memory(before), HumanMessage(question)]},
        context=scope,
        stream_mode=["messages", "updates"],
        config={"recursion_limit": MOST_STEPS},
    )
    try:
        async for mode, data in stream:
            for happening in _happenings(mode, data, usage):
                yield happening
    except (ModelCallLimitExceededError, GraphRecursionError) as error:
        raise Failed(TurnFault.LOOP) from error
    except Exception as error:
        raise Failed(_fault(error)) from error


def _happenings(mode: str, data: Any, usage: Usage) -> list[Happening]:
    if mode == "messages":
        message, _about = data
        if isinstance(message, AIMessageChunk):
            text = str(message.text)
            return [Piece(text)] if text else []
        return []
    found: list[Happening] = []
    for update in data.values():
        for message in (update or {}).get("messages", ()) if isinstance(update, dict) else ():
            if isinstance(message, AIMessage) and message.usage_metadata:
                usage.add(message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"])
            if isinstance(message, ToolMessage) and message.name in LABELS:
                found.append(Looked(message.name, LABELS[message.name], _understood(message)))
    return found


def _understood(message: ToolMessage) -> dict[str, str]:
    """Of the arguments what the tool made of them: the period and the store by their facts."""
    result = message.artifact
    if not isinstance(result, Result):
        return {}
    told = ("period", "store", "against", "found")
    return {name: result.facts[name].text for name in told if name in result.facts}


@wrap_tool_call  # type: ignore[untyped-decorator]  # see pyproject: its package is not read
async def told_of_faults(
    request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
) -> ToolMessage | Command[Any]:
    """A tool that fails is told to the model, which may say so or try otherwise; the log has the fault."""
    try:
        return await handler(request)
    except Exception as error:  # noqa: BLE001  whatever a tool raises ends its call, not the turn
        log.warning("the tool %s failed: %s", request.tool_call["name"][:40], type(error).__name__)
        return ToolMessage("道具が失敗しました。", tool_call_id=request.tool_call["id"] or "", status="error")


def _memory(before: Sequence[Line]) -> list[BaseMessage]:
    return [
        HumanMessage(line.content) if line.role == ChatRole.USER else AIMessage(line.content)
        for line in before
    ]


def _fault(error: Exception) -> TurnFault:
    """What a model's failure is to the person who asked."""
    import httpx  # noqa: PLC0415
    import openai  # noqa: PLC0415  only where a turn has failed

    log.warning("the model failed: %s", type(error).__name__)
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException | TimeoutError):
        return TurnFault.SLOW
    if isinstance(error, openai.APIError | httpx.TransportError):
        return TurnFault.AWAY
    if isinstance(error, json.JSONDecodeError | ValueError | TypeError | KeyError):
        return TurnFault.BROKEN
    raise error


def new_model(scope: Scope, stores: Sequence[str]) -> BaseChatModel:
    """The hosted model of the settings; without a key the rules."""
    given = settings()
    if not given.openai_api_key.get_secret_value():
        from stream.chat.rules.model import RuleModel  # noqa: PLC0415

        return RuleModel(today=scope.today, stores=tuple(stores))
    from langchain_openai import ChatOpenAI  # noqa: PLC0415  5 seconds, 100 MB

    return ChatOpenAI(
        model=given.openai_model,
        api_key=given.openai_api_key,
        base_url=given.openai_base_url,
        temperature=0,
        timeout=SECONDS_FOR_ANSWER,
        max_retries=RETRIES,
        stream_usage=True,
        use_responses_api=False,
    )


def model_name() -> str:
    """The name that is kept with a turn."""
    given = settings()
    return given.openai_model if given.openai_api_key.get_secret_value() else "c3-rules"
