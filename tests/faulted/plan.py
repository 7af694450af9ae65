"""What goes wrong with each submission, and when: the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What may go wrong."""

    NOTHING = "nothing"
    OFFLINE = "offline"  # the browser knows: navigator.onLine is false
    NO_SIGNAL = "no signal"  # it does not: nobody answers
    KILLED = "server killed"
    RELOADED = "reload"
    CLOSED = "tab closed"
    SIGNED_OUT = "login expired"
    ANSWER_LOST = "answer lost"
    CUT = "line cut"
    CLOCK = "clock wrong"
    FULL = "storage full"
    TWO_TABS = "two tabs"


class Kind(StrEnum):
    """What is submitted."""

    REPORT = "report"
    POST = "post"
    COMMENT = "comment"
    REACTION = "reaction"
    FIGURES = "figures"


class Moment(StrEnum):
    """When it goes wrong."""

    OPENING = "before the form is opened"
    TYPING = "while typing"
    PRESSED = "after the press"


# Of a hundred submissions.
SHARES: Final = {Kind.REPORT: 74, Kind.POST: 8, Kind.COMMENT: 8, Kind.FIGURES: 6, Kind.REACTION: 4}
MOMENTS: Final = {
    Fault.NOTHING: (Moment.PRESSED,),
    Fault.OFFLINE: tuple(Moment),
    Fault.NO_SIGNAL: tuple(Moment),
    Fault.KILLED: tuple(Moment),
    Fault.RELOADED: (Moment.TYPING, Moment.PRESSED, Moment.PRESSED),
    Fault.CLOSED: (Moment.PRESSED,),
    Fault.SIGNED_OUT: tuple(Moment),
    Fault.ANSWER_LOST: (Moment.OPENING, Moment.TYPING),
    Fault.CUT: (Moment.OPENING, Moment.TYPING),
    Fault.CLOCK: (Moment.OPENING,),
    Fault.FULL: (Moment.OPENING, Moment.TYPING),
    Fault.TWO_TABS: (Moment.OPENING,),
}
# Two that undo one another, or that one tab cannot both have.
NOT_BOTH: Final = ({Fault.RELOADED, Fault.CLOSED}, {Fault.ANSWER_LOST, Fault.CUT})
ALSO = 0.35  # the share of submissions with which something else goes wrong too
STAYS = 0.3  # the share of faults that last until the calm
ROUND: Final = (2, 3, 4)  # submissions between two calms
DETAILS: Final = {
    Fault.CLOCK: ("-26", "-9", "-1", "1", "5", "14", "30", "480"),  # hours
    Fault.CUT: ("before", "within", "halfway"),
    Fault.KILLED: ("502", "no answer"),  # what a platform's proxy says meanwhile
    Fault.NO_SIGNAL: ("silent", "refused"),
}
LATEST = 1.6  # seconds after the press


@dataclass(frozen=True, slots=True)
class Happening:
    """One fault: `after` so many seconds of its moment, for so many seconds (None: until the calm).

    `detail` says more: see `DETAILS`.
    """

    fault: Fault
    moment: Moment
    after: float
    lasts: float | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One submission. `is_hasty`: pressed without waiting until the photos are shown."""

    number: int
    kind: Kind
    photos: int
    is_hasty: bool
    is_large: bool
    happenings: tuple[Happening, ...]

    @property
    def fault(self) -> Fault:
        """The one that it is counted under."""
        return self.happenings[0].fault

    def has(self, fault: Fault) -> bool:
        """Whether that goes wrong with it."""
        return any(one.fault is fault for one in self.happenings)

    @property
    def latest(self) -> float:
        """Seconds after the press until all of it has begun."""
        return max(one.after if one.moment is Moment.PRESSED else 0 for one in self.happenings)

    @property
    def said(self) -> str:
        """All of it in a line."""
        told = (
            f"{one.fault} ({one.moment}, {one.after:.2f} s, {one.detail or '-'}, "
            f"{'stays' if one.lasts is None else f'{one.lasts:.1f} s'})"
            for one in self.happenings
        )
        return f"{self.kind}, {self.photos} photos{', hasty' if self.is_hasty else ''}: {'; '.join(told)}"


@dataclass
class Plan:
    """An endless plan of rounds, each a few submissions that are followed by a calm."""

    seed: int
    dice: random.Random = field(init=False)
    deck: list[Fault] = field(default_factory=list)
    written: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def rounds(self) -> Iterator[list[Step]]:
        """Each fault comes up once in as many submissions as there are faults, in an order of their own."""
        while True:
            yield [self._step() for _ in range(self.dice.choice(ROUND))]

    def _step(self) -> Step:
        self.written += 1
        (kind,) = self.dice.choices(list(SHARES), list(SHARES.values()))
        has_photos = kind in {Kind.REPORT, Kind.POST}
        return Step(
            number=self.written,
            kind=kind,
            photos=self.dice.randint(0, 3) if has_photos else 0,
            is_hasty=self.dice.random() < 0.3,
            is_large=self.dice.random() < 0.1,
            happenings=tuple(self._happening(fault) for fault in self._faults()),
        )

    def _faults(self) -> Sequence[Fault]:
        if not self.deck:
            self.deck = self.dice.sample(list(Fault), len(Fault))
        main = self.deck.pop()
        others = [other for other in Fault if other not in {main, Fault.NOTHING} and may_join(main, other)]
        joins = main is not Fault.NOTHING and self.dice.random() < ALSO
        return [main, self.dice.choice(others)] if joins else [main]

    def _happening(self, fault: Fault) -> Happening:
        details = DETAILS.get(fault)
        return Happening(
            fault,
            moment=self.dice.choice(MOMENTS[fault]),
            after=round(LATEST * self.dice.random() ** 2, 3),
            lasts=None if self.dice.random() < STAYS else round(self.dice.uniform(0.3, 3), 2),
            detail=self.dice.choice(details) if details else "",
        )


def may_join(one: Fault, other: Fault) -> bool:
    """Whether both can go wrong with the same submission."""
    return one is not other and not any({one, other} == pair for pair in NOT_BOTH)
