"""Words of the field as they are mistyped: in other kana, by their reading, with a wrong sign in them."""

import re
from typing import Final

_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}

# Katakana words, found in whatever kana they are written.
_KATAKANA: Final = (
    "クレーム", "マニュアル", "ランキング", "アレルギー", "キッチン", "トイレ", "ホール", "ルール",
    "ノルマ", "アイデア",
    "ベストアンサー", "ヒヤリハット", "コメント",
)  # fmt: skip
# Words of three kanji, of which one may be wrong.
_KANJI: Final = ("客単価", "掲示板", "食中毒", "達成率")
# Words of two kanji as an input method converts their reading wrongly, or by that reading itself where it
# stands for nothing else here.
_WRONG: Final = {
    "違算": "違産|違参|違酸|違惨|異算|遺算|意算|胃酸|遺産|(?<![ぁ-ん])いさん|(?<=の)いさん",
    "賞賛": "賞讃|賞讚|称讃|勝算|しょうさん",
    "何件": "何県|何軒|何剣|なんけん",
    "客数": "各数|客巣",
    "売上": "売揚げ?|売り揚げ",
    "手順": "手準|手巡|てじゅん",
    "目標": "目票|目漂",
    "日報": "日法|日報告書|日宝",
    "工夫": "くふう|功夫",
    "方法": "ほうほう|方方",
    "他店": "たてん(?=で|の|は)|他典",
    "食中毒": "しょくちゅうどく",
    "防ぐ": "ふせぐ",
    "減った": "へった(?!く)",
    "件数": "けんすう",
    "内容": "ないよう(?=[はもをが]|$|\\?)",
    "理由": "りゆう(?=[はをが]|$|\\?)",
    "原因": "げんいん",
    "達成率": "たっせいりつ",
    "店舗": "てんぽ",
    "苦情": "くじょう",
    "事故": "(?:(?<![ぁ-ん])|(?<=の))じこ(?=[はのをが]|$)",
    "レジ": "れじ(?=[のがはで])",
}
_PLACES: Final = {
    "渋谷": "しぶや", "新宿": "しんじゅく", "池袋": "いけぶくろ", "上野": "うえの",
    "品川": "しながわ", "銀座": "ぎんざ", "東京": "とうきょう", "立川": "たちかわ",
    "横浜": "よこはま", "川崎": "かわさき", "大宮": "おおみや", "千葉": "ちば",
    "札幌": "さっぽろ", "仙台": "せんだい", "名古屋": "なごや", "京都": "きょうと",
    "大阪": "おおさか", "梅田": "うめだ", "難波": "なんば", "神戸": "こうべ",
    "広島": "ひろしま", "福岡": "ふくおか", "博多": "はかた", "天神": "てんじん",
}  # fmt: skip
_PLACE: Final = re.compile(rf"({'|'.join(_PLACES.values())})(てん|店)?(?=[のはでがも、 ?]|$)")
_KANJI_OF: Final = {reading: name for name, reading in _PLACES.items()}
_RUN_OF_THREE: Final = re.compile(r"(?<![一-龥])[一-龥]{3}(?![一-龥])")
_WRONG_PATTERNS: Final = tuple((word, re.compile(pattern)) for word, pattern in _WRONG.items())


def corrected(text: str) -> str:
    """The folded text with such words as they are spelled."""
    for word in _KATAKANA:
        text = _in_katakana(word, text)
    for word, pattern in _WRONG_PATTERNS:
        text = pattern.sub(word, text)
    text = _PLACE.sub(lambda match: _KANJI_OF[match[1]] + ("店" if match[2] else ""), text)
    return _RUN_OF_THREE.sub(lambda match: _nearest(match[0]), text)


def _in_katakana(word: str, text: str) -> str:
    plain, wanted = text.translate(_TO_HIRAGANA), word.translate(_TO_HIRAGANA)
    at = plain.find(wanted)
    while at >= 0:
        text = text[:at] + word + text[at + len(word) :]
        at = plain.find(wanted, at + len(word))
    return text


def _nearest(run: str) -> str:
    """The word of which one sign at most is another one; the run itself where there is none."""
    return next((word for word in _KANJI if sum(a != b for a, b in zip(word, run, strict=True)) <= 1), run)
