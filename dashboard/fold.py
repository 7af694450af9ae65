"""A table behind 表で見る: it is made when its reader opens it, since most never do."""

from collections.abc import Callable
from html import escape

from nicegui import ui
from nicegui.events import GenericEventArguments

from dashboard.html_table import html_table
from dashboard.look import Look
from dashboard.scrolled import Scrolled
from dashboard.tables import Table

TURNED = "(e) => emit(e.target.open)"


class Fold:
    """Made once; `show` gives it a table, which it makes and writes while it is open."""

    def __init__(self, look: Look, css: str = "") -> None:
        self.look = look
        self._name = ""
        self._tell: Callable[[], Table] | None = None
        self._table: Scrolled | None = None  # while it is open
        self.details = ui.element("details").classes(f"fold {css}")
        self.details.on("toggle", self._turned, js_handler=TURNED)
        with self.details:
            ui.html(escape(look.texts.gettext("表で見る")), sanitize=False, tag="summary")

    def show(self, name: str, tell: Callable[[], Table]) -> None:
        """Have the table of `tell` in it, called `name`; what it held before is gone."""
        self._name, self._tell = name, tell
        self._write()

    def _turned(self, event: GenericEventArguments) -> None:
        if self._table:
            self._table.element.delete()
            self._table = None
        if event.args:
            with self.details:
                self._table = Scrolled()
            self._write()

    def _write(self) -> None:
        if self._table and self._tell:
            self._table.show(self._name, html_table(self._tell(), self.look))
