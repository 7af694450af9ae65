"""c3-app-stream's requests and sockets, counted, timed and logged: pure ASGI, in front of all else."""

import re
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.telemetry import requests
from shared.telemetry.context import HEADER, Asked, begin
from stream.chat import events

PAGES: Final = "/analysis/"
OTHERS: Final = f"{PAGES}(other)"
OF_ENDPOINT: Final = {id(route.endpoint): route.path for route in events.ROUTES}
LIBRARY: Final = re.compile(r"(/analysis/(?:_nicegui_ws|_nicegui|assets))/.*")
BEGINNINGS: Final = {
    "http.response.start",
    "websocket.accept",
    "websocket.close",
    "websocket.http.response.start",
}


class Telemetry:
    """Gives each request its id; when its answer begins, a line of the log and its place in the metrics."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        asked = begin(scope.get("method", "WS"), Headers(scope=scope).get(HEADER))
        path, has_begun = scope["path"], False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            if message["type"] in BEGINNINGS and not has_begun:
                has_begun = True
                if message["type"] != "websocket.close":
                    message.setdefault("headers", [])  # ASGI leaves them free, and engine.io leaves them out
                    MutableHeaders(scope=message)[HEADER] = asked.id
                _answered(asked, scope, path, message)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception:
            if not has_begun and scope["type"] == "http":
                await _fail(sending)  # here, since what would answer stands outside, and knows no id
            raise


def _answered(asked: Asked, scope: Scope, path: str, message: Message) -> None:
    status = message.get("status", 101 if message["type"] == "websocket.accept" else HTTPStatus.FORBIDDEN)
    viewer = scope.get("state", {}).get("viewer")
    requests.answered(asked, route_of(scope, path), status, viewer.role if viewer else "")


def route_of(scope: Scope, path: str) -> str:
    """The template of an address that has been routed, never the address; empty when there is none.

    A mount moves its part of the address to `root_path`, and a route of FastAPI says its template; one of
    Starlette says its endpoint. What the guard has refused was not routed.
    """
    if found := LIBRARY.fullmatch(path):
        return found[1]
    template = getattr(scope.get("route"), "path", None)
    if template is not None:
        return f"{scope.get('root_path', '')}{template}"
    return OF_ENDPOINT.get(id(scope.get("endpoint")), OTHERS if path.startswith(PAGES) else "")


async def _fail(send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 500,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"21")],
        }
    )
    await send({"type": "http.response.body", "body": b"Internal Server Error"})
