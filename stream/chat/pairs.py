"""Which value belongs to which store, day or word: a row's figure may not be said of another row."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from stream.chat.ledger import Fact, FactKind
from stream.chat.places_said import Place

SUBJECTS: Final = {FactKind.STORE, FactKind.DATE, FactKind.PERIOD, FactKind.LABEL, FactKind.PERSON}
_KINDS: Final = {FactKind.PERIOD: FactKind.DATE}  # a day is a stretch of one
_COMPARED_WITH: Final = re.compile(r"(?:の[^、。\n]{0,8})?(?:より|に比べ|と比べ|に対し|を上回|を下回|に次)")
_OF_WHICH: Final = re.compile(r"(?:の|だった|となった|を記録した)")
_IN_TURN: Final = re.compile(r"それぞれ|順に|各々|respectively")


@dataclass(frozen=True, slots=True)
class Mention:
    """Facts that a sentence may mean at `place`: any of them."""

    place: Place
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class Pairs:
    """The rows of a turn's results, by the references of their facts."""

    rows: dict[str, list[dict[str, Fact]]] = field(default_factory=dict)

    def add(self, rows: Iterable[dict[str, Fact]]) -> None:
        """The rows of one more result."""
        for row in rows:
            for fact in row.values():
                self.rows.setdefault(fact.ref, []).append(row)

    def labels(self, text: str) -> list[Mention]:
        """The words of a vocabulary that rows are of, where the text says them."""
        facts = {fact.ref: fact for rows in self.rows.values() for row in rows for fact in row.values()}
        return [
            Mention(Place(*match.span()), (fact,))
            for fact in facts.values()
            if fact.kind is FactKind.LABEL
            for match in re.finditer(re.escape(fact.text), text)
        ]

    def fitting(self, text: str, figure: Mention, subjects: Sequence[Mention]) -> tuple[Fact, ...]:
        """Of the facts that a figure may be, those of which the text speaks there.

        `subjects` are the stores, days and words that it says. A subject, and what
        stands in no row, fits everywhere.
        """
        if not self.rows or _IN_TURN.search(text):
            return figure.facts
        near = self._near(text, figure.place, subjects)
        return tuple(
            fact
            for fact in figure.facts
            if fact.kind in SUBJECTS
            or fact.ref not in self.rows
            or any(_speaks_of(row, near) for row in self.rows[fact.ref])
        )

    def _near(self, text: str, at: Place, subjects: Sequence[Mention]) -> dict[FactKind, Mention]:
        """The subjects of a figure by kind: those said last before it in its line, or of which it is."""
        line = text.rfind("\n", 0, at.start) + 1
        near: dict[FactKind, Mention] = {}
        for mention in sorted(subjects, key=lambda mention: mention.place):
            is_before = line <= mention.place.start < at.start
            is_of = mention.place.start >= at.end and _OF_WHICH.fullmatch(text, at.end, mention.place.start)
            if not (is_before or is_of) or _COMPARED_WITH.match(text, mention.place.end):
                continue
            for fact in mention.facts:
                if fact.kind in SUBJECTS and fact.ref in self.rows:
                    near[_kind(fact)] = mention
        return near


def _speaks_of(row: dict[str, Fact], near: dict[FactKind, Mention]) -> bool:
    subjects = (fact for fact in row.values() if fact.kind in SUBJECTS)
    return all(_is_meant(subject, near.get(_kind(subject))) for subject in subjects)


def _is_meant(subject: Fact, mention: Mention | None) -> bool:
    return mention is None or any(fact.value == subject.value for fact in mention.facts)


def _kind(fact: Fact) -> FactKind:
    return _KINDS.get(fact.kind, fact.kind)
