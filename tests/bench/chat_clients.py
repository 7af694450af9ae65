"""Those who ask: of the model itself, and of C3; and those who only listen. In a process of their own.

Plain sockets: else it would be a client's own work that is measured.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Final

from tests.bench.chat_model import STOP, TOOL

HOST: Final = "127.0.0.1"
TOKEN: Final = "a" * 32
QUESTION: Final = "3月の売上は？"
CALL: Final = {"id": "call_0", "type": "function", "function": {"name": TOOL[0], "arguments": TOOL[1]}}
FOUND: Final = "sales: {v1}=1,234,567円 [1]"
TAKEN: Final = (b"200", b"202")

Data = dict[str, Any]
Lines = AsyncGenerator[bytes, None]


class Broken(Exception):
    """An answer was not what it was to be, so that its speed says nothing."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds from the question to the first piece of the answer, to its first sentence, and to its end."""

    piece: float
    sentence: float
    end: float


Asking = Callable[[], Coroutine[None, None, Waited]]


async def straight(port: int) -> Waited:
    """Ask the model twice, as an agent does: what to look up, and then for the answer."""
    started = time.perf_counter()
    asked: list[Data] = [{"role": "user", "content": QUESTION}]
    async for _ in _completion(port, asked):
        pass
    asked += [{"role": "assistant", "content": "", "tool_calls": [CALL]}, {"role": "tool", "content": FOUND}]
    piece, sentence, said = 0.0, 0.0, ""
    async for chunk in _completion(port, asked):
        said += "".join(choice["delta"].get("content", "") for choice in chunk["choices"])
        piece = piece or (time.perf_counter() - started if said else 0.0)
        sentence = sentence or (time.perf_counter() - started if STOP in said else 0.0)
    return Waited(piece, sentence, time.perf_counter() - started)


async def through(web: int, session_key: str) -> Waited:
    """Ask C3: the question at c3-app, the answer from where it says."""
    started = time.perf_counter()
    cookies = f"sessionid={session_key}; csrftoken={TOKEN}"
    headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
    body = json.dumps({"message": QUESTION}).encode()
    lines = [line async for line in _lines(web, "POST", "/ai/api/chat/stream/", headers, body)]
    port, path = json.loads(lines[-1])["stream_url"].split(":")[2].split("/", 1)
    sentence, said, last = 0.0, "", {"type": ""}
    async for line in _lines(int(port), "GET", "/" + path):
        if line.startswith(b"data: "):
            last = json.loads(line[6:])
            said += last.get("content", "") if last["type"] == "token" else ""
            sentence = sentence or (time.perf_counter() - started if said else 0.0)
    if last["type"] != "done" or "円" not in said:
        raise Broken(f"{last}: {said[:200]}")
    return Waited(sentence, sentence, time.perf_counter() - started)


async def keep_asking(ask: list[Asking], seconds: float) -> list[Waited]:
    """All of them ask again and again, begun one after the other over the length of an answer.

    What began while not all were there yet is left out.
    """
    spread = (await ask[0]()).end
    begun, found = time.perf_counter(), list[Waited]()

    async def asks(number: int, asking: Asking) -> None:
        await asyncio.sleep(spread * number / len(ask))
        while (asked := time.perf_counter() - begun) < spread + seconds:
            waited = await asking()
            if asked >= spread:
                found.append(waited)

    await asyncio.gather(*(asks(number, asking) for number, asking in enumerate(ask)))
    return found


def ask_straight(port: int, many: int, seconds: float) -> list[Waited]:
    """`many` at once ask the model."""
    return asyncio.run(keep_asking([partial(straight, port)] * many, seconds))


def ask_through(web: int, keys: list[str], seconds: float) -> list[Waited]:
    """Each of these people asks C3."""
    return asyncio.run(keep_asking([partial(through, web, key) for key in keys], seconds))


def listen(port: int, addresses: list[str], line: Connection) -> None:
    """Open all streams; tell when all have begun, and then when each has heard the next event (seconds)."""

    async def listening() -> None:
        streams = [_lines(port, "GET", address) for address in addresses]
        await asyncio.gather(*map(_event, streams))
        line.send("open")
        line.send(await asyncio.gather(*map(_event, streams)))
        await asyncio.gather(*(stream.aclose() for stream in streams))

    asyncio.run(listening())


async def _event(stream: Lines) -> float:
    async for line in stream:
        if line.startswith(b"data: "):
            return time.monotonic()
    raise Broken("a stream ended")


async def _completion(port: int, messages: list[Data]) -> AsyncGenerator[Data, None]:
    body = json.dumps({"model": "bench", "stream": True, "messages": messages}).encode()
    async for line in _lines(port, "POST", "/v1/chat/completions", {}, body):
        if line.startswith(b"data: {"):
            yield json.loads(line[6:])
        elif line.startswith(b"data: [DONE]"):
            return


async def _lines(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> Lines:
    """The lines of an answer's body, those that frame its chunks among them."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        given = {"Host": HOST, "Connection": "close", "Content-Length": str(len(body)), **(headers or {})}
        head = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        status = await reader.readline()
        if status.split()[1:2] not in [[code] for code in TAKEN]:
            raise Broken(f"{path}: {status!r} {(await reader.read())[-500:]!r}")
        while (await reader.readline()).strip():
            pass
        async for line in reader:
            yield line.rstrip()
    finally:
        writer.close()
