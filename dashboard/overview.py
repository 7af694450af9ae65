"""/analysis/: today and the period, what is missing, what was reported: one store's or many stores'."""

from dataclasses import replace
from html import escape

from nicegui import ui

from dashboard import drill
from dashboard.addresses import HOME
from dashboard.asked import Asked
from dashboard.cards import ChartCard
from dashboard.chart import without_links
from dashboard.kpis import missing_tile, report_tiles, sales_tiles
from dashboard.latest import latest, latest_question, latest_title
from dashboard.naming import base_name
from dashboard.overview_figures import overview_chart
from dashboard.page import FiguresPage, declare
from dashboard.tiles import Tile, kpi_tiles
from shared.access import Viewer
from shared.analytics import series
from shared.analytics.question import Question
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
        """Tiles of a day, tiles of the period, and one chart."""
        self.day = ui.element("section").classes("section")
        with self.day:
            self.day_title = ui.html("", sanitize=False, tag="h2")
            self.day_tiles = ui.html("", sanitize=False, tag="ul").classes("tiles tiles-small")
        with ui.element("section").classes("section"):
            self.title_of_period = ui.html("", sanitize=False, tag="h2")
            self.tiles = ui.html("", sanitize=False, tag="ul").classes("tiles")
        self.card = ChartCard(self)

    def asks(self, viewer: Viewer, asked: Asked) -> Query[Point]:
        """Figures and reports by day or month."""
        return series.overview(viewer, asked.question, self.today)

    def show(self, asked: Asked, rows: list[Point]) -> None:
        """Fold the points into tiles and a chart."""
        question, look = asked.question, self.look
        self._show_day(asked, rows)
        self.title_of_period.content = escape(self.period_name)
        tiles = sales_tiles(question, rows, look) + report_tiles(question, rows, look)
        self.tiles.content = self._told([*tiles, missing_tile(question, rows, look)])
        chart = overview_chart(question, rows, look, self.colours, self.today)
        self.card.show(chart if self._may_follow(question) else without_links(chart))

    def _show_day(self, asked: Asked, rows: list[Point]) -> None:
        """Today, or the last day before it that was filed; nothing where the period has no such day."""
        point = latest(asked.question, rows, self.today)
        self.day.set_visibility(point is not None)
        if point is None:
            return
        question, look = latest_question(asked.question, point), self.look
        self.day_title.content = escape(latest_title(asked.question, point, self.today, look))
        base = base_name(asked.question, look)
        tiles = sales_tiles(question, [point], look, base) + report_tiles(question, [point], look, base)
        self.day_tiles.content = self._told(tiles)

    def _told(self, tiles: list[Tile]) -> str:
        """The tiles; スタッフ, who have no lists of rows, are led to the calendar."""
        if not self.viewer.is_managing:
            href = f"{drill.CALENDAR}?{self.question.query}"
            tiles = [replace(tile, href=href) for tile in tiles]
        return kpi_tiles(tiles, self.look)

    def _may_follow(self, question: Question) -> bool:
        """Whether the chart's points lead somewhere that the reader may see: days do, months are rows."""
        return self.viewer.is_managing or question.period.grain == "day"
