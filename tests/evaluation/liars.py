"""Models that lie: each calls a tool as it is told, and says what it is told, whatever the tool has found."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field


class Liar(BaseChatModel):
    """Calls `tool` with `args` (no tool where there is none), then says `words`."""

    tool: str = ""
    args: Mapping[str, str] = Field(default_factory=dict)
    words: str

    @property
    def _llm_type(self) -> str:
        return "liar"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> "Liar":
        """It knows them already."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._said(messages))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        said = self._said(messages)
        yield ChatGenerationChunk(message=AIMessageChunk(content=said.content, tool_calls=said.tool_calls))

    def _said(self, messages: list[BaseMessage]) -> AIMessage:
        calls = [{"name": self.tool, "args": dict(self.args), "id": "1"}]
        has_looked = not self.tool or any(isinstance(message, ToolMessage) for message in messages)
        return AIMessage(self.words) if has_looked else AIMessage("", tool_calls=calls)
