"""Safari's engine, as near as Debian has it: WebKitGTK's own browser, a screen of its own, and a hand for it.

Xvfb is the screen, WebKitWebDriver the hand; a browser is 0.6 s and 0.4 GB, its smallest window 447 px wide.
It has no `navigator.storage`, no badge and no SyncManager. Its hand cannot take it offline: cut the cable.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Keys, Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from urllib3.exceptions import HTTPError

from tests.e2e.house import AXE, PASSWORD, RULES
from tests.launch.launcher import free_ports

PATIENCE = 15
LONGEST = 60  # seconds of one command, the start of a browser too
ATTEMPTS = 3
SHOWN = """const [selector, words] = arguments;
return [...document.querySelectorAll(selector)].find((e) => e.getClientRects().length
    && (e.innerText || e.value || "").replace(/\\s+/g, " ").includes(words)) ?? null;"""
FITS = "return document.documentElement.scrollWidth <= innerWidth"
LOOK = """const [only, done] = arguments;
requestAnimationFrame(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))
    .then(() => axe.run(document, {runOnly: only})).then(done, (fault) => done(String(fault))));"""

PROMISED = """const [done] = arguments;
(async () => (EXPRESSION))().then(done, (fault) => done(String(fault)));"""


@dataclass
class Safari:
    """One browser, and the address of the C3 it looks at, with the slash."""

    driver: Remote
    home: str

    def go(self, path: str = "") -> None:
        """Open a page of C3."""
        self.driver.get(self.home + path)

    def sign_in(self, user_id: str) -> None:
        """Log in as a person does; the page shows home afterwards."""
        self.go()
        self.write("[name=user_id]", user_id)
        self.write("[name=password]", PASSWORD)
        self.tap("button", "ログインする")
        self.see("main", "日報を書く")

    def until(self, question: Callable[[], Any], seconds: float = PATIENCE * 2) -> Any:
        """Wait for a yes, and return it; the page may change while it is asked."""
        wait = WebDriverWait(self.driver, seconds, 0.1, ignored_exceptions=[WebDriverException])
        return wait.until(lambda _: question())

    def shown(self, selector: str, words: str = "") -> WebElement | None:
        """What is seen on the page: the first that fits the selector and holds the words."""
        found: WebElement | None = self.js(SHOWN, selector, words)
        return found

    def see(self, selector: str, words: str = "") -> WebElement:
        """The same, waited for."""
        found: WebElement = self.until(lambda: self.shown(selector, words))
        return found

    def tap(self, selector: str, words: str = "") -> None:
        """Scroll to it, and tap it once it can be."""
        self.until(lambda: self._tapped(self.see(selector, words)))

    def write(self, selector: str, text: str) -> None:
        """Put the text into a field, in place of what is there, key by key (this hand knows none for 🍣)."""
        field = self._near(self.see(selector))
        field.clear()
        field.send_keys(text.replace("\n", Keys.ENTER))

    def choose(self, selector: str, files: Iterable[Path]) -> None:
        """Choose photos in a file input, as from the album."""
        self.driver.find_element(By.CSS_SELECTOR, selector).send_keys("\n".join(map(str, files)))

    def compose(self, selector: str, code: str) -> None:
        """Compose a sign in a field by its code, as GTK's own IME does, and do not settle it yet."""
        self._near(self.see(selector))
        self.js("document.querySelector(arguments[0]).focus()", selector)
        keys = ActionChains(self.driver).key_down(Keys.CONTROL).key_down(Keys.SHIFT).send_keys("u")
        keys.key_up(Keys.SHIFT).key_up(Keys.CONTROL).send_keys(code).perform()

    def press(self, key: str) -> None:
        """One key, wherever the focus is."""
        ActionChains(self.driver).send_keys(key).perform()

    def js(self, script: str, *arguments: Any) -> Any:
        """What a script says."""
        return self.driver.execute_script(script, *arguments)

    def promised(self, expression: str) -> Any:
        """What an expression with `await` in it comes to."""
        return self.driver.execute_async_script(PROMISED.replace("EXPRESSION", expression))

    def violations(self) -> list[str]:
        """What axe finds, by day and by night: rule, and where."""
        self.js(AXE.read_text())
        found = self._axe({"type": "tag", "values": RULES})
        self.js("document.documentElement.dataset.theme = 'dark'")
        return found + self._axe({"type": "rule", "values": ["color-contrast"]})

    def fits(self) -> bool:
        """Whether nothing on the page is wider than the window."""
        return bool(self.js(FITS))

    def _axe(self, only: dict[str, object]) -> list[str]:
        found = self.driver.execute_async_script(LOOK, only)
        return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]

    def _near(self, element: WebElement) -> WebElement:
        self.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        return element

    def _tapped(self, element: WebElement) -> bool:
        self._near(element).click()
        return True


@contextmanager
def _hand(folder: Path) -> Iterator[str]:
    """A screen and WebKitWebDriver; its address. At the end neither it nor a browser of its is there."""
    with _screen() as display:
        (port,) = free_ports(1)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DISPLAY": display,
            "NO_AT_BRIDGE": "1",
        }
        with (folder / "webkit.log").open("wb") as log:
            driver = subprocess.Popen(
                ["WebKitWebDriver", f"--port={port}"],  # noqa: S607
                env={**environment, "LANG": "C.UTF-8", "TZ": "Asia/Tokyo"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _until_it_listens(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(driver.pid, signal.SIGTERM)
            driver.wait(PATIENCE)


@contextmanager
def opened(folder: Path, home: str) -> Iterator[Safari]:
    """A browser that has never been anywhere, as narrow as it gets; its own files are in `folder`."""
    with ExitStack() as stack:
        driver = _driver(stack, folder)
        driver.set_script_timeout(PATIENCE * 2)
        driver.set_page_load_timeout(PATIENCE * 2)
        driver.set_window_rect(0, 0, 300, 844)  # becomes 447
        yield Safari(driver, home)


def _driver(stack: ExitStack, folder: Path) -> Remote:
    """A browser with a hand of its own: now and then WebKitWebDriver never answers who asks it for one."""
    for _ in range(ATTEMPTS):
        with ExitStack() as begun, suppress(HTTPError):
            address = ClientConfig(begun.enter_context(_hand(folder)), timeout=LONGEST)
            connection = RemoteConnection(client_config=address)
            driver = Remote(connection, options=Options(), file_detector=UselessFileDetector())
            begun.callback(driver.quit)
            stack.enter_context(begun.pop_all())
            return driver
    raise AssertionError(f"WebKitWebDriver gives no browser; {folder}/webkit.log")


@contextmanager
def _screen() -> Iterator[str]:
    said, says = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(says), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],  # noqa: S607
        pass_fds=[says],
        stderr=subprocess.DEVNULL,
    )
    os.close(says)
    try:
        with os.fdopen(said) as display:
            yield f":{display.readline().strip()}"
    finally:
        screen.terminate()
        screen.wait(PATIENCE)


def _until_it_listens(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline, "WebKitWebDriver does not listen"
            time.sleep(0.05)
        else:
            return
