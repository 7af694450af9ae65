"""`python -m tests.bench.faulted [1000] [seed]`: so many submissions in a real Chromium, and faults.

A seeded script holds a phone (Chromium, 390 x 844) and fills the real forms of c3-app, which runs under
gunicorn as `make run` starts it, on a PostgreSQL of its own, behind a proxy that loses what passes. With
each submission something goes wrong; with every third, two things do. After two to four of them
everything is well again: the person signs in, presses again where the page had said that it could not,
and looks at 未送信. Then the database and the stored photos are held against what the person was told: what
was sent must be there exactly once, with equal texts and date, and with its photos in their order. The
exit code is 1 when one was lost, doubled or changed, or waits without saying why. Forms that could not be
opened or filled ("never pressed") do not count.

*by itself* is sent before everything was well again; *in the calm*, then; *pressed again*, by the person
whom the page had told that it could not; *unsent* stands in 未送信 with its reason; *draft*: the tab was
gone in the moment of the press, and the text is offered again. *s* and *p95* are seconds from the press
until the server had it, times without a network or a server included. A submission with two faults stands
in both lines of the first table.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TypeVar

import django
from playwright.sync_api import sync_playwright

from shared.embedded import server
from tests.bench.services import configure, manage
from tests.bench.telling import say, verdict
from tests.cast import make_cast
from tests.faulted.ledger import Verdict
from tests.faulted.plan import Fault, Kind
from tests.faulted.storm import Outcome, Storm
from tests.faulted.world import World, running

T = TypeVar("T")
MANY, SEED = 1_000, 20261128
FAULTS = """\
| what goes wrong | pressed | by itself | in the calm | pressed again | unsent | draft | lost | doubled \
| other | s | p95 |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""
HOW = (
    ("before the calm",),
    ("after the calm",),
    ("pressed again",),
    (Verdict.WAITING,),
    (Verdict.DRAFT, Verdict.FORM),
    (Verdict.LOST,),
    (Verdict.DOUBLED,),
    (Verdict.CHANGED, Verdict.GHOST, Verdict.LINGERS, Verdict.SILENT),
)


def main() -> int:
    """Do it and print; 1 when anything is bad."""
    many, seed = [*map(int, sys.argv[1:]), *(MANY, SEED)[len(sys.argv) - 1 :]]
    with TemporaryDirectory(prefix="c3-bench-faulted-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        manage("migrate")
        manage("collectstatic", "--noinput")
        make_cast()
        with running(url, Path(name) / "world") as world, sync_playwright() as playwright:
            began = time.monotonic()
            storm = Storm(playwright.chromium, world, seed, tell=lambda outcome: say(str(outcome)))
            with suppress(KeyboardInterrupt):  # what was found until Ctrl-C is told as well
                storm.blow(many)
            storm.reckon_again()
            seconds = time.monotonic() - began
    print(told(storm, world, seconds))
    return verdict([str(outcome) for outcome in storm.bad])


def told(storm: Storm, world: World, seconds: float) -> str:
    """The figures, as Markdown."""
    outcomes, seed = storm.outcomes, storm.seed
    pressed = [one for one in outcomes if one.entry.is_pressed]
    verdicts = Counter(one.verdict for one in pressed)
    photos = sum(len(one.entry.photos) for one in pressed)
    bad = (Verdict.LOST, Verdict.DOUBLED, Verdict.CHANGED, Verdict.GHOST, Verdict.LINGERS, Verdict.SILENT)
    return f"""Seed {seed}: **{len(pressed)} submissions** with {photos} photos, {seconds / 60:.0f} minutes;
c3-app was killed {world.kills} times, {sum(cut.hits for cut in world.line.spent)} requests were cut.
**{", ".join(f"{verdicts[one]} {one}" for one in bad)}**.
Never pressed: {len(outcomes) - len(pressed)}. Rounds given up, as Chromium answered no more: {storm.hung}.

{FAULTS}
{_lines(Fault, lambda one, fault: one.entry.step.has(fault), pressed)}

{FAULTS.replace("what goes wrong", "what is sent")}
{_lines(Kind, lambda one, kind: one.entry.kind is kind, pressed)}
{_line("all", pressed)}"""


def _lines(names: Iterable[T], belongs: Callable[[Outcome, T], bool], outcomes: Sequence[Outcome]) -> str:
    return "\n".join(_line(str(name), [one for one in outcomes if belongs(one, name)]) for name in names)


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    how = Counter(one.how for one in outcomes)
    waited = sorted(one.seconds for one in outcomes if one.seconds is not None)
    times = [median(waited), quantiles(waited, n=20)[-1]] if len(waited) > 1 else []
    numbers = [len(outcomes), *(sum(how[one] for one in ones) for ones in HOW)]
    return f"| {' | '.join([name, *map(str, numbers), *(f'{one:.1f}' for one in times)])} |"


if __name__ == "__main__":
    sys.exit(main())
