"""/analysis/sales/: 売上, 客数, 客単価 and 違算 over a period."""

from nicegui import ui

from dashboard.asked import Asked
from dashboard.cards import ChartCard
from dashboard.kpis import sales_tiles
from dashboard.metrics import METRICS
from dashboard.page import FiguresPage, declare
from dashboard.sales_figures import metric_chart
from dashboard.tiles import kpi_tiles
from shared.access import Viewer
from shared.analytics import series
from shared.analytics.series import Point
from shared.db import Query
from shared.words import AnalysisPage


@declare
class Sales(FiguresPage[Point]):
    """売上."""

    key = AnalysisPage.SALES
    path = "/analysis/sales/"

    def build(self) -> None:
        """Tiles, and a chart for each figure."""
        self.tiles = ui.html("", sanitize=False, tag="ul").classes("tiles")
        self.cards = [ChartCard(self, "" if number == 0 else "plot-low") for number in range(len(METRICS))]

    def asks(self, viewer: Viewer, asked: Asked) -> Query[Point]:
        """Figures by day or month."""
        return series.sales(viewer, asked.question, self.today)

    def show(self, asked: Asked, rows: list[Point]) -> None:
        """Fold the points into tiles and charts."""
        question, look = asked.question, self.look
        self.tiles.content = kpi_tiles(sales_tiles(question, rows, look), look)
        for card, metric in zip(self.cards, METRICS, strict=True):
            card.show(metric_chart(metric, question, rows, look, self.colours))
