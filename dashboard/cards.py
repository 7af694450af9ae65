"""A chart in its frame: title, finding, figure, legend, the same numbers as a table, and files of them."""

from html import escape
from typing import TYPE_CHECKING, Any

from nicegui import ui

from dashboard.chart import Chart, Series
from dashboard.fold import Fold
from dashboard.icons import icon
from dashboard.look import colours_of
from dashboard.plot import Plot
from shared.dates import now

if TYPE_CHECKING:
    from dashboard.page import FiguresPage

EXPORT = "/analysis/export/"


# The card's click handler hears of its menu's button alone.
SAVED = "(e) => { if (e.target.closest('[data-save]')) emit(); }"


class ChartCard:
    """Made once in a page's `build`; `show` puts a chart into it.

    What is written anew as a whole is one element: each element costs a page time and memory. What a reader
    opens (the table) is an element of its own, so that it stays as they left it.
    """

    def __init__(self, page: "FiguresPage[Any]", css: str = "") -> None:
        self.page = page
        self.chart: Chart | None = None
        with ui.element("figure").classes(f"card chart {css}"):
            self.top = (
                ui.html("", sanitize=False).classes("chart-top").on("click", self._save, js_handler=SAVED)
            )
            self.plot = Plot()
            self.legend = ui.html("", sanitize=False, tag="ul").classes("legend")
            self.fold = Fold(page.look)

    def show(self, chart: Chart) -> None:
        """Show a chart; its figure is drawn once the page knows whether it is dark."""
        self.chart = chart
        self.top.content = self._top(chart)
        self.legend.content = legend(chart)
        self.fold.show(chart.title, chart.tell)
        self.plot.name(f"{chart.title} {chart.finding}")
        if self.page.is_drawn:
            self.plot.show(chart.figure)

    def _top(self, chart: Chart) -> str:
        """Title, menu of files, finding."""
        _ = self.page.look.texts.gettext
        files = self._files(chart) if self.page.viewer.is_managing else ""
        export, picture = escape(_("書き出す")), escape(_("画像（PNG）"))
        return (
            f'<div class="chart-head"><h2>{escape(chart.title)}</h2><details class="menu">'
            f"<summary>{icon('download', 'icon-small')}<span>{export}</span></summary>"
            f'<div class="menu-list">{files}<button type="button" class="menu-item" data-save>'
            f"{picture}</button></div></details></div>"
            f'<p class="finding">{escape(chart.finding)}</p>'
        )

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


def legend(chart: Chart) -> str:
    """The names of what is drawn, beside their colours."""
    return "".join(_entry(series) for series in chart.legend)


def _entry(series: Series) -> str:
    swatch = f'<span class="swatch swatch-{series.mark}" style="--swatch: var(--c-{series.colour})"></span>'
    return f"<li>{swatch}{escape(series.label)}</li>"
