"""/analysis/incidents/: reports by location, by genre, over time, and each day's locations."""

from nicegui import ui

from dashboard import incident_figures, incident_heat
from dashboard.asked import Asked
from dashboard.cards import ChartCard
from dashboard.incident_tiles import incident_tiles
from dashboard.page import FiguresPage, declare
from dashboard.tiles import kpi_tiles
from shared.access import Viewer
from shared.analytics import series
from shared.analytics.series import Point
from shared.db import Query
from shared.words import AnalysisPage


@declare
class Incidents(FiguresPage[Point]):
    """できごと."""

    key = AnalysisPage.INCIDENTS
    path = "/analysis/incidents/"
    filters = True

    def build(self) -> None:
        """Tiles, two small charts, two wide ones."""
        self.tiles = ui.html("", sanitize=False, tag="ul").classes("tiles")
        with ui.element("div").classes("cards"):
            self.by_location = ChartCard(self, "plot-low")
            self.by_genre = ChartCard(self, "plot-low")
        self.trend = ChartCard(self)
        self.heat = ChartCard(self, "plot-low")

    def asks(self, viewer: Viewer, asked: Asked) -> Query[Point]:
        """Reports by day or month."""
        return series.incidents(viewer, asked.question, self.today)

    def show(self, asked: Asked, rows: list[Point]) -> None:
        """Fold the points into tiles and charts."""
        question, look, colours = asked.question, self.look, self.colours
        self.tiles.content = kpi_tiles(incident_tiles(question, rows, look), look)
        self.by_location.show(incident_figures.location_chart(question, rows, look, colours))
        self.by_genre.show(incident_figures.genre_chart(question, rows, look, colours))
        self.trend.show(incident_figures.trend_chart(question, rows, look, colours))
        self.heat.show(incident_heat.heat_chart(question, rows, look, colours))
