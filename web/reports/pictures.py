"""Pictures on their way from a phone to a report: re-encoded, stored, staged until their form is filed."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils.translation import gettext as _

from shared import reports
from shared.access import Viewer
from shared.dates import now
from shared.db import first, many
from shared.pictures import MAX_BYTES, Picture, PictureRefused, reencode
from shared.reports import MAX_PICTURES, StagedPicture
from shared.storage import StorageError, address, new_name, storage

logger = logging.getLogger(__name__)
# A photo of 50 million pixels takes up to 400 MB while it is decoded: never two at once in one process.
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page of one viewer; size in pixels. An address is signed when the page names it."""

    id: UUID
    name: str
    thumbnail: str
    width: int
    height: int
    user_id: str
    moment: datetime

    @property
    def url(self) -> str:
        """The picture's address, which holds for this viewer alone."""
        return address(self.name, self.user_id, self.moment)

    @property
    def thumbnail_url(self) -> str:
        """The same of its thumbnail."""
        return address(self.thumbnail, self.user_id, self.moment)


def shown(pictures: Sequence[Mapping[str, Any]], viewer: Viewer) -> list[Shown]:
    """The pictures of a report as a page shows them."""
    moment = now()
    return [
        Shown(**{**picture, "id": UUID(str(picture["id"]))}, user_id=viewer.user_id, moment=moment)
        for picture in pictures
    ]


def keep(
    viewer: Viewer, form_id: UUID, files: Sequence["UploadedFile[bytes]"], most: int = MAX_PICTURES
) -> list[str]:
    """Stage each good file for the form, `most` at most; the sentences say which were not taken, and why."""
    return [sentence for file in files if (sentence := _keep_one(viewer, form_id, file, most))]


def waiting(viewer: Viewer, form_id: UUID) -> list[Shown]:
    """The pictures staged for a form, in the order of their upload."""
    rows = many(connection, reports.staged(viewer, form_id))
    return shown([asdict(row) for row in rows], viewer)


def drop(viewer: Viewer, form_id: UUID, pictures: Sequence[UUID]) -> None:
    """Take pictures off the form, with their files."""
    removed = many(connection, reports.unstage(viewer, form_id, pictures)) if pictures else []
    for picture in removed:
        _forget(picture)


def _keep_one(viewer: Viewer, form_id: UUID, file: "UploadedFile[bytes]", most: int) -> str:
    """Empty when the file is staged, else the sentence for its sender."""
    try:
        is_kept = _stage(viewer, form_id, file.read(MAX_BYTES + 1), most)
    except PictureRefused as refused:
        return f"{file.name}: {_(refused.reason.label)}"
    except StorageError:
        logger.exception("a picture could not be stored")
        return f"{file.name}: {_('写真を保存できませんでした。少し待って、もう一度選んでください。')}"
    return "" if is_kept else f"{file.name}: {_('写真は%(count)d枚までです。') % {'count': MAX_PICTURES}}"


def _stage(viewer: Viewer, form_id: UUID, data: bytes, most: int) -> bool:
    """Re-encode, store, and write the row; False when the form is full. No file stays without its row."""
    with ONE_AT_A_TIME:
        picture = reencode(data)
    stored = _store(picture)
    try:
        kept = first(connection, reports.stage(viewer, form_id, stored, sha256(data).hexdigest(), most))
    except Exception:
        _forget(stored)
        raise
    if kept is None or kept.id != stored.id:
        _forget(stored)
    return kept is not None


def _store(picture: Picture) -> StagedPicture:
    day = now().date()
    stored = StagedPicture(uuid4(), new_name(day), new_name(day), picture.width, picture.height)
    try:
        storage().save(stored.name, picture.full)
        storage().save(stored.thumbnail, picture.thumbnail)
    except StorageError:
        _forget(stored)
        raise
    return stored


def _forget(picture: StagedPicture) -> None:
    """Delete the files of a picture that nobody has; one that stays behind is swept up later."""
    with suppress(StorageError):
        storage().delete(picture.name)
        storage().delete(picture.thumbnail)
