"""One result on its way to sentences: whose figures they are, of when, and which sentences can be said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from shared.words import Metric
from stream.chat.ledger import Fact, Result
from stream.chat.rules.naming import EVERYWHERE
from stream.chat.rules.phrases import Phrases
from stream.chat.rules.reading import Reading

MOST_ROWS: Final = 12  # the months of a year
_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Saying:
    """A tool's result and what it answers; `ordinal` counts the results of the same tool before it, `args`
    are those that the tool was called with."""

    phrases: Phrases
    reading: Reading
    result: Result
    today: date
    ordinal: int = 0
    args: Mapping[str, str] = field(default_factory=dict)

    def where(self) -> str:
        """Whose figures they are, and of when."""
        facts, phrases = self.result.facts, self.phrases
        store, period = facts.get("store"), facts.get("period")
        whose = phrases.of_store.format(store=store) if store else ""
        if not store and (self.result.is_of_all or self.reading.store == EVERYWHERE):
            whose = phrases.of_all
        return whose + (phrases.of_period.format(period=period) if period else "")

    @property
    def metric(self) -> Metric:
        """The figure that is compared, or that stores are ranked by."""
        return Metric.of(self.args.get("metric", Metric.SALES))

    def words(self) -> dict[str, str]:
        """What a sentence may be filled with beside facts."""
        genre, place = next(iter(self.reading.genres), None), self.reading.location
        is_one = len(self.reading.genres) == 1
        return {
            "where": self.where(),
            "metric": self.phrases.metrics[self.metric],
            "genre": self.phrases.genres[genre] if genre and is_one else "",
            "place": self.phrases.places[place] if place else "",
        }

    def filled(self, sentence: str) -> str:
        """The sentence, where all that it needs is there; else nothing."""
        known: dict[str, str | Fact] = {**self.words(), **self.result.facts}
        fields = set(_FIELD.findall(sentence))
        return sentence.format_map(known) if fields <= known.keys() else ""

    def sentences(self, names: Iterable[str]) -> str:
        """The sentences of the result's tool of those names that can be said, in order."""
        known = self.phrases.sentences
        told = (self.filled(known[f"{self.result.tool}.{name}"]) for name in names)
        return "".join(told).rstrip(" ")

    def empty(self) -> str:
        """That the tool found nothing."""
        usual = next(iter(self.phrases.status.values()))
        return self.filled(self.phrases.empty.get(self.result.tool, usual))

    def goes_on(self) -> str:
        """That the period is not over, where it is not."""
        period = self.result.period
        is_open = period is not None and period.first <= self.today <= period.last
        return self.phrases.unfinished if is_open else ""

    def ordered(self, by: str, *, is_least: bool) -> "Saying":
        """The same with its rows in order of a figure, the smallest or the largest first."""
        rows = sorted(self.result.rows, key=lambda row: _amount(row[by]), reverse=not is_least)
        return replace(self, result=replace(self.result, rows=rows))

    def rows(self, name: str, values: Iterable[str]) -> str:
        """The rows as a list, each value with its label; nothing where there are none."""
        phrases, rows = self.phrases, [row for row in self.result.rows if name in row]
        lines = []
        for row in rows[:MOST_ROWS]:
            told = [f"{phrases.labels.get(value, '')}{row[value]}" for value in values if value in row]
            lines.append(f"- {row[name]}：{phrases.between_labels.join(told)}" if told else f"- {row[name]}")
        more = [phrases.more_rows] if len(rows) > MOST_ROWS else []
        return "\n\n".join(["\n".join(lines), *more]) if lines else ""


def _amount(fact: Fact) -> float:
    return float(fact.value) if isinstance(fact.value, int | float) else 0.0


def joined(*parts: str) -> str:
    """The parts that say something, as paragraphs."""
    return "\n\n".join(part for part in parts if part)
