"""Where a text is marked for a search: at the words that it holds, else at their parts.

Hiragana and katakana are one, as the search takes them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.safestring import SafeString

from shared.search.kana import TO_HIRAGANA
from shared.search.keywords import Words, bigrams, fold, spans
from shared.search.weights import HIRAGANA
from web.reports.marks import joined

MOST: Final = 60


def marked(text: str, words: Words) -> SafeString:
    """The escaped text, with `<mark>` around the words (`held`)."""
    return joined(text, spans(text.translate(TO_HIRAGANA), words) if words.words else [])


def held(text: str, words: Words, groups: Iterable[Sequence[str]]) -> Words:
    """The words that `text` holds, or that mean the same; of the others the pairs of signs that it holds.

    All are in hiragana. A pair that was hiragana when it was typed says nothing, and is not marked.
    """
    folded = _plain(text)
    same = [[fold(term) for term in group] for group in groups]
    found: dict[str, None] = {}
    for word in words.words:
        others = [term for group in same if any(term in word for term in group) for term in group]
        whole = [term for term in map(_plain, (word, *others)) if term in folded]
        parts = (_plain(pair) for pair in bigrams(word) if HIRAGANA.sub("", pair))
        found |= dict.fromkeys(whole or (part for part in parts if part in folded))
    return Words(list(found)[:MOST])


def _plain(text: str) -> str:
    return fold(text).translate(TO_HIRAGANA)
