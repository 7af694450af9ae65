"""How a tool is made: a refusal, and a database that does not answer, are results like others."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from langchain_core.tools import BaseTool
from langchain_core.tools import tool as langchain_tool

from shared.pool import AWAY
from stream.chat.ledger import Result, Status
from stream.chat.tools.asking import Refused

SAID = {
    Status.EMPTY: "該当する記録はありません。",
    Status.CLOSED: "営業していない期間です。記録はありません（未提出ではありません）。",
    Status.UNCOUNTED: "提出はありますが、この数字の記録はありません（違算は、レジを数えた日だけです）。",
    Status.NO_STORE: "その店舗は、見られる店舗の中にありません。店名を答えに書かないでください。",
    Status.NO_PERIOD: "期間を読み取れませんでした。実在する日付の、2年までの期間だけです。",
    Status.ONE_MONTH: "目標は月ごとです。1つの月について、もう一度呼んでください。",
    Status.FUTURE: "その期間はまだ始まっていません。記録はありません。",
    Status.NOT_ALLOWED: "店舗の順位は、エリアマネージャーと本部が見られます。そう伝えてください。",
    Status.WRONG: "引数が正しくありません。説明にある値を使ってください。",
    Status.AWAY: "記録を読めませんでした。",
}


def _told(lines: str, result: Result) -> tuple[str, Result]:
    """With a sentence for the model where nothing was found."""
    if result.status is Status.OK:
        return lines, result
    text = "\n".join(filter(None, (SAID[result.status], result.lines)))
    return text, replace(result, lines=text)


def tool(function: Callable[..., Awaitable[tuple[str, Result]]]) -> BaseTool:
    """The function as LangChain's tool: its text for the model, and its `Result` as the artifact."""

    @wraps(function)
    async def careful(**arguments: Any) -> tuple[str, Result]:
        try:
            return _told(*await function(**arguments))
        except Refused as refused:
            status, period = refused.status, refused.period
        except AWAY:
            status, period = Status.AWAY, None
        return SAID[status], Result(function.__name__, status, period)

    made: BaseTool = langchain_tool(response_format="content_and_artifact", parse_docstring=True)(careful)
    return made
