"""GET /ai/stream/<turn_id>/: what a turn tells, as Server-Sent Events, to whoever holds its ticket.

An event's id is its number in the turn: who comes back with `Last-Event-ID` (or `?after=`, for who cannot set
it) is told the rest. The address is c3-app's to hand out, and its pages are those that may listen: on another
host no cookie comes along, so the ticket alone says who.
"""

import asyncio
import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from dashboard.addresses import web_url
from shared.chat import tickets
from shared.chat.hearing import Standing
from shared.telemetry.context import TURN
from shared.words import gettext_noop
from stream.api.faults import DATABASE_AWAY, answer
from stream.chat.hearing import Hub, Listener

PATH: Final = "/ai/stream/{turn_id}/"
PATIENCE: Final = 3.0  # seconds until the database is held to be away
HEADERS: Final = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}

NO_TICKET = gettext_noop("この回答を受け取る期限が切れました。画面を開き直してください。")
NO_TURN = gettext_noop("この質問は削除されています。")
RETIRED = gettext_noop("利用が停止されています。管理者に確かめてください。")


class Telling:
    """The stream of one turn, as an ASGI application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        sharing = _shared_with(request, send)
        turn_id = _turn_id(request)
        if turn_id is None:
            await answer(request, HTTPStatus.NOT_FOUND, NO_TURN)(scope, receive, sharing)
        elif not tickets.opens(request.query_params.get("ticket", ""), turn_id):
            await answer(request, HTTPStatus.FORBIDDEN, NO_TICKET)(scope, receive, sharing)
        else:
            TURN.set(str(turn_id))
            hub: Hub = request.state.hub
            with hub.listening(turn_id, _after(request)) as listener:
                told = await _begun(request, hub, listener)
                await told(scope, receive, sharing)


async def may_listen(request: Request) -> Response:
    """The question of a browser whether a page may name `Last-Event-ID` itself."""
    headers = {"Access-Control-Allow-Headers": "last-event-id", "Access-Control-Max-Age": "600"}
    origin = _our_origin(request)
    if request.headers.get("origin") != origin:
        return Response(status_code=HTTPStatus.FORBIDDEN, headers={"Vary": "Origin"})
    return Response(
        status_code=HTTPStatus.NO_CONTENT,
        headers=headers | {"Access-Control-Allow-Origin": origin, "Vary": "Origin"},
    )


ROUTES: Final = (
    Route(PATH, Telling(), methods=["GET"]),
    Route(PATH, may_listen, methods=["OPTIONS"]),
)


async def _begun(request: Request, hub: Hub, listener: Listener) -> Response:
    """The stream, or why there is none. 204 for who has heard all of it: a browser then comes no more."""
    try:
        await asyncio.wait_for(listener.woken.wait(), PATIENCE)
    except TimeoutError:
        return answer(request, HTTPStatus.SERVICE_UNAVAILABLE, DATABASE_AWAY)
    if listener.standing is Standing.GONE:
        return answer(request, HTTPStatus.NOT_FOUND, NO_TURN)
    if listener.standing is Standing.RETIRED:
        return answer(request, HTTPStatus.FORBIDDEN, RETIRED)
    if listener.standing is Standing.OVER and listener.has_ended:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=HEADERS)
    return StreamingResponse(hub.said(listener), headers=HEADERS, media_type="text/event-stream")


def _turn_id(request: Request) -> UUID | None:
    try:
        return UUID(request.path_params["turn_id"])
    except ValueError:
        return None


def _after(request: Request) -> int:
    """The number of the last event that was heard; 0, from the beginning, where none is named."""
    named = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return int(named) if re.fullmatch(r"\d{1,9}", named, re.ASCII) else 0


def _our_origin(request: Request) -> str:
    address = urlsplit(web_url(request, ""))
    return f"{address.scheme}://{address.netloc}"


def _shared_with(request: Request, send: Send) -> Send:
    """Let pages of c3-app read the answer, and no other site's."""
    origin = _our_origin(request)
    is_ours = request.headers.get("origin") == origin

    async def sharing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if is_ours:
                headers["Access-Control-Allow-Origin"] = origin
        await send(message)

    return sharing
