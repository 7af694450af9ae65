"""Large uploads wait on the disk of c3-app; when that is full, the form they came with still arrives."""

import logging
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

logger = logging.getLogger(__name__)


class LostFile(UploadedFile):  # type: ignore[type-arg]
    """A file for which there was no room: nothing of it is there but its name."""

    is_lost = True


class RoomyOrLost(TemporaryFileUploadHandler):
    """Django's own, but a disk that is full loses this file and not everything that was typed."""

    is_lost = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._lose()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a part of it, unless it is lost."""
        if self.is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._lose()

    def file_complete(self, file_size: int) -> Any:
        """The file, or what is left of a lost one."""
        if not self.is_lost:
            try:
                return super().file_complete(file_size)
            except OSError:
                self._lose()
        return LostFile(BytesIO(), self.file_name, self.content_type, 0)

    def _lose(self) -> None:
        self.is_lost = True
        with suppress(OSError, AttributeError):  # what could not be written cannot be flushed either
            self.file.close()
        logger.error("an uploaded file does not fit on the disk")
