"""The moment in which a process is asked to stop: lines that would never end by themselves end then.

Uvicorn waits for open lines before it tells the application that it stops, and cuts them after three seconds.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

ASKED_BY: Final = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def when_stopped(act: Callable[[], None]) -> Iterator[None]:
    """Do `act` in this loop when a signal asks the process to stop; who listened to it before is told too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in ASKED_BY}

    def asked(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        other = before[signal.Signals(number)]
        if callable(other):
            other(number, frame)

    for number in ASKED_BY:
        signal.signal(number, asked)
    try:
        yield
    finally:
        for number in ASKED_BY:
            signal.signal(number, before[number])
