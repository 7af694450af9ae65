"""Pictures on their way from a phone to a 日報 or post: re-encoded, stored, staged until the form is sent."""

import logging
from collections.abc import Mapping, Sequence
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
from shared.storage import StorageError, StorageFull, address, new_name
from web.reports import keeping

logger = logging.getLogger(__name__)
# A photo of 50 million pixels takes up to 400 MB while it is decoded: never two at once in one process.
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Staged:
    """A picture that waits for its form; `waits` when its files wait for their storage too."""

    picture: StagedPicture
    waits: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the files of a form: `pictures` that it has now, sentences for the refused.

    `waits` as with `Staged`.
    """

    pictures: list[UUID]
    refused: list[str]
    waits: bool


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
) -> Kept:
    """Stage each good file for the form, `most` at most."""
    outcomes = [(file.name, _keep_one(viewer, form_id, file, most)) for file in files]
    refused = [f"{name}: {outcome}" for name, outcome in outcomes if isinstance(outcome, str)]
    staged = [outcome for _, outcome in outcomes if isinstance(outcome, Staged)]
    return Kept([one.picture.id for one in staged], refused, any(one.waits for one in staged))


def stage(
    viewer: Viewer,
    form_id: UUID,
    data: bytes,
    most: int = MAX_PICTURES,
    picture_id: UUID | None = None,
    removed: Sequence[UUID] = (),
) -> Staged | str:
    """Re-encode an uploaded file, keep it and stage it for the form; else the sentence for its sender.

    No file stays without its row. `picture_id` is the id that the picture shall have, `removed` are those
    that the form is to be without: they do not count.
    """
    try:
        return take(viewer, form_id, data, most, picture_id or uuid4(), removed) or most_sentence()
    except PictureRefused as refused:
        return _(refused.reason.label)
    except StorageFull:
        logger.exception("there is no room for pictures")
        return full_sentence()
    except StorageError:
        logger.exception("a picture could not be stored")
        return away_sentence()


def take(
    viewer: Viewer, form_id: UUID, data: bytes, most: int, picture_id: UUID, removed: Sequence[UUID] = ()
) -> Staged | None:
    """As `stage`, for who tells apart what went wrong; None when the form has all that it may have.

    A picture that the form has already is that picture, with its own id.

    Raises:
        PictureRefused: it is no picture of ours.
        StorageError: it could not be kept.
    """
    with ONE_AT_A_TIME:
        picture = reencode(data)
    stored, waits = _store(picture, picture_id)
    try:
        digest = sha256(data).hexdigest()
        kept = first(connection, reports.stage(viewer, form_id, stored, digest, most, removed))
    except Exception:
        _forget(stored)
        raise
    if kept is None or kept.id != stored.id:
        _forget(stored)
    return Staged(kept, waits) if kept else None


def most_sentence() -> str:
    """What is said when a form has as many pictures as it may have."""
    return _("写真は%(count)d枚までです。") % {"count": MAX_PICTURES}


def full_sentence() -> str:
    """What is said when there is no room."""
    return _("写真の保存先がいっぱいで保存できません。写真なしで提出し、本部に知らせてください。")


def away_sentence() -> str:
    """What is said when the storage did not do it."""
    return _("写真を保存できませんでした。少し待って、もう一度選んでください。")


def waits_sentence() -> str:
    """What is said when a picture was kept, and its storage is away."""
    return _("写真はお預かりしました。保存先につながりしだい、自動で保存します。")


def waiting(viewer: Viewer, form_id: UUID) -> list[Shown]:
    """The pictures staged for a form, in the order of their upload."""
    rows = many(connection, reports.staged(viewer, form_id))
    return shown([asdict(row) for row in rows], viewer)


def row(picture: StagedPicture) -> dict[str, object]:
    """As `shown` takes it."""
    names = ("id", "name", "thumbnail", "width", "height")
    return {name: getattr(picture, name) for name in names}


def drop(viewer: Viewer, form_id: UUID, pictures: Sequence[UUID]) -> None:
    """Take pictures off the form, with their files."""
    removed = many(connection, reports.unstage(viewer, form_id, pictures)) if pictures else []
    for picture in removed:
        _forget(picture)


def _keep_one(viewer: Viewer, form_id: UUID, file: "UploadedFile[bytes]", most: int) -> Staged | str:
    if getattr(file, "is_lost", False):
        return full_sentence()
    return stage(viewer, form_id, file.read(MAX_BYTES + 1), most)


def _store(picture: Picture, picture_id: UUID) -> tuple[StagedPicture, bool]:
    """The picture with its two files kept; True when one of them waits for its storage."""
    day = now().date()
    stored = StagedPicture(picture_id, new_name(day), new_name(day), picture.width, picture.height)
    try:
        waits = [
            keeping.keep(stored.name, picture.full),
            keeping.keep(stored.thumbnail, picture.thumbnail),
        ]
    except StorageError:
        _forget(stored)
        raise
    return stored, any(waits)


def _forget(picture: StagedPicture) -> None:
    keeping.forget([picture.name, picture.thumbnail])
