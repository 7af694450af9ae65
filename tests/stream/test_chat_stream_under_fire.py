"""Lines that drop at any byte, and listeners that never read: nothing is lost or doubled, nobody waits."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import psutil
import pytest

from tests.stream.listening import Event, Listener
from tests.stream.served import served, until
from tests.stream.telling import teller

PIECES = [f"{n}件目は売上**{n * 1_234:,}円**です[{n}]。" for n in range(1, 41)]
MEGABYTE = 1 << 20
DROPS = 50


class Cutter:
    """A line between a browser and a port of this machine that drops after so many bytes of the answer."""

    def __init__(self, to: int) -> None:
        self.to, self.lasts = to, 0
        self.entrance = socket.create_server(("127.0.0.1", 0))
        self.port = self.entrance.getsockname()[1]
        Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                browser = self.entrance.accept()[0]
                Thread(target=self._carry, args=[browser, self.lasts], daemon=True).start()

    def _carry(self, browser: socket.socket, left: int) -> None:
        with browser, socket.create_connection(("127.0.0.1", self.to)) as server, suppress(OSError):
            server.sendall(browser.recv(65536))
            while left and (data := server.recv(min(left, 4096))):
                browser.sendall(data)
                left -= len(data)


@pytest.fixture
def cutter(stream) -> Iterator[Cutter]:
    """To the real application."""
    cutter = Cutter(stream.port)
    yield cutter
    with suppress(OSError):
        cutter.entrance.shutdown(socket.SHUT_RDWR)
    cutter.entrance.close()


def come_back(cutter: Cutter, path: str, drops: list[int]) -> list[Event]:
    """What a browser has in the end whose line drops after so many bytes, again and again."""
    events: list[Event] = []
    for drop in [*drops, 1 << 30]:
        cutter.lasts = drop
        listener = Listener(cutter.port, path, events[-1][0] if events else 0)
        events += listener.ended()
        if events and events[-1][1]["type"] == "done":
            break
    return events


def test_a_line_that_drops_at_any_byte_loses_nothing_and_doubles_nothing(stream, cutter, database):
    turn = teller(database)
    turn.says(*PIECES)
    turn.ends()
    whole = Listener(stream.port, turn.path)
    expected = whole.ended()
    lots = random.Random(8)  # noqa: S311  seeded, to be the same every time
    for _ in range(DROPS):
        drop = lots.randrange(1, len(whole.head) + len(whole.body) + 500)
        assert come_back(cutter, turn.path, [drop]) == expected, drop


def test_a_line_that_drops_all_the_time_while_it_is_told_loses_nothing_either(cutter, database):
    turn = teller(database)
    lots = random.Random(9)  # noqa: S311  seeded, to be the same every time
    heard: list[Event] = []
    drops = [lots.randrange(300, 2_000) for _ in range(DROPS)]
    browser = Thread(target=lambda: heard.extend(come_back(cutter, turn.path, drops)))
    browser.start()
    for piece in PIECES:
        turn.says(piece)
        time.sleep(0.02)
    turn.ends()
    browser.join()
    assert [number for number, _ in heard] == [*range(1, len(PIECES) + 2)]
    assert "".join(told.get("content", "") for _, told in heard) == "".join(PIECES)


def test_who_never_reads_slows_nobody_and_costs_no_memory(database):
    """Twenty of them, while 40 MB are told: what waits for them would be seen."""
    turn, piece = teller(database), "あ" * 6_000
    with served(database) as stream:
        process = next(one for one in psutil.Process().children() if "uvicorn" in " ".join(one.cmdline()))
        deaf = [_deaf(stream.port, turn.path) for _ in range(20)]
        quick = Listener(stream.port, turn.path)
        turn.says("聞こえますか。")
        quick.hears("聞こえますか。")
        before, waited = process.memory_info().rss, []
        for n in range(100):
            turn.says(*[piece] * 20, f"今{n}。")
            waited.append(_seconds_until(quick, f"今{n}。"))
        grown = (process.memory_info().rss - before) / MEGABYTE
        turn.ends()
        assert quick.ended()[-1][1]["type"] == "done"
        for line in deaf:
            line.close()
    assert sorted(waited)[90] < 1
    assert grown < 80, f"{grown:.0f} MB"


def _deaf(port: int, path: str) -> socket.socket:
    """Asks, and never reads."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", port))
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return line


def _seconds_until(listener: Listener, said: str) -> float:
    asked = time.monotonic()
    until(lambda: said.encode() in listener.body[-200:], seconds=10)
    return time.monotonic() - asked
