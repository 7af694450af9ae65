"""/analysis/: today and the period, what is missing, what was reported: one store's or many stores'."""

from nicegui import ui

from dashboard.addresses import HOME
from dashboard.asked import Asked
from dashboard.cards import ChartCard
from dashboard.kpis import report_tiles, sales_tiles
from dashboard.overview_figures import overview_chart
from dashboard.page import FiguresPage, declare
from dashboard.tiles import kpi_tiles
from shared.access import Viewer
from shared.analytics import series
from shared.analytics.series import Point
from shared.db import Query
from shared.words import AnalysisPage


@declare
class Overview(FiguresPage[Point]):
    """The first page."""

    key = AnalysisPage.OVERVIEW
    path = HOME
    for_staff = True

    def build(self) -> None:
        """Tiles, and one chart."""
        self.tiles = ui.html("", sanitize=False, tag="ul").classes("tiles")
        self.card = ChartCard(self)

    def asks(self, viewer: Viewer, asked: Asked) -> Query[Point]:
        """Figures and reports by day or month."""
        return series.overview(viewer, asked.question, self.today)

    def show(self, asked: Asked, rows: list[Point]) -> None:
        """Fold the points into tiles and a chart."""
        question = asked.question
        tiles = sales_tiles(question, rows, self.look) + report_tiles(question, rows, self.look)
        self.tiles.content = kpi_tiles(tiles, self.look)
        self.card.show(overview_chart(question, rows, self.look, self.colours, self.today))
