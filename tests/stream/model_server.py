"""A service for embeddings behind OpenAI's interface, real HTTP on this machine, that fails as it is told."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import shake_256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import sqrt
from typing import Any

MODEL = "text-embedding-3-small"
POISON = "毒"


def vector_of(text: str) -> list[float]:
    """What the service answers: always the same for a text, and not of length 1."""
    return [float(byte - 127) for byte in shake_256(text.encode()).digest(512)]


def unit_of(text: str) -> list[float]:
    """What is kept of it."""
    vector = vector_of(text)
    length = sqrt(sum(x * x for x in vector))
    return [x / length for x in vector]


class ModelServer(ThreadingHTTPServer):
    """`fault` is what is wrong with all its answers, `poison` with those to requests that hold `POISON`."""

    daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fault = self.poison = ""
        self.asked: Counter[str] = Counter()
        self.requests: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a worker that asks this service."""
        return {"OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": self.url}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone away meanwhile."""


class Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = asked["input"]
        with self.server.lock:
            self.server.asked.update(texts)
            self.server.requests.append(asked)
        is_poisoned = any(POISON in text for text in texts)
        fault = self.server.fault or (self.server.poison if is_poisoned else "")
        if fault.isdigit():
            self._send(int(fault), {"error": {"message": f"cannot embed {texts[0]}", "type": "x"}})
        elif fault == "hangs":
            time.sleep(3)
            self.close_connection = True
        elif fault == "drips":
            self._drip()
        elif fault == "breaks off":
            self.close_connection = True
        elif fault == "garbage":
            self._send(200, b"<html>maintenance</html>", "text/html")
        else:
            self._send(200, self._answer(texts, fault))

    def _answer(self, texts: list[str], fault: str) -> Any:
        """As the interface has it, the last first; spoilt are all vectors, or those of poisoned texts."""
        rows = [
            {"object": "embedding", "index": place, "embedding": _spoilt(text, fault)}
            if self.server.fault or POISON in text
            else {"object": "embedding", "index": place, "embedding": vector_of(text)}
            for place, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        if fault == "too few":
            rows.pop()
        if fault == "no places":
            rows = [{**row, "index": 0} for row in rows]
        if fault == "nothing":
            return {}
        return {"object": "list", "data": rows[::-1], "model": MODEL, "usage": usage}

    def _send(self, status: int, body: Any, kind: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", "2")
        self.end_headers()
        self.wfile.write(data)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Nothing to anybody."""


def _spoilt(text: str, fault: str) -> Any:
    vector = vector_of(text)
    return {
        "wrong width": vector[:256],
        "not a number": [*vector[:511], float("nan")],
        "infinite": [float("inf"), *vector[:511]],
        "zero": [0.0] * 512,
        "null": [None] * 512,
    }.get(fault, vector)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """The service, until the end of the block."""
    server = ModelServer()
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield server
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
