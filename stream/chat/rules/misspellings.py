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
    "違算": "違惨|胃酸|遺産",
    "賞賛": "賞讃|賞讚|称讃|勝算|しょうさん",
    "何件": "なんけん",
    "客数": "各数|客巣",
    "売上": "売揚げ?|売り揚げ",
    "手順": "てじゅん",
    "日報": "日報告書",
    "工夫": "くふう|功夫",
    "方法": "ほうほう|方方",
    "他店": "たてん(?=で|の|は)|他典",
    "食中毒": "しょくちゅうどく",
    "防ぐ": "ふせぐ",
    "減った": "へった(?!く)",
    "件数": "けんすう",
    "原因": "げんいん",
    "達成率": "たっせいりつ",
    "店舗": "てんぽ",
    "苦情": "くじょう",
    "レジ": "れじ(?=[のがはで])",
}
# Signs of one reading, which an input method takes for each other; where another word comes of it, they are
# left out (券数, 自己).
_SOUNDS: Final = (
    "昨作策", "先千専選線", "今根混紺", "週周習集", "前全善", "件剣県軒研健", "客脚却", "違異遺意",
    "算産参酸賛", "賞称商", "目木黙", "標票漂評", "達立", "成性製", "報法宝放", "順準巡純", "店点展",
    "舗歩補", "廃配敗",
    "棄機器", "返変編", "金禁菌", "位意医", "情状城", "価化花", "足測",
)  # fmt: skip
_OF_SOUNDS: Final = (
    "昨日", "昨年", "先週", "先月", "今週", "今月", "前年", "前月", "前週", "件数", "何件", "客数", "客単価",
    "違算", "賞賛", "目標", "達成", "日報", "手順", "店舗", "廃棄", "返金", "順位", "苦情", "過不足",
)  # fmt: skip
# Words in kana alone, where they are the whole of a run of kana, but for particles around them.
_KANA: Final = {
    "いさん": "違算", "じこ": "事故", "ないよう": "内容", "りゆう": "理由", "へんきん": "返金",
    "はいき": "廃棄", "よさん": "予算", "ちゃくち": "着地", "ぜんねんひ": "前年比",
    "さくたい": "昨対", "じゅんい": "順位",
    "きゃくたん": "客単", "よじつ": "予実", "かぶそく": "過不足",
}  # fmt: skip
_IN_KANA: Final = re.compile(
    rf"(?:(?<![ぁ-ん])|(?<=[のはとも]))({'|'.join(_KANA)})(?=[^ぁ-んー]|[のはがをもとで](?![かもす])|って|いくら|おしえ|どう|$)"
)
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


def _misheard(word: str) -> str:
    """A pattern of `word` with one sign in the place of another of its reading, at the head of a run."""
    others = {sign: sounds.replace(sign, "") for sounds in _SOUNDS for sign in sounds}
    forms = [f"{word[:at]}[{others[sign]}]{word[at + 1 :]}" for at, sign in enumerate(word) if sign in others]
    is_date = word[-1] in "日月年週"
    return ("(?<![一-龥])" if is_date else "") + f"(?:{'|'.join(forms)})"


_MISHEARD: Final = tuple((word, re.compile(_misheard(word))) for word in _OF_SOUNDS)
_WRONG_PATTERNS: Final = tuple((word, re.compile(pattern)) for word, pattern in _WRONG.items())


def corrected(text: str) -> str:
    """The folded text with such words as they are spelled."""
    for word in _KATAKANA:
        text = _in_katakana(word, text)
    for word, pattern in (*_WRONG_PATTERNS, *_MISHEARD):
        text = pattern.sub(word, text)
    text = _IN_KANA.sub(lambda match: _KANA[match[1]], text)
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
