"""The chat model that needs no key: LangChain's interface, our rules behind it.

It reads the last question after those before it, calls tools, and composes the answer from what they found.
Where the first calls found nothing it may look further once; a third round there is none.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from shared.dates import business_date, now
from stream.chat.ledger import Result, Status
from stream.chat.prompt import ASKED_ON
from stream.chat.rules.asking import Call, calls, further_calls
from stream.chat.rules.composing import composed, pieces
from stream.chat.rules.composing_texts import is_nothing
from stream.chat.rules.reading import Reading
from stream.chat.rules.splitting import first_calls, readings

NAME: Final = "c3-rules"
CHANGEOVER_HOUR: Final = 5


class RuleModel(BaseChatModel):
    """`today` is the asker's business date; `stores` are the names of the stores in reach, which are
    understood without 店 behind them. Without tools bound it only says what needs none."""

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
        asked, rounds = self._read(messages), _rounds(messages)
        wanted = [call for call in self._wanted(asked, rounds) if call.tool in self.tools]
        if wanted:
            yield AIMessageChunk(
                content="", tool_call_chunks=[_chunk(at, one) for at, one in enumerate(wanted)]
            )
            return
        results = [result for one in rounds for result in one]
        for piece in pieces(self._composed(asked, results)):
            yield AIMessageChunk(content=piece)

    def _composed(self, asked: Sequence[Reading], results: Sequence[Result]) -> str:
        """The answer; of two questions each from what its own tool found."""
        if len(asked) == 1:
            return composed(asked[0], results, self._today())
        today = self._today()
        answered = [one for one in asked if first_calls([one, one], today)[0].tool in self.tools]
        told = zip(answered, results, strict=False)
        return "\n\n".join(composed(reading, [result], today) for reading, result in told)

    def _wanted(self, asked: Sequence[Reading], rounds: Sequence[Sequence[Result]]) -> list[Call]:
        """The calls of the next round; none when it is time to answer."""
        if not rounds:
            return first_calls(asked, self._today())
        if len(rounds) > 1 or len(asked) > 1:
            return []
        reading = asked[0]
        nothing = {result.tool for result in rounds[0] if is_nothing(result, reading)}
        first = [call for call in calls(reading, self._today()) if call.tool in nothing]
        return further_calls(reading, self._today(), first) if first else []

    def _read(self, messages: Sequence[BaseMessage]) -> list[Reading]:
        asked = [message for message in messages if isinstance(message, HumanMessage)]
        *before, question = [str(message.text) for message in asked] or [""]
        days = [message.additional_kwargs.get(ASKED_ON, self._today()) for message in asked[:-1]]
        return readings(question, self._today(), self.stores, before, days)

    def _today(self) -> date:
        return self.today or business_date(now(), CHANGEOVER_HOUR)


def _rounds(messages: Sequence[BaseMessage]) -> list[list[Result]]:
    """What the tools found since the last question, by rounds; a tool without a result did not answer."""
    rounds: list[list[Result]] = []
    for message in messages:
        if isinstance(message, HumanMessage):
            rounds = []
        elif isinstance(message, AIMessage) and message.tool_calls:
            rounds.append([])
        elif isinstance(message, ToolMessage) and rounds:
            found = message.artifact
            rounds[-1].append(found if isinstance(found, Result) else Result(message.name or "", Status.AWAY))
    return rounds


def _chunk(at: int, call: Call) -> Any:
    arguments = json.dumps(call.args, ensure_ascii=False)
    return tool_call_chunk(name=call.tool, args=arguments, id=f"call_{uuid4().hex[:12]}", index=at)
