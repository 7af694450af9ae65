"""A table that is wider than a phone: one element, which a keyboard reaches and scrolls."""

from nicegui import ui


class Scrolled:
    """Made once; `show` writes a table into it."""

    def __init__(self) -> None:
        self.element = ui.html("", sanitize=False).classes("scroll").props("tabindex=0 role=region")

    def show(self, name: str, inside: str) -> None:
        """Write `<table>` around `inside`; a screen reader calls it `name`."""
        self.element.props["aria-label"] = name
        self.element.content = f'<table class="rows">{inside}</table>'
