"""/analysis/figures/ and /analysis/reports/: the rows behind a figure, which they sum to."""

from dataclasses import replace
from html import escape
from typing import TypeVar

from nicegui import ui

from dashboard import lists, row_tables, store_words
from dashboard.addresses import web_url
from dashboard.asked import Asked
from dashboard.html_table import html_table
from dashboard.page import FiguresPage, declare
from dashboard.scopes import scope_name
from dashboard.scrolled import Scrolled
from dashboard.tables import Table
from shared.access import Viewer
from shared.analytics import rows as behind_rows
from shared.analytics.rows import ReportLine, StoreDay
from shared.db import Query
from shared.words import AnalysisPage, Behind, gettext_noop

ROWS = 50  # of a page
Line = TypeVar("Line", StoreDay, ReportLine)


class Rows(FiguresPage[Line]):
    """What the two have in common: a heading figure, a table, pages, files."""

    in_menu = False
    compares = False
    file: str  # its name among the exports

    def build(self) -> None:
        """The figure, and the table of its rows."""
        self.kinds = ui.html("", sanitize=False).classes("kinds-by")
        with ui.element("section").classes("card list"):
            self.told = ui.html("", sanitize=False).classes("list-head")
            self.table = Scrolled()
            self.pager = ui.html("", sanitize=False, tag="nav").classes("pager")

    def check(self, asked: Asked) -> None:
        """Raises `Unclear`."""
        store_words.page(asked.own)
        row_tables.behind(asked.own)

    def is_out_of_reach(self, asked: Asked, rows: list[Line]) -> bool:
        """No rows are no answer to it: whether the stores have a name for the reader is."""
        return not rows and not scope_name(asked.question.scope, self.surroundings, self.look)

    def put(self, asked: Asked, figure: str, note: str, table: Table, total: int) -> None:
        """Show the figure, and a page of its rows."""
        page = store_words.page(asked.own)
        files = lists.files(self.file, asked, self.look)
        self.told.content = (
            f'<div><p class="drill-value">{escape(figure)}</p><p class="muted">{escape(note)}</p></div>'
            f'<div class="files">{files}</div>'
        )
        self.table.show(table.title, html_table(table, self.look))
        self.pager.props["aria-label"] = self.look.texts.gettext("ページ")
        self.pager.content = lists.pager(page, ROWS, total, asked, self.path, self.look)

    def offset(self, asked: Asked) -> int:
        """Where the page begins."""
        return (store_words.page(asked.own) - 1) * ROWS


@declare
class FiguresRows(Rows[StoreDay]):
    """The store-days behind 売上, 客数, 客単価, 違算, and those that are 未提出."""

    key = AnalysisPage.SALES
    heading = gettext_noop("数字の内訳")
    path = "/analysis/figures/"
    extras = ("metric", "page")
    file = "figures"

    def asks(self, viewer: Viewer, asked: Asked) -> Query[StoreDay]:
        """A page of the days, with the sums of all."""
        which, offset = row_tables.behind(asked.own), self.offset(asked)
        return behind_rows.figures(viewer, asked.question, which, self.today, offset, ROWS)

    def show(self, asked: Asked, rows: list[StoreDay]) -> None:
        """Fold the rows into the figure and the table."""
        which, look = row_tables.behind(asked.own), self.look
        words = [(word.value, look.texts.gettext(word.label)) for word in Behind]
        kinds = lists.choices("metric", words, which.value, asked, self.path)
        self.kinds.content = f'<span class="kinds">{kinds}</span>'
        figure = f"{look.texts.gettext(which.label)} {row_tables.figure_told(which, rows, look)}"
        total = rows[0].rows if rows else 0
        note = row_tables.days_told(asked.question, which, rows, look)
        self.put(asked, figure, note, row_tables.figures_table(rows, look), total)


@declare
class ReportRows(Rows[ReportLine]):
    """The reports behind a count."""

    key = AnalysisPage.INCIDENTS
    heading = gettext_noop("日報の内訳")
    path = "/analysis/reports/"
    extras = ("page",)
    filters = True
    file = "reports"

    def asks(self, viewer: Viewer, asked: Asked) -> Query[ReportLine]:
        """A page of the reports, with the number of all."""
        return behind_rows.reports(viewer, asked.question, self.offset(asked), ROWS)

    def show(self, asked: Asked, rows: list[ReportLine]) -> None:
        """Fold the rows into the count and the table; each row leads to the report itself, at c3-app."""
        table = row_tables.reports_table(rows, self.look)
        links = {at: web_url(self.request, path) for at, path in table.links.items()}
        table = replace(table, links=links)
        figure = row_tables.reports_told(asked.question, rows, self.look)
        self.put(asked, figure, "", table, rows[0].rows if rows else 0)
