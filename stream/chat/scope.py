"""What a tool is given beside the model's arguments: who asks, when, and where what it finds is noted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from shared.access import Viewer
from shared.analytics.question import Question
from shared.pool import Pool
from shared.reader import Reader
from stream.chat.ledger import Ledger

Vectors = Callable[[str], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Scope:
    """The context of one run. `today` is the business date of the asker's store; `asked_from` the question of
    the managers' page it was asked from; `vector_of` gives a question's vector (None: there is none)."""

    viewer: Viewer
    today: date
    pool: Pool
    reader: Reader
    vector_of: Vectors
    asked_from: Question | None = None
    ledger: Ledger = field(default_factory=Ledger)
