"""A question to the figures, as an address asks it: which stores, when, compared with what, of which reports.

    ?scope=store:12&period=month&from=2026-11-01&cmp=ly&genre=claim&location=hall

`from` is any day of the week, month or year; a free stretch (`period=days`) has `to` too. Instead of `from`
an address may count from today: `offset=-1` is the one before today's. `store=12` is short for
`scope=store:12`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from shared.access import Viewer
from shared.analytics.chosen import Scope
from shared.analytics.periods import NoPeriod, Period, around, between, shifted
from shared.words import Against, Genre, Location, PeriodKind, Role, ScopeKind, Word, gettext_noop

MOST_OFFSET = 10_000
NUMBER = r"\d{1,9}"  # of a store, an area, a group


class Unclear(ValueError):
    """An address cannot be understood; `field` is its parameter, `sentence` (a msgid) says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field, self.sentence = field, sentence


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a page of figures is asked, but for what is its own (a sorting, a page of rows)."""

    scope: Scope
    period: Period
    against: Against
    genre: Genre | None = None
    location: Location | None = None

    @property
    def query(self) -> str:
        """Its query string without `?`, with true dates: it asks the same tomorrow, and of anybody."""
        return self._written({"scope": str(self.scope)}, {"from": f"{self.period.first}"})

    def relative(self, viewer: Viewer, today: date) -> str:
        """Its query string for a saved view of the viewer's: counted from today (a free stretch keeps its
        dates), and without stores that they are shown first anyhow, so that it moves with them."""
        scope = {} if self.scope == usual_scope(viewer) else {"scope": str(self.scope)}
        if self.period.kind is PeriodKind.DAYS:
            return self._written(scope, {"from": f"{self.period.first}"})
        return self._written(scope, {"offset": str(_offset(self.period, today))})

    def at(self, period: Period) -> "Question":
        """The same of another period."""
        return replace(self, period=period)

    def _written(self, scope: dict[str, str], start: dict[str, str]) -> str:
        is_free = self.period.kind is PeriodKind.DAYS
        fields = {**scope, "period": self.period.kind.value, **start}
        fields |= {"to": f"{self.period.last}"} if is_free else {}
        fields |= {"cmp": self.against.value}
        fields |= {"genre": self.genre.value} if self.genre else {}
        fields |= {"location": self.location.value} if self.location else {}
        return "&".join(
            [f"{name}={value}" for name, value in fields.items()]
        )  # codes, numbers, dates: as they are


def read(asked: Mapping[str, str], viewer: Viewer, today: date) -> Question:
    """The question of an address; what it leaves out is the default. Whether its stores are within reach,
    the statements say.

    Raises:
        Unclear: a value is malformed, or the period impossible.
    """
    kind = _word(PeriodKind, "period", asked) or PeriodKind.MONTH
    period = _period(kind, asked, today)
    return Question(
        scope=_scope(asked, viewer),
        period=period,
        against=_word(Against, "cmp", asked) or USUAL[period.kind],
        genre=_word(Genre, "genre", asked),
        location=_word(Location, "location", asked),
    )


USUAL = {
    PeriodKind.WEEK: Against.LAST_WEEK,
    PeriodKind.MONTH: Against.LAST_YEAR,
    PeriodKind.YEAR: Against.BEFORE,
    PeriodKind.DAYS: Against.LAST_WEEK,
}
WRONG_DATE = gettext_noop("日付は2026-11-22のように書いてください。")
WRONG_OFFSET = gettext_noop("offset は -1 や 0 のような整数で書いてください。")
WRONG_PERIOD = gettext_noop("期間は2000年から2099年までの、2年（731日）以内にしてください。")
WRONG_WORD = gettext_noop("使える値は {words} です。")
WRONG_SCOPE = gettext_noop("店舗は store:12、エリアは area:3、グループは group:4 のように書いてください。")


def store(text: str) -> Scope:
    """The one store whose number an address gives; of none below 0, that which is never there.

    Raises `Unclear`.
    """
    if not re.fullmatch(f"-?{NUMBER}", text, re.ASCII):
        raise Unclear("store", WRONG_SCOPE)
    return Scope(ScopeKind.STORE, max(int(text), 0))


def day(field: str, text: str) -> date:
    """The date of an address, written 2026-11-22. Raises `Unclear`."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise Unclear(field, WRONG_DATE)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unclear(field, WRONG_DATE) from None


def _period(kind: PeriodKind, asked: Mapping[str, str], today: date) -> Period:
    try:
        if kind is PeriodKind.DAYS:
            last = day("to", asked["to"]) if "to" in asked else today
            return between(day("from", asked["from"]) if "from" in asked else _four_weeks_to(last), last)
        if "from" in asked:
            return around(kind, day("from", asked["from"]))
        return shifted(kind, today, _offset_of(asked.get("offset", "0")))
    except NoPeriod:
        raise Unclear("period", WRONG_PERIOD) from None


def _four_weeks_to(last: date) -> date:
    return last - min(timedelta(days=27), last - date.min)


def _offset_of(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,5}", text, re.ASCII) or abs(int(text)) > MOST_OFFSET:
        raise Unclear("offset", WRONG_OFFSET)
    return int(text)


def _scope(asked: Mapping[str, str], viewer: Viewer) -> Scope:
    if "store" in asked:
        return store(asked["store"])
    text = asked.get("scope", "")
    if not text:
        return usual_scope(viewer)
    if text == ScopeKind.ALL:
        return Scope()
    match = re.fullmatch(rf"(store|area|group):({NUMBER})", text, re.ASCII)
    if not match:
        raise Unclear("scope", WRONG_SCOPE)
    return Scope(ScopeKind.of(match[1]), int(match[2]))


def names_stores(asked: Mapping[str, str]) -> bool:
    """Whether an address asks for stores of its own choice."""
    return "store" in asked or asked.get("scope", ScopeKind.ALL) not in {"", ScopeKind.ALL}


def usual_scope(viewer: Viewer) -> Scope:
    """What is shown first: all their stores to エリアマネージャー and 本部, the own store to others."""
    if viewer.role in {Role.AREA, Role.ADMIN}:
        return Scope()
    return Scope(ScopeKind.STORE, viewer.home_store)


W = TypeVar("W", bound=Word)


def _word(words: type[W], field: str, asked: Mapping[str, str]) -> W | None:
    text = asked.get(field, "")
    if text and text not in words.codes():
        raise Unclear(field, WRONG_WORD)
    return words.of(text) if text else None


def _offset(period: Period, today: date) -> int:
    if period.kind is PeriodKind.WEEK:
        return (period.first - around(PeriodKind.WEEK, today).first).days // 7
    if period.kind is PeriodKind.MONTH:
        return (period.first.year - today.year) * 12 + period.first.month - today.month
    return period.first.year - today.year
