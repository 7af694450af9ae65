"""/analysis/calendar/: a month, day by day; with `day=`, one of its days with its stores and reports."""

from html import escape

from nicegui import ui

from dashboard import calendar_day, calendar_grid, lists, store_words
from dashboard.addresses import web_url
from dashboard.asked import Asked
from dashboard.calendar_day import Reader
from dashboard.calendar_tables import month_table, stores_table
from dashboard.fold import Fold
from dashboard.html_table import html_table
from dashboard.page import FiguresPage, declare
from dashboard.scopes import scope_name
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
        """The month's grid and its table; a day's head, its stores, its reports."""
        self.month = ui.element("section").classes("section")
        with self.month:
            self.finding = ui.html("", sanitize=False, tag="p").classes("finding")
            ui.html(calendar_grid.weekdays(self.look), sanitize=False).classes("weekdays").props(
                "aria-hidden=true"
            )
            self.grid = ui.html("", sanitize=False, tag="ol").classes("calendar")
            self.fold = Fold(self.look, "card")
            with self.fold.details:
                self.files = ui.html("", sanitize=False).classes("files").move(target_index=1)
        self.day = ui.element("section").classes("section")
        with self.day:
            self._build_day()

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
        self.finding.content = escape(calendar_grid.month_finding(days, look, today))
        self.grid.content = calendar_grid.month_grid(question, days, look, today)
        name = look.texts.gettext("カレンダーの表")
        self.fold.show(name, lambda: month_table(question, days, look, today))
        self.files.content = lists.files("calendar", asked, look) if self.viewer.is_managing else ""

    def _show_day(self, asked: Asked, stores: list[StoreOnDay]) -> None:
        question, look = asked.question, self.look
        _ = look.texts.gettext
        when = questions.day("day", asked.own["day"])
        self.head.content = calendar_day.day_head(question, when, self.today, look)
        sentence = escape(_("この日に開いていた店舗はありません。"))
        nothing = f'<tr><td class="text">{sentence}</td></tr>'
        table = html_table(stores_table(question, when, stores, look), look) if stores else nothing
        self.stores.content = table
        total = stores[0].reports_total if stores else 0
        self.reports_title.content = escape(_("日報 {count}").format(count=self._count(total)))
        self.reports.content = calendar_day.reports(stores, self._reader())
        self.pager.props["aria-label"] = _("ページ")
        page = store_words.page(asked.own)
        self.pager.content = lists.pager(page, REPORTS, total, asked, self.path, look)

    def _count(self, total: int) -> str:
        return f"{total:,}件" if self.look.is_japanese else f"({total:,})"

    def _reader(self) -> Reader:
        user, moment = self.viewer.user_id, now()
        return Reader(
            self.look,
            lambda path: web_url(self.request, path),
            lambda name: web_url(self.request, address(name, user, moment)),
        )

    def _build_day(self) -> None:
        _ = self.look.texts.gettext
        self.head = ui.html("", sanitize=False).classes("day-head")
        with (
            ui.element("section").classes("card list"),
            ui.element("div").classes("scroll").props("tabindex=0 role=region") as scroll,
        ):
            scroll.props["aria-label"] = _("この日の売上")
            self.stores = ui.html("", sanitize=False, tag="table").classes("rows")
        self.reports_title = ui.html("", sanitize=False, tag="h2")
        self.reports = ui.html("", sanitize=False).classes("day-stores")
        self.pager = ui.html("", sanitize=False, tag="nav").classes("pager")
