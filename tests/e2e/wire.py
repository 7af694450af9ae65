"""The line between a browser and a server, with all that the browser says written down."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

FILE = re.compile(
    rb'filename="([^"]+)"\r\nContent-Type: ([^\r]+)\r\n\r\n(.*?)\r\n------WebKitFormBoundary', re.DOTALL
)


@dataclass(frozen=True)
class SentFile:
    """A file as it was on the wire, in a form."""

    name: str
    kind: str
    data: bytes


class Wire:
    """Carries what comes to `port` on to another port of this machine."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._said: list[bytearray] = []
        self._entrance = socket.create_server(("127.0.0.1", 0))
        self.port = self._entrance.getsockname()[1]
        Thread(target=self._take, daemon=True).start()

    def files(self) -> list[SentFile]:
        """What has gone in forms, in the order of each connection."""
        return [
            SentFile(found[1].decode(), found[2].decode(), found[3])
            for said in list(self._said)
            for found in FILE.finditer(bytes(said))
        ]

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._entrance.shutdown(socket.SHUT_RDWR)
        self._entrance.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                browser = self._entrance.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._to))
                said = bytearray()
                self._said.append(said)
                Thread(target=_carry, args=[browser, server, said], daemon=True).start()
                Thread(target=_carry, args=[server, browser, bytearray()], daemon=True).start()


def _carry(here: socket.socket, there: socket.socket, said: bytearray) -> None:
    with suppress(OSError):
        while data := here.recv(1 << 16):
            said += data
            there.sendall(data)
    for one in (here, there):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
