"""One spelling for what people spell in many ways: widths, kana, English dates. All readers read this."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from stream.chat.rules.misspellings import corrected

LONGEST: Final = 1_000  # characters of a question that are read

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})(?:r?uary|ch|il|[ey]|ust|t|t?ember|ober)?(?![a-z])\.?"
_DAY: Final = r"(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?\b)?"
_COUNTS: Final = {"a": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_COUNT: Final = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNIT: Final = "(?P<unit>day|week|month|year)s?"
_YEAR: Final = r"(?P<year>\d{4})"
_DAYS: Final = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "月火水木金土日", strict=True))
_WEEKDAY: Final = rf"(?P<day>{'|'.join(_DAYS)})(?:s|nes|rs|ur)?(?:day)?"


def folded(text: str) -> str:
    """The first `LONGEST` characters in one width and case, each word of `SPELLINGS` in one spelling."""
    written = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).lower().split())
    for pattern, spelling in SPELLINGS:
        written = pattern.sub(spelling, written)
    return corrected(written)


def is_japanese(text: str) -> bool:
    """Whether it is answered in Japanese: whenever it has a Japanese sign, or no Latin letter at all."""
    written = unicodedata.normalize("NFKC", text)
    return bool(re.search(r"[ぁ-んァ-ヶ一-龥]", written)) or not re.search(r"[A-Za-z]", written)


def _english_day(match: re.Match[str]) -> str:
    return f"{_english_month(match)}{match['day']}日"


def _english_month(match: re.Match[str]) -> str:
    lead = f"{match['lead']} " if "lead" in match.groupdict() else ""
    year = f"{match['year']}年" if match["year"] else ""
    return f"{lead}{year}{_number(match)}月"


def _english_weekday(match: re.Match[str]) -> str:
    return f"{match['week'] or 'この前'}の{_DAYS[match['day']]}曜日"


def _number(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"]) + 1


def _english_month_of_year(match: re.Match[str]) -> str:
    year = "去年" if "last" in match[0].split() else "今年"
    return f"{year}の{_number(match)}月" + (f"{match['day']}日" if match["day"] else "")


def _english_stretch(match: re.Match[str]) -> str:
    """「two days ago」「last 3 months」."""
    unit = {"day": "日", "week": "週間", "month": "か月", "year": "年"}[match["unit"]]
    count = _COUNTS.get(match["count"], match["count"])
    return f"{count}{unit}前" if match["ago"] else f"直近{count}{unit.rstrip('間')}間"


def _stretch(match: re.Match[str]) -> str:
    return (match[1] or "直近") + match[2]


Spelling = str | Callable[[re.Match[str]], str]

SPELLINGS: Final[tuple[tuple[re.Pattern[str], Spelling], ...]] = tuple(
    (re.compile(pattern, re.ASCII), spelling)  # 「last weekの」: a kana is no letter here
    for pattern, spelling in (
        # figures
        ("うりあげ|ウリアゲ|うり上げ|売り上げ|売上げ|売り上(?!が)|売上高", "売上"),
        ("くれーむ|くれえむ|クレイム|ｸﾚｰﾑ|クレーム-", "クレーム"),
        ("きゃくすう|来店客数|お客数", "客数"),
        ("きゃくたんか", "客単価"),
        ("いさん(?=[がはのをっ額])", "違算"),
        ("にっぽう", "日報"),
        ("けいじばん", "掲示板"),
        ("まにゅある", "マニュアル"),
        ("ひきつぎ|引きつぎ|ひき継ぎ", "引き継ぎ"),
        ("てんちょ[ーう]?|テンチョ[ーウ]?", "店長"),
        ("もくひょう", "目標"),
        (r"(?<=[ぁ-ん])[ー〜]+(?=$|[?!。、])", ""),
        # dates
        ("せんせんしゅう|先先週", "先々週"),
        ("せんしゅう", "先週"),
        ("こんしゅう", "今週"),
        ("せんせんげつ|先先月", "先々月"),
        ("せんげつ", "先月"),
        ("こんげつ", "今月"),
        ("きょねん|さくねん", "去年"),
        ("前の年(?!比)", "前年"),
        ("ことし", "今年"),
        ("らいしゅう", "来週"),
        ("らいげつ", "来月"),
        ("らいねん", "来年"),
        ("ゆうべ|昨夜|昨晩|昨夕", "昨日"),
        ("今朝|けさ|今夜|今晩|さっき|先ほど", "今日"),
        ("(?:今月の?|月)(?:初め?|頭|あたま)(?:から|以降)", "今月"),
        ("年(?:初|明け|頭)(?:から|以降)", "今年"),
        ("先月(?:度|分)", "先月"),
        ("今月(?:度|分)", "今月"),
        (
            r"(?<!から)(?<!より)(?<![〜\d一二三四五六七八九十])(直近の?|過去の?|ここの?|最近の?|この)?((?:\d{1,3}|[一二三四五六七八九十]{1,2})(?:日間|週間|(?:か|ヶ|カ|ヵ|ケ|箇)月間?))(?!前|後|以内|ごと|分|で食|保)",
            _stretch,
        ),
        ("(?:先週|前週|前の週)の?(?:同じ曜日|同曜日|同じ日)", "前週同曜日"),
        # the same in English
        (
            rf"\b(?:(?:in|of|for|during|on) )?{_MONTH}{_DAY},? (?:of |in )?(?:last|this) year\b",
            _english_month_of_year,
        ),
        (
            rf"\b(?:last|this) year,? (?:in|on) {_MONTH}{_DAY}",
            _english_month_of_year,
        ),
        (rf"\b{_COUNT} {_UNIT} (?P<ago>ago)\b", _english_stretch),
        (rf"\b(?:last|past) {_COUNT} {_UNIT}\b(?P<ago>(?=))", _english_stretch),
        (r"\b(?:year[- ]to[- ]date|ytd)\b|\b(?:for|of|in) the year\b(?! (?:of|before))", "今年"),
        (r"\bmonth[- ]to[- ]date\b|\b(?:for|of|in) the month\b(?! (?:of|before))", "今月"),
        (r"\b(?:for|(?<!day )(?<!days )of|in) the week\b(?! (?:of|before|from|ending))", "今週"),
        (r"\bquarters?\b|\bq[1-4]\b", "四半期"),
        (r"\blast weekend(?:'s)?\b", "先週末"),
        (r"\bthis weekend(?:'s)?\b", "今週末"),
        (r"\b(?:the )?same month (?:of )?last year\b", "前年同月"),
        (r"\b(?:the )?day before yesterday\b", "一昨日"),
        (r"\byesterday(?:'s)?\b", "昨日"),
        (r"\btoday(?:'s)?\b", "今日"),
        (r"\btomorrow(?:'s)?\b", "明日"),
        (r"\bweek before last\b", "先々週"),
        (r"\blast week(?:'s)?\b", "先週"),
        (r"\bthis week(?:'s)?\b", "今週"),
        (r"\bnext week(?:'s)?\b", "来週"),
        (r"\blast month(?:'s)?\b", "先月"),
        (r"\bthis month(?:'s)?\b", "今月"),
        (r"\bnext month(?:'s)?\b", "来月"),
        (r"\blast year(?:'s)?\b", "去年"),
        (r"\bthis year(?:'s)?\b", "今年"),
        (
            rf"\b(?:last|on|for|of) {_WEEKDAY}\b(?: (?P<week>今週|先々?週))?",
            _english_weekday,
        ),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {_YEAR})?", _english_day),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: {_YEAR})?\b", _english_day),
        (
            rf"\b(?:in|of|for|during) {_MONTH}(?: {_YEAR})?(?= |$|[.?!,])",
            _english_month,
        ),
        (
            rf"\b(?P<lead>from|to|through|until|till|since|before|after) {_MONTH}(?: {_YEAR})?(?= |$|[.?!,])",
            _english_month,
        ),
        (
            rf"\b(?!mar|may)(?=[a-z]{{4}}){_MONTH}(?: {_YEAR})?\b",
            _english_month,
        ),
        (r"\b(?:in|of|for|during) (20\d\d)\b(?![-/])", r"\1年"),
        (r"\bon the (\d{1,2})(?:st|nd|rd|th)\b", r"\1日"),
        (r"\bsince (?:the )?(\S+?[月日週年])(?= |$|[.?!,])", r"\1以降"),
        (r"\bfrom (\S+?[月日週年]) (?:to|through|until|till) (?=[\d今昨先一去])", r"\1から"),
        (r"\b(?:until|till|up to|through) (\S+?[月日週年])(?= |$|[.?!,])", r"\1まで"),
        (
            r"^(?!.*\b(?:compar|differ))(.*)\bbetween (\S+?[月日週年]) and (?=[\d今昨先一去])",
            r"\1\2から",
        ),
    )
)
