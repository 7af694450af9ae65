"""`python -m tests.bench.chat_model PORT`: a model behind OpenAI's interface, at the pace of a hosted one.

Asked a question it calls a tool, asked with what the tool found it answers. In a process of its own, in as
little Python as 100 answers at once allow.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

FIRST, PACE = 0.4, 0.05  # seconds to the first piece, and between two: 60 characters a second
PIECE: Final = 3  # characters
TOOL: Final = ("sales_of", '{"period":"2026-03-01..2026-03-09"}')
SENTENCE: Final = "ご質問の期間の売上は{value}でした。"
REST: Final = "日別の内訳は参照から確かめてください。" * 12
STOP: Final = "。"
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
NONE: Final = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"

Delta = dict[str, Any]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept alive."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = re.search(rb"content-length: *(\d+)", head.lower())
            asked = json.loads(await reader.readexactly(int(length[1]) if length else 0))
            if "messages" in asked:
                await _tell(asked, writer)
            else:  # the worker asks for vectors
                writer.write(NONE)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _tell(asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    last = asked["messages"][-1]
    value = re.search(r"\bsales: (\{v\d+\})", str(last["content"])) if last["role"] == "tool" else None
    writer.write(HEAD)
    pause = FIRST
    for piece in _pieces(last["role"] == "tool", value[1] if value else "記録のとおり"):
        await asyncio.sleep(pause)
        writer.write(piece)
        pause = PACE
    writer.write(b"0\r\n\r\n")


@cache
def _pieces(is_answer: bool, value: str) -> list[bytes]:
    """What is written at one moment each: each its own chunk and event, but for those of the end."""
    deltas = list(_answer(value) if is_answer else _call())
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    end = [_chunk({}, "stop" if is_answer else "tool_calls"), _chunk({}) | {"choices": [], "usage": usage}]
    events = [_event(json.dumps(_chunk(delta))) for delta in deltas]
    return [*events[:-1], events[-1] + b"".join(map(_event, [*map(json.dumps, end), "[DONE]"]))]


def _answer(value: str) -> Iterator[Delta]:
    yield {"role": "assistant", "content": ""}
    text = SENTENCE.format(value=value) + REST
    yield from ({"content": text[at : at + PIECE]} for at in range(0, len(text), PIECE))


def _call() -> Iterator[Delta]:
    name, arguments = TOOL
    yield {"role": "assistant", "content": ""}
    function = {"name": name, "arguments": ""}
    yield {"tool_calls": [{"index": 0, "id": "call_0", "type": "function", "function": function}]}
    for at in range(0, len(arguments), PIECE):
        yield {"tool_calls": [{"index": 0, "function": {"arguments": arguments[at : at + PIECE]}}]}


def _event(data: str) -> bytes:
    event = f"data: {data}\n\n".encode()
    return f"{len(event):x}\r\n".encode() + event + b"\r\n"


def _chunk(delta: Delta, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "bench", "choices": [choice]}


async def main(port: int) -> None:
    """Answer until the process is ended."""
    async with await asyncio.start_server(answer, "127.0.0.1", port, backlog=500) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
