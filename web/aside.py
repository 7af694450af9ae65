"""Work beside the pages, in a process of its own: how a page starts it, and the heartbeat it lives by."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import UUID

from django.db import Error, connections

from shared.db import Query, first
from shared.settings import ROOT

HEARTBEAT = 2.0  # seconds
LOST = 3  # the exit code of a process that was given up


def start(command: str, number: UUID) -> None:
    """Start `python -m web COMMAND NUMBER`. It outlives the request, and the web process too."""
    process = subprocess.Popen(
        [sys.executable, "-m", "web", command, str(number)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()


class Pulse:
    """Runs `beat` again and again on a connection of its own; ends the process when that returns no row.

    A page has told its reader then that this work stopped: it may not be done any more. The database forgets
    a transaction whose process has ended.
    """

    def __init__(self, beat: Callable[[], Query[Any]]) -> None:
        self.beat = beat
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> "Pulse":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def _go_on(self) -> None:
        with closing(connections["default"]) as own:
            while not self.over.wait(HEARTBEAT):
                try:
                    is_lost = first(own, self.beat()) is None
                except Error:
                    continue  # the heartbeat grows old, and the page says so
                if is_lost and not self.over.is_set():
                    os._exit(LOST)
