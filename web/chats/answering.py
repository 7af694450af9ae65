"""Waiting for an answer, for who cannot listen to its stream.

A thread of c3-app waits with short looks, one statement each, and holds no transaction. Of the eight threads
of a process at most `WAITING` wait: whoever comes when so many do is answered at once, that it goes on.
"""

import time
from threading import BoundedSemaphore
from typing import Final
from uuid import UUID

from django.db import connection

from shared.access import Viewer
from shared.chat import threads
from shared.chat.threads import Turn
from shared.db import first
from web.chats import cards

SECONDS: Final = 20.0
LOOK_SECONDS: Final = 0.2
WAITING: Final = 2
_free: Final = BoundedSemaphore(WAITING)


def answer(viewer: Viewer, turn_id: UUID | None) -> Turn | None:
    """The finished turn; None when it is not finished in time, is gone, or too many wait already."""
    if turn_id is None or not _free.acquire(blocking=False):
        return None
    try:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
            found = first(connection, threads.turn(viewer, turn_id))
            if found is None or found.state not in cards.UNFINISHED:
                return found
        return None
    finally:
        _free.release()
