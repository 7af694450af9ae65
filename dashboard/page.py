"""A page of figures: what every page of the managers' application does in the same way.

A load asks three statements: who it is (the guard), what stands around the page, and the page's own, which
the database answers while the page is built. A change of the address asks two: who it is, and the page's own;
its rows are folded into what is shown. The whole state is in the address.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request
from starlette.responses import Response

from dashboard import formats, notices
from dashboard.asked import OF_ONE_PLACE, Asked, told
from dashboard.begun import begun
from dashboard.browser import IS_DARK
from dashboard.look import Colours, colours_of, look_of
from dashboard.scopes import scope_name
from dashboard.seat import Ended, Seat
from dashboard.shell import Shell
from shared import analysis_frame
from shared.access import Viewer
from shared.analysis_frame import Surroundings
from shared.analytics.periods import around
from shared.analytics.question import Question, Unclear, names_stores, read
from shared.dates import now
from shared.db import Query, aone
from shared.pool import AWAY
from shared.reader import Reader
from shared.views import opening
from shared.words import AnalysisPage, PeriodKind

log = logging.getLogger("c3.dashboard")

Row = TypeVar("Row")
MOUNT = "/analysis"
RECHECK_SECONDS = 30
SECONDS_TO_CONNECT = 60
SECONDS_TO_ANSWER = 20  # NiceGUI gives up after three: too early for a year of 200 stores on a busy machine
PAGES: "dict[AnalysisPage, type[FiguresPage[object]]]" = {}  # those of the menu


class FiguresPage(ABC, Generic[Row]):
    """One open page of one reader. A page says what it asks, and shows the rows."""

    key: ClassVar[AnalysisPage]  # its place in the menu
    path: ClassVar[str]  # with the mount: /analysis/sales/
    heading: ClassVar[str] = ""  # a msgid, where it is not the menu's label
    in_menu: ClassVar[bool] = True
    for_staff: ClassVar[bool] = False
    extras: ClassVar[tuple[str, ...]] = ()  # own query parameters, e.g. ("sort", "dir", "page")
    periods: ClassVar[Sequence[PeriodKind]] = tuple(PeriodKind)  # the first is what another kind becomes
    compares: ClassVar[bool] = True  # whether the head offers what to compare with
    filters: ClassVar[bool] = False  # whether it offers genre and location

    asked: Asked
    surroundings: Surroundings

    def __init__(self, request: Request, viewer: Viewer) -> None:
        self.request, self.viewer = request, viewer
        self.look = look_of(request)
        self.dark = bool(self.look.dark)
        self.is_drawn = self.look.dark is not None  # charts wait until the browser says which it is
        self.today = viewer.today(now())
        self.seat = Seat.of(request)
        self.reader: Reader = request.state.reader
        self.shown_at = now()
        self._turn = 0
        self._rows: list[Row] = []

    @abstractmethod
    def build(self) -> None:
        """Make the elements of the body, once."""

    @abstractmethod
    def asks(self, viewer: Viewer, asked: Asked) -> Query[Row]:
        """The one statement of the page."""

    @abstractmethod
    def show(self, asked: Asked, rows: list[Row]) -> None:
        """Show the rows of what was asked: a pure fold, and the elements that change."""

    def check(self, asked: Asked) -> None:
        """Raise `Unclear` for own parameters that make no sense."""

    def is_out_of_reach(self, asked: Asked, rows: list[Row]) -> bool:
        """Whether these rows mean that the viewer does not read what was asked for."""
        return not rows

    def relative(self) -> str:
        """What is shown as a query counted from today, for a saved view; without its page of rows."""
        own = urlencode({name: value for name, value in self.asked.own.items() if name not in OF_ONE_PLACE})
        query = self.question.relative(self.viewer, self.today)
        return f"{query}&{own}" if own else query

    @property
    def question(self) -> Question:
        """What is shown now."""
        return self.asked.question

    @property
    def colours(self) -> Colours:
        """The theme's colours, as the reader has it now."""
        return colours_of(self.dark)

    @property
    def title(self) -> str:
        """What the page is called, in the reader's language."""
        return self.look.texts.gettext(self.heading or self.key.label)

    @property
    def scope_name(self) -> str:
        """The name of the stores that are shown."""
        return scope_name(self.question.scope, self.surroundings, self.look)

    @property
    def period_name(self) -> str:
        """The period that is shown."""
        return formats.period(self.question.period, self.look)

    def read(self, asked: Mapping[str, str]) -> Asked:
        """What an address asks. Raises `Unclear`."""
        question = read(asked, self.viewer, self.today)
        if question.period.kind not in self.periods:
            first, last = question.period.first, question.period.last
            day = self.today if first <= self.today <= last else first
            question = question.at(around(self.periods[0], day))
        made = Asked(question, {name: asked[name] for name in self.extras if asked.get(name)})
        self.check(made)
        return made

    async def change(self, **fields: str) -> None:
        """Go where these fields of the address are other; own ones of one place are left behind."""
        now_asked = {k: v for k, v in parse_qsl(self.asked.query) if k not in OF_ONE_PLACE}
        await self.follow({**now_asked, **fields})

    async def follow(self, asked: Mapping[str, str], *, is_new: bool = True) -> None:
        """Go where an address leads. An answer that a later question has overtaken is dropped."""
        self._turn += 1
        mine = self._turn
        self.shell.wait(is_waiting=True)
        try:
            answer = await self._answer(asked, is_new)
            if mine == self._turn:
                answer()
        finally:
            if mine == self._turn:
                self.shell.wait(is_waiting=False)

    async def _answer(self, asked: Mapping[str, str], is_new: bool) -> Callable[[], None]:
        """What is to happen on the page. The page may have been open for days: who reads it, of which stores,
        and what day it is, are asked before what the address means."""
        try:
            viewer = await self.seat.viewer(for_staff=self.for_staff)
            if (
                viewer.stores != self.viewer.stores
            ):  # what stands around the page is told of the stores before
                return partial(self.shell.leave_for, f"{self.path}?{urlencode(asked)}")
            self.viewer, self.today = viewer, viewer.today(now())
            made = self.read(asked)
            rows = await self._found(self.viewer, made)
        except Unclear as unclear:
            return partial(self._refuse, unclear)
        except Ended:
            return self.shell.end
        except AWAY:
            return partial(self.shell.keep_old, self)
        if self.is_out_of_reach(made, rows):
            return partial(self.shell.leave_for, made.address(self.path))
        return partial(self._take, made, rows, is_new)

    def _refuse(self, unclear: Unclear) -> None:
        """Say what cannot be understood; the page stays."""
        self.shell.tell(told(unclear, self.look))
        self.shell.restore(self)

    def _take(self, asked: Asked, rows: list[Row], is_new: bool) -> None:
        self._put(asked, rows)
        if is_new:
            ui.navigate.history.push(asked.address(self.path))

    def _put(self, asked: Asked, rows: list[Row]) -> None:
        self.asked, self._rows, self.shown_at = asked, rows, now()
        self.shell.show(self)
        self.show(asked, rows)

    async def open(self, query: Mapping[str, str]) -> bool:
        """Show what the address asks, else the reader's default view, else what is usual.

        False: it is out of reach. A view that leads nowhere any more is passed over.

        Raises:
            Unclear: the address makes no sense.
        """
        if query:
            return await self._open_beside(self.read(query))
        await self._surround()
        view = opening(self.viewer, self.surroundings.views, self.key) if self.in_menu else None
        if view is not None:
            with suppress(Unclear):
                if await self._open_after(self.read(dict(parse_qsl(view.query)))):
                    return True
        return await self._open_after(self.read(query))

    async def _open_beside(self, asked: Asked) -> bool:
        """Build the page while the database looks for its rows."""
        async with begun(self._found(self.viewer, asked)) as answer:
            await self._surround()
            self._build(asked)
            rows = await answer
        if self.is_out_of_reach(asked, rows):
            return False
        self._put(asked, rows)
        return True

    async def _open_after(self, asked: Asked) -> bool:
        """Build the page when there is something to show."""
        rows = await self._found(self.viewer, asked)
        if self.is_out_of_reach(asked, rows):
            return False
        self._build(asked)
        self._put(asked, rows)
        return True

    async def _surround(self) -> None:
        async with self.seat.pool.connection() as connection:
            self.surroundings = await aone(connection, analysis_frame.frame(self.viewer, self.today))

    async def _found(self, viewer: Viewer, asked: Asked) -> list[Row]:
        return await self.reader.many(self.asks(viewer, asked))

    def _build(self, asked: Asked) -> None:
        """Make the page's elements, still without figures."""
        self.asked = asked
        self.shell = Shell(self)
        with self.shell.body:
            self.build()
        ui.on("address", self._came_back)
        ui.on("scheme", self._scheme_changed)
        with ui.context.client.layout:
            ui.timer(RECHECK_SECONDS, self.recheck, immediate=False)

    async def draw(self) -> None:
        """Draw the charts, once the browser is here and says whether it is dark."""
        if not self.is_drawn:
            with suppress(TimeoutError):  # it went to sleep at once; when it turns dark it says so
                self.dark = bool(await ui.run_javascript(IS_DARK, timeout=10))
            self.is_drawn = True
            self.show(self.asked, self._rows)

    async def recheck(self) -> None:
        """Leave an open page whose login has ended, though its reader does nothing."""
        try:
            await self.seat.viewer(for_staff=self.for_staff)
        except Ended:
            self.shell.end()
        except AWAY as error:
            log.info("a page could not ask whose it is (%s)", type(error).__name__)

    async def came(self, query: str, *, is_new: bool = True) -> None:
        """Go where the query string of an address leads."""
        await self.follow(dict(parse_qsl(query.removeprefix("?"))), is_new=is_new)

    async def _came_back(self, event: GenericEventArguments) -> None:
        """The browser went back or forward in its history."""
        await self.came(str(event.args), is_new=False)

    def _scheme_changed(self, event: GenericEventArguments) -> None:
        if self.look.dark is None:
            self.dark = bool(event.args)
            self.show(self.asked, self._rows)


