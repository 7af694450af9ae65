"""What a turn knows for sure: the facts that its tools brought, each with its source.

A tool writes facts and sources into the turn's ledger, and hands the model references (`{v3}`). An answer is
checked against the ledger before a sentence of it is told: what stands in no fact and no source is not shown
as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shared.analytics.periods import Period
from shared.chat.citations import Artifact, Citation


class FactKind(StrEnum):
    """What a fact's value is: whole 円, people, a count of things, %, a rate (with decimals), a business
    date, a stretch of them, a store's or a person's name, a word of a vocabulary."""

    YEN = "yen"
    PEOPLE = "people"
    COUNT = "count"
    PERCENT = "percent"
    RATE = "rate"
    DATE = "date"
    PERIOD = "period"
    STORE = "store"
    PERSON = "person"
    LABEL = "label"


class SourceKind(StrEnum):
    """What a citation opens: a text, or the figures' page with the same question."""

    REPORT = "report"
    POST = "post"
    COMMENT = "comment"
    KNOWLEDGE = "knowledge"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Source:
    """Something to open; `text` is what of it was read: its figures, dates and names may be said."""

    n: int
    kind: SourceKind
    id: str
    title: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its text as it is shown (`412,300円`), and the number of its source."""

    ref: str
    kind: FactKind
    value: int | float | date | Period | str
    text: str
    source: int

    def __str__(self) -> str:
        return "{" + self.ref + "}"


@dataclass(slots=True)
class Ledger:
    """The facts, sources and tables of one turn, in the order in which they came."""

    facts: dict[str, Fact] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)

    def source(self, kind: SourceKind, key: str, title: str, url: str, text: str = "") -> Source:
        """The source of that address, noted once."""
        known = next((one for one in self.sources if one.url == url), None)
        if known is None:
            known = Source(len(self.sources) + 1, kind, key, title, url, text)
            self.sources.append(known)
        return known

    def fact(
        self, kind: FactKind, value: int | float | date | Period | str, text: str, source: Source
    ) -> Fact:
        """A new fact of the source."""
        fact = Fact(f"v{len(self.facts) + 1}", kind, value, text, source.n)
        self.facts[fact.ref] = fact
        return fact

    def citations(self, numbers: Iterable[int]) -> list[Citation]:
        """The citations of sources by their numbers, in the order of the numbers."""
        wanted = set(numbers)
        return [
            Citation(n=one.n, kind=one.kind.value, id=one.id, title=one.title, url=one.url)
            for one in self.sources
            if one.n in wanted
        ]


class Status(StrEnum):
    """What came of a tool's call: rows, none, or why it was not tried."""

    OK = "ok"
    EMPTY = "empty"
    CLOSED = "closed"  # nothing was to be filed: no store was open
    UNCOUNTED = "uncounted"  # it was filed without this figure
    NO_STORE = "no_store"  # no such store within reach, be there one or not
    NO_PERIOD = "no_period"  # the period was not understood
    ONE_MONTH = "one_month"  # it is kept by month, and several were asked for
    FUTURE = "future"  # the period has not begun
    NOT_ALLOWED = "not_allowed"  # stores beside each other are not the person's to read
    WRONG = "wrong"  # an argument is malformed
    AWAY = "away"  # the database did not answer


@dataclass(frozen=True, slots=True)
class Result:
    """The artifact of a tool's message. `facts` by name (see each tool), `rows` of facts by name, in order;
    `sources` are the texts or pages, the best first; `lines` is what the model reads; `also` are words of the
    search, each with one that was looked for in its place; `near` are the texts (kind and number) that mean
    nearly the same as what was asked, with how near they are; what is nearer than `close` is about it.
    `is_of_all`: the figures are those of all stores that the asker may see."""

    tool: str
    status: Status
    period: Period | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    rows: Sequence[dict[str, Fact]] = ()
    sources: Sequence[Source] = ()
    lines: str = ""
    also: Sequence[tuple[str, str]] = ()
    near: dict[tuple[str, str], float] = field(default_factory=dict)
    close: float = 0.0
    is_of_all: bool = False


WEEKDAYS: Final = "月火水木金土日"


def day_text(day: date) -> str:
    """2026年11月22日(日)."""
    return f"{day.year}年{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def period_text(period: Period) -> str:
    """One day as `day_text`, else both ends: 2026年11月16日(月)〜11月22日(日)."""
    if period.first == period.last:
        return day_text(period.first)
    last, first = period.last, period.first
    year = "" if last.year == first.year else f"{last.year}年"
    return f"{day_text(first)}〜{year}{last.month}月{last.day}日({WEEKDAYS[last.weekday()]})"


def yen_text(amount: int) -> str:
    """412,300円; a loss as -1,200円."""
    return f"{amount:,}円"


def days_of(period: Period) -> list[date]:
    """Its business dates."""
    return [period.first + timedelta(days=n) for n in range(period.days)]
