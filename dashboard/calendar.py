"""/analysis/calendar/: a month, day by day; with `day=`, one of its days with its stores and reports."""

from functools import cached_property
from html import escape

from nicegui import ui

from dashboard import calendar_day, calendar_grid, lists, store_words
from dashboard.addresses import picture_url, shows_pictures, web_url
from dashboard.asked import Asked
from dashboard.calendar_day import Reader
from dashboard.calendar_tables import month_table, stores_table
from dashboard.fold import Fold
from dashboard.html_table import html_table
from dashboard.look import Look
from dashboard.page import FiguresPage, declare
from dashboard.scopes import scope_name
from dashboard.scrolled import Scrolled
from shared.access import Viewer
from shared.analytics import calendar
from shared.analytics import day as business_day
from shared.analytics import question as questions
from shared.analytics.calendar import CalendarDay
from shared.analytics.day import StoreOnDay
from shared.dates import now
from shared.db import Query
from shared.storage import address
from shared.words import AnalysisPage, PeriodKind

REPORTS = 30  # of a page


@declare
class Calendar(FiguresPage[CalendarDay | StoreOnDay]):
    """カレンダー."""

    key = AnalysisPage.CALENDAR
    path = "/analysis/calendar/"
    for_staff = True
    extras = ("day", "page")
    periods = (PeriodKind.MONTH,)
    compares = False

    def build(self) -> None:
        """The month's grid and its table, or a day's head, its stores, its reports: each when it is shown."""
        self.month = ui.element("section").classes("section")
        self.day = ui.element("section").classes("section")

    @cached_property
    def _month(self) -> "_Month":
        with self.month:
            return _Month(self.look)

    @cached_property
    def _day(self) -> "_Day":
        with self.day:
            return _Day(self.look)

    def read(self, asked: "dict[str, str]") -> Asked:  # type: ignore[override]
        """A day belongs to its month, whatever the address says of the period."""
        if day := asked.get("day"):
            asked = {**asked, "period": PeriodKind.MONTH.value, "from": f"{questions.day('day', day)}"}
        return super().read(asked)

    def check(self, asked: Asked) -> None:
        """Raises `Unclear`."""
        store_words.page(asked.own)

    def is_out_of_reach(self, asked: Asked, rows: list[CalendarDay | StoreOnDay]) -> bool:
        """On a day on which no store was open there are no rows either."""
        return not rows and not scope_name(asked.question.scope, self.surroundings, self.look)

    def asks(self, viewer: Viewer, asked: Asked) -> Query[CalendarDay | StoreOnDay]:
        """The month's days, or the stores on one of them."""
        day = asked.own.get("day")
        if day is None:
            return calendar.days(viewer, asked.question, self.today)  # type: ignore[return-value]
        offset = (store_words.page(asked.own) - 1) * REPORTS
        when = questions.day("day", day)
        return business_day.stores(  # type: ignore[return-value]
            viewer, asked.question, when, self.today, offset, REPORTS
        )

    def show(self, asked: Asked, rows: list[CalendarDay | StoreOnDay]) -> None:
        """Show the month, or the day."""
        is_day = "day" in asked.own
        self.month.set_visibility(not is_day)
        self.day.set_visibility(is_day)
        if is_day:
            self._show_day(asked, [row for row in rows if isinstance(row, StoreOnDay)])
        else:
            self._show_month(asked, [row for row in rows if isinstance(row, CalendarDay)])

    def _show_month(self, asked: Asked, days: list[CalendarDay]) -> None:
        question, look, today = asked.question, self.look, self.today
        self._month.finding.content = escape(calendar_grid.month_finding(days, look, today))
        self._month.grid.content = calendar_grid.month_grid(question, days, look, today)
        name = look.texts.gettext("カレンダーの表")
        self._month.fold.show(name, lambda: month_table(question, days, look, today))
        files = lists.files("calendar", asked, look) if self.viewer.is_managing else ""
        self._month.files.content = files

    def _show_day(self, asked: Asked, stores: list[StoreOnDay]) -> None:
        question, look = asked.question, self.look
        _ = look.texts.gettext
        when = questions.day("day", asked.own["day"])
        self._day.head.content = calendar_day.day_head(question, when, self.today, look)
        sentence = escape(_("この日に開いていた店舗はありません。"))
        nothing = f'<tr><td class="text">{sentence}</td></tr>'
        table = html_table(stores_table(question, when, stores, look), look) if stores else nothing
        self._day.stores.show(_("この日の売上"), table)
        total = stores[0].reports_total if stores else 0
        self._day.title.content = escape(_("日報 {count}").format(count=self._count(total)))
        self._day.reports.content = calendar_day.reports(stores, self._reader())
        page = store_words.page(asked.own)
        self._day.pager.content = lists.pager(page, REPORTS, total, asked, self.path, look)

    def _count(self, total: int) -> str:
        return f"{total:,}件" if self.look.is_japanese else f"({total:,})"

    def _reader(self) -> Reader:
        user, moment = self.viewer.user_id, now()
        return Reader(
            self.look,
            lambda path: web_url(self.request, path),
            lambda name: picture_url(self.request, address(name, user, moment)),
            shows_pictures=shows_pictures(self.request),
        )


class _Month:
    """The elements of the month."""

    def __init__(self, look: Look) -> None:
        self.finding = ui.html("", sanitize=False, tag="p").classes("finding")
        weekdays = ui.html(calendar_grid.weekdays(look), sanitize=False).classes("weekdays")
        weekdays.props("aria-hidden=true")
        self.grid = ui.html("", sanitize=False, tag="ol").classes("calendar")
        self.fold = Fold(look, "card")
        with self.fold.details:
            self.files = ui.html("", sanitize=False).classes("files").move(target_index=1)


class _Day:
    """The elements of a day."""

    def __init__(self, look: Look) -> None:
        self.head = ui.html("", sanitize=False).classes("day-head")
        with ui.element("section").classes("card list"):
            self.stores = Scrolled()
        self.title = ui.html("", sanitize=False, tag="h2")
        self.reports = ui.html("", sanitize=False).classes("day-stores")
        self.pager = ui.html("", sanitize=False, tag="nav").classes("pager")
        self.pager.props["aria-label"] = look.texts.gettext("ページ")
