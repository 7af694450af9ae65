"""A server that takes what the Sentry library sends, and keeps it as it came over the line."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any


class Sentry(ThreadingHTTPServer):
    """`taken` are the bodies of requests, unpacked; `dsn` is where they come."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[str] = []

    @property
    def dsn(self) -> str:
        return f"http://publickey@127.0.0.1:{self.server_port}/7"

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in the envelopes: of each, the line behind its header."""
        lines = [[json.loads(line) for line in body.splitlines() if line] for body in self.taken]
        return [part for body in lines for header, part in pairwise(body) if header.get("type") == "event"]


class Taking(BaseHTTPRequestHandler):
    """Answers as Sentry does."""

    server: Sentry

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.taken.append(body.decode())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: Any) -> None:
        """It says nothing."""


@contextmanager
def sentry() -> Iterator[Sentry]:
    """One on a port of its own."""
    with Sentry() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
