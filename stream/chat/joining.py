"""A hosted model's streamed answer, joined to sentences before it is read.

Services send an answer by the word, and OpenAI's client, LangChain and LangGraph take half a millisecond for
each event; 100 answers at once have thousands in a second. C3 tells sentences: the events that only add text
become one, up to the end of a sentence. All else goes on as it was sent, and at once.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any, Final

import httpx2

ENDS: Final = frozenset("。．.！!？?\n」）)|")
LONGEST: Final = 400  # characters that wait for the end of their sentence

Chunk = dict[str, Any]


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
    """Takes the lines of a stream of events, gives those that go on."""

    def __init__(self) -> None:
        self._kept: Chunk | None = None
        self._text = ""
        self._has_ended = True

    def feed(self, line: bytes) -> Iterator[bytes]:
        """What goes on with this line. What follows the end of a sentence does so at once too: only then is
        it known that the sentence has no closing bracket."""
        if self._kept and not line.strip():
            return  # the end of an event that is kept
        chunk = _chunk(line)
        added = _added(chunk)
        if chunk is None or added is None:
            yield self.rest() + line
            return
        self._kept = self._kept or chunk
        self._text += added
        ends = not ENDS.isdisjoint(added)
        if ends or self._has_ended or len(self._text) >= LONGEST:
            yield self.rest()
        self._has_ended = ends

    def rest(self) -> bytes:
        """The event that is kept, if there is one."""
        if self._kept is None:
            return b""
        self._kept["choices"][0]["delta"]["content"] = self._text
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


def _added(chunk: Chunk | None) -> str | None:
    """The text that it adds; None where it says anything else."""
    match chunk:
        case {"choices": [{"index": 0, "delta": {"content": str(text), **more}, **about}]}:
            says_more = any(value for name, value in more.items() if name != "role") or any(about.values())
            return None if says_more else text
    return None
