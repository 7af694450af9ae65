"""Addresses of a running C3, the devices people hold, and axe."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
from playwright.sync_api import Page

from shared.embedded import url
from shared.settings import ROOT
from tests.launch.launcher import Launcher, free_ports

PASSWORD = "c3-demo-2026"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
APP: dict[str, Any] = PHONE | {
    "service_workers": "allow"
}  # a phone with the service worker, which answers pages
PICTURES = Path(os.environ.get("C3_PICTURES") or mkdtemp(prefix="c3-pictures-"))
AXE = ROOT / "tests" / "vendor" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL_TARGETS = """() => ["a", "button", "input", "select", "textarea", "summary"]
    .flatMap(name => [...document.querySelectorAll(`body ${name}`)])
    .filter(e => e.offsetParent && e.type !== "hidden")
    .filter(e => !e.matches(".report-link, .skip, p a, [aria-hidden=true]"))
    .map(e => (e.matches("[type=radio], [type=checkbox], [type=file]") && e.closest("label")) || e)
    .filter(e => e.clientWidth > 1 && e.getBoundingClientRect().height < 43.5)
    .map(e => e.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class House:
    """A running C3."""

    launcher: Launcher

    @property
    def web(self) -> str:
        """c3-app, with the slash."""
        return f"http://localhost:{self.launcher.ports[0]}/"

    def database(self) -> psycopg.Connection:
        """A connection to its database."""
        return psycopg.connect(url(self.launcher.data))

    def give_login(self, user_id: str) -> str:
        """Let a person of the demo, who has none, log in with the demo's password; their login id."""
        with self.database() as connection:
            connection.execute(
                "UPDATE users SET password_is_temporary = FALSE,"
                " password = (SELECT password FROM users WHERE user_id = 'demo-staff') WHERE user_id = %s",
                [user_id],
            )
        return user_id

    def speak(self, language: str, user_id: str = "%") -> str:
        """Make that the language a person has chosen (empty: none), everybody by default; the person."""
        with self.database() as connection:
            connection.execute("UPDATE users SET language = %s WHERE user_id LIKE %s", [language, user_id])
        return user_id

    @property
    def stream(self) -> str:
        """c3-app-stream, with the slash."""
        return f"http://localhost:{self.launcher.ports[1]}/"


@contextmanager
def started(data: Path, **settings: str) -> Iterator[House]:
    """C3 with its demo chain, started by its own launcher; Ctrl-C at the end."""
    web_port, stream_port = free_ports()
    launcher = Launcher(data, web_port, stream_port, C3_DEMO="1", **settings)
    launcher.until_ready()
    try:
        yield House(launcher)
    finally:
        launcher.ctrl_c()


def violations(page: Page) -> list[str]:
    """What axe finds on the page: rule, and where. Contrasts are looked at by day and by night."""
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found = _axe(page, {"type": "tag", "values": RULES})
    page.emulate_media(color_scheme="light" if is_dark else "dark", reduced_motion="reduce")
    found += _axe(page, {"type": "rule", "values": ["color-contrast"]})
    page.emulate_media(color_scheme="dark" if is_dark else "light")
    return found


def small_targets(page: Page) -> list[str]:
    """What a thumb may miss (A3): less than 44 px high. A link inside a sentence, and one that its whole card
    answers for, are no targets of their own."""
    return [str(found) for found in page.evaluate(SMALL_TARGETS)]


def shot(page: Page, name: str, *, whole: bool = False) -> Path:
    """A screenshot; `C3_PICTURES=docs/img` makes those of the README anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    return path


def _axe(page: Page, only: dict[str, object]) -> list[str]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    found = page.evaluate("only => axe.run(document, {runOnly: only})", only)
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
