"""What a hosted model says is read whole, whatever the line cuts it into, and goes on by the sentence."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from stream.chat.joining import LONGEST, Joined
from stream.chat.models import new_client
from tests.stream.chat_server import Reply, chat_server

TEXT = "売上は{v1}です。\n\n客数は{v2}でした。以上"


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def call(arguments: str) -> dict[str, Any]:
    return chunk(tool_calls=[{"index": 0, "function": {"arguments": arguments}}])


CHUNKS = [
    chunk(role="assistant", content=""),
    *(chunk(content=sign) for sign in TEXT),
    call('{"a"'),
    call(":1}"),
    chunk("stop"),
    {"id": "c", "choices": [], "usage": {"total_tokens": 3}},
]


def wire(*chunks: Any, end: str = "\n") -> bytes:
    lines = [": ping", "", *(line for one in chunks for line in (f"data: {json.dumps(one)}", ""))]
    return end.join([*lines, "data: [DONE]", "", ""]).encode()


class Sent(httpx2.AsyncByteStream):
    def __init__(self, data: bytes, size: int, error: Exception | None = None) -> None:
        self.data, self.size, self.error, self.is_closed = data, size, error, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.data), self.size):
            yield self.data[at : at + self.size]
        if self.error:
            raise self.error

    async def aclose(self) -> None:
        self.is_closed = True


async def gather(sent: Sent, into: bytearray) -> None:
    async for data in Joined(sent):
        into += data


async def read(sent: Sent) -> list[Any]:
    found = bytearray()
    await gather(sent, found)
    return told(found)


def told(data: bytes | bytearray) -> list[Any]:
    events = [line[6:] for line in data.decode().splitlines() if line.startswith("data: ")]
    return [event if event == "[DONE]" else json.loads(event) for event in events]


def texts(chunks: list[Any]) -> list[str]:
    given = [
        one["choices"][0]["delta"].get("content") for one in chunks if one != "[DONE]" and one["choices"]
    ]
    return [text for text in given if text is not None]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000, 100_000])
async def test_however_it_is_cut_it_goes_on_by_the_sentence(size, end):
    found = await read(Sent(wire(*CHUNKS, end=end), size))
    assert texts(found) == ["", "売上は{v1}です。\n", "\n", "客", "数は{v2}でした。以", "上"]
    assert found[-4:] == [call('{"a":1}'), *CHUNKS[-2:], "[DONE]"]


async def test_a_sentence_without_an_end_goes_on_at_last():
    found = await read(Sent(wire(*(chunk(content="あ") for _ in range(3 * LONGEST))), 64))
    assert max(map(len, texts(found))) == LONGEST
    assert "".join(texts(found)) == "あ" * 3 * LONGEST


@pytest.mark.parametrize(
    "more",
    [
        {"usage": {"total_tokens": 3}},
        {"error": {"message": "overloaded"}},
        {"choices": []},
        {"choices": [{"index": 0, "delta": {"content": "い", "refusal": "no"}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {"content": "い"}, "finish_reason": "length"}]},
        {"choices": [{"index": 1, "delta": {"content": "い"}, "finish_reason": None}]},
    ],
)
async def test_what_says_more_than_text_goes_on_as_it_is(more):
    said = chunk(content="い") | more
    found = await read(Sent(wire(chunk(content="は"), chunk(content="い"), said, chunk(content="。")), 9))
    assert said in found
    assert texts(found)[:2] == ["は", "い"]


@pytest.mark.parametrize(
    "line", [b"data: {", b"data: nothing", b"data: \xff", b"data: []", b"id: 3", b"retry"]
)
async def test_what_is_no_event_of_an_answer_goes_on_as_it_is(line):
    sent = Sent(wire(chunk(content="は"), chunk(content="い")) + line + b"\n\n", 5)
    assert line + b"\n" in b"".join([data async for data in Joined(sent)])


async def test_what_was_said_before_the_line_dropped_goes_on_before_the_error():
    before = bytearray()
    with pytest.raises(httpx2.ReadError):
        await gather(Sent(wire(*CHUNKS)[:700], 50, httpx2.ReadError("cut")), before)
    assert "".join(texts(told(before))) in {TEXT[:length] for length in range(4, 7)}


async def test_closed_it_closes_the_line():
    sent = Sent(b"", 1)
    await Joined(sent).aclose()
    assert sent.is_closed


async def test_a_hosted_models_answer_is_read_so():
    with chat_server(Reply("はい、売上は三円です。以上です。")) as server:
        async with new_client(1) as client:
            answer = await client.post(
                f"{server.url}/chat/completions", json={"messages": [], "stream": True}
            )
    assert texts(told(answer.content)) == ["", "はい、売上は三円です。以上です", "。"]
