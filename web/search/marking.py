"""Where a text is marked for a search: at the words that it holds, else at their parts; in either kana."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from shared.search.kana import otherwise
from shared.search.keywords import Words, bigrams, fold

MOST: Final = 60
HIRAGANA: Final = re.compile(r"[ぁ-ゖゝゞー]+")


def held(text: str, words: Words, groups: Iterable[Sequence[str]]) -> Words:
    """The words that `text` holds, or that mean the same; of the others the pairs of signs that it holds.

    A pair that was hiragana when it was typed says nothing, and is not marked.
    """
    folded = fold(text)
    same = [[fold(term) for term in group] for group in groups]
    found: dict[str, None] = {}
    for word in words.words:
        others = [term for group in same if any(term in word for term in group) for term in group]
        pairs = [pair for pair in bigrams(word) if not HIRAGANA.fullmatch(pair)]
        found |= dict.fromkeys(_in(folded, [word, *others]) or _in(folded, pairs))
    return Words(list(found)[:MOST])


def _in(folded: str, words: Iterable[str]) -> list[str]:
    return [form for word in words for form in _forms(word) if form in folded]


def _forms(word: str) -> Iterator[str]:
    """The word, and as it is written in the other kana."""
    yield word
    if other := otherwise(word):
        yield other
