"""A hosted model's streamed answer, joined to sentences before it is read.

Services send an answer by the word, and OpenAI's client, LangChain and LangGraph take half a millisecond for
each event; 100 answers at once have thousands in a second. C3 tells sentences, and calls tools when their
arguments are whole: the events that only add to one of these become one. All else goes on as it was sent.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any, Final

import httpx2

ENDS: Final = frozenset("。．.！!？?\n」）)|")
LONGEST: Final = 400  # characters that wait for the end of their sentence
TEXT: Final = "text"

Chunk = dict[str, Any]
Place = str | int  # `TEXT`, or the number of a tool's call


async def join(response: httpx2.Response) -> None:
    """An event hook of the client: a stream of events is read through `Joined`."""
    sent, kind = response.stream, response.headers.get("content-type", "")
    is_plain = kind.startswith("text/event-stream") and "content-encoding" not in response.headers
    if is_plain and isinstance(sent, httpx2.AsyncByteStream):
        response.stream = Joined(sent)


class Joined(httpx2.AsyncByteStream):
    """The same events in fewer. What was read before a line drops goes on before the error."""

    def __init__(self, sent: httpx2.AsyncByteStream) -> None:
        self._sent = sent

    async def __aiter__(self) -> AsyncIterator[bytes]:
        joiner = Joiner()
        try:
            async with aclosing(_lines(self._sent)) as lines:
                async for line in lines:
                    for told in joiner.feed(line):
                        yield told
        except httpx2.TransportError:
            yield joiner.rest()
            raise
        yield joiner.rest()

    async def aclose(self) -> None:
        """Close what it reads."""
        await self._sent.aclose()


class Joiner:
    """Takes the lines of a stream of events, gives those that go on.

    A sentence goes on with what follows it: only then is it known that it has no closing bracket.
    """

    def __init__(self) -> None:
        self._kept: Chunk | None = None
        self._place: Place = TEXT
        self._text = ""
        self._has_ended = True

    def feed(self, line: bytes) -> Iterator[bytes]:
        """What goes on with this line."""
        if self._kept and not line.strip():
            return  # the end of an event that is kept
        chunk = _chunk(line)
        added = _added(chunk)
        if chunk is None or added is None:
            yield self.rest() + line
            return
        if self._kept and self._place != added[0]:
            yield self.rest()
        self._kept = self._kept or chunk
        self._place, text = added
        self._text += text
        if self._has_ended or len(self._text) >= LONGEST:
            yield self.rest()
        self._has_ended = self._place == TEXT and not ENDS.isdisjoint(text)

    def rest(self) -> bytes:
        """The event that is kept, if there is one."""
        if self._kept is None:
            return b""
        delta = self._kept["choices"][0]["delta"]
        if self._place == TEXT:
            delta["content"] = self._text
        else:
            delta["tool_calls"][0]["function"]["arguments"] = self._text
        told = f"data: {json.dumps(self._kept, ensure_ascii=False)}\n\n".encode()
        self._kept, self._text = None, ""
        return told


async def _lines(sent: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    """The lines of it, with their ends."""
    rest = b""
    async for data in sent:
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest


def _chunk(line: bytes) -> Chunk | None:
    name, _, value = line.partition(b":")
    if name != b"data":
        return None
    try:
        chunk = json.loads(value)
    except ValueError:
        return None  # `[DONE]`, or no JSON: OpenAI's client says so
    return chunk if isinstance(chunk, dict) and not chunk.get("usage") and not chunk.get("error") else None


def _added(chunk: Chunk | None) -> tuple[Place, str] | None:
    """Where it adds which text: to the answer, or to a tool's arguments; None where it says anything else."""
    match chunk:
        case {"choices": [{"index": 0, "delta": {**delta}, **about}]} if not any(about.values()):
            said = {name: value for name, value in delta.items() if value and name != "role"}
        case _:
            return None
    match said:
        case {"tool_calls": [{"index": int(place), "function": {"arguments": str(text), **named}, **called}]}:
            is_alone = len(said) == 1 and not any(named.values()) and not any(called.values())
            return (place, text) if is_alone else None
        case {"content": str(text)} if len(said) == 1:
            return TEXT, text
    return (TEXT, "") if not said and "content" in delta else None
