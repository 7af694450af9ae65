"""The numbers that a sentence says: with digits of any width, with 万 and 億, or with kanji."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stream.chat.places_said import Place

GROUPS: Final = {
    **dict.fromkeys(("円", "yen", "¥"), "yen"),
    **dict.fromkeys(("人", "名", "people", "customers"), "people"),
    **dict.fromkeys(("件", "回", "つ", "個", "本", "枚", "点", "claims", "reports", "posts"), "count"),
    **dict.fromkeys(("日", "日分", "日間", "days"), "days"),
    **dict.fromkeys(("店舗", "店", "か所", "箇所", "stores"), "places"),
    **dict.fromkeys(("%", "パーセント", "ポイント", "pt", "割"), "percent"),
    **dict.fromkeys(("か月", "ヶ月", "カ月", "ヵ月", "months"), "months"),
}
_OTHERS: Final = (
    *(
        "倍",
        "週間",
        "年間",
        "年",
        "時間",
        "分",
        "秒",
        "度",
        "℃",
        "歳",
        "杯",
        "皿",
        "台",
        "席",
        "組",
        "品",
        "種類",
    ),
    *("cm", "mm", "km", "kg", "mg", "ml", "g", "l", "m"),
)
_UNITS: Final = "|".join(sorted([*GROUPS, *_OTHERS], key=lambda unit: -len(unit)))
_ORDINAL: Final = r"(?:番目|番|位|つ目|回目|日目|年目|人目|件目|号|章|条|項|ページ|期|列目|行目)"
_DIGITS: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_NUMBER: Final = re.compile(
    rf"(?P<sign>(?<![0-9A-Za-z)~〜-])[-+]|マイナス|プラス)?(?P<yen>¥\s?)?"
    rf"(?P<amount>{_DIGITS}(?:\s?[億万千百十]+(?:{_DIGITS})?)*)\s?(?P<unit>(?!{_ORDINAL})(?:{_UNITS}))?(?P<nth>{_ORDINAL})?",
    re.IGNORECASE,
)
_KANJI: Final = re.compile(
    r"(?<![数何幾])(?P<amount>[一二三四五六七八九十百千〇][一二三四五六七八九十百千万億〇]*)"
    r"(?P<unit>円|件|人|名|割|倍|回|店舗|日間|週間|か月|ヶ月|カ月|時間|パーセント|ポイント|個|枚|杯|皿|台|席|歳|組)"
    r"(?!目|前|後|分の)"
)
_WORDS: Final = re.compile(
    r"(?<!\d)(?:1,?000|千|1|一|100)(?:人|名|日|件|回|店舗|時間|か月|週間)(?:あたり|当たり|につき|ごと)"
    r"|per 1,?000 customers"
    r"|一人(?:で|ひとり|一人)|1人(?:ひとり|で)|一回(?:だけ|きり)|(?:もう|あと)(?:一|1)(?:つ|回|度|人)|24時間営業|C3"
)
_LISTED: Final = re.compile(
    r"^[ \t]*(?:[-*・] ?)?[(（]?\d{1,2}[.)、）](?!\d)|^[ \t]*\|[ \t]*\d{1,2}[ \t]*(?=\|)|(?<=第)\d{1,3}"
    r"|\[\d{1,3}\]",
    re.MULTILINE,
)
_ABOUT: Final = re.compile(r"(?:約|およそ|おおよそ|ほぼ|ざっと)[ *]*$")
_NEAR: Final = re.compile(r"[ *]*(?:ほど|くらい|ぐらい|程度|前後|余り|強|弱)")
_MORE: Final = re.compile(r"増|上昇|アップ|プラス|上回|多|高|伸|超過|過剰|改善|increase|up\b|more|higher")
_LESS: Final = re.compile(
    r"減|低下|ダウン|マイナス|下回|少な|低|落ち|不足|下が|悪化|decrease|down\b|less|lower|fell"
)
_CLAUSE: Final = re.compile(r"[^、。，,\n|（(\d]{0,10}")
_VALUES: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "億": 100_000_000}
_KANJI_DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_BIG: Final = 10_000


@dataclass(frozen=True, slots=True)
class Number:
    """A number said at `place`. `step` is the value of its last digit (41.2万円: 1,000); `group` is what its
    unit counts, the unit itself where it is of no group; `direction` is 1 or -1 where it says more or less,
    `is_signed` where a sign says so."""

    place: Place
    value: Decimal
    step: Decimal
    unit: str
    direction: int = 0
    is_signed: bool = False
    is_about: bool = False

    @property
    def group(self) -> str:
        """What its unit counts; empty without a unit."""
        return GROUPS.get(self.unit, self.unit)


def words(text: str) -> Iterator[Place]:
    """Where numbers stand that say no figure: in idioms, before the points of a list, in `[1]`."""
    for pattern in (_WORDS, _LISTED):
        for match in pattern.finditer(text):
            yield Place(*match.span())


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that is `plain`, those in `words` too."""
    for match in _NUMBER.finditer(text):
        if match["nth"] or _is_in_a_name(text, match):
            continue
        unit = (match["unit"] or ("円" if match["yen"] else _unit_after(text, match.end()))).lower()
        value, step = amount(match["amount"])
        place = Place(match.start(), match.end("unit" if match["unit"] else "amount"))
        yield _number(text, place, value, step, unit, match["sign"] or "")
    for match in _KANJI.finditer(text):
        value, step = amount(match["amount"])
        yield _number(text, Place(*match.span()), value, step, match["unit"], "")


