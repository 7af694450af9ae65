"""What a tool is asked: the model's words as a question to the figures, or why they are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from shared.analytics.chosen import Scope as Chosen
from shared.analytics.periods import WEEK, Period, whole
from shared.analytics.question import USUAL, Question, usual_scope
from shared.asked_dates import NotUnderstood, period_of
from shared.chat import places
from shared.db import Query
from shared.words import Against, Genre, Location, PeriodKind, Role, ScopeKind, Word
from stream.chat.ledger import Fact, FactKind, Result, Source, SourceKind, Status, period_text
from stream.chat.scope import Scope

Row = TypeVar("Row")
W = TypeVar("W", bound=Word)
OWN: Final = {"自店", "当店", "うちの店", "自分の店", "この店"}
EVERYWHERE: Final = {"全店", "全社", "全体", "all", "すべて", "全店舗"}


class Refused(Exception):
    """The tool looks nothing up; `status` says why."""

    def __init__(self, status: Status, period: Period | None = None) -> None:
        super().__init__(status)
        self.status, self.period = status, period


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was understood; `store_name` is the store's or area's that was named or is usual."""

    question: Question
    store_name: str = ""
    has_period: bool = True

    @property
    def store_id(self) -> int | None:
        """The number of the one store that it is about."""
        scope = self.question.scope
        return scope.number if scope.kind is ScopeKind.STORE else None


@dataclass(slots=True)
class Said:
    """What a tool puts together: facts by name, rows, sources, and lines for the model."""

    scope: Scope
    tool: str
    asked: Asked
    facts: dict[str, Fact] = field(default_factory=dict)
    rows: list[dict[str, Fact]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    also: list[tuple[str, str]] = field(default_factory=list)
    near: dict[tuple[str, str], float] = field(default_factory=dict)
    close: float = 0.0
    is_of_all: bool = False

    def note(self, name: str, kind: FactKind, value: int | float | object, text: str, source: Source) -> Fact:
        """A fact, which the model is told by its name."""
        fact = self.scope.ledger.fact(kind, value, text, source)  # type: ignore[arg-type]
        self.facts[name] = fact
        self.lines.append(f"{name}: {fact}={text} [{source.n}]")
        return fact

    def where(self, source: Source) -> None:
        """Note whose figures they are: the period, and the store where it is one."""
        period, self.is_of_all = self.asked.question.period, self.asked.question.scope == Chosen()
        if self.asked.has_period:
            self.note("period", FactKind.PERIOD, period, period_text(period), source)
        if self.asked.store_name:
            self.note("store", FactKind.STORE, self.asked.store_name, self.asked.store_name, source)

    def result(self, status: Status = Status.OK) -> tuple[str, Result]:
        """What the tool returns: the lines, and the artifact."""
        lines = "\n".join(self.lines)
        period = self.asked.question.period if self.asked.has_period else None
        found = self.sources, lines, self.also, self.near, self.close, self.is_of_all
        return lines, Result(self.tool, status, period, self.facts, self.rows, *found)


async def understood(
    scope: Scope,
    period: str = "",
    store: str = "",
    genre: str = "",
    location: str = "",
    *,
    default: str = "今月",
) -> Asked:
    """The question of a tool's arguments; what is empty is as on the page it was asked from, else usual.

    Raises:
        Refused: a period, a store, a genre or a place cannot be understood, or the period is to come.
    """
    from_page = scope.asked_from
    stretch = _period(scope, period, default)
    chosen, name = await _chosen(scope, store)
    word = word_of(Genre, genre) or (from_page.genre if from_page and not genre else None)
    place = word_of(Location, location) or (from_page.location if from_page and not location else None)
    return Asked(
        Question(chosen, stretch, USUAL[stretch.kind], word, place),
        name,
        bool(period or default or from_page),
    )


def _period(scope: Scope, text: str, default: str) -> Period:
    if not text.strip() and scope.asked_from:
        return scope.asked_from.period
    try:
        period = whole(period_of(text.strip() or default or "今月", scope.today))
    except NotUnderstood:
        raise Refused(Status.NO_PERIOD) from None
    if period.first > scope.today:
        raise Refused(Status.FUTURE, period)
    return period


async def _chosen(scope: Scope, store: str) -> tuple[Chosen, str]:
    name, is_own = store.strip(), store.strip() in OWN
    if name in EVERYWHERE and usual_scope(scope.viewer) == Chosen():
        return Chosen(), ""
    if not name or name in EVERYWHERE:
        from_page = scope.asked_from if not name else None
        chosen = from_page.scope if from_page else usual_scope(scope.viewer)
        is_home = chosen.kind is ScopeKind.STORE and chosen.number == scope.viewer.home_store
        return chosen, scope.viewer.store_name if is_home else ""
    found = await rows(scope, places.named(scope.viewer, scope.viewer.store_name if is_own else name))
    if is_own and not found:  # of 本部, where nothing is sold
        return usual_scope(scope.viewer), ""
    if not found:
        raise Refused(Status.NO_STORE)
    return Chosen(ScopeKind.of(found[0].kind), found[0].number), found[0].name


def needs_several_stores(scope: Scope) -> None:
    """Raises `Refused` for who sees one store alone: it would be the first, and the last, of its own."""
    if usual_scope(scope.viewer) != Chosen():
        raise Refused(Status.NOT_ALLOWED)


def word_of(words: type[W], text: str) -> W | None:
    """The word of a code or of a Japanese label. Raises `Refused`."""
    text = text.strip()
    if not text:
        return None
    for word in words:
        if text in {word.value, word.label}:
            return word
    raise Refused(Status.WRONG)


async def rows(scope: Scope, query: Query[Row]) -> list[Row]:
    """The statement's rows, read with the belt on; no connection is held afterwards."""
    return await scope.rows(query)


def figures_source(said: Said, page: str, question: Question, title: str) -> Source:
    """The managers' page that shows the same; スタッフ, who have the overview alone, get that one."""
    path = "" if said.scope.viewer.role == Role.STAFF else page
    url = f"/analysis/{path}?{question.query}"
    about = [title, brief(question.period, said.scope.today), said.asked.store_name]
    return said.scope.ledger.source(
        SourceKind.FIGURES, str(question.scope), " ".join(filter(None, about)), url
    )


def brief(period: Period, today: date) -> str:
    """A period in a title: 11/16〜11/22, 2026年11月; the year where it is not this one."""
    if period.kind is PeriodKind.YEAR:
        return f"{period.first.year}年"
    if period.kind is PeriodKind.MONTH:
        return f"{period.first.year}年{period.first.month}月"
    ends = [f"{one.month}/{one.day}" for one in dict.fromkeys((period.first, period.last))]
    year = "" if period.first.year == today.year else f"{period.first.year}/"
    return year + "〜".join(ends)


def base_of(period: Period) -> Against:
    """What a period is compared with: 前週同曜日 of a week and less, else the period before.

    Four weeks beside themselves, moved by one, would be three weeks of the same days.
    """
    return Against.LAST_WEEK if period.days <= WEEK.days else Against.BEFORE


def against(question: Question, base: Against) -> Question:
    """The same question, compared with `base`."""
    return Question(question.scope, question.period, base, question.genre, question.location)


def sums(values: Sequence[int | None]) -> int | None:
    """Their sum; None where there is none of them: 未提出 is not 0."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def percent_text(share: float) -> str:
    """A share of change: 0.082 is +8.2%."""
    return f"{share * 100:+.1f}%"
