"""Somebody who listens to a turn's stream: byte by byte, as its lines bring it."""

import json
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any

from tests.stream.served import PATIENCE, until

Event = tuple[int, dict[str, Any]]


@dataclass
class Listener:
    """One line to the stream, read in a thread; `body` is the stream as far as it has come."""

    port: int
    path: str
    last: int = 0
    body: bytearray = field(default_factory=bytearray)
    status: int = 0
    head: str = ""
    is_over: bool = False

    def __post_init__(self) -> None:
        self.browser = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.browser.connect()
        self.line = self.browser.sock
        self.reading = Thread(target=self._read, daemon=True)
        self.reading.start()

    @property
    def events(self) -> list[Event]:
        """The events that have come whole."""
        return events_of(self.body.decode(errors="ignore"))

    @property
    def said(self) -> str:
        """The answer as far as it has come."""
        return "".join(told["content"] for _, told in self.events if told["type"] == "token")

    def hears(self, said: str) -> None:
        """Wait until this has been said."""
        until(lambda: said in self.said)

    def ended(self, seconds: float = PATIENCE) -> list[Event]:
        """All events, once the stream has ended."""
        until(lambda: self.is_over, seconds)
        return self.events

    def leave(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        until(lambda: self.is_over)

    def _read(self) -> None:
        with suppress(OSError, HTTPException), self.line:
            self.browser.request("GET", self.path, headers=headers_of(self.last))
            with self.browser.getresponse() as answer:
                self.status, self.head = answer.status, str(answer.headers)
                while data := answer.read1():
                    self.body += data
        self.is_over = True


def headers_of(last: int = 0) -> dict[str, str]:
    """The headers of an `EventSource`; `last` is the id of the last event that it has."""
    given = {"Accept": "text/event-stream", "Connection": "close"}
    return given | ({"Last-Event-ID": str(last)} if last else {})


def events_of(body: str) -> list[Event]:
    """The whole events of a stream as a browser reads them: comments, and what has no end yet, are none."""
    found = []
    for block in body.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if "data" in fields:
            found.append((int(fields["id"]), json.loads(fields["data"])))
    return found
