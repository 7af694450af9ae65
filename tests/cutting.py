"""An HTTP proxy in front of c3-app that can lose a request, or the answer to one that was carried out."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from typing import BinaryIO

BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<h1>Bad Gateway</h1>"
)
OF_ONE_LINE = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Where(StrEnum):
    """Where a line is cut."""

    BEFORE = "before"  # nothing reaches the server
    WITHIN = "within"  # half of what is sent reaches it
    AFTER = "after"  # the server has done it, nothing of its answer arrives
    HALFWAY = "halfway"  # half of its answer arrives


@dataclass
class Cut:
    """What is to be cut, and how often yet; `hits` counts the requests that it has met."""

    where: Where
    path: str
    times: int = 1
    method: str = "POST"
    hits: int = 0

    def meets(self, request: "Request") -> bool:
        """Whether this request is one of those."""
        wanted = self.hits < self.times and request.method == self.method and self.path in request.path
        self.hits += wanted
        return wanted


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    head: list[bytes]
    body: bytes

    @property
    def method(self) -> str:
        return self.head[0].split()[0].decode()

    @property
    def path(self) -> str:
        return self.head[0].split()[1].decode()

    def bytes(self) -> bytes:
        """As the server gets it: on a connection for this one alone."""
        lines = [line for line in self.head if not line.lower().startswith(b"connection:")]
        return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + self.body


@dataclass
class Cutting:
    """The proxy, on a port of its own. `shut`, nobody answers there."""

    to: int
    port: int = 0
    is_polite: bool = (
        False  # of a server that is away: "502", as hosting platforms say; else no answer at all
    )
    is_silent: bool = False  # calls are taken and never answered, as where there is no signal
    hears: Callable[[Request], None] = lambda request: None
    cuts: list[Cut] = field(default_factory=list)
    spent: list[Cut] = field(default_factory=list)  # those of before `heal`
    _entrance: socket.socket | None = None
    _lines: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Take calls, at the same port as before."""
        if self._entrance is None:
            self._entrance = socket.create_server(("127.0.0.1", self.port))
            self.port = self._entrance.getsockname()[1]
            threading.Thread(target=self._take, args=[self._entrance], daemon=True).start()

    def shut(self) -> None:
        """End every call, and take none."""
        entrance, self._entrance = self._entrance, None
        if entrance:
            _end(entrance)
        for line in list(self._lines):
            _end(line)

    def cut(self, where: Where, path: str, times: int = 1, method: str = "POST") -> Cut:
        """Cut the next `times` requests to an address with `path` in it."""
        wanted = Cut(where, path, times, method)
        self.cuts.append(wanted)
        return wanted

    def heal(self) -> None:
        """Cut nothing any more, take calls and answer them; those that were not are ended."""
        self.spent += self.cuts
        self.cuts.clear()
        self.is_silent = False
        self.open()

    def _take(self, entrance: socket.socket) -> None:
        with suppress(OSError):
            while True:
                browser = entrance.accept()[0]
                self._lines.add(browser)
                threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with browser, browser.makefile("rb") as sent, suppress(OSError, HTTPException):
            while (request := _read(sent)) and self._carry(browser, request):
                pass
        self._lines.discard(browser)

    def _carry(self, browser: socket.socket, request: Request) -> bool:
        """Ask the server and tell the browser; False when this line has ended."""
        self.hears(request)
        if self._was_silent():
            return False
        with self._lock:
            cut = next((cut for cut in self.cuts if cut.meets(request)), None)
        where = cut.where if cut else None
        if where is Where.BEFORE:
            return False
        try:
            answer = self._asked(request, half=where is Where.WITHIN)
        except (OSError, HTTPException):
            if self.is_polite and where is None:
                browser.sendall(BAD_GATEWAY)
            return False
        if where is Where.HALFWAY:
            browser.sendall(answer[: len(answer) // 2])
        elif where is None:
            browser.sendall(answer)
        return where is None

    def _was_silent(self) -> bool:
        """Whether nothing could be heard here; it is told when that is over."""
        began = self.is_silent
        while self.is_silent:
            time.sleep(0.05)
        return began

    def _asked(self, request: Request, *, half: bool) -> bytes:
        """The server's answer, whole. Raises `OSError` or `HTTPException` when there is none."""
        with socket.create_connection(("127.0.0.1", self.to)) as server:
            said = request.bytes()
            if half:
                server.sendall(said[: len(said) - len(request.body) // 2 - 1])
                raise ConnectionAbortedError
            server.sendall(said)
            answer = HTTPResponse(server, method=request.method)
            answer.begin()
            body = answer.read()
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        lines += [
            f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in OF_ONE_LINE
        ]
        has_body = request.method != "HEAD" and answer.status not in {204, 304}
        lines += [f"Content-Length: {len(body)}"] if has_body else []
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _read(sent: BinaryIO) -> Request | None:
    """The next request of a line; None at its end."""
    head: list[bytes] = []
    while line := sent.readline():
        if line == b"\r\n":
            break
        head.append(line.rstrip(b"\r\n"))
    if not line or not head:
        return None
    lengths = [int(line.split(b":")[1]) for line in head if line.lower().startswith(b"content-length:")]
    length = lengths[0] if lengths else 0
    body = sent.read(length)
    return Request(head, body) if len(body) == length else None


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
