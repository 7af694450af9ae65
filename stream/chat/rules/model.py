"""The chat model that needs no key: LangChain's interface, our rules behind it.

It reads the last question (and those before, for what leans on them), calls tools once, and composes the answer
from what they found. It never asks for more than one round of tools.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from shared.dates import business_date, now
from stream.chat.ledger import Result
from stream.chat.rules.asking import calls
from stream.chat.rules.composing import composed, pieces
from stream.chat.rules.reading import Reading, read

NAME = "c3-rules"
CHANGEOVER_HOUR = 5


class RuleModel(BaseChatModel):
    """`today` is the asker's business date, `stores` the names of stores in reach, which are understood
    without 店 behind them."""

    today: date | None = None
    stores: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same model; it calls only tools that it is given."""
        names = tuple(tool.name for tool in tools if isinstance(tool, BaseTool))
        return self.model_copy(update={"tools": names})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whole = AIMessageChunk(content="")
        for chunk in self._chunks(messages):
            whole += chunk
        message = AIMessage(content=whole.content, tool_calls=whole.tool_calls)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages):
            yield ChatGenerationChunk(message=chunk)

    def _chunks(self, messages: Sequence[BaseMessage]) -> Iterator[AIMessageChunk]:
        reading, results = self._read(messages), _results(messages)
        asked = [] if results else calls(reading, self._today())
        wanted = [call for call in asked if not self.tools or call.tool in self.tools]
        if not wanted:
            yield from (AIMessageChunk(content=piece) for piece in pieces(composed(reading, results)))
            return
        yield AIMessageChunk(
            content="",
            tool_call_chunks=[
                tool_call_chunk(
                    name=call.tool, args=_json(call.args), id=f"call_{uuid4().hex[:12]}", index=at
                )
                for at, call in enumerate(wanted)
            ],
        )

    def _read(self, messages: Sequence[BaseMessage]) -> Reading:
        questions = [str(message.content) for message in messages if isinstance(message, HumanMessage)]
        *before, question = questions or [""]
        return read(question, self._today(), self.stores, before)

    def _today(self) -> date:
        return self.today or business_date(now(), CHANGEOVER_HOUR)


def _results(messages: Sequence[BaseMessage]) -> list[Result]:
    """What the tools found since the last question."""
    found: list[Result] = []
    for message in messages:
        if isinstance(message, HumanMessage):
            found = []
        elif isinstance(message, ToolMessage) and isinstance(message.artifact, Result):
            found.append(message.artifact)
    return found


def _json(args: dict[str, str]) -> str:
    return json.dumps(args, ensure_ascii=False)
