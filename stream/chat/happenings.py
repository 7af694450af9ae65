"""What happens while a question is answered: tools are asked and answer, the model speaks, or it fails."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.analytics.periods import Period
from shared.words import TurnFault
from stream.chat.ledger import Fact


@dataclass(frozen=True, slots=True)
class Looking:
    """A tool is asked: `label` says what it does."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A tool has answered: `args` are what it understood, `rows` its facts that belong together; `nothing_of`
    is the stretch of which it found nothing."""

    name: str
    label: str
    args: dict[str, str] = field(default_factory=dict)
    rows: Sequence[dict[str, Fact]] = ()
    nothing_of: Period | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the answer, as the model says it: unchecked."""

    text: str


Happening = Looking | Looked | Piece


class Failed(Exception):
    """There is no answer; `fault` says why, to the person who asked."""

    def __init__(self, fault: TurnFault) -> None:
        super().__init__(fault)
        self.fault = fault
