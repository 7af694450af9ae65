"""The numbers of dates as Japanese texts write them: in kanji, and by the years of 令和; weekdays in kana."""

import re
from typing import Final


def in_digits(text: str) -> str:
    """The text with kanji numerals before a unit of time as digits, 令和8年 as 2026年, 10がつ as 10月
    and きんようび as 金曜日.

    Not where they begin another word: 四日市, 二日酔い, 一日中.
    """
    text = _WRITTEN_YEAR.sub(lambda match: _digits(match[0]), text)
    text = _NTH.sub(lambda match: f"{_number(match[0])}", text)
    text = _COUNT.sub(lambda match: f"{_number(match[1])}", text.replace("令和元年", "令和1年"))
    text = _KANA.sub(lambda match: f"{match[1]}{'月' if match[2] == 'がつ' else '日'}", text)
    text = _WEEKDAY.sub(lambda match: f"{_WEEKDAYS[match[1]]}曜日", text)
    return _REIWA.sub(lambda match: f"{BEFORE_REIWA + int(match[1])}年", text)


_WEEKDAYS: Final = dict(
    zip(("げつ", "か", "すい", "もく", "きん", "ど", "にち"), "月火水木金土日", strict=True)
)
_WEEKDAY: Final = re.compile(rf"({'|'.join(_WEEKDAYS)})ようび")
BEFORE_REIWA: Final = 2018
_REIWA: Final = re.compile(r"令和(\d{1,2})年")
_KANA: Final = re.compile(r"(\d{1,2})(がつ|にち)(?!かん)")
_WRITTEN_YEAR: Final = re.compile(r"[一二][〇一二三四五六七八九]{3}(?=年)")
_COUNT: Final = re.compile(
    r"([一二三四五六七八九十]+)"
    r"(?=月(?!曜)|日(?!中|あた|平均|じゅう|当|市|町|酔|坊主|月)|週間|か月|ヶ月|カ月|ヵ月|ケ月|年(?!生)"
    r"|[〜・、,][一二三四五六七八九十]{1,3}[月日])"
)
_NTH: Final = re.compile(r"(?<=第)[一二三四五](?=の?(?:週|[月火水木金土日]曜))")
_DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}


def _number(kanji: str) -> int:
    """一 to 九十九."""
    tens, ten, ones = kanji.partition("十")
    if not ten:
        return int(_digits(kanji))
    return (_DIGITS[tens[-1]] if tens else 1) * 10 + (_DIGITS[ones[0]] if ones else 0)


def _digits(kanji: str) -> str:
    return "".join(f"{_DIGITS[sign]}" for sign in kanji)
