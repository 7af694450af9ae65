"""A question that may hang, asked in a thread of its own: who waits for the answer waits for two seconds."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final, Generic, TypeVar

from shared.telemetry.words import named

log = logging.getLogger("c3.health")

Answer = TypeVar("Answer")
KEPT_SECONDS: Final = 1.0  # the address is public: it does not ask more often
PATIENCE: Final = 2.0


class _Asking(Generic[Answer]):
    """One time that it was asked. `answer` is None as long as there is none."""

    def __init__(self) -> None:
        self.began = monotonic()
        self.is_over = Event()
        self.answer: Answer | None = None

    @property
    def is_old(self) -> bool:
        return self.is_over.is_set() and monotonic() - self.began > KEPT_SECONDS


class Probe(Generic[Answer]):
    """Asks one at a time, whoever wants to know; so what hangs for good costs one thread."""

    def __init__(self, name: str, ask: Callable[[], Answer]) -> None:
        self.name, self._ask = name, ask
        self._lock = Lock()
        self._asking: _Asking[Answer] | None = None

    def begin(self) -> None:
        """Ask, unless it is being asked, or was a moment ago."""
        with self._lock:
            if self._asking is None or self._asking.is_old:
                self._asking = _Asking()
                Thread(target=self._run, args=(self._asking,), name=f"c3-{self.name}", daemon=True).start()

    def answer(self) -> Answer | None:
        """The answer, by two seconds after it was asked; None: there is none, since it hangs or failed."""
        asking = self._asking
        if asking is None:
            return None
        asking.is_over.wait(max(asking.began + PATIENCE - monotonic(), 0))
        return asking.answer

    def _run(self, asking: _Asking[Answer]) -> None:
        try:
            asking.answer = self._ask()
        except Exception as error:  # noqa: BLE001  whatever it is, there is no answer
            log.warning("no answer from the %s: %s", self.name, named(error))
        finally:
            asking.is_over.set()
