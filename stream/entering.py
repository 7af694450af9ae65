"""Signing in where c3-app's cookie does not come: on another host.

Who has no session here is led to c3-app with the digest of a secret, which their browser keeps in a cookie;
c3-app leads them back to `ENTER` with a ticket. It is taken for a session and a cookie of this host, and what
was asked for is opened. See `shared.entering`.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import notices
from dashboard.addresses import HOME, is_elsewhere, web_url
from shared.dates import now
from shared.db import afirst
from shared.entering import Entered, digest, redeem, secret
from shared.pool import AWAY
from shared.settings import settings

ENTER: Final = f"{HOME}enter/"
STATE_COOKIE: Final = "c3_entering"
STATE_SECONDS: Final = 3600  # for who has to type a password first
LONGEST: Final = 200  # of a ticket or a state: ours are 40 signs
NO_STORE: Final = {"Cache-Control": "no-store"}


def led_to_c3_app(asked: HTTPConnection, page: str) -> Response:
    """To c3-app for a ticket; `page` is opened afterwards. A browser keeps its secret; of tabs that open
    at the same moment, before it has one, each has its own."""
    kept = (value for name, value in asked.cookies.items() if name.startswith(STATE_COOKIE))
    state = next((value for value in kept if 0 < len(value) <= LONGEST), "") or secret()
    way = web_url(asked, f"/accounts/ticket/?{urlencode({'state': digest(state), 'next': page})}")
    answer = RedirectResponse(way, HTTPStatus.FOUND, NO_STORE)
    _set(answer, _cookie_of(digest(state)), state, STATE_SECONDS, HOME)
    return answer


async def enter(request: Request) -> Response:
    """Take the ticket, set the cookie, go on; a calm page for a ticket that is none (any more)."""
    page = _page(request.query_params.get("next", ""))
    if not is_elsewhere(request):
        return RedirectResponse(page, HTTPStatus.FOUND, NO_STORE)
    try:
        entered = await _redeemed(request)
    except AWAY:
        return notices.away_from(request, page)
    if entered is None:
        return notices.ticket_is_none(request, page)
    answer = RedirectResponse(page, HTTPStatus.FOUND, NO_STORE)
    lasts = max(0, int((entered.expire_date - now()).total_seconds()))
    _set(answer, "sessionid", entered.session_key, lasts, "/")
    return answer


ROUTE: Final = Route(ENTER, enter, methods=["GET"])


async def _redeemed(request: Request) -> Entered | None:
    ticket, asked_by = (request.query_params.get(name, "") for name in ("ticket", "state"))
    state = request.cookies.get(_cookie_of(asked_by), "")
    if not (0 < len(ticket) <= LONGEST and 0 < len(state) <= LONGEST):
        return None
    async with request.state.pool.connection() as connection:
        return await afirst(connection, redeem(ticket, state, secret(), now()))


def _cookie_of(state: str) -> str:
    """The name of the cookie that keeps the secret with this digest."""
    return f"{STATE_COOKIE}_{state[:8]}"


def _page(wanted: str) -> str:
    """A page of this application; its first one where another address is named."""
    parts = urlsplit(wanted) if wanted.isprintable() and "\\" not in wanted else urlsplit("")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(HOME) and parts.path != ENTER
    return wanted if is_ours else HOME


def _set(answer: Response, name: str, value: str, seconds: int, path: str) -> None:
    """A cookie for requests that this site's own pages, or a link to it, make; no script reads it."""
    is_secure = not settings().is_laptop
    answer.set_cookie(name, value, seconds, path=path, secure=is_secure, httponly=True, samesite="lax")
