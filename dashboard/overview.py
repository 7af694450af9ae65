"""/analysis/: one store's month of sales and reports, from one statement."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui
from nicegui.events import GenericEventArguments
from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from dashboard import notices
from dashboard.choice import Choice, OutOfReach, chosen, selling_first
from dashboard.frame import frame
from dashboard.look import look_of
from dashboard.month_view import MonthView
from dashboard.seat import Ended, Seat
from shared import analytics, stores, unread
from shared.access import Viewer
from shared.analytics import StoreDay
from shared.dates import month_of, now
from shared.db import amany, aone
from shared.pool import AWAY
from shared.stores import Store

log = logging.getLogger("c3.dashboard")

RECHECK_SECONDS = 30
SECONDS_TO_CONNECT = 60


@ui.page("/")
async def overview(request: Request) -> Response | None:
    """The page at its address (`store`, `month`); 404 for what is malformed or out of the viewer's reach."""
    viewer: Viewer = request.state.viewer
    try:
        async with request.state.pool.connection() as connection:
            readable = selling_first(await amany(connection, stores.readable(viewer)))
            choice = chosen(viewer, readable, request.url.query, viewer.today(now()))
            days = await days_of(connection, viewer, choice)
            told = await aone(connection, unread.count(viewer, viewer.today(now())))
    except OutOfReach:
        return _instead(notices.not_found(request))
    except AWAY:
        return _instead(notices.away(request))
    page = Overview(request, viewer, readable, told.items)
    page.view.show(choice, days)
    await ui.context.client.connected(timeout=SECONDS_TO_CONNECT)
    await page.view.draw()
    return None


async def days_of(connection: AsyncConnection, viewer: Viewer, choice: Choice) -> list[StoreDay]:
    """The month's rows, by one statement."""
    return await amany(connection, analytics.store_days(viewer, choice.store_id, *month_of(choice.month)))


def _instead(response: Response) -> Response:
    """Answer with `response`; the page that was being built is forgotten."""
    ui.context.client.delete()
    return response


class Overview:
    """One open page: what its reader does, and what is shown for it."""

    def __init__(self, request: Request, viewer: Viewer, readable: Sequence[Store], told: int) -> None:
        look = look_of(request)
        frame(request, viewer, look, look.texts.gettext("分析"), told)
        self.seat = Seat.of(request)
        self.stores = readable
        self.view = MonthView(request, look, readable, viewer.today(now()), self.go)
        self.asked = 0
        ui.on("address", self._came_back)
        with ui.context.client.layout:
            ui.timer(RECHECK_SECONDS, self.recheck, immediate=False)

    async def go(self, query: str, *, is_new: bool = True) -> None:
        """Show what `query` asks for. An answer that a later question has overtaken is dropped."""
        self.asked += 1
        mine = self.asked
        self.view.wait(True)
        answer = await self._answer(query, is_new)
        if mine == self.asked:
            answer()
            self.view.wait(False)

    async def _answer(self, query: str, is_new: bool) -> Callable[[], None]:
        """What is to happen on the page."""
        try:
            async with self.seat.asking() as (connection, viewer):
                choice = chosen(viewer, self.stores, query, viewer.today(now()))
                days = await days_of(connection, viewer, choice)
        except Ended:
            return self.view.end
        except OutOfReach:
            return partial(self.view.leave_for, query)
        except AWAY:
            return self.view.keep_old
        return partial(self._show, choice, days, is_new)

    def _show(self, choice: Choice, days: Sequence[StoreDay], is_new: bool) -> None:
        self.view.show(choice, days)
        if is_new:
            ui.navigate.history.push(choice.address)

    async def recheck(self) -> None:
        """Leave an open page whose login has ended, though its reader does nothing."""
        try:
            async with self.seat.asking():
                return
        except Ended:
            self.view.end()
        except AWAY as error:
            log.info("a page could not ask whose it is (%s)", type(error).__name__)

    async def _came_back(self, event: GenericEventArguments) -> None:
        """The browser went back or forward in its history."""
        await self.go(str(event.args), is_new=False)
