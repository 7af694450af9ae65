"""The process of one import: it checks, or imports, and tells how it stands. The page only starts it."""

import json
from contextlib import ExitStack
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from shared import imports
from shared.db import Query, first
from shared.imports import ImportKey, ImportWork
from shared.words import ImportState, gettext_noop
from web import aside
from web.aside import Pulse
from web.imports import files
from web.imports.failures import FAILURES, Altered, told
from web.imports.load import Order, carry_out
from web.imports.outcome import Outcome
from web.imports.staging import Progress, Source

MOVED_ON = gettext_noop(
    "確認したあとに、C3の中の記録が変わりました。何も取り込んでいません。今の件数を見て、もう一度決めてください。"
)


class MovedOn(Exception):
    """What would change is no longer what was shown; `outcome` is what would now."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class GivenUp(Exception):
    """The page has told its reader that this import stopped: it may not be done any more."""


def start(import_id: UUID) -> None:
    """Start the process. It outlives the request, and the web process too."""
    aside.start("run_import", import_id)


def carry_on(import_id: UUID) -> bool:
    """Do what is to be done for this import; False when there is nothing, or it was given up meanwhile."""
    job = first(connection, imports.work(import_id))
    if job is None:
        return False
    now = Told(import_id)
    with Pulse(now.beat):
        try:
            return _done(job, now)
        except GivenUp:
            return False
        except MovedOn as moved:
            return _settled(import_id, ImportState.CHECKED, moved.outcome, MOVED_ON)
        except FAILURES as error:
            return _settled(import_id, ImportState.FAILED, None, told(error))


class Told:
    """What the next heartbeat of an import will say."""

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id
        self.progress = Progress("")

    def tell(self, progress: Progress) -> None:
        """From now on this."""
        self.progress = progress

    def beat(self) -> Query[ImportKey]:
        """The heartbeat."""
        now = self.progress
        return imports.beat(self.import_id, now.step, now.file, now.done, now.total)


def _done(job: ImportWork, now: Told) -> bool:
    expected = {file["name"]: file["digest"] for file in json.loads(job.files)}
    digests = {name: sha256() for name in expected}
    is_dry = job.state == ImportState.CHECKING

    def agree(outcome: Outcome) -> None:
        """本部 has agreed to what was shown, and to nothing else."""
        _refuse_altered()
        if outcome.shown != Outcome.from_json(json.loads(job.outcome or "")).shown:
            raise MovedOn(outcome)

    def finish(outcome: Outcome) -> None:
        """In the transaction of the import: both are there, or neither."""
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
        order = Order(is_dry, job.user_id, job.password, now.tell, agree, finish)
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
