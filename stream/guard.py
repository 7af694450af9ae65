"""Who may pass to /analysis: pure ASGI, in front of every page, every poll and every socket of NiceGUI.

The person is the one of c3-app's session cookie, asked by one statement for each request. What passes carries
`pool`, `viewer` and `session_key` in its state.
"""

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from nicegui import __version__ as nicegui_version
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import notices
from dashboard.addresses import HOME, is_elsewhere, login_url, password_url, web_url
from dashboard.assets import FOLDER as ASSETS
from shared import sessions
from shared.access import Viewer
from shared.dates import now
from shared.db import afirst
from shared.headers import FOR_A_YEAR, PERMISSIONS
from shared.pool import AWAY
from shared.settings import settings
from shared.storage import bucket
from stream.api import faults
from stream.entering import ENTER, led_to_c3_app

MOUNT = "/analysis"
API = f"{MOUNT}/api/"
SOCKET = f"{MOUNT}/_nicegui_ws/"
PICTURES = f"{MOUNT}/pictures/"
LIBRARY = f"{MOUNT}/_nicegui/{nicegui_version}/"
FOR_STAFF = re.compile(
    rf"{MOUNT}(?:/|/calendar/|/api/(?:monthly-goal|calendar)/|/api/calendar/[^/]+/|/pictures/[^/]+/|/_nicegui.*)?"
)
PUBLIC = (
    ASSETS,
    *(f"{LIBRARY}{folder}/" for folder in ("static", "libraries", "components", "resources", "esm")),
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
# NiceGUI writes its page as inline modules, and Vue compiles templates in the browser. Photos come from
# c3-app, which leads on to the bucket where there is one.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: {pictures}; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
BUCKET = place.origin if (place := bucket()) else ""
HSTS = "" if settings().is_laptop or not settings().hsts_seconds else f"max-age={settings().hsts_seconds}"
LONGEST_QUERY = 1000


class Guard:
    """Lets through to what is mounted at /analysis: managing people, and スタッフ to `FOR_STAFF`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or not _is_guarded(scope["path"]):
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        refusal = _refuse_origin(asked) or await _refuse_person(asked)
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403
        else:
            await refusal(scope, receive, send)


class Headers:
    """Security headers on every answer, a year's cache for files whose address changes with them. No prefix
    comes in from outside: NiceGUI would write `X-Forwarded-Prefix` into every address of a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"x-forwarded-prefix"]
        path = scope["path"]
        pictures = f"{web_url(HTTPConnection(scope), '')} {BUCKET}".strip()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if HSTS and scope["scheme"] == "https":  # uvicorn's word, by FORWARDED_ALLOW_IPS
                    headers["Strict-Transport-Security"] = HSTS
                if path == ENTER:
                    headers["Referrer-Policy"] = "no-referrer"
                headers["Content-Security-Policy"] = POLICY.format(pictures=pictures)
                if path.startswith(PUBLIC) and message["status"] == HTTPStatus.OK:
                    headers["Cache-Control"] = FOR_A_YEAR
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _is_guarded(path: str) -> bool:
    return path == MOUNT or (path.startswith(f"{MOUNT}/") and path != ENTER and not path.startswith(PUBLIC))


def _refuse_origin(asked: HTTPConnection) -> Response | None:
    """A socket is opened by our own pages only. A browser always says whose page opens a WebSocket."""
    if not asked.url.path.startswith(SOCKET):
        return None
    origin = asked.headers.get("origin")
    if origin is None and asked.scope["type"] == "http":
        return None  # a poll with GET from our own page names no origin; a foreign page's poll does
    is_ours = origin and (
        urlsplit(origin).netloc == asked.headers.get("host")
        or origin in {settings().stream_api_url.rstrip("/"), *settings().trusted_origins}
    )
    return None if is_ours else JSONResponse({"error": "foreign origin"}, HTTPStatus.FORBIDDEN)


async def _refuse_person(asked: HTTPConnection) -> Response | None:
    """The answer to those who may not pass; None sets the state for those who may."""
    session_key = asked.cookies.get("sessionid", "")
    try:
        viewer = await _viewer(asked, session_key)
    except AWAY:
        return faults.away(asked) if _is_api(asked) else notices.away(asked)
    if viewer is None:
        return _led_to_login(asked)
    asked.state.viewer, asked.state.session_key = viewer, session_key
    if viewer.password_is_temporary:
        return faults.no_own_password(asked) if _is_api(asked) else _led(asked, password_url(asked))
    if not viewer.is_managing and not FOR_STAFF.fullmatch(asked.url.path):
        return faults.not_there(asked) if _is_api(asked) else notices.not_found(asked)
    return None


def _is_api(asked: HTTPConnection) -> bool:
    return asked.url.path.startswith(API)


def _page_of(asked: HTTPConnection) -> str:
    """The address that was asked for, to come back to after the login; the first page for what is none."""
    path, query = asked.url.path, asked.url.query
    is_page = path.startswith(f"{MOUNT}/") and "/_nicegui" not in path and len(query) < LONGEST_QUERY
    return f"{path}?{query}" if is_page and query else path if is_page else HOME


async def _viewer(asked: HTTPConnection, session_key: str) -> Viewer | None:
    if not session_key or "\0" in session_key:
        return None
    async with asked.state.pool.connection() as connection:
        return await afirst(connection, sessions.viewer(session_key, now(), entered=True))


def _led_to_login(asked: HTTPConnection) -> Response:
    if _is_api(asked):
        return faults.signed_out(asked)
    page = _page_of(asked)
    if _is_page(asked) and is_elsewhere(asked):
        return led_to_c3_app(asked, page)
    return _led(asked, login_url(asked, page))


def _is_page(asked: HTTPConnection) -> bool:
    return asked.scope.get("method") in {"GET", "HEAD"} and not asked.url.path.startswith(
        (SOCKET, API, PICTURES)
    )


def _led(asked: HTTPConnection, address: str) -> Response:
    if _is_page(asked):
        return RedirectResponse(address, HTTPStatus.FOUND, {"Cache-Control": "no-store"})
    return JSONResponse({"error": "not signed in"}, HTTPStatus.UNAUTHORIZED)
