"""The figures, dates and names that a sentence says, each with its place: what a receipt is asked for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class SaidKind(StrEnum):
    """What is said: a number (with its unit), a date, a month, a year, a store's or a person's name."""

    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    STORE = "store"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something said at `start` to `end`. A number has its `value`, its `unit` as written, and `step`: how
    much it may be rounded by (0.1万円 is 1,000). A date without a year has year 0."""

    kind: SaidKind
    start: int
    end: int
    text: str
    value: Decimal = Decimal(0)
    unit: str = ""
    step: Decimal = Decimal(0)
    day: tuple[int, int, int] = (0, 0, 0)
    weekday: str = ""


_WD: Final = r"(?:\s?[(（](?P<wd>[月火水木金土日])(?:曜日?)?[)）])?"
_DATE: Final = re.compile(
    rf"(?:(?P<y>(?:19|20)\d\d)\s?[年/.-]\s?)?(?P<m>1[0-2]|0?[1-9])\s?(?:月|/|-(?=\d{{1,2}}(?!\d)))\s?(?P<d>3[01]|[12]\d|0?[1-9])日?(?![\d,]|間){_WD}"
)
_MONTH: Final = re.compile(r"(?:(?P<y>(?:19|20)\d\d)\s?[年/-]\s?)?(?P<m>1[0-2]|0?[1-9])月(?!\s?\d)")
_YEAR: Final = re.compile(r"(?P<y>(?:19|20)\d\d)年")
_NUMBER: Final = re.compile(
    r"(?P<sign>[-−+▲△])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<scale>億|千万|百万|万|千)?(?:(?P<more>\d{1,4})(?=[円人名件]))?\s?"
    r"(?P<unit>円|人|名|件|日分|日間|日|回|店舗|店|つ|個|本|%|パーセント|割|倍|ポイント|pt|か月|ヶ月|カ月|週間|年|分|時間|時|秒|度|℃|cm|mm|m|kg|g|ml|l|L|yen|people)?"
)
_KANJI: Final = re.compile(
    r"(?P<kanji>[一二三四五六七八九十百千万億]+)(?P<unit>円|件|人|名|割|倍|回|店舗|日間|パーセント)"
)
_DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_SCALES: Final = {"千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "億": 100_000_000}
_ORDINAL: Final = re.compile(r"^\s*(?:[-*]\s*)?\d{1,2}[.)]\s", re.MULTILINE)
_IDIOM: Final = re.compile(
    r"(?:1,?000|千)人(?:あたり|当たり)|24時間|per 1,?000 customers|1つ(?:前|目)|一人ひとり|1人ひとり|C3"
)
_CITATION: Final = re.compile(r"\[\d{1,3}\]")
_STORE: Final = re.compile(r"[一-龥々ァ-ヶーA-Za-z0-9・]{1,12}?店(?!舗|長|員|内|頭|名|で働)")
_COMMON_STORE: Final = re.compile(
    r"^(?:他|全|各|当|自|お|本|支|開|閉|来|出|入|同|両|数|商|売|飲食|小売|チェーン|ほか|別|\d+)?店$|^(?:多|少|良|悪|高|低)い店$"
)
_PERSON: Final = re.compile(r"[一-龥々ァ-ヶー]{1,8}(?:\s[一-龥々ァ-ヶー]{1,8})?(?=さん|氏|店長|様)")
_COMMON_PERSON: Final = re.compile(
    r"^(?:お?客|皆|各|担当|担当者|他|関係者|業者|お子|従業員|店長|副|スタッフ|社員|責任者|奥|旦那|神|王|仕|有|同|の?お?客|当店|本部|新人|先輩)$"
)


def plain(text: str) -> str:
    """The text as it is read here, of the same length: full-width signs as half-width ones, one by one."""
    return "".join(_narrow(sign) for sign in text)


def _narrow(sign: str) -> str:
    other = unicodedata.normalize("NFKC", sign)
    return other if len(other) == 1 else sign


def said(text: str) -> list[Thing]:
    """What `text` says, in order; nothing of it twice."""
    written = plain(text)
    taken = [match.span() for pattern in (_IDIOM, _ORDINAL, _CITATION) for match in pattern.finditer(written)]
    found: list[Thing] = []
    for things in (_dates, _months, _years, _numbers, _kanji, _stores, _persons):
        for thing in things(written):
            if not any(thing.start < end and start < thing.end for start, end in taken):
                found.append(thing)
                taken.append((thing.start, thing.end))
    return sorted(found, key=lambda thing: thing.start)


def _dates(text: str) -> Iterator[Thing]:
    for match in _DATE.finditer(text):
        is_part = match.start() and (text[match.start() - 1].isdigit() or text[match.start() - 1] in ",./")
        if is_part or ("月" not in match[0] and "/" not in match[0] and not match["y"]):
            continue
        day = (int(match["y"] or 0), int(match["m"]), int(match["d"]))
        yield Thing(SaidKind.DATE, *match.span(), match[0], day=day, weekday=match["wd"] or "")


def _months(text: str) -> Iterator[Thing]:
    for match in _MONTH.finditer(text):
        yield Thing(SaidKind.MONTH, *match.span(), match[0], day=(int(match["y"] or 0), int(match["m"]), 0))


def _years(text: str) -> Iterator[Thing]:
    for match in _YEAR.finditer(text):
        yield Thing(SaidKind.YEAR, *match.span(), match[0], day=(int(match["y"]), 0, 0))


def _numbers(text: str) -> Iterator[Thing]:
    for match in _NUMBER.finditer(text):
        before = text[match.start() - 1] if match.start() else ""
        if before.isascii() and before.isalpha():
            continue  # a part of a name: B2, c3
        scale = _SCALES.get(match["scale"] or "", 1)
        digits = match["digits"].replace(",", "")
        value = Decimal(digits) * scale + Decimal(match["more"] or 0)
        decimals = len(digits.partition(".")[2])
        step = Decimal(scale) / 10**decimals if scale > 1 and not match["more"] else Decimal(1) / 10**decimals
        yield Thing(SaidKind.NUMBER, *match.span(), match[0].strip(), value, match["unit"] or "", step)


def _kanji(text: str) -> Iterator[Thing]:
    for match in _KANJI.finditer(text):
        value = _kanji_value(match["kanji"])
        if match["kanji"] == "一" and match["unit"] in {"人", "名", "回"}:
            continue  # 一人で, 一回だけ: words, no figures
        yield Thing(SaidKind.NUMBER, *match.span(), match[0], Decimal(value), match["unit"], Decimal(1))


def _kanji_value(kanji: str) -> int:
    total = part = digit = 0
    for sign in kanji:
        if sign in _DIGITS:
            digit = digit * 10 + _DIGITS[sign]
        elif sign in "十百千":
            part += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            total += (part + digit or 1) * {"万": 10_000, "億": 100_000_000}[sign]
            part = digit = 0
    return total + part + digit


def _stores(text: str) -> Iterator[Thing]:
    for match in _STORE.finditer(text):
        if not _COMMON_STORE.search(match[0]):
            yield Thing(SaidKind.STORE, *match.span(), match[0])


def _persons(text: str) -> Iterator[Thing]:
    for match in _PERSON.finditer(text):
        if not _COMMON_PERSON.search(match[0]):
            yield Thing(SaidKind.PERSON, *match.span(), match[0])


def is_on(day: date, said_day: tuple[int, int, int], weekday: str = "") -> bool:
    """Whether the said date is that day; what is not said (0, no weekday) is not asked."""
    year, month, number = said_day
    fits = year in {0, day.year} and month in {0, day.month} and number in {0, day.day}
    return fits and (not weekday or weekday == "月火水木金土日"[day.weekday()])
