"""The agent: a question and what went before, in; what it does and says, out.

LangChain's agent over our tools. Its graph is compiled once; each run brings the model that it asks.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import Any, Final

from langchain.agents import create_agent
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.errors import GraphRecursionError

from shared.chat.labels import LABELS
from shared.chat.running import Line
from shared.words import TurnFault
from stream.chat.cost import Usage
from stream.chat.guards import guards
from stream.chat.happenings import Failed, Happening, Looked, Looking, Piece
from stream.chat.ledger import Result, Status
from stream.chat.models import fault_of
from stream.chat.prompt import memory, system_prompt
from stream.chat.scope import Run, Scope
from stream.chat.speech import Speech

MOST_STEPS: Final = 100  # of the graph: guards are steps too, and end it much earlier
LONGEST_ANSWER: Final = 20_000  # characters: a model that never ends is broken


class Agent:
    """LangChain's agent over these tools."""

    def __init__(self, tools: Sequence[BaseTool]) -> None:
        nobody = FakeListChatModel(responses=[])  # never asked: the guards put a run's own model in its place
        self._graph: Any = create_agent(nobody, tools, context_schema=Run, middleware=guards())

    async def run(
        self, question: str, before: Sequence[Line], scope: Scope, usage: Usage, model: BaseChatModel
    ) -> AsyncGenerator[Happening, None]:
        """What the agent does and says, as it happens.

        Raises:
            Failed: the model does not answer, says nothing, or never ends.
        """
        heard = Heard(usage, names_its_end=model._llm_type == "openai-chat")
        stream = self._graph.astream(
            {"messages": [*memory(before, scope.viewer), HumanMessage(question)]},
            context=Run(scope, model, system_prompt(scope), usage),
            stream_mode=["messages", "updates"],
            config={"recursion_limit": MOST_STEPS},
        )
        try:
            async with aclosing(stream):
                async for mode, data in stream:
                    for happening in heard.happenings(mode, data):
                        yield happening
        except (ModelCallLimitExceededError, GraphRecursionError) as error:
            raise Failed(TurnFault.LOOP) from error
        except Exception as error:
            if isinstance(error, Failed) or (fault := fault_of(error)) is None:
                raise
            raise Failed(fault) from error
        if not heard.has_spoken:
            raise Failed(TurnFault.BROKEN)


class Heard:
    """What comes out of the graph, put into words of ours. `names_its_end`: an answer says how it ended."""

    def __init__(self, usage: Usage, *, names_its_end: bool) -> None:
        self.usage, self.names_its_end = usage, names_its_end
        self.has_spoken = self._has_looked = False
        self._speech = Speech(is_first=True)
        self._length = 0

    def happenings(self, mode: str, data: Any) -> Iterator[Happening]:
        """Those of one part of the stream. Raises `Failed`."""
        if mode == "messages":
            message, _about = data
            if isinstance(message, AIMessageChunk) and message.text:
                yield from self._said(self._speech.feed(str(message.text)), len(message.text))
            return
        for update in data.values():
            for message in (update or {}).get("messages", ()) if isinstance(update, dict) else ():
                if isinstance(message, AIMessage):
                    yield from self._ended(message)
                elif isinstance(message, ToolMessage) and message.name in LABELS:
                    self._has_looked = True
                    yield from _looked(message)

    def _said(self, text: str, length: int) -> Iterator[Happening]:
        self._length += length
        self.usage.said(length)
        if self._length > LONGEST_ANSWER:
            raise Failed(TurnFault.BROKEN)
        if text:
            self.has_spoken = self.has_spoken or bool(text.strip())
            yield Piece(text)

    def _ended(self, message: AIMessage) -> Iterator[Happening]:
        """The model has said all of one answer, and may call tools."""
        tokens = message.usage_metadata
        self.usage.ended((tokens["input_tokens"], tokens["output_tokens"]) if tokens else None)
        if self.names_its_end and not message.response_metadata.get("finish_reason"):
            raise Failed(TurnFault.INTERRUPTED)
        calls = [call["name"] for call in message.tool_calls]
        yield from self._said(self._speech.end(calls_tools=bool(calls or message.invalid_tool_calls)), 0)
        if self._speech.has_spoken and calls:
            yield Piece("\n\n")
        for name in dict.fromkeys(calls):
            if name in LABELS:
                yield Looking(name, LABELS[name])
        self._speech = Speech(is_first=not (self._has_looked or calls))


def _looked(message: ToolMessage) -> Iterator[Looked]:
    """What the tool understood of its arguments: the period and the store by their facts."""
    result, name = message.artifact, str(message.name)
    if isinstance(result, Result):
        told = ("period", "store", "against", "found")
        args = {word: result.facts[word].text for word in told if word in result.facts}
        nothing_of = None if result.status is Status.OK else result.period
        yield Looked(name, LABELS[name], args, result.rows, nothing_of)
