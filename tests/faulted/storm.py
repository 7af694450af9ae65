"""Submissions, each with its fault; after every few of them a calm, and the reckoning."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Timer

from playwright.sync_api import BrowserType, Error, Page

from shared.dates import business_date, now
from tests.cast import CAST
from tests.faulted import found
from tests.faulted.faults import Faults
from tests.faulted.ledger import GOOD, Entry, Found, Told, Unsent, Verdict, verdict
from tests.faulted.person import CHANGEOVER, CannotWrite, Person
from tests.faulted.phone import Phone, asked, kill_browsers
from tests.faulted.plan import Fault, Kind, Moment, Plan, Step
from tests.faulted.world import World

SECONDS_TO_SEND = 60  # after the calm, for all that waits
LIFE = 8  # rounds with one phone
LONGEST_ROUND = 240  # seconds; then the browser has hung
STORE = CAST.shibuya


@dataclass
class Outcome:
    """What became of a submission, and how."""

    entry: Entry
    verdict: Verdict
    found: Found
    calm_at: float

    @property
    def seconds(self) -> float | None:
        """From the press until the server had it."""
        return self.found.rows[0].arrived - self.entry.pressed_at if self.found.rows else None

    @property
    def how(self) -> str:
        """In a word."""
        if self.verdict is not Verdict.SENT:
            return str(self.verdict)
        if self.entry.presses > 1:
            return "pressed again"
        return "before the calm" if self.found.rows[0].arrived < self.calm_at else "after the calm"

    def __str__(self) -> str:
        entry = self.entry
        told = f"told {entry.told}; {entry.story}; wanted {entry.said} {entry.photos}; {self.found}"
        return f"#{entry.step.number} {self.verdict}: {entry.step.said}; {told}"


@dataclass
class Storm:
    """All of it. `scripts` are put into every page: what sabotages, or nothing."""

    chromium: BrowserType
    world: World
    seed: int
    rounds: Iterable[list[Step]] | None = None  # instead of the seed's
    scripts: Sequence[str] = ()
    tell: Callable[[Outcome], None] = lambda outcome: None
    outcomes: list[Outcome] = field(default_factory=list)
    errors: set[str] = field(default_factory=set)  # of the pages' scripts
    phone: Phone | None = None
    hung: int = 0  # rounds that were given up, since Chromium did not answer any more

    def blow(self, many: int) -> list[Outcome]:
        """Until so many were pressed; then everything is reckoned once more."""
        pressed = 0
        for number, steps in enumerate(self.rounds or Plan(self.seed).rounds()):
            if number % LIFE == 0:
                self._take_a_phone()
            done = self._whole_round(steps)
            self.outcomes += done
            for outcome in done:
                self.tell(outcome)
            pressed += sum(one.entry.is_pressed for one in done)
            if pressed >= many:
                break
        self.reckon_again()
        self._put_the_phone_away()
        return self.outcomes

    @property
    def bad(self) -> list[Outcome]:
        """What must not be."""
        return [one for one in self.outcomes if one.verdict not in GOOD]

    def _put_the_phone_away(self) -> None:
        if self.phone:
            self.errors |= set(self.phone.errors)
            self.phone.put_away()

    def _take_a_phone(self) -> None:
        self._put_the_phone_away()
        self.phone = Phone(self.chromium, self.world, CAST.manager, *self.scripts)
        self.phone.go("")

    def _whole_round(self, steps: Sequence[Step]) -> list[Outcome]:
        """A round; nothing of it when the browser has hung. It is killed then, and there is another phone."""
        late = Timer(LONGEST_ROUND, kill_browsers)
        late.start()
        try:
            return list(self._round(steps))
        except Error:
            if late.is_alive():
                raise
            self.hung += 1
            self.phone = None
            self.world.calm()
            self._take_a_phone()
            return []
        finally:
            late.cancel()

    def _round(self, steps: Sequence[Step]) -> Iterator[Outcome]:
        assert self.phone
        faults = Faults(self.world, self.phone)
        person = Person(self.phone, self.phone.breathe)
        open_tabs: list[tuple[Entry, Page]] = []
        entries = [self._entry(step) for step in steps]
        faults.begin(steps)
        for entry in entries:
            self._submit(person, faults, entry)
            page = self.phone.page
            is_open = entry.is_pressed and not page.is_closed() and entry.told in {Told.OPEN, Told.UNSURE}
            if is_open:
                open_tabs.append((entry, page))
            if is_open or page.is_closed():
                self.phone.new_tab()
            faults.after(entry.step)
        faults.end()
        calm_at = time.time()
        for entry, page in open_tabs:
            self._press_again(person, entry, page)
        self._let_it_send()
        yield from (self._reckon(entry, calm_at) for entry in entries)

    def _submit(self, person: Person, faults: Faults, entry: Entry) -> None:
        """One submission, with what goes wrong."""
        if entry.kind in {Kind.COMMENT, Kind.REACTION, Kind.FIGURES}:
            person.read(entry)  # what was seen before can be answered without a network
        faults.of(entry.step, Moment.OPENING)
        with suppress(CannotWrite):
            try:
                person.open(entry)
                faults.of(entry.step, Moment.TYPING)
                person.write(entry)
                if entry.step.has(Fault.RELOADED):
                    person.page.wait_for_timeout(500)
                    person.write(entry)
                person.press(entry)
            except CannotWrite as reason:
                entry.story.append(f"not written: {' '.join(str(reason).split())[:400]}")
                raise
            faults.of(entry.step, Moment.PRESSED)
            last = time.monotonic() + entry.step.latest
            person.watch(entry)
            person.wait(last)

    def _press_again(self, person: Person, entry: Entry, page: Page) -> None:
        """The form that stands there with all of it, now that everything is well; then it is closed."""
        assert self.phone
        with suppress(Error):
            self.phone.page = page
            page.bring_to_front()
            person.watch(entry, 3)
            if asked(page, "() => Boolean(window.isThePageOfThePress)") and entry.told is not Told.KEPT:
                with suppress(CannotWrite):
                    person.press(entry)
                    person.watch(entry)
        if entry.told is not Told.OPEN:
            with suppress(Error):
                self.phone.close(page)
        self.phone.new_tab()

    def _let_it_send(self) -> None:
        """The person signs in and looks at 未送信, until nothing waits there that could go."""
        assert self.phone
        deadline = time.monotonic() + SECONDS_TO_SEND
        self.phone.go("")
        self.phone.go("sending/")
        while self._waiting() and time.monotonic() < deadline:
            with suppress(Error):
                self.phone.page.locator("[data-act=now]").click(timeout=500)
            self.phone.page.wait_for_timeout(500)
            if self.phone.is_asked_to_sign_in:
                self.phone.go("sending/")

    def _waiting(self) -> int:
        assert self.phone
        try:
            items = [one for one in self.phone.stored() if one.key[0] == "item"]
            shown = self.phone.unsent()
        except Error:
            return 1
        return sum(not shown.get(one.key[1], Unsent("", "", 0)).reason for one in items)

    def _reckon(self, entry: Entry, calm_at: float) -> Outcome:
        assert self.phone
        shown, stored = self.phone.unsent(), self.phone.stored()
        own = [one for one in stored if _is_of(entry, one.text)]
        there = Found(
            rows=found.rows(self.world, entry),
            unsent=[shown.get(one.key[1], Unsent(one.text, "", 0)) for one in own if one.key[0] == "item"],
            drafts=found.drafts(self.world, entry) + sum(one.key[0] == "draft" for one in own),
        )
        return Outcome(entry, verdict(entry, there), there, calm_at)

    def reckon_again(self) -> None:
        """Nothing that was well became otherwise; each phone has been left with what waits on it."""
        for outcome in self.outcomes:
            if outcome.found.rows:
                rows = found.rows(self.world, outcome.entry)
                outcome.found = Found(rows, outcome.found.unsent, outcome.found.drafts)
                outcome.verdict = verdict(outcome.entry, outcome.found)

    def _entry(self, step: Step) -> Entry:
        """What is to be written. Each kind says what its table holds."""
        mark = f"第{self.seed}-{step.number:05}号"
        text = f"{mark} 「提供が遅い」と言われた。\n2行目 <b>&amp; 😀 ①㈱"
        entry = Entry(step, mark)
        pick = partial(_nth, step.number)
        if step.kind in {Kind.REPORT, Kind.POST}:
            genre = pick("claim", "praise", "accident", "report", "other")
            entry.said = {"title": f"{mark} の件", "content": text, "genre": genre}
            entry.photos = tuple(step.number * 4 + n for n in range(step.photos))
        if step.kind is Kind.REPORT:
            location = pick("kitchen", "hall", "cashier", "toilet", "other")
            entry.said |= {"location": location, "date": "", "post_to_bbs": str(step.number % 10 == 0)}
        if step.kind is Kind.FIGURES:
            day = business_date(now(), CHANGEOVER) - timedelta(days=step.number % 360)
            entry.said = {"date": str(day), "sales_amount": str(400_000 + step.number % 1000)}
            entry.said |= {"customer_count": "150", "cash_difference": "-120", "store": str(STORE)}
        if step.kind in {Kind.COMMENT, Kind.REACTION}:
            entry.said = {"post": str(self._post())}
        if step.kind is Kind.COMMENT:
            entry.said["content"] = text
        return entry

    def _post(self) -> int:
        """A new post of a colleague's, to be answered."""
        statement = (
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " VALUES (%s, %s, 'claim', '題', '内容') RETURNING id"
        )
        return int(self.world.asked(statement, STORE, CAST.staff)[0][0])


def _nth(number: int, *choices: str) -> str:
    return choices[number % len(choices)]


def _is_of(entry: Entry, text: str) -> bool:
    """Whether a record of the outbox's is this submission's."""
    if entry.kind is Kind.FIGURES:
        return '"figures"' in text and f'"{entry.said["date"]}"' in text
    if entry.kind is Kind.REACTION:
        return '"reaction"' in text and f'"{entry.said["post"]}"' in text
    return entry.mark in text
