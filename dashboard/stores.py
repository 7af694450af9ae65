"""/analysis/stores/: stores, areas or groups beside each other, sorted and paged by the database."""

from html import escape

from nicegui import ui

from dashboard import lists, store_figures, store_tables, store_words
from dashboard.asked import Asked
from dashboard.cards import ChartCard
from dashboard.chart import Chart
from dashboard.lists import Sorted
from dashboard.page import FiguresPage, declare
from dashboard.scrolled import Scrolled
from shared.access import Viewer
from shared.analytics.ranking import Ranked, ranking
from shared.db import Query
from shared.words import AnalysisPage, RankedBy

CODES = {0: RankedBy.NAME.value} | {
    place: word.value for place, word in enumerate(store_tables.MEASURED, start=store_tables.FIRST_MEASURED)
}


@declare
class Stores(FiguresPage[Ranked]):
    """店舗比較."""

    key = AnalysisPage.STORES
    path = "/analysis/stores/"
    extras = ("by", "sort", "dir", "page")
    filters = True

    def build(self) -> None:
        """What is compared, ranked bars, the table, the matrix."""
        self.by = ui.html("", sanitize=False).classes("kinds-by")
        self.ranked = ChartCard(self)
        with ui.element("section").classes("card list"):
            name = escape(self.look.texts.gettext("一覧"))
            ui.html(f"<h2>{name}</h2>", sanitize=False).classes("list-head")
            self.table = Scrolled()
            self.pager = ui.html("", sanitize=False, tag="nav").classes("pager")
        self.matrix = ChartCard(self)

    def check(self, asked: Asked) -> None:
        """Raises `Unclear`."""
        store_words.listing(asked.own)

    def asks(self, viewer: Viewer, asked: Asked) -> Query[Ranked]:
        """The total, and a page of the list."""
        return ranking(viewer, asked.question, self.today, store_words.listing(asked.own))

    def show(self, asked: Asked, rows: list[Ranked]) -> None:
        """Fold the rows into two charts and a table."""
        question, listing, look = asked.question, store_words.listing(asked.own), self.look
        _ = look.texts.gettext
        words = [(word.value, _(store_tables.HEADS[word])) for word in store_words.LISTED]
        kinds = lists.choices("by", words, listing.by.value, asked, self.path)
        by = escape(_("比べるもの"))
        self.by.content = f'<span class="label">{by}</span><span class="kinds">{kinds}</span>'
        chart = store_figures.ranking_chart(question, listing, rows, look, self.colours)
        height = store_figures.height(rows)
        put(self.ranked, chart, height)
        order = Sorted(CODES, listing.sort.value, listing.is_ascending)
        table = lists.sorted_table(chart.table, order, asked, self.path, look)
        self.table.show(_("一覧"), table)
        self.pager.props["aria-label"] = _("ページ")
        total = next((row.total for row in rows), 0)
        page = store_words.page(asked.own)
        self.pager.content = lists.pager(page, store_words.ROWS, total, asked, self.path, look)
        put(self.matrix, store_figures.matrix_chart(question, listing, rows, look, self.colours), height)


def put(card: ChartCard, chart: Chart, height: int) -> None:
    """Show a chart that is as high as its rows need."""
    card.plot.style(f"height: {height}px")
    card.show(chart)
