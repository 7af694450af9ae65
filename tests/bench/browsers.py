"""So many browsers that ask for one page again and again, in as little Python as keeps them honest.

Each has one connection, kept alive, and asks for the next page as soon as it has the whole of the last.
"""

import selectors
import socket
import time
from dataclasses import dataclass, field

RECEIVE = 1 << 18
END_OF_HEAD = b"\r\n\r\n"


class WrongAnswer(Exception):
    """A page was not what it was to be, so that its speed says nothing."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of it: pages a second, and the seconds that 95 of 100 pages needed at most."""

    rate: float
    p95: float


@dataclass(slots=True)
class Browser:
    """One connection, and the answer that is on its way."""

    connection: socket.socket
    asked: float = 0
    received: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        """Send the request for the next page."""
        self.received.clear()
        self.asked = time.perf_counter()
        self.connection.sendall(request)

    def has_page(self) -> bool:
        """Take what has come; whether it is the whole page. Raises `WrongAnswer`."""
        data = self.connection.recv(RECEIVE)
        self.received += data
        head, found, body = self.received.partition(END_OF_HEAD)
        if not data or not self.received.startswith(b"HTTP/1.1 200"):
            raise WrongAnswer(bytes(head[:300]).decode())
        return bool(found) and len(body) >= _length(head)


def drive(port: int, path: str, cookie: str, browsers: int, seconds: float) -> Round:
    """Let `browsers` ask this machine's `port` for `path` for some seconds.

    Raises:
        WrongAnswer: an answer was not 200, or had no end.
    """
    request = _request(path, cookie)
    with selectors.DefaultSelector() as selector:
        for _ in range(browsers):
            browser = Browser(socket.create_connection(("127.0.0.1", port), timeout=10))
            selector.register(browser.connection, selectors.EVENT_READ, browser)
            browser.ask(request)
        try:
            return _counted(selector, request, seconds)
        finally:
            for key in list(selector.get_map().values()):
                key.data.connection.close()


def _counted(selector: selectors.BaseSelector, request: bytes, seconds: float) -> Round:
    started = time.perf_counter()
    waited: list[float] = []
    while (now := time.perf_counter()) < started + seconds:
        for key, _ in selector.select(timeout=1):
            if key.data.has_page():
                waited.append(time.perf_counter() - key.data.asked)
                key.data.ask(request)
    if not waited:
        raise WrongAnswer("not one page in all this time")
    return Round(len(waited) / (now - started), sorted(waited)[int(len(waited) * 0.95)])


def _request(path: str, cookie: str) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: text/html",
        "Accept-Language: ja",
        f"Cookie: {cookie}",
    )
    return "\r\n".join(lines).encode() + END_OF_HEAD


def _length(head: bytearray) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise WrongAnswer("an answer without Content-Length")
