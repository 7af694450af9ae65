"""Charts in a page: Plotly's basic bundle, served by us. Its address changes with its content."""

from hashlib import sha256
from pathlib import Path

from nicegui.dependencies import register_esm, register_vue_component
from nicegui.element import Element

from dashboard.chart import Figure

HERE = Path(__file__).parent
LIBRARY = HERE / "vendor" / "plotly"  # plotly.js-basic-dist-min of npm


def _content(path: Path) -> float:
    """A number that changes with the file, where NiceGUI asks for its time: checkouts have new times."""
    return float(int(sha256(path.read_bytes()).hexdigest()[:12], 16))


register_esm("c3-plotly", LIBRARY, max_time=_content(LIBRARY / "plotly-basic.min.js"))


class Plot(Element):
    """A figure of Plotly, drawn where the browser is; empty until there is one."""

    component = register_vue_component(HERE / "plot.js", max_time=_content(HERE / "plot.js"))

    def __init__(self) -> None:
        super().__init__()
        self.classes("plot plot-waiting").props("role=img")

    def name(self, name: str) -> None:
        """What a screen reader says of it, also before it is drawn."""
        self.props["aria-label"] = name

    def show(self, figure: Figure) -> None:
        """Draw `figure`."""
        self.props["figure"] = figure
        self.update()

    def save(self, name: str, lines: list[str], background: str) -> None:
        """Let the reader keep it as a PNG called `name`, with `lines` above it."""
        self.run_method("save", name, lines, background)
