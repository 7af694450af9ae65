"""/analysis/pictures/<token>/: a picture of c3-app, for who sees these pages on another host.

A browser sends no cookie with a picture of a foreign page, so c3-app would not know its reader there.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import notices
from shared import outbox
from shared.access import Viewer
from shared.dates import now
from shared.db import afirst
from shared.pool import AWAY
from shared.storage import (
    KEPT_BY_BROWSERS,
    SIGNED_SECONDS,
    WAY_KEPT_BY_BROWSERS,
    InvalidAddress,
    NotFound,
    folder,
    read_token,
    s3,
)


async def picture(request: Request) -> Response:
    """The picture behind a signed address, or the way to it: for its person, until it expires."""
    viewer: Viewer = request.state.viewer
    try:
        name = read_token(request.path_params["token"], viewer.user_id, now())
        return await _answer(request, name)
    except (InvalidAddress, NotFound):
        return notices.not_found(request)
    except AWAY:
        return notices.away(request)


ROUTE: Final = Route("/analysis/pictures/{token}/", picture, methods=["GET"])


async def _answer(request: Request, name: str) -> Response:
    """From this machine if it is here, else from the database, else by the bucket.

    Raises:
        NotFound: it is nowhere.
    """
    with suppress(NotFound):
        return _picture(await asyncio.to_thread(folder().read, name))
    async with request.state.pool.connection() as connection:
        waiting = await afirst(connection, outbox.find(name))
    if waiting:
        return _picture(waiting.data)
    bucket = s3()
    if bucket is None:
        raise NotFound(name)
    way = await asyncio.to_thread(bucket.address, name, SIGNED_SECONDS)
    return RedirectResponse(way, HTTPStatus.FOUND, {"Cache-Control": WAY_KEPT_BY_BROWSERS})


def _picture(data: bytes) -> Response:
    return Response(bytes(data), HTTPStatus.OK, {"Cache-Control": KEPT_BY_BROWSERS}, "image/jpeg")
