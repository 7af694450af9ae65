"""The files of pictures: kept in the storage, or in the database while the storage is away."""

import logging
from collections.abc import Sequence
from contextlib import suppress

from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect

from shared import backups, outbox
from shared.db import first, many, one
from shared.storage import (
    KEPT_BY_BROWSERS,
    SIGNED_SECONDS,
    WAY_KEPT_BY_BROWSERS,
    NotFound,
    StorageError,
    StorageFull,
    folder,
    places,
    s3,
    storage,
)

logger = logging.getLogger(__name__)


def keep(name: str, data: bytes) -> bool:
    """Keep a file; True when it waits in the database, because the bucket did not take it in time.

    Raises:
        StorageError: neither would take it.
    """
    try:
        storage().save(name, data)
    except StorageError as error:
        if storage() is not s3():
            raise
        logger.warning("a picture waits for its storage: %s", error)
        if first(connection, outbox.put(name, data)) is None:
            raise StorageFull(f"{name}: too many pictures wait for their storage") from error
        return True
    return False


def forget(names: Sequence[str]) -> None:
    """Delete files that nobody wants, their rows being gone; one that stays behind is swept up later."""
    if s3() is not None:
        many(connection, outbox.remove(names))
    if one(connection, backups.running()).is_running:
        return
    for place in places():
        with suppress(StorageError):
            for name in names:
                place.delete(name)


def answer(name: str) -> HttpResponse:
    """The file to its viewer: from this machine if it is here, else from the database, else by the bucket.

    Raises:
        Http404: it is nowhere.
    """
    with suppress(NotFound):
        return _picture(folder().read(name))
    waiting = first(connection, outbox.find(name))
    if waiting:
        return _picture(waiting.data)
    bucket = s3()
    if bucket is None:
        raise Http404
    try:
        address = bucket.address(name, SIGNED_SECONDS)
    except NotFound:
        raise Http404 from None
    return HttpResponseRedirect(address, headers={"Cache-Control": WAY_KEPT_BY_BROWSERS})


def _picture(data: bytes) -> HttpResponse:
    headers = {"Cache-Control": KEPT_BY_BROWSERS, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)
