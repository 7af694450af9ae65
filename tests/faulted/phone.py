"""A phone with a real Chromium: its tabs, its network, its clock and its room, each of which can fail."""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import psutil
from playwright.sync_api import BrowserType, Error, Page

from tests.cast import PASSWORD
from tests.chromium import WHOLE, launched
from tests.e2e.conftest import UNTIL_LOADED
from tests.e2e.house import PHONE
from tests.faulted.ledger import Unsent
from tests.faulted.world import World

PATIENCE = 10_000  # milliseconds
BY_ITSELF = {"waiting", "sending", "login"}  # states in which nobody has to be asked why it is still there
# The clock of all tabs, their timers left alone: what a phone with a wrong clock is like.
CLOCK = """(() => {
  if (!location.protocol.startsWith("http")) return;
  const Right = Date;
  const now = () => Right.now() + Number(localStorage.getItem("wrong by hours") ?? 0) * 3600000;
  globalThis.Date = class Date extends Right {
    constructor(...parts) { parts.length ? super(...parts) : super(now()); }
    static now() { return now(); }
  };
})();"""
# Everything that the outbox holds, past its own script.
KEPT = """async () => {
  const said = new Error("the device does not say what it keeps");
  const late = new Promise((_, failed) => setTimeout(failed, 8000, said));
  const asked = request => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const read = async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "c3")) return [];
    const base = await asked(indexedDB.open("c3"));
    try {
      if (!base.objectStoreNames.contains("kept")) return [];
      const store = base.transaction("kept").objectStore("kept");
      const [keys, values] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
      return values.map((value, at) => [[keys[at]].flat().map(String), JSON.stringify(value)]);
    } finally {
      base.close();
    }
  };
  return Promise.race([read(), late]);
}"""
LISTED = """() => [...document.querySelectorAll("li[data-item]")].map(item => {
  const seen = item.cloneNode(true);
  seen.querySelectorAll("button, a").forEach(one => one.remove());
  return [item.dataset.item, item.dataset.state ?? "", seen.textContent.replace(/\\s+/g, " ").trim()];
})"""


def asked(page: Page, script: str, argument: object = None, *, seconds: float = PATIENCE / 1000) -> Any:
    """What a function says in the page. Playwright's `evaluate` would wait for a page that is stuck for ever.

    Raises Playwright's Error when it does not say so in time.
    """
    told = page.wait_for_function(
        f"async argument => [await ({script})(argument)]", arg=argument, polling=50, timeout=seconds * 1000
    )
    return told.json_value()[0]


def kill_browsers() -> None:
    """SIGKILL to every Chromium of this process."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "chromium" in process.name():
                process.kill()


@dataclass(frozen=True)
class Stored:
    """One record of the outbox's database."""

    key: list[str]
    text: str


class Phone:
    """One person's phone, a browser of its own. `page` is the tab in their hand."""

    def __init__(self, chromium: BrowserType, world: World, user_id: str, *scripts: str) -> None:
        self.world, self.user_id = world, user_id
        self.browser = launched(chromium, WHOLE)
        self.context = self.browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **PHONE)
        self.context.set_default_timeout(PATIENCE)
        for script in (UNTIL_LOADED, CLOCK, *scripts):
            self.context.add_init_script(script)
        self.chromium = self.browser.new_browser_cdp_session()
        self.targets: dict[Page, str] = {}
        self.room = self.context.new_cdp_session(self.context.new_page())
        self.errors: list[str] = []
        self.hours = ""
        self.new_tab()
        self.due: list[tuple[float, int, Callable[[], None]]] = []
        self.number = count()

    def other_tab(self) -> Page:
        """A tab beside the one in the hand."""
        page = self.context.new_page()
        told = self.context.new_cdp_session(page).send("Target.getTargetInfo")
        self.targets[page] = told["targetInfo"]["targetId"]
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def new_tab(self) -> None:
        """Another tab in the hand."""
        self.page = self.other_tab()

    def close(self, page: Page) -> None:
        """Close a tab, whatever it is doing. Playwright's own way waits for an answer that may never come."""
        self.chromium.send("Target.closeTarget", {"targetId": self.targets.pop(page)})

    def set_clock(self, hours: str = "") -> None:
        """From now on it is wrong by so many hours; or right."""
        if hours != self.hours:
            self.hours = hours
            self.go("")
            asked(self.page, "hours => localStorage.setItem('wrong by hours', hours)", hours or "0")

    def be_offline(self, *, off: bool) -> None:
        self.context.set_offline(off)

    def be_full(self, *, full: bool) -> None:
        """No room for another byte; or as much as there is."""
        quota = {"quotaSize": 1} if full else {}
        self.room.send("Storage.overrideQuotaForOrigin", {"origin": self.world.address.rstrip("/"), **quota})

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do that then; whoever waits meanwhile calls `breathe`."""
        self.due.append((time.monotonic() + seconds, next(self.number), act))

    def breathe(self) -> None:
        """Do what is due."""
        for one in sorted(one for one in self.due if one[0] <= time.monotonic()):
            self.due.remove(one)
            one[2]()

    def go(self, path: str) -> bool:
        """Open an address, signing in when that is asked; whether the page of it came."""
        for _ in range(3):
            try:
                self.page.goto(f"{self.world.address}{path}", wait_until="load")
            except Error as error:
                if "interrupted" in str(error):  # the page in the hand went elsewhere itself
                    continue
                return False
            if not self.is_asked_to_sign_in:
                return not self.page.url.startswith("chrome-error:")
            with suppress(Error):
                self.sign_in()
        return False

    @property
    def is_asked_to_sign_in(self) -> bool:
        return "/accounts/login/" in self.page.url

    def sign_in(self) -> None:
        """As a person does at the login page. Raises Playwright's Error when it does not go on."""
        self.page.fill("[name=user_id]", self.user_id)
        self.page.fill("[name=password]", PASSWORD)
        self.page.get_by_role("button", name="ログインする").click()
        self.page.wait_for_url(re.compile("^(?!.*accounts/login)"), wait_until="load")

    def stored(self) -> list[Stored]:
        """What the outbox's database holds."""
        return [Stored(key, text) for key, text in asked(self.page, KEPT)]

    def unsent(self) -> dict[str, Unsent]:
        """What the page 未送信, which must be open, shows; by key. The photos are counted in the database.

        What would go by itself has no reason to be there still.
        """
        stored = self.stored()
        photos = [one.key[1] for one in stored if one.key[0] == "photo"]
        said = {one.key[1]: dict(json.loads(one.text)["fields"]) for one in stored if one.key[0] == "item"}
        return {
            key: Unsent(text, "" if state in {"", *BY_ITSELF} else text, photos.count(key), said.get(key, {}))
            for key, state, text in asked(self.page, LISTED)
        }

    def put_away(self) -> None:
        """Nothing of it is left. It is closed with its browser: the end of the context alone may hang."""
        self.browser.close()
