"""A table behind 表で見る: it is made when its reader opens it, since most never do."""

from collections.abc import Callable
from html import escape

from nicegui import ui
from nicegui.events import GenericEventArguments

from dashboard.html_table import html_table
from dashboard.look import Look
from dashboard.tables import Table

TURNED = "(e) => emit(e.target.open)"


class Fold:
    """Made once; `show` gives it a table, which it makes and writes while it is open."""

    def __init__(self, look: Look, css: str = "") -> None:
        self.look = look
        self._tell: Callable[[], Table] | None = None
        self._is_open = False
        self.details = ui.element("details").classes(f"fold {css}")
        self.details.on("toggle", self._turned, js_handler=TURNED)
        with self.details:
            ui.html(escape(look.texts.gettext("表で見る")), sanitize=False, tag="summary")
            self._place = ui.html("", sanitize=False).classes("scroll").props("tabindex=0 role=region")

    def show(self, name: str, tell: Callable[[], Table]) -> None:
        """Have the table of `tell` in it, called `name`; what it held before is gone."""
        self._tell = tell
        self._place.props["aria-label"] = name
        self._write()

    def _turned(self, event: GenericEventArguments) -> None:
        self._is_open = bool(event.args)
        self._write()

    def _write(self) -> None:
        tell = self._tell if self._is_open else None
        self._place.content = f'<table class="rows">{html_table(tell(), self.look)}</table>' if tell else ""
