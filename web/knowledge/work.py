"""The process that reads a document's file: it writes the sections, or why there are none."""

from collections.abc import Iterator
from uuid import UUID

from django.db import Error, connection, transaction

from shared.db import first, one
from shared.knowledge import files
from shared.knowledge.files import FileWork, Texts
from web import aside
from web.aside import Pulse
from web.imports.failures import is_disk_full
from web.knowledge.reading.apart import read_apart
from web.knowledge.reading.refusals import AGAIN, NO_ROOM, STOPPED, Unreadable
from web.knowledge.reading.sections import Section, body_of


def start(reading: UUID) -> None:
    """Start the process. It outlives the request, and the web process too."""
    aside.start("read_document", reading)


def carry_on(reading: UUID) -> bool:
    """Read the file of this number; False when there is none, or it was given up meanwhile."""
    job = first(connection, files.file_work(reading))
    if job is None:
        return False
    with Pulse(lambda: files.file_beat(reading)):
        try:
            sections = read_apart(job.file_name, _blocks(reading, job.parts))
            return _written(reading, job, sections)
        except Unreadable as refusal:
            return _given_up(reading, refusal.reason)
        except (OSError, Error) as error:
            cause = error.__cause__ if isinstance(error, Error) else error
            return _given_up(reading, NO_ROOM if is_disk_full(cause) else STOPPED)


def _blocks(reading: UUID, parts: int) -> Iterator[bytes]:
    for position in range(parts):
        yield one(connection, files.file_part(reading, position)).data


def _written(reading: UUID, job: FileWork, sections: list[Section]) -> bool:
    """The new sections are there, all of them, or the old ones still are."""
    texts = Texts(
        [section.title for section in sections],
        [section.heading for section in sections],
        [section.level for section in sections],
        [section.content for section in sections],
    )
    with transaction.atomic():
        one(connection, files.hold(job.document_id))
        return first(connection, files.write(reading, texts, body_of(sections))) is not None


def _given_up(reading: UUID, reason: str) -> bool:
    with transaction.atomic():
        told = files.give_up(reading, reason, keep_file=reason in AGAIN)
        return first(connection, told) is not None
