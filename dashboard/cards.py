"""A chart in its frame: title, finding, figure, legend, the same numbers as a table, and files of them."""

from html import escape
from typing import TYPE_CHECKING, Any

from nicegui import ui

from dashboard.chart import Chart, Series
from dashboard.html_table import html_table
from dashboard.icons import icon
from dashboard.look import Look, colours_of
from dashboard.plot import Plot
from shared.dates import now

if TYPE_CHECKING:
    from dashboard.page import FiguresPage

EXPORT = "/analysis/export/"


class ChartCard:
    """Made once in a page's `build`; `show` puts a chart into it."""

    def __init__(self, page: "FiguresPage[Any]", css: str = "") -> None:
        _ = page.look.texts.gettext
        self.page = page
        self.chart: Chart | None = None
        with ui.element("figure").classes(f"card chart {css}"):
            with ui.element("div").classes("chart-head"):
                self.title = ui.html("", sanitize=False, tag="h2")
                self._build_menu()
            self.finding = ui.html("", sanitize=False, tag="p").classes("finding")
            self.plot = Plot()
            self.legend = ui.html("", sanitize=False, tag="ul").classes("legend")
            with ui.element("details").classes("fold"):
                ui.html(escape(_("表で見る")), sanitize=False, tag="summary")
                self.scroll = ui.element("div").classes("scroll").props("tabindex=0 role=region")
                with self.scroll:
                    self.table = ui.html("", sanitize=False, tag="table").classes("rows")

    def show(self, chart: Chart) -> None:
        """Show a chart; its figure is drawn once the page knows whether it is dark."""
        look = self.page.look
        self.chart = chart
        self.title.content = escape(chart.title)
        self.finding.content = escape(chart.finding)
        self.legend.content = legend(chart, look)
        self.table.content = html_table(chart.table, look)
        self.scroll.props["aria-label"] = chart.table.title
        self.files.content = self._files(chart) if self.page.viewer.is_managing else ""
        self.plot.name(f"{chart.title} {chart.finding}")
        if self.page.is_drawn:
            self.plot.show(chart.figure)

    def _build_menu(self) -> None:
        _ = self.page.look.texts.gettext
        with ui.element("details").classes("menu"):
            summary = f"{icon('download', 'icon-small')}<span>{escape(_('書き出す'))}</span>"
            ui.html(summary, sanitize=False, tag="summary")
            with ui.element("div").classes("menu-list"):
                self.files = ui.html("", sanitize=False).classes("menu-links")
                picture = ui.element("button").classes("menu-item").props("type=button")
                with picture.on("click", self._save):
                    ui.html(escape(_("画像（PNG）")), sanitize=False, tag="span")

    def _files(self, chart: Chart) -> str:
        query = escape(self.page.asked.query)
        return "".join(
            f'<a class="menu-item" href="{EXPORT}{chart.name}.{ending}?{query}" download>{label}</a>'
            for ending, label in (("csv", "CSV"), ("xlsx", "Excel（XLSX）"))
        )

    def _save(self) -> None:
        """The chart as a picture, under its title, scope, period, and the moment it was made."""
        if self.chart:
            made = self.page.look.texts.gettext("{time}作成").format(time=f"{now():%Y/%m/%d %H:%M}")
            lines = [self.chart.title, f"{self.page.scope_name}　{self.page.period_name}", f"C3　{made}"]
            name = f"c3-{self.chart.name}-{self.page.asked.question.period.first}.png"
            self.plot.save(name, lines, colours_of(self.page.dark)["surface"])


def legend(chart: Chart, look: Look) -> str:
    """The names of what is drawn, beside their colours."""
    return "".join(_entry(series) for series in chart.legend)


def _entry(series: Series) -> str:
    swatch = f'<span class="swatch swatch-{series.mark}" style="--swatch: var(--c-{series.colour})"></span>'
    return f"<li>{swatch}{escape(series.label)}</li>"
