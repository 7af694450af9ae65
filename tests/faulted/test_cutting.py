"""The proxy loses what it is told to lose, and nothing else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from tests.cutting import Cutting, Where

SENT = b"x" * 5000


class Server(HTTPServer):
    """Answers each POST with its length, and remembers the bodies that it has read whole."""

    read: list[bytes]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.server.read.append(body)
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"%4d" % len(body))

    def log_message(self, *said: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.read = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def line(server) -> Iterator[Cutting]:
    line = Cutting(server.server_port)
    yield line
    line.shut()


def send(line: Cutting, path: str = "/here/") -> httpx.Response:
    return httpx.post(f"http://127.0.0.1:{line.port}{path}", content=SENT, timeout=5)


def test_what_is_not_cut_passes_as_it_is(line, server):
    line.cut(Where.BEFORE, "/elsewhere/")
    assert send(line).text == "5000"
    assert server.read == [SENT]


@pytest.mark.parametrize(("where", "done"), [("before", 0), ("within", 0), ("after", 1), ("halfway", 1)])
def test_cut_the_sender_hears_nothing_whole_and_the_server_has_done_it_or_not(line, server, where, done):
    cut = line.cut(Where(where), "/here/")
    with pytest.raises(httpx.TransportError):
        send(line)
    assert (len(server.read), cut.hits) == (done, 1)
    assert send(line).text == "5000"
    assert len(server.read) == done + 1


def test_shut_nobody_answers_and_open_again_it_is_the_same_address(line):
    line.shut()
    with pytest.raises(httpx.ConnectError):
        send(line)
    line.open()
    assert send(line).text == "5000"


def test_silent_it_takes_the_call_and_ends_it_when_it_is_healed(line, server):
    line.is_silent = True
    line.hears = lambda _request: threading.Timer(0.3, line.heal).start()
    with pytest.raises(httpx.RemoteProtocolError):
        send(line)
    assert server.read == []
    assert send(line).text == "5000"


@pytest.mark.parametrize("is_polite", [True, False])
def test_of_a_server_that_is_away_it_tells_as_a_platform_does_or_nothing(line, server, is_polite):
    line.to, line.is_polite = 1, is_polite
    if is_polite:
        assert send(line).status_code == 502
    else:
        with pytest.raises(httpx.RemoteProtocolError):
            send(line)
