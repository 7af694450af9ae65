"""Katakana and hiragana as one: a reading is found however it is written (くれーむ, クレーム)."""

from typing import Final, LiteralString

_KATAKANA: LiteralString = (
    "ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノ"
    "ハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ"
)
_HIRAGANA: LiteralString = (
    "ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねの"
    "はばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ"
)
TO_HIRAGANA: Final = str.maketrans(_KATAKANA, _HIRAGANA)
TO_KATAKANA: Final = str.maketrans(_HIRAGANA, _KATAKANA)


def in_hiragana(folded: LiteralString) -> LiteralString:
    """SQL: a folded text with its katakana in hiragana, character by character."""
    return "translate(" + folded + ", '" + _KATAKANA + "', '" + _HIRAGANA + "')"
