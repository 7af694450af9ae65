"""What a question asks for: the parts of it that a text may hold, and how much each is worth.

A question is taken apart into bigrams. One is worth more the rarer it is (as in BM25), less where hiragana
is in it, and little where it is hiragana alone: that is grammar. What is kana alone may stand in the other
kana. Words that mean the same as one of the question stand in for it, for a little less.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log
from typing import Final

from shared.search.kana import otherwise
from shared.search.keywords import Frequencies, Words, bigrams, fold

MOST_CHARACTERS: Final = 200
MOST_TERMS: Final = 60
MOST_STAND_INS: Final = 20
MIXED, HIRAGANA_ALONE, STAND_IN = 0.6, 0.2, 0.8
LEAST_ROWS: Final = 1000  # of a table too small to say what is rare
WORD: Final = re.compile(r"[^\W_]+")
HIRAGANA: Final = re.compile(r"[ぁ-ゖゝゞ]")
READING: Final = re.compile(r"[ァ-ヺー]{3,}|[ぁ-ゖゝゞー]{3,}")

# What may be read of the bigram index for a search, and how many rows may be looked at for it.
MOST_POSTINGS, MOST_ROWS = 20_000.0, 1000.0
PAIRED: Final = 6
TOGETHER: Final = 3.0  # words of one question stand together so much more often than by chance


@dataclass(frozen=True, slots=True)
class Term:
    """A bigram of the question; `other` is the same in the other kana, where it is kana alone."""

    term: str
    other: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class StandIn:
    """A word that means the same as `instead`, which the question holds."""

    instead: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """What finds candidates: words whose bigrams they all hold, as typed or in the other kana."""

    words: Words
    weight: float

    def share(self, known: Frequencies) -> float:
        """At most this share of a table's rows holds it."""
        return known.most(self.words)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for in a text, and what finds candidates."""

    terms: list[Term] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def total(self) -> float:
        """What a text is worth that holds every term."""
        return sum(term.weight for term in self.terms) or 1.0


def asked(text: str, synonyms: Sequence[Sequence[str]], known: Frequencies) -> Asked:
    """What is asked for by what was typed (its first `MOST_CHARACTERS`), with groups of synonyms."""
    folded = fold(text[:MOST_CHARACTERS].encode("utf-8", "replace").decode().replace("\0", " "))
    words = WORD.findall(folded)
    worth = {term: _worth(term, known) for word in words for term in bigrams(word)}
    best = dict(sorted(worth.items(), key=lambda pair: -pair[1])[:MOST_TERMS])
    terms = [Term(term, otherwise(term), weight) for term, weight in best.items()]
    stand_ins = dict(list(_stand_ins(folded, synonyms, known))[:MOST_STAND_INS])
    parts = [Part(Words([term]), weight) for term, weight in best.items() if _says_something(term)]
    parts += [Part(Words([reading]), _sum(reading, known)) for reading in _readings(words)]
    parts += [Part(Words([word]), stand_in.weight) for word, stand_in in stand_ins.items()]
    return Asked(terms, list(stand_ins.values()), parts or [Part(Words([t]), w) for t, w in best.items()])


def instead(text: str, synonyms: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Each word of the text that has synonyms, as it is written in its group, with each of them."""
    folded = fold(text[:MOST_CHARACTERS])
    return [
        (held, term)
        for group in synonyms
        for held in sorted((term for term in group if fold(term) in folded), key=len)[-1:]
        for term in group
        if fold(term) not in folded
    ]


def queries(asked: Asked, known: Frequencies, reach: float) -> dict[str, float]:
    """Parts of a `tsquery` with their weights, the rarest first: as much as is worth reading of one table.

    `reach` is the share of its rows that may be read. Where every part is too frequent, two together are
    looked for.
    """
    parts = sorted((part.share(known), part.words.terms, part.weight) for part in asked.parts)
    return _affordable(parts, known.rows, reach) or _affordable(
        sorted(
            (TOGETHER * one[0] * other[0], f"{one[1]} & {other[1]}", one[2] + other[2])
            for one, other in combinations(parts[:PAIRED], 2)
        ),
        known.rows,
        reach,
    )


def each(asked: Asked) -> dict[str, float]:
    """All parts of a question, as `queries` gives those that are worth reading the index for."""
    return {part.words.terms: part.weight for part in asked.parts}


def _affordable(parts: list[tuple[float, str, float]], rows: int, reach: float) -> dict[str, float]:
    chosen: dict[str, float] = {}
    held = 0.0
    for share, query, weight in parts:
        held += share * rows
        if held > MOST_POSTINGS or held * reach > MOST_ROWS:
            break
        chosen[query] = max(weight, chosen.get(query, 0.0))
    return chosen


def _stand_ins(
    folded: str, synonyms: Sequence[Sequence[str]], known: Frequencies
) -> Iterator[tuple[str, StandIn]]:
    """Each folded word that stands in for one of the question, the longest of its group."""
    for group in synonyms:
        terms = [fold(term) for term in group]
        held = max((term for term in terms if term and term in folded), key=len, default=None)
        if held is None:
            continue
        weight = STAND_IN * _sum(held, known)
        for term in terms:
            if term and term not in folded:
                yield term, StandIn(held, term, weight)


def _readings(words: Sequence[str]) -> Iterator[str]:
    """Every run of kana in the other kana."""
    for run in (run for word in words for run in READING.findall(word)):
        other = otherwise(run)
        if other:
            yield other


def _worth(term: str, known: Frequencies) -> float:
    share = known.share(term)
    rarity = log(1 + (1 - share) / (share + 0.5 / max(known.rows, LEAST_ROWS)))
    hiragana = len(HIRAGANA.findall(term))
    return rarity * (1.0 if not hiragana else HIRAGANA_ALONE if hiragana == len(term) else MIXED)


def _sum(word: str, known: Frequencies) -> float:
    return sum(_worth(term, known) for term in bigrams(word))


def _says_something(term: str) -> bool:
    return HIRAGANA.sub("", term) != ""
