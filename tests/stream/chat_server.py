"""A chat model behind OpenAI's interface, real HTTP: streams what it is told, or fails as told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any
from zlib import crc32

from shared.embedding.models import WIDTH

MODEL = "gpt-4o-mini"
PIECE = 3  # characters of an answer in one event
INPUT_TOKENS, OUTPUT_TOKENS = 100, 20


@dataclass
class Reply:
    """What one request is answered with. `calls` are (tool, arguments as JSON text). `fault`: a status, or
    `hangs`, `cut` (the line drops in the middle), `garbage`, `html`. `pause`: seconds between two pieces."""

    text: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    fault: str = ""
    pause: float = 0.0


class ChatServer(ThreadingHTTPServer):
    """Answers with `replies` in their order, the last one again and again; or as `reacts` to a request."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply] = []
        self.reacts: Callable[[dict[str, Any]], Reply] | None = None
        self.requests: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a process that asks this service."""
        return {"OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": self.url, "OPENAI_MODEL": MODEL}

    def next_reply(self, asked: dict[str, Any]) -> Reply:
        with self.lock:
            self.requests.append(asked)
            if self.reacts:
                return self.reacts(asked)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone away meanwhile."""


class Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            self._send(200, json.dumps(_embedded(asked["input"])).encode(), "application/json")
            return
        reply = self.server.next_reply(asked)
        if reply.fault.isdigit():
            self._send(int(reply.fault), b'{"error": {"message": "no", "type": "x"}}', "application/json")
        elif reply.fault == "html":
            self._send(200, b"<html>maintenance</html>", "text/html")
        elif reply.fault == "hangs":
            time.sleep(3)
            self.close_connection = True
        else:
            self._stream(reply)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        deltas = list(_deltas(reply))
        for delta in deltas[: len(deltas) // 2 if reply.fault == "cut" else None]:
            self._event(json.dumps(_chunk(delta)))
            time.sleep(reply.pause)
        if reply.fault == "cut":
            self.close_connection = True
            return
        if reply.fault == "garbage":
            self._event('{"choices": [')
        self._event(json.dumps(_chunk({}, "tool_calls" if reply.calls else "stop")))
        self._event(json.dumps(_usage()))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        """Nothing to anybody."""


def _embedded(texts: list[str]) -> dict[str, Any]:
    """Texts lie near each other that share pairs of signs."""
    rows = []
    for place, text in enumerate(texts):
        vector = [0.01] * WIDTH
        for pair in pairwise(text):
            vector[crc32("".join(pair).encode()) % WIDTH] += 1.0
        rows.append({"object": "embedding", "index": place, "embedding": vector})
    return {"object": "list", "data": rows, "model": MODEL, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def _deltas(reply: Reply) -> Iterator[dict[str, Any]]:
    yield {"role": "assistant", "content": ""}
    for at in range(0, len(reply.text), PIECE):
        yield {"content": reply.text[at : at + PIECE]}
    for place, (name, arguments) in enumerate(reply.calls):
        named = {"name": name, "arguments": ""}
        yield {"tool_calls": [{"index": place, "id": f"call_{place}", "type": "function", "function": named}]}
        for at in range(0, len(arguments), PIECE):
            yield {"tool_calls": [{"index": place, "function": {"arguments": arguments[at : at + PIECE]}}]}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}


def _usage() -> dict[str, Any]:
    used = {"prompt_tokens": INPUT_TOKENS, "completion_tokens": OUTPUT_TOKENS}
    return {**_chunk({}), "choices": [], "usage": {**used, "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS}}


@contextmanager
def chat_server(
    *replies: Reply, reacts: Callable[[dict[str, Any]], Reply] | None = None
) -> Iterator[ChatServer]:
    """The service, until the end of the block."""
    server = ChatServer()
    server.replies, server.reacts = list(replies), reacts
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield server
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
