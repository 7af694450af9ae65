"""Which words of a search a text is marked at: those that it holds, else their parts."""

from collections.abc import Iterable, Sequence
from typing import Final

from shared.search.keywords import Words, bigrams, fold
from shared.search.weights import HIRAGANA

MOST: Final = 60


def held(text: str, words: Words, groups: Iterable[Sequence[str]]) -> Words:
    """The words that `text` holds, or that mean the same; of the others the pairs of signs that it holds.

    A pair of hiragana alone says nothing, and is not marked.
    """
    folded = fold(text)
    same = [[fold(term) for term in group] for group in groups]
    found: dict[str, None] = {}
    for word in words.words:
        others = [term for group in same if any(term in word for term in group) for term in group]
        whole = [term for term in (word, *others) if term in folded]
        found |= dict.fromkeys(whole or (pair for pair in bigrams(word) if _says_something(pair, folded)))
    return Words(list(found)[:MOST])


def _says_something(pair: str, folded: str) -> bool:
    return pair in folded and not HIRAGANA.fullmatch(pair)
