"""The process of one import: it checks, or imports, and tells how it stands. The page only starts it."""

import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack, closing
from hashlib import sha256
from uuid import UUID

from django.db import Error, connection, connections, transaction

from shared import imports
from shared.db import first
from shared.imports import ImportWork
from shared.settings import ROOT
from shared.words import ImportState
from web.imports import files
from web.imports.failures import FAILURES, Altered, told
from web.imports.load import Order, carry_out
from web.imports.outcome import Outcome
from web.imports.staging import Progress, Source

HEARTBEAT = 2.0  # seconds
LOST = 3  # the exit code of a process that was given up


class GivenUp(Exception):
    """The page has told its reader that this import stopped: it may not be done any more."""


def start(import_id: UUID) -> None:
    """Start the process. It outlives the request, and the web process too."""
    process = subprocess.Popen(
        [sys.executable, "-m", "web", "run_import", str(import_id)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()


def carry_on(import_id: UUID) -> bool:
    """Do what is to be done for this import; False when there is nothing, or it was given up meanwhile."""
    job = first(connection, imports.work(import_id))
    if job is None:
        return False
    with Pulse(import_id) as pulse:
        try:
            return _done(job, pulse)
        except GivenUp:
            return False
        except FAILURES as error:
            return _settled(import_id, ImportState.FAILED, None, told(error))


class Pulse:
    """Moves the heartbeat, on a connection of its own; ends the process when the import was given up.

    The database forgets a transaction whose process has ended.
    """

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id
        self.progress = Progress("")
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "Pulse":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def tell(self, progress: Progress) -> None:
        """What the next heartbeat will say."""
        self.progress = progress

    def _beat(self) -> None:
        with closing(connections["default"]) as own:
            while not self.over.wait(HEARTBEAT):
                now = self.progress
                beat = imports.beat(self.import_id, now.step, now.file, now.done, now.total)
                try:
                    is_lost = first(own, beat) is None
                except Error:
                    continue  # the heartbeat grows old, and the page says so
                if is_lost and not self.over.is_set():
                    os._exit(LOST)


def _done(job: ImportWork, pulse: Pulse) -> bool:
    expected = {file["name"]: file["digest"] for file in json.loads(job.files)}
    digests = {name: sha256() for name in expected}
    is_dry = job.state == ImportState.CHECKING

    def finish(outcome: Outcome) -> None:
        """In the transaction of the import: both are there, or neither."""
        _refuse_altered()
        if not _settled(job.id, ImportState.DONE, outcome):
            raise GivenUp

    def _refuse_altered() -> None:
        if {name: digest.hexdigest() for name, digest in digests.items()} != expected:
            raise Altered

    with ExitStack() as stack:
        folder = files.folder_of(job.id)
        sources = [
            Source(name.removesuffix(".csv"), stack.enter_context((folder / name).open("rb")), digest.update)
            for name, digest in digests.items()
        ]
        order = Order(is_dry, job.user_id, job.password, pulse.tell, finish)
        outcome = carry_out(sources, order)
        _refuse_altered()
    if outcome.wrongs or is_dry:
        return _settled(job.id, ImportState.REFUSED if outcome.wrongs else ImportState.CHECKED, outcome)
    files.remove(job.id)
    return True


def _settled(import_id: UUID, state: ImportState, outcome: Outcome | None, failure: str = "") -> bool:
    shown = None if outcome is None else outcome.as_json()
    with transaction.atomic():
        return first(connection, imports.settle(import_id, state, shown, failure)) is not None
