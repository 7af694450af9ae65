"""Makes go wrong what the plan says, when it says so, and puts it right again."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from playwright.sync_api import Error, Page

from tests.cutting import Where
from tests.faulted.phone import Phone
from tests.faulted.plan import Fault, Happening, Kind, Moment, Step
from tests.faulted.world import World

PATHS = {
    Kind.REPORT: "/report/register/",
    Kind.POST: "/bbs/register/",
    Kind.COMMENT: "/comment/",
    Kind.REACTION: "/bbs/api/reaction/",
    Kind.FIGURES: "/report/performance/",
}
# What happens to the server goes on while the browser waits for a page.
OF_THE_SERVER = {Fault.KILLED, Fault.NO_SIGNAL}
Act = Callable[[], None]


@dataclass
class Faults:
    """Those of one round."""

    world: World
    phone: Phone
    others: list[Page] = field(default_factory=list)

    def begin(self, steps: Sequence[Step]) -> None:
        """A clock that is wrong in one step is so in its whole round, until what was written is sent."""
        wrong = [one.detail for step in steps for one in step.happenings if one.fault is Fault.CLOCK]
        self.phone.set_clock(wrong[0] if wrong else "")

    def of(self, step: Step, moment: Moment) -> None:
        """What goes wrong at this moment of the step; at once, or after a while of what follows."""
        for happening in step.happenings:
            if happening.moment is moment:
                self._plan(step, happening)

    def after(self, step: Step) -> None:
        """The step is over, and another tab too that was not to stay."""
        if not any(one.fault is Fault.TWO_TABS and one.lasts is None for one in step.happenings):
            self._close_others()

    def end(self) -> None:
        """Everything is well again."""
        self.phone.due.clear()
        self.world.calm()
        self.phone.be_offline(off=False)
        self.phone.be_full(full=False)
        self._close_others()

    def _plan(self, step: Step, happening: Happening) -> None:
        begin, end = self._acts(step, happening)
        wait = self.world.in_a_while if happening.fault in OF_THE_SERVER else self.phone.later
        after = 0.0 if happening.moment is Moment.OPENING else happening.after
        if after:
            wait(after, begin)
        else:
            begin()
        if end and happening.lasts is not None:
            wait(after + happening.lasts, end)

    def _acts(self, step: Step, happening: Happening) -> tuple[Act, Act | None]:
        """What begins it, and what ends it."""
        fault, detail, phone, world = happening.fault, happening.detail, self.phone, self.world
        path = "/report/photo/" if step.photos and step.number % 2 else PATHS[step.kind]
        acts: dict[Fault, tuple[Act, Act | None]] = {
            Fault.NOTHING: (lambda: None, None),
            Fault.OFFLINE: (partial(phone.be_offline, off=True), partial(phone.be_offline, off=False)),
            Fault.NO_SIGNAL: (partial(self._lose_signal, detail), self._find_signal),
            Fault.KILLED: (partial(self._kill, detail), world.start),
            Fault.RELOADED: (self._reload, None),
            Fault.CLOSED: (self._close, None),
            Fault.SIGNED_OUT: (partial(world.sign_out, phone.user_id), None),
            Fault.ANSWER_LOST: (partial(self._cut, "after", path, step), None),
            Fault.CUT: (partial(self._cut, detail, path, step), None),
            Fault.CLOCK: (lambda: None, None),  # see `begin`
            Fault.FULL: (partial(phone.be_full, full=True), partial(phone.be_full, full=False)),
            Fault.TWO_TABS: (self._open_another, None),
        }
        return acts[fault]

    def _lose_signal(self, detail: str) -> None:
        if detail == "silent":
            self.world.line.is_silent = True
        else:
            self.world.line.shut()

    def _find_signal(self) -> None:
        self.world.line.is_silent = False
        self.world.line.open()

    def _kill(self, detail: str) -> None:
        self.world.line.is_polite = detail == "502"
        self.world.kill()

    def _cut(self, where: str, path: str, step: Step) -> None:
        """What is lost on a line that it has used before, the browser itself sends again; not so often."""
        self.world.line.cut(Where(where), path, times=1 + 3 * (step.number % 3))

    def _reload(self) -> None:
        with suppress(Error):
            self.phone.page.reload(wait_until="commit", timeout=5000)

    def _close(self) -> None:
        self.phone.close(self.phone.page)
        self.phone.new_tab()

    def _open_another(self) -> None:
        page = self.phone.other_tab()
        self.others.append(page)
        with suppress(Error):
            page.goto(f"{self.world.address}sending/", timeout=5000)
        with suppress(Error):
            self.phone.page.bring_to_front()

    def _close_others(self) -> None:
        while self.others:
            with suppress(Error):
                self.phone.close(self.others.pop())