def _number(text: str, place: Place, value: Decimal, step: Decimal, unit: str, sign: str) -> Number:
    clause = _CLAUSE.match(text, place.end)
    said = clause[0] if clause else ""
    more, less = _MORE.search(said), _LESS.search(said)
    if sign:
        direction = -1 if sign in "-マイナス" else 1
    elif more and less:
        direction = 0
    else:
        direction = bool(more) - bool(less)
    scale = 10 if unit == "割" else 1
    is_about = bool(_ABOUT.search(text[: place.start]) or _NEAR.match(text, place.end))
    return Number(place, value * scale, step * scale, unit, direction, bool(sign), is_about)


def _is_in_a_name(text: str, match: re.Match[str]) -> bool:
    """B2, C3-1: a part of a name, unless something is counted."""
    before = text[match.start() - 1] if match.start() else ""
    return before.isascii() and before.isalpha() and not match["unit"]


def _unit_after(text: str, at: int) -> str:
    """10〜12人: of a stretch's beginning, the unit of its end."""
    end = re.compile(r"\s?[~〜-]\s?").match(text, at)
    other = _NUMBER.match(text, end.end()) if end else None
    return (other["unit"] or "") if other else ""


def amount(said: str) -> tuple[Decimal, Decimal]:
    """1億2,000万, 1万2千, 三百二十: its value, and the value of its last digit."""
    total = section = Decimal(0)
    step = Decimal(1)
    digits: Decimal | None = None
    for token in re.findall(r"[\d,]+(?:\.\d+)?|[一二三四五六七八九〇]+|[十百千万億]", said):
        if token not in _VALUES:
            digits, step = _digits(token)
            continue
        scale = _VALUES[token]
        step = step * scale if digits is not None or scale >= _BIG else Decimal(scale)
        if scale < _BIG:
            section += (1 if digits is None else digits) * scale
        else:
            total += (section + (digits or 0) or 1) * scale
            section = Decimal(0)
        digits = None
    return total + section + (digits or 0), step


def _digits(token: str) -> tuple[Decimal, Decimal]:
    if token[0] in _KANJI_DIGITS:
        return Decimal("".join(str(_KANJI_DIGITS[sign]) for sign in token)), Decimal(1)
    written = token.replace(",", "")
    decimals = len(written.partition(".")[2])
    return Decimal(written), Decimal(1).scaleb(-decimals)
