"""Katakana and hiragana as one: a reading is found however it is written (くれーむ, クレーム)."""

import re
from typing import Final

_FIRST, _LAST = ord("ァ"), ord("ヶ")
_APART: Final = ord("ァ") - ord("ぁ")
_TO_HIRAGANA: Final = {code: code - _APART for code in range(_FIRST, _LAST + 1)}
_TO_KATAKANA: Final = {hiragana: katakana for katakana, hiragana in _TO_HIRAGANA.items()}
_ONE_KANA: Final = re.compile(r"[ァ-ヶー]+|[ぁ-ゖー]+")


def otherwise(word: str) -> str | None:
    """A word of one kana alone in the other kana; None for any other word."""
    if not _ONE_KANA.fullmatch(word):
        return None
    hiragana = word.translate(_TO_HIRAGANA)
    other = hiragana if hiragana != word else word.translate(_TO_KATAKANA)
    return other if other != word else None
