"""The request, or the turn of the chat, that is being worked on: every line of the log names it.

A request's id is the `X-Request-ID` that a proxy gave it, if that is well formed, else one made here. A turn
is begun by a request to c3-app and run in c3-app-stream: the id of the turn stands in the lines of both.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final
from uuid import uuid4

HEADER: Final = "X-Request-ID"
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WS"})


@dataclass(slots=True)
class Asked:
    """A request so far. `statements` and `statement_seconds` are what it has asked of the database."""

    id: str
    method: str
    began: float = field(default_factory=perf_counter)
    statements: int = 0
    statement_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        """Since it came."""
        return perf_counter() - self.began


REQUEST: Final[ContextVar[Asked | None]] = ContextVar("request", default=None)
TURN: Final[ContextVar[str]] = ContextVar("turn", default="")


def begin(method: str, given: str | None) -> Asked:
    """The request that comes now is the one worked on in this context; `given` is its header, if any."""
    request = Asked(request_id(given), method if method in METHODS else "OTHER")
    REQUEST.set(request)
    return request


def request_id(given: str | None) -> str:
    """`given` when it is well formed (8 to 64 letters, digits, `.`, `_`, `-`), else a new one."""
    return given if given and WELL_FORMED.fullmatch(given) else uuid4().hex