Page = TypeVar("Page", bound="type[FiguresPage]")  # type: ignore[type-arg]


def declare(kind: Page) -> Page:
    """Serve the page at its path."""
    if kind.in_menu:
        PAGES[kind.key] = kind

    @ui.page(kind.path.removeprefix(MOUNT), response_timeout=SECONDS_TO_ANSWER)
    async def opened(request: Request) -> Response | None:
        return await _open(kind, request)

    return kind


async def _open(kind: "type[FiguresPage[Row]]", request: Request) -> Response | None:
    """The page at its address; 400 for what cannot be understood, 404 for what is out of reach."""
    viewer: Viewer = request.state.viewer
    if not (viewer.is_managing or kind.for_staff):
        return _instead(notices.not_found(request))
    page = kind(request, viewer)
    try:
        is_open = await page.open(request.query_params)
    except Unclear as unclear:
        return _instead(notices.unclear(request, unclear))
    except AWAY:
        return _instead(notices.away(request))
    if not page.surroundings.stores and not names_stores(request.query_params):
        return _instead(notices.no_store(request, is_admin=viewer.is_admin))
    if not is_open:
        return _instead(notices.not_found(request))
    await ui.context.client.connected(timeout=SECONDS_TO_CONNECT)
    await page.draw()
    return None


def _instead(response: Response) -> Response:
    """Answer with `response`; the page that was being built is forgotten."""
    ui.context.client.delete()
    return response
