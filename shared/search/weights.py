"""What a question asks for: the parts of it that texts may hold, and how much each is worth."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from shared.search.keywords import QUOTED, Frequencies, bigrams, fold

MOST_TERMS: Final = 80
MOST_QUESTION: Final = 400
# What stands together: kanji, katakana, hiragana, letters and digits.
RUNS: Final = re.compile(r"[一-鿿々〆〇]+|[ァ-ヺー]+|[ぁ-ゖゝゞ]+|[^\W_ぁ-ヿ一-鿿々〆〇]+")
HIRAGANA: Final = re.compile(r"[ぁ-ゖゝゞー]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms of a question with their weights (`terms`, `weights`), and the words that they come from."""

    terms: list[str]
    weights: list[float]

    def parts(self, known: Frequencies, most: int) -> dict[str, float]:
        """The rarest terms, which about `most` rows hold, each as a `tsquery` with its weight."""
        chosen: dict[str, float] = {}
        rows = 0.0
        for share, weight, term in sorted(
            (known.share(term), -weight, term) for term, weight in self._pairs()
        ):
            rows += share * known.rows
            if rows > most and chosen:
                break
            if rows <= most:
                chosen["'" + QUOTED.sub(r"\1\1", term) + "'"] = -weight
        return chosen

    def _pairs(self) -> list[tuple[str, float]]:
        return [pair for pair in zip(self.terms, self.weights, strict=True) if len(pair[0]) > 1]


def asked(text: str, synonyms: Sequence[Sequence[str]], known: Frequencies | None) -> Asked:
    """The terms of what was typed."""
    folded = fold(text[:MOST_QUESTION].encode("utf-8", "replace").decode().replace("\0", " "))
    weights: dict[str, float] = {}
    for word in re.findall(r"[^\W_]+", folded):
        for term in bigrams(word):
            weights[term] = max(weights.get(term, 0.0), _worth(term) * _rarity(term, known))
    best = sorted(weights, key=lambda term: -weights[term])[:MOST_TERMS]
    return Asked(best, [weights[term] for term in best])


def _worth(term: str) -> float:
    return 0.2 if HIRAGANA.fullmatch(term) else 1.0


def _rarity(term: str, known: Frequencies | None) -> float:
    return log(1 + 1 / ((known.share(term) if known else 0.0) + 0.0005))
