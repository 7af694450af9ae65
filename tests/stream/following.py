"""Somebody who follows a turn to its end, as a browser does: dropped, they come back for the rest."""

import time
from contextlib import suppress
from http import HTTPStatus
from threading import Thread

from tests.stream.listening import Event, Listener

RETRY = 0.5  # seconds until they come back
ENDS = {"done", "error"}


class Follower:
    """Reads the stream of one turn over as many lines as it takes. `heard` is in the order of its coming."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.heard: list[Event] = []
        self.lines = 0
        self.line: Listener | None = None
        self.is_done = False
        Thread(target=self._follow, daemon=True).start()

    @property
    def said(self) -> str:
        """The answer, put together from what was heard."""
        return "".join(told["content"] for _, told in self.heard if told["type"] == "token")

    def has_heard(self, number: int) -> bool:
        """Whether so many events have come, also over the line that stands now."""
        line, before = self.line, len(self.heard)
        return self.is_done or before + (len(line.events) if line else 0) >= number

    def _follow(self) -> None:
        while not self.is_done:
            with suppress(OSError):
                self._listen()
            time.sleep(RETRY)

    def _listen(self) -> None:
        listener = Listener(self.port, self.path, self.heard[-1][0] if self.heard else 0)
        self.line = listener
        listener.reading.join()
        self.line = None
        self.heard += listener.events
        self.lines += bool(listener.status)
        ended = bool(self.heard) and self.heard[-1][1]["type"] in ENDS
        self.is_done = self.is_done or ended or listener.status == HTTPStatus.NO_CONTENT
