"""What a model may do wrong, and what its tools may: told to the model, so that the turn goes on.

Only what never ends ends the turn: more than `MOST_MODEL_CALLS` answers of the model.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ToolCallLimitMiddleware,
    hook_config,
)
from langchain_core.messages import AIMessage, SystemMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from stream.chat.scope import Run

log = logging.getLogger("c3.chat")

MOST_MODEL_CALLS: Final = 6
MOST_TOOL_CALLS: Final = 12
SECONDS_FOR_TOOL: Final = 20.0
FAILED: Final = "道具が失敗しました。この結果なしで答えるか、分からないと答えてください。"
SLOW: Final = "道具が時間内に答えませんでした。期間を短くするか、分からないと答えてください。"
BROKEN: Final = "引数がJSONとして読めませんでした。正しいJSONで、もう一度呼んでください。"

Answer = ToolMessage | Command[Any]


def guards() -> list[Any]:
    """The middleware of the agent; the context of its runs is a `Run`."""
    return [
        Guard(),  # first: what it sends back to the model has been counted by the others
        ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="error"),
        ToolCallLimitMiddleware(run_limit=MOST_TOOL_CALLS, exit_behavior="continue"),
    ]


class Guard(AgentMiddleware):  # type: ignore[misc]  # see pyproject: its package is not read
    """Asks the model of the run, counts what it is asked, and tells it of faults."""

    async def awrap_model_call(self, request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        """Ask the model."""
        run: Run = request.runtime.context
        asked = sum(len(str(message.content)) for message in request.messages)
        run.usage.began(len(run.prompt) + asked)
        return await handler(request.override(model=run.model, system_message=SystemMessage(run.prompt)))

    @hook_config(can_jump_to=["model"])  # type: ignore[untyped-decorator]  # as above
    async def aafter_model(self, state: Any, runtime: Any) -> dict[str, Any] | None:
        """Calls whose arguments are no JSON are answered; without others, the model is asked again."""
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or not last.invalid_tool_calls:
            return None
        log.warning("the model called %d tools with broken arguments", len(last.invalid_tool_calls))
        answers = [
            ToolMessage(BROKEN, tool_call_id=call["id"] or "", name=call["name"] or "", status="error")
            for call in last.invalid_tool_calls
        ]
        return {"messages": answers} if last.tool_calls else {"messages": answers, "jump_to": "model"}

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Answer]]
    ) -> Answer:
        """Call the tool; whatever it raises ends its call, not the turn."""
        try:
            async with asyncio.timeout(SECONDS_FOR_TOOL):
                return await handler(request)
        except TimeoutError:
            said = SLOW
        except Exception as error:  # noqa: BLE001  the log has it, the model is told, the turn goes on
            said = FAILED
            name = getattr(request.tool, "name", "(none)")  # as we call it, not as the model does
            log.warning("the tool %s failed: %s", name, type(error).__name__)
        return ToolMessage(said, tool_call_id=request.tool_call["id"] or "", status="error")
