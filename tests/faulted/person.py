"""A person who fills the real forms and presses the button, as far as what goes wrong lets them."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Page, expect

from shared.dates import business_date, now
from tests.faulted import photos
from tests.faulted.ledger import Entry, Told
from tests.faulted.phone import Phone, asked
from tests.faulted.plan import Kind

LONGEST = 20.0  # seconds in which a page says what became of the press
AT_ONCE = 0.05
CHANGEOVER = 5
PAGE = """() => `offline ${document.documentElement.dataset.offline}, ${
  performance.getEntriesByType("navigation")[0]?.type}, ${document.querySelector("[name=form_id]")?.value}`"""
PRESSED, WRITTEN = "window.isThePageOfThePress", "window.isThePageOfTheText"
SEEN = "() => document.querySelectorAll('#notices > *').forEach(one => (one.dataset.wasThere = ''))"
# What the page says after the press: it is another by now, or shows what is wrong, or has done it in place.
SAYS = """mark => ({
  isSame: Boolean(window.isThePageOfThePress),
  isWrong: document.querySelector("#error-summary")?.textContent.replace(/\\s+/g, " ").trim() ?? "",
  said: document.querySelector("[data-outbox-said]:not([hidden]) span")?.textContent.trim() ?? "",
  isWaiting: Boolean(document.querySelector("[data-outbox-said]:not([hidden]) a:not([hidden])")),
  isUnheard: Boolean(document.querySelector("#notices > .tone-bad:not([data-was-there])")),
  isHeld: Boolean(document.querySelector("form [aria-disabled=true]")),
  unsent: Number(document.querySelector("[data-unsent]:not([hidden])")?.textContent.match(/\\d+/)?.[0] ?? 0),
  isTyped: [...document.querySelectorAll("textarea, input")].some(one => one.value.includes(mark)),
  status: performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0,
})"""


@dataclass(frozen=True)
class Form:
    """Where a kind is written: its address, its button, the addresses that mean that it is done."""

    path: str
    button: str
    done: str


def form_of(entry: Entry) -> Form:
    """That of an entry; what it is about stands in `said`."""
    if entry.kind is Kind.REPORT:
        return Form("report/register/", "form.form .form-end .btn-primary", "/report/view/")
    if entry.kind is Kind.POST:
        return Form("bbs/register/", "form.form .form-end .btn-primary", "/bbs/detail/")
    if entry.kind is Kind.FIGURES:
        path = f"report/performance/?date={entry.said['date']}"
        return Form(path, "#figures-form .btn-primary", "/report/performance/")
    post = entry.said["post"]
    if entry.kind is Kind.COMMENT:
        return Form(f"bbs/detail/{post}/", "#send", f"/bbs/detail/{post}/")
    return Form(f"bbs/detail/{post}/", f"#react-post-{post}-iine", f"/bbs/detail/{post}/")


class CannotWrite(Exception):
    """The form is not there, or not to be filled: nothing was pressed."""


@dataclass
class Person:
    """Who holds the phone. `breathe` lets happen what is due."""

    phone: Phone
    breathe: Callable[[], None]
    unsent: int = 0  # as the page counted before the press

    @property
    def page(self) -> Page:
        return self.phone.page

    def read(self, entry: Entry) -> None:
        """Look at the page of the form, as one who will come back to it."""
        self.phone.go(form_of(entry).path)

    def open(self, entry: Entry) -> None:
        """The form on the page. Raises `CannotWrite`."""
        form = form_of(entry)
        if not self.phone.go(form.path) or not self.page.locator(form.button).count():
            with suppress(Error):
                raise CannotWrite(f"{self.page.url}: {self.page.locator('body').inner_text()[:150]}")
            raise CannotWrite(self.page.url)

    def write(self, entry: Entry) -> None:
        """Fill what is not filled yet, again when the page was loaded anew. Raises `CannotWrite`."""
        for _ in range(3):
            if self._write_here(entry):
                return
            self.page.wait_for_timeout(500)

    def _write_here(self, entry: Entry) -> bool:
        """The same on the page in the hand; whether it was there all the time."""
        try:
            asked(self.page, f"() => {WRITTEN} = true")
            {
                Kind.REPORT: self._write_report,
                Kind.POST: self._write_post,
                Kind.COMMENT: self._write_comment,
                Kind.FIGURES: self._write_figures,
                Kind.REACTION: lambda _entry: None,
            }[entry.kind](entry)
            self._choose(entry)
            return bool(asked(self.page, f"() => Boolean({WRITTEN})"))
        except (Error, AssertionError) as error:
            raise CannotWrite(f"{self.page.url} {error}") from error

    def press(self, entry: Entry) -> None:
        """The button, once. From then on the entry must not get lost. Raises `CannotWrite`."""
        try:
            button = self.page.locator(form_of(entry).button).last
            button.scroll_into_view_if_needed()
            asked(self.page, f"() => {PRESSED} = true")
            asked(self.page, SEEN)
            self.unsent = asked(self.page, SAYS, entry.mark)["unsent"]
            for name in ("genre", "location"):
                choice = self.page.locator(f"[name={name}][value={entry.said.get(name)}]")
                if name in entry.said and not choice.is_checked():
                    entry.story.append(f"{name} is not chosen any more, {asked(self.page, PAGE)}")
            if entry.kind is Kind.REPORT:
                entry.said["date"] = self.page.locator("form.form [name=date]").input_value()
        except Error as error:
            raise CannotWrite(str(error)) from error
        entry.presses += 1
        entry.pressed_at = entry.pressed_at or time.time()
        if entry.said.get("date") == "":
            entry.said["date"] = str(business_date(now(), CHANGEOVER))
        entry.told = Told.UNSURE
        try:
            button.click(no_wait_after=True, timeout=3000)
        except Error as error:
            entry.story.append(f"the press: {str(error).splitlines()[0]}")

    def watch(self, entry: Entry, seconds: float = LONGEST) -> None:
        """Until the page has said what became of it, while things go wrong."""
        page, deadline = self.page, time.monotonic() + seconds
        is_over = False
        while time.monotonic() < deadline and not is_over:
            self.breathe()
            if self.page is not page or page.is_closed():
                return
            page.wait_for_timeout(AT_ONCE * 1000)
            is_over = self._hear(entry)
        if not is_over:
            entry.story.append(f"nothing more said at {page.url}")
            with suppress(Error):
                entry.story.append(str(asked(page, SAYS, entry.mark)))

    def wait(self, moment: float) -> None:
        """Until then, whatever the page has said: what was to go wrong after the press does."""
        while time.monotonic() < moment + AT_ONCE:
            self.breathe()
            self.page.wait_for_timeout(AT_ONCE * 1000)
        self.breathe()

    def _hear(self, entry: Entry) -> bool:
        """Note what the page in the hand says of it; whether that is its last word."""
        try:
            says = asked(self.page, SAYS, entry.mark)
            told, is_over = (
                self._told_here(entry, says) if says["isSame"] else self._told_by_another(entry, says)
            )
        except Error:  # between two pages
            return False
        if told is not Told.UNSURE and told is not entry.told:
            entry.story.append(f"{told} at {self.page.url} {says['said']} {says['isWrong']}")
            entry.told = told
        return is_over

    def _told_here(self, entry: Entry, says: dict[str, Any]) -> tuple[Told, bool]:
        if says["isWaiting"]:
            return Told.KEPT, True
        if entry.kind is Kind.COMMENT and not says["isTyped"]:
            return Told.KEPT, True
        if entry.kind is Kind.REACTION:
            pressed = self.page.locator(form_of(entry).button).get_attribute("aria-pressed", timeout=1000)
            is_done = pressed == "true" or says["unsent"] > self.unsent
            if not is_done and says["isUnheard"] and entry.presses == 1:  # in the calm it has to go
                return Told.OPEN, True
            return (Told.KEPT if is_done else Told.UNSURE), is_done
        if says["isWrong"] or (says["said"] and not says["isHeld"]):
            return Told.OPEN, True
        # What another tab keeps counts there as well: only a form that is held has heard the press.
        is_kept = says["isHeld"] and says["unsent"] > self.unsent
        return (Told.KEPT if is_kept else Told.UNSURE), False

    def _told_by_another(self, entry: Entry, says: dict[str, Any]) -> tuple[Told, bool]:
        url = self.page.url
        if says["isWrong"] and says["isTyped"]:
            return Told.OPEN, True
        is_done = form_of(entry).done in url and not says["isTyped"] and says["status"] in {0, 200}
        # What waits for the login is at the address that comes after it.
        is_kept = is_done or "/sending/" in url
        return (Told.KEPT if is_kept else Told.UNSURE), is_kept or url.startswith("chrome-error:")

    def _write_report(self, entry: Entry) -> None:
        self._pick("genre", entry.said["genre"])
        self.breathe()
        self._pick("location", entry.said["location"])
        self._type("title", entry.said["title"])
        self.breathe()
        self._type("content", entry.said["content"])
        if entry.said["post_to_bbs"] == "True":
            self.page.locator("[name=post_to_bbs]").set_checked(True, force=True)

    def _write_post(self, entry: Entry) -> None:
        self._pick("genre", entry.said["genre"])
        self._type("title", entry.said["title"])
        self.breathe()
        self._type("content", entry.said["content"])

    def _write_comment(self, entry: Entry) -> None:
        self._type("content", entry.said["content"], "#comment-form")

    def _write_figures(self, entry: Entry) -> None:
        for name in ("sales_amount", "customer_count", "cash_difference"):
            self._type(name, entry.said[name], "#figures-form")
            self.breathe()

    def _pick(self, name: str, code: str) -> None:
        choice = self.page.locator(f"label.pick:has([name={name}][value={code}])")
        if not choice.locator("input").is_checked():
            choice.tap()
            expect(choice.locator("input")).to_be_checked()

    def _type(self, name: str, text: str, form: str = "form.form") -> None:
        field = self.page.locator(f"{form} [name={name}]")
        if field.input_value() != text:
            field.fill(text)

    def _choose(self, entry: Entry) -> None:
        """The photos that are not on the form yet; of others, none."""
        shown = self.page.locator("[data-thumbs] li, [data-arrange] [data-photo]")
        if not entry.photos or shown.count() == len(entry.photos):
            return
        if shown.count():
            raise CannotWrite(f"{shown.count()} of {len(entry.photos)} photos came back")
        size = photos.LARGE if entry.step.is_large else photos.SMALL
        files = [
            {"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": photos.numbered(n, size)}
            for n in entry.photos
        ]
        self.page.set_input_files("#id_images", files)  # type: ignore[arg-type]
        self.breathe()
        deadline = time.monotonic() + 20
        while not entry.step.is_hasty and shown.count() < len(files) and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
            self.breathe()
